"""The page on which the public sees where a matter stands."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from complaints import services
from complaints.choices import State
from complaints.models import Complaint
from portal.progress import WORDS
from portal.throttle import address_of

PAGE = "/report/status/"


@pytest.fixture
def given(api: Callable[[str], APIClient], report: Callable[..., dict[str, Any]]) -> dict[str, str]:
    """What the one who reported was given: the number and the receipt code."""
    answer = api("intake").post("/api/v1/complaints/", report(), format="json").json()
    return {"number": answer["number"], "code": answer["receipt_code"]}


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_form_needs_no_account(client: Client, db: None) -> None:
    answer = client.get(PAGE)

    assert answer.status_code == 200
    assert 'name="code"' in text(answer)
    assert "no-store" in answer["Cache-Control"]


def test_number_and_code_show_the_progress(
    client: Client,
    given: dict[str, str],
    api: Callable[[str], APIClient],
    deliver: Callable[[], int],
) -> None:
    api("intake").post(f"/api/v1/complaints/{given['number']}/accept/", {}, format="json")
    deliver()

    answer = client.post(PAGE, given)

    assert answer.status_code == 200
    assert "已交承办单位核查" in text(answer)
    assert "天河区市场监督管理局（知识产权局）" in text(answer)
    assert "no-store" in answer["Cache-Control"]


def test_the_code_may_be_typed_in_any_way(client: Client, given: dict[str, str]) -> None:
    typed = {
        "number": f" {given['number'].lower().replace('-', '')} ",
        "code": given["code"].lower().replace("-", " ").replace("0", "o").replace("1", "l"),
    }

    assert client.post(PAGE, typed).status_code == 200


def test_nothing_of_the_informant_the_officers_or_the_matter_is_shown(
    client: Client,
    given: dict[str, str],
    api: Callable[[str], APIClient],
    report: Callable[..., dict[str, Any]],
    deliver: Callable[[], int],
) -> None:
    api("intake").post(f"/api/v1/complaints/{given['number']}/accept/", {}, format="json")
    deliver()
    body = report()
    secret = [
        body["informant"]["name"],
        body["informant"]["phone"],
        body["respondent"]["name"],
        body["title"],
        body["description"],
        body["right"]["number"],
        "officer",
    ]

    shown = text(client.post(PAGE, given))

    assert [word for word in secret if word in shown] == []


def test_the_answer_is_shown_when_the_matter_has_ended(
    client: Client, given: dict[str, str], people: dict[str, Any], now: datetime
) -> None:
    complaint = Complaint.objects.get(number=given["number"])
    services.accept(complaint, by=people["intake"], at=now)
    services.conclude(complaint, reply="经查无此事。", by=people["intake"], at=now)

    shown = text(client.post(PAGE, given))

    assert "已办结" in shown
    assert "经查无此事。" in shown


def test_a_merged_matter_tells_where_the_other_stands(
    client: Client,
    given: dict[str, str],
    api: Callable[[str], APIClient],
    report: Callable[..., dict[str, Any]],
) -> None:
    other = api("intake").post("/api/v1/complaints/", report(), format="json").json()["number"]
    merge = {"into": other, "reason": "同一事实"}
    api("intake").post(f"/api/v1/complaints/{given['number']}/merge/", merge, format="json")

    shown = text(client.post(PAGE, given))

    assert "已与同一事项合并办理" in shown
    assert "已收到，正在审查是否受理" in shown
    assert other not in shown


def test_a_wrong_code_and_an_unknown_number_get_the_same_answer(
    client: Client, given: dict[str, str]
) -> None:
    wrong = client.post(PAGE, given | {"code": "0000-0000-0000-0000"})
    unknown = client.post(PAGE, {"number": "TS26-0000000000", "code": given["code"]})

    def without_what_was_typed(answer: Any) -> str:
        page = text(answer)
        for typed in (given["number"], given["code"], "TS26-0000000000", "0000-0000-0000-0000"):
            page = page.replace(f'value="{typed}"', "")
        start = page.index("<form class")
        return page[start:].replace(page[page.index("csrfmiddlewaretoken", start) :][:110], "")

    assert (wrong.status_code, unknown.status_code) == (422, 422)
    assert without_what_was_typed(wrong) == without_what_was_typed(unknown)


def test_the_code_of_another_matter_does_not_open_this_one(
    client: Client,
    given: dict[str, str],
    api: Callable[[str], APIClient],
    report: Callable[..., dict[str, Any]],
) -> None:
    other = api("intake").post("/api/v1/complaints/", report(), format="json").json()

    answer = client.post(PAGE, {"number": given["number"], "code": other["receipt_code"]})

    assert answer.status_code == 422


def test_after_ten_wrong_tries_a_number_rests_for_an_hour(
    given: dict[str, str],
) -> None:
    codes = [
        Client(REMOTE_ADDR=f"198.51.100.{i}").post(PAGE, given | {"code": "0" * 16}).status_code
        for i in range(11)
    ]
    right = Client(REMOTE_ADDR="198.51.100.99").post(PAGE, given)

    assert codes == [422] * 10 + [429]
    assert right.status_code == 429
    assert 0 < int(right["Retry-After"]) <= 3600
    assert "no-store" in right["Cache-Control"]


def test_after_ten_wrong_tries_an_address_rests_for_an_hour(given: dict[str, str]) -> None:
    here = Client(REMOTE_ADDR="203.0.113.7")

    codes = [
        here.post(PAGE, {"number": f"TS26-{i:010d}", "code": "0" * 16}).status_code
        for i in range(11)
    ]

    assert codes == [422] * 10 + [429]
    assert here.post(PAGE, given).status_code == 429
    assert Client(REMOTE_ADDR="203.0.113.8").post(PAGE, given).status_code == 200


def test_right_tries_are_not_counted(client: Client, given: dict[str, str]) -> None:
    codes = {client.post(PAGE, given).status_code for _ in range(12)}

    assert codes == {200}


def test_one_household_is_one_address() -> None:
    assert address_of("2001:db8:1:2::1") == address_of("2001:db8:1:2:ffff::9")
    assert address_of("2001:db8:1:2::1") != address_of("2001:db8:1:3::1")
    assert address_of("192.0.2.1") != address_of("192.0.2.2")
    assert address_of("unix:") == "unix:"


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"number": "TS26-0000000000"},
        {"number": "a\x00b", "code": "c"},
        {"number": "T" * 5000, "code": "c"},
    ],
)
def test_what_cannot_be_a_pair_is_refused_and_not_counted(
    client: Client, db: None, sent: dict[str, str]
) -> None:
    codes = {client.post(PAGE, sent).status_code for _ in range(12)}

    assert codes == {422}


def test_the_code_stands_in_no_address_and_no_log(
    client: Client, given: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = client.post(PAGE, given)
        client.get(PAGE, {"number": given["number"], "code": given["code"]})

    assert answer.status_code == 200
    assert given["code"] not in text(answer)
    assert given["code"] not in caplog.text


def test_the_code_in_an_address_opens_nothing(client: Client, given: dict[str, str]) -> None:
    shown = text(client.get(PAGE, given))

    assert given["code"] not in shown
    assert given["number"] not in shown


def test_every_state_has_words_for_everybody() -> None:
    assert set(WORDS) == set(State)


def test_the_page_can_be_read_in_english(client: Client, db: None) -> None:
    client.post("/i18n/setlang/", {"language": "en", "next": PAGE})

    assert '<html lang="en">' in text(client.get(PAGE))
