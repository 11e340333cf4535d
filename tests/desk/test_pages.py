"""Which page is there for whom, and what never stands on one."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from tests import making

Desk = Callable[[str], Client]

WHO = (
    "intake",
    "dispatcher",
    "officer_tianhe",
    "chief_tianhe",
    "supervisor",
    "reward_clerk",
    "reward_approver",
    "cashier",
    "registrar",
    "auditor",
    "platform_12345",
)
LISTS = {
    #                 in dis off chi sup clk app cas reg aud plt
    "/":             "200 200 200 200 200 200 200 200 200 200 200",
    "/complaints/":  "200 200 200 200 200 200 200 404 404 200 404",
    "/cases/":       "404 200 200 200 200 200 200 404 404 200 404",
    "/transfers/":   "200 200 200 200 200 404 404 404 404 200 404",
    "/rewards/":     "404 404 404 404 200 200 200 200 404 200 404",
    "/alerts/":      "200 200 200 200 200 200 200 200 404 200 404",
    "/overdue/":     "404 200 404 200 200 404 404 404 404 200 404",
    "/supervision/": "404 200 200 200 200 404 404 404 404 200 404",
    "/registry/":    "200 200 200 200 200 404 404 404 200 200 404",
    "/journal/":     "404 404 404 404 404 404 404 404 404 200 404",
    "/phone/":       "200 200 404 404 404 404 404 404 404 404 404",
}  # fmt: skip
TABLE = [
    (path, who, int(status))
    for path, row in LISTS.items()
    for who, status in zip(WHO, row.split(), strict=True)
]


@pytest.mark.parametrize("path", LISTS)
def test_each_role_has_its_own_pages(desk: Desk, path: str) -> None:
    found = [desk(who).get(path).status_code for who in WHO]

    assert found == [status for at, _who, status in TABLE if at == path]


@pytest.mark.parametrize("path", LISTS)
def test_a_stranger_is_asked_to_sign_in(client: Client, db: None, path: str) -> None:
    page = client.get(path)
    part = client.get(path, headers={"HX-Request": "true"})

    assert (page.status_code, page["Location"]) == (302, f"/login/?next={path}")
    assert part.status_code == 401


SEES = {
    "complaint": {
        *("intake", "dispatcher", "officer_tianhe", "chief_tianhe", "supervisor"),
        *("reward_clerk", "reward_approver", "auditor"),
    },
    "case": {
        *("dispatcher", "officer_tianhe", "chief_tianhe", "supervisor"),
        *("reward_clerk", "reward_approver", "auditor"),
    },
    "transfer": {
        *("intake", "dispatcher", "officer_tianhe", "chief_tianhe", "supervisor", "auditor"),
    },
    "reward": {"supervisor", "reward_clerk", "reward_approver", "cashier", "auditor"},
}


def matters() -> dict[str, str]:
    """One matter with everything that hangs on it, and the addresses of its pages."""
    complaint = making.a_complaint("concluded", verified=True)
    case = making.a_case("closed", complaint=complaint)
    return {
        "complaint": f"/complaints/{complaint.number}/",
        "case": f"/cases/{case.number}/",
        "transfer": f"/transfers/{making.a_transfer(complaint=complaint).number}/",
        "reward": f"/rewards/{making.a_reward('claimed', case=case).number}/",
    }


@pytest.mark.parametrize("kind", SEES)
def test_a_matter_is_there_for_those_whose_rows_it_is(desk: Desk, kind: str) -> None:
    address = matters()[kind]

    found = {who: desk(who).get(address).status_code for who in (*WHO, "officer_haizhu")}

    sees = SEES[kind]
    assert found == {who: 200 if who in sees else 404 for who in (*WHO, "officer_haizhu")}


def test_the_informant_stands_on_no_page(desk: Desk) -> None:
    addresses = matters()
    for who in WHO:
        for address in addresses.values():
            page = desk(who).get(address).content.decode()
            assert "欧阳测试" not in page
            assert "13812345678" not in page
            assert "6222021234567890123" not in page


def test_who_may_not_reveal_does_not_even_see_the_mask(desk: Desk) -> None:
    address = matters()["complaint"]

    assert "138****5678" in desk("officer_tianhe").get(address).content.decode()
    assert "138****5678" not in desk("auditor").get(address).content.decode()


def test_nothing_of_a_matter_stays_in_the_browser(desk: Desk) -> None:
    for address in matters().values():
        page = desk("supervisor").get(address)
        if page.status_code == 200:
            assert "no-store" in page["Cache-Control"]


def test_the_one_who_pays_sees_neither_case_nor_report(desk: Desk) -> None:
    addresses = matters()

    page = desk("cashier").get(addresses["reward"]).content.decode()

    assert "某店假冒专利" not in page
    assert "/cases/" not in page


@pytest.mark.parametrize(
    "query",
    [
        "?state=nonsense&kind=x&office=1&received_after=yesterday",
        "?cursor=forged&ordering=sideways",
        "?q=%00&right_number=%00",
        "?light=mauve&subject=moon&at=never&lead=lead",
    ],
)
def test_an_address_nobody_wrote_shows_the_list_all_the_same(desk: Desk, query: str) -> None:
    client = desk("supervisor")

    found = [client.get(path + query).status_code for path in LISTS if path != "/phone/"]

    assert found == [404 if path == "/journal/" else 200 for path in LISTS if path != "/phone/"]


@pytest.mark.parametrize("number", ["TS26-0000000000", "%00", "x" * 300, "%F0%9F%92%A9"])
def test_a_number_nobody_has_is_not_found(desk: Desk, number: str) -> None:
    client = desk("supervisor")

    for room in ("complaints", "cases", "transfers", "rewards"):
        assert client.get(f"/{room}/{number}/").status_code == 404
        assert client.get(f"/{room}/{number}/accept/").status_code == 404


def test_the_list_is_paged_forward_and_back(desk: Desk) -> None:
    for _n in range(31):
        making.a_complaint()
    client = desk("intake")

    first = client.get("/complaints/")
    second = client.get(first.context["page"]["next"])
    back = client.get(second.context["page"]["previous"])

    assert (len(first.context["rows"]), len(second.context["rows"])) == (30, 1)
    assert second.context["page"]["next"] is None
    assert [r["number"] for r in back.context["rows"]] == [
        r["number"] for r in first.context["rows"]
    ]


def test_the_filters_leave_what_was_asked_for(desk: Desk) -> None:
    green = making.a_complaint(green_channel=True)
    making.a_complaint()

    page = desk("intake").get("/complaints/?green_channel=true&kind=counterfeit_report")

    assert [row["number"] for row in page.context["rows"]] == [green.number]
    assert [chip["label"] for chip in page.context["chips"]] == [
        "类别：假冒专利举报",
        "绿色通道",
    ]


def test_the_switch_turns_the_words_to_english(desk: Desk) -> None:
    client = desk("intake")

    client.post("/i18n/setlang/", {"language": "en", "next": "/"})
    page = client.get("/complaints/").content.decode()

    assert '<html lang="en">' in page
    assert "Zhitong" in page


def test_the_history_is_told_in_the_offices_words(
    desk: Desk, api: Callable[[str], Client], people: dict[str, User]
) -> None:
    complaint = making.a_complaint()
    address = f"/complaints/{complaint.number}/"
    desk("intake").post(f"{address}accept/")

    page = desk("intake").get(address)
    whole = desk("intake").get(f"{address}history/")

    assert [(e["title"], e["actor"]) for e in page.context["history"]] == [
        ("受理", people["intake"].name)
    ]
    assert whole.status_code == 200
