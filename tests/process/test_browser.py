"""The story of one report on the pages of the desk, in a real headless Chromium."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.process.premises import Premises

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NUMBER = re.compile(r"[A-Z]{2}\d{2}-[0-9A-Z]{10}")

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium; where there is none the test says so, and CI takes that for a failure."""
    if not Path(CHROMIUM).exists():
        message = f"no Chromium at {CHROMIUM}; Debian's package is called chromium"
        if os.environ.get("ZHITONG_REQUIRE_BROWSER"):
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


class Desk:
    """People at their browsers, each with a session of their own."""

    def __init__(self, browser: Browser, premises: Premises, password: str) -> None:
        self.browser = browser
        self.base = f"http://127.0.0.1:{premises.port}"
        self.password = password
        self.pages: dict[str, Page] = {}
        self.complaints: list[str] = []

    def at(self, user: str, path: str) -> Page:
        """The page of this address before this person, who signs in the first time."""
        if user not in self.pages:
            self.pages[user] = self._sign_in(user)
        page = self.pages[user]
        page.goto(self.base + path)
        return page

    def _sign_in(self, user: str) -> Page:
        context = self.browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 900})
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", self._stays_at_home)
        page.goto(f"{self.base}/login/")
        page.fill("input[name=username]", user)
        page.fill("input[name=password]", self.password)
        page.press("input[name=password]", "Enter")
        expect(page.locator("h1")).to_be_visible()
        expect(page).to_have_url(f"{self.base}/")
        return page

    def _stays_at_home(self, request: Any) -> None:
        if not request.url.startswith((self.base, "data:")):
            self.complaints.append(f"asked another host: {request.url}")

    def step(self, page: Page, name: str, fill: Callable[[Page], None] | None = None) -> None:
        """Open a step by its button, fill its form, submit it, and see the page come back."""
        page.click(f"a[data-step={name}]")
        form = page.locator("#step-form form")
        expect(form).to_be_visible()
        if fill is not None:
            fill(page)
        with page.expect_navigation():
            form.locator("button[type=submit]").click()


@pytest.fixture
def premises(closed: Premises) -> Premises:
    """An office that the browser reaches over the loopback in clear."""
    closed.environ["TLS"] = "false"
    return closed.open()


@pytest.fixture
def desk(chromium: Browser, premises: Premises) -> Iterator[Desk]:
    """The desk of an office that was founded today."""
    password = (premises.folder / "demo-password").read_text("utf-8").strip()
    made = Desk(chromium, premises, password)
    yield made
    for page in made.pages.values():
        page.context.close()


def _within(page: Page, name: str) -> Any:
    return page.locator(f"#step-form [name={name}]")


def test_a_report_walks_over_the_desk_from_the_call_to_the_payment(
    desk: Desk, premises: Premises
) -> None:
    call = desk.at("intake", "/phone/")
    call.fill("[name=description]", "店内保温杯标注的专利号查无此专利，涉嫌假冒专利。")
    call.fill("[name=respondent_name]", "广州直通测试商贸有限公司")
    call.fill("[name=place_address]", "广州市天河区石牌街道石牌西路8号")
    call.fill("[name=informant_name]", "欧阳测试")
    call.fill("[name=informant_phone]", "13812345678")
    expect(call.locator("#hints")).to_contain_text("天河")
    with call.expect_navigation():
        call.click("button[name=then][value=accept]")
    found = NUMBER.search(call.locator("main").inner_text())
    assert found is not None
    number = found.group()
    premises.until(
        lambda: premises.get("dispatcher", f"/complaints/{number}/")["state"] == "assigned"
    )

    officer = desk.at("officer_tianhe", f"/complaints/{number}/")
    assert "欧阳测试" not in officer.content()
    assert "13812345678" not in officer.content()

    def both_officers(page: Page) -> None:
        for name in ("officer_tianhe", "officer2_tianhe"):
            page.check(f"#step-form input[name=officers][value={name}]")

    desk.step(officer, "propose", both_officers)
    case = premises.every("officer_tianhe", f"/cases/?complaint={number}")[0]["number"]

    chief = desk.at("chief_tianhe", f"/cases/{case}/")
    desk.step(chief, "docket")
    expect(chief.locator("main")).to_contain_text("已立案")

    def decide(page: Page) -> None:
        _within(page, "outcome").select_option("penalty")
        _within(page, "fine").fill("80000.00")
        _within(page, "facts").fill("销售假冒专利产品，事实清楚。")
        _within(page, "legal_basis").fill("专利法第六十八条")

    def serve(page: Page) -> None:
        _within(page, "method").select_option("direct")

    def verified(page: Page) -> None:
        _within(page, "finding").select_option("verified")

    for user, name, fill in (
        ("officer_tianhe", "investigate", None),
        ("chief_tianhe", "audit", None),
        ("officer_tianhe", "notify", None),
        ("chief_tianhe", "decide", decide),
        ("officer_tianhe", "serve", serve),
        ("chief_tianhe", "close", verified),
    ):
        desk.step(desk.at(user, f"/cases/{case}/"), name, fill)
    expect(desk.pages["chief_tianhe"].locator("main")).to_contain_text("已结案")
    reward = premises.until(lambda: premises.every("reward_clerk", f"/rewards/?case={case}"))[0]
    address = f"/rewards/{reward['number']}/"

    def grade(page: Page) -> None:
        _within(page, "level").select_option("2")
        _within(page, "direct_evidence").check()
        _within(page, "facts_match").select_option("full")
        _within(page, "reason").fill("提供了产品实物照片，与查实一致。")

    def claim(page: Page) -> None:
        _within(page, "payee_name").fill("欧阳测试")
        _within(page, "payee_account").fill("6222021234567890123")
        _within(page, "payee_bank").fill("工商银行")

    def pay(page: Page) -> None:
        _within(page, "voucher_no").fill("V-2026-1")

    for user, name, fill in (
        ("reward_clerk", "grade", grade),
        ("reward_approver", "approve", None),
        ("reward_clerk", "notify", None),
        ("reward_clerk", "claim", claim),
        ("cashier", "pay", pay),
    ):
        desk.step(desk.at(user, address), name, fill)
    paid = desk.pages["cashier"]
    expect(paid.locator("main")).to_contain_text("3,000.00")
    expect(paid.locator("main")).to_contain_text("已发放")
    assert "6222021234567890123" not in paid.content()

    overseer = desk.at("supervisor", "/overdue/")
    expect(overseer.locator("h1")).to_be_visible()
    history = desk.at("supervisor", f"/complaints/{number}/")
    assert "欧阳测试" not in history.content()
    expect(history.locator("main")).to_contain_text("已办结")
    assert desk.complaints == []


def test_the_pages_fit_a_phone_and_speak_english_when_asked(desk: Desk) -> None:
    page = desk.at("officer_tianhe", "/")
    page.set_viewport_size({"width": 360, "height": 780})
    for address in ("/", "/complaints/", "/cases/", "/alerts/"):
        page.goto(desk.base + address)
        wider = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert (address, wider <= 0) == (address, True)

    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{desk.base}/")
    page.get_by_role("button", name="English").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("main")).to_contain_text("Overdue")
    assert desk.complaints == []
