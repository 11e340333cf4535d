"""The intake as programs write against it, and what is answered about a complaint."""

import threading
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import User
from complaints.models import Complaint, Informant
from deadlines.arithmetic import legal_day
from deadlines.models import Clock
from journal.models import Event
from registry import services as registry
from tests import making
from wire import instants

V = "/api/v1"
Api = Callable[[str], APIClient]
Report = Callable[..., dict[str, Any]]


def receive(api: Api, body: dict[str, Any], user: str = "intake", **headers: str) -> Any:
    return api(user).post(f"{V}/complaints/", body, format="json", headers=headers)


def codes(answer: Any) -> dict[str, str]:
    """The refused fields and why."""
    return {e["field"]: e["code"] for e in answer.json()["errors"]}


# -- what is answered


def test_an_intake_is_answered_with_its_number_and_its_receipt_code(
    api: Api, report: Report
) -> None:
    answer = receive(api, report(received_at="2026-09-18T09:30:00+08:00"))

    assert answer.status_code == 201, answer.json()
    body = answer.json()
    assert body["number"].startswith("TS26-")
    assert (body["state"], body["kind"], body["source"]) == (
        "received",
        "counterfeit_report",
        "phone",
    )
    assert len(body["receipt_code"].replace("-", "")) == 16
    assert body["received_at"] == "2026-09-18T09:30:00+08:00"
    assert (body["green_channel"], body["green_channel_reasons"]) == (False, [])
    assert body["possible_duplicates"] == []
    assert body["routing"] == {
        "district": None,
        "office": None,
        "confidence": None,
        "evidence": [],
        "unroutable": False,
        "rounds": 0,
    }
    assert body["warnings"] == []
    assert body["allowed_steps"] == ["accept", "refuse", "merge", "withdraw", "correct", "reveal"]
    assert {c["rule"]: c["due_on"] for c in body["clocks"]} == {
        "B-FILE-P": "2026-10-09",
        "B-FILE-S": "2026-10-15",
    }
    assert body["due_on"] == "2026-10-09"


def test_the_receipt_code_is_in_no_other_answer(api: Api, report: Report) -> None:
    number = receive(api, report()).json()["number"]

    client = api("intake")
    page = client.get(f"{V}/complaints/{number}/").json()
    row = client.get(f"{V}/complaints/").json()["results"][0]
    accepted = client.post(f"{V}/complaints/{number}/accept/", {}, format="json").json()

    assert [("receipt_code" in a) for a in (page, row, accepted)] == [False] * 3


@pytest.mark.parametrize(
    ("over", "rules"),
    [
        (("phone", "counterfeit_report", False), ["B-FILE-P", "B-FILE-S"]),
        (("hotline_12345", "counterfeit_report", False), ["B-FILE-P", "B-FILE-S", "H-COMPLAINT"]),
        (("phone", "infringement_complaint", False), []),
        (("phone", "infringement_complaint", True), ["A-FILE"]),
        (("hotline_12345", "infringement_complaint", False), ["H-COMPLAINT"]),
        (("web", "trademark_lead", False), ["T-SEND"]),
        (("letter", "copyright_lead", False), ["T-SEND"]),
        (("onsite", "consultation", False), []),
        (("hotline_12345", "consultation", False), ["H-CONSULT"]),
        (("referral", "other", False), []),
        (("hotline_12345", "other", False), ["H-HELP"]),
    ],
)
def test_each_kind_and_source_starts_its_own_clocks(
    over: tuple[str, str, bool], rules: list[str], api: Api, report: Report
) -> None:
    source, kind, written = over
    body = report(source=source, kind=kind, written_request=written, right={"type": "none"})

    answer = receive(api, body)

    assert answer.status_code == 201, answer.json()
    assert [c["rule"] for c in answer.json()["clocks"]] == rules


@pytest.mark.parametrize(
    ("user", "status"),
    [
        ("intake", 201),
        ("dispatcher", 201),
        ("platform_12345", 201),
        ("supervisor", 403),
        ("auditor", 403),
        ("registrar", 403),
        ("reward_clerk", 403),
        ("reward_approver", 403),
        ("cashier", 403),
        ("officer_tianhe", 403),
        ("chief_tianhe", 403),
    ],
)
def test_only_the_desk_and_the_platforms_take_in(
    user: str, status: int, api: Api, report: Report
) -> None:
    assert receive(api, report(), user).status_code == status
    assert Complaint.objects.count() == (status == 201)


# -- what is required and refused


@pytest.mark.parametrize("name", ["kind", "source", "description"])
def test_a_missing_field_is_named(name: str, api: Api, report: Report) -> None:
    body = {k: v for k, v in report().items() if k != name}

    answer = receive(api, body)

    assert (answer.status_code, codes(answer)) == (422, {name: "required"})


@pytest.mark.parametrize(
    ("over", "status"),
    [
        ({"respondent": {"name": "某公司"}, "place": {}}, 201),
        ({"respondent": {"shop_url": "https://shop.example/1"}, "place": {}}, 201),
        ({"respondent": {}, "place": {"address": "天河区石牌西路8号"}}, 201),
        ({"respondent": {"address": "天河区"}, "place": {"district": "440106"}}, 422),
        ({"respondent": {"name": "\u200b"}, "place": {"address": " "}}, 422),
    ],
)
def test_somebody_or_some_place_must_be_named(
    over: dict[str, Any], status: int, api: Api, report: Report
) -> None:
    answer = receive(api, report(**over))

    assert answer.status_code == status
    if status == 422:
        assert codes(answer) == {"respondent": "nobody_named"}


@pytest.mark.parametrize(
    ("over", "refused"),
    [
        ({"kind": "complaint"}, {"kind": "invalid_choice"}),
        ({"kind": "COUNTERFEIT_REPORT"}, {"kind": "invalid_choice"}),
        ({"kind": ["counterfeit_report"]}, {"kind": "wrong_type"}),
        ({"source": "fax"}, {"source": "invalid_choice"}),
        ({"source": None}, {"source": "null"}),
        ({"description": ""}, {"description": "blank"}),
        ({"description": {"text": "x"}}, {"description": "wrong_type"}),
        ({"description": "字" * 20_001}, {"description": "max_length"}),
        ({"title": "字" * 201}, {"title": "max_length"}),
        ({"title": "两行\n标题"}, {"title": "control"}),
        ({"external_ref": "9" * 65}, {"external_ref": "max_length"}),
        ({"external_ref": 7}, {"external_ref": "wrong_type"}),
        ({"written_request": "true"}, {"written_request": "wrong_type"}),
        ({"written_request": 1}, {"written_request": "wrong_type"}),
        ({"right": "ZL201710123456.0"}, {"right": "invalid"}),
        ({"right": {"type": "design"}}, {"right.type": "invalid_choice"}),
        ({"informant": []}, {"informant": "invalid"}),
        ({"informant": {"anonymous": "no"}}, {"informant.anonymous": "wrong_type"}),
        ({"informant": {"email": "a@b@c.cn"}}, {"informant.email": "email_format"}),
        ({"informant": {"phone": "12345678901"}}, {"informant.phone": "phone_format"}),
        ({"informant": {"id_no": "44010619000229001X"}}, {"informant.id_no": "id_card_date"}),
        ({"informant": {"id_no": "440106190002280"}}, {"informant.id_no": "id_card_15_digits"}),
        (
            {"right": {"type": "patent", "number": "20171012345.0"}},
            {"right.number": "patent_number_format"},
        ),
        (
            {"right": {"type": "patent", "number": "ZL201740123456.0"}},
            {"right.number": "patent_number_format"},
        ),
        (
            {"right": {"type": "patent", "number": "CN101234567B"}},
            {"right.number": "patent_number_format"},
        ),
        (
            {"right": {"type": "trademark", "number": "A12345"}},
            {"right.number": "trademark_number_format"},
        ),
        (
            {"right": {"type": "copyright", "number": "24SR123456"}},
            {"right.number": "copyright_number_format"},
        ),
        (
            {"respondent": {"name": "某公司", "uscc": "91440101MI5AB12C9E"}},
            {"respondent.uscc": "uscc_format"},
        ),
        (
            {"respondent": {"name": "某公司", "shop_url": "javascript:alert(1)"}},
            {"respondent.shop_url": "url_format"},
        ),
        (
            {"place": {"address": "某处", "district": "440305"}},
            {"place.district": "unknown_district"},
        ),
        ({"place": {"address": "某处", "district": 440106}}, {"place.district": "wrong_type"}),
    ],
)
def test_what_is_not_meant_is_refused_by_name(
    over: dict[str, Any], refused: dict[str, str], api: Api, report: Report
) -> None:
    answer = receive(api, report(**over))

    assert (answer.status_code, answer.headers["Content-Type"]) == (422, "application/problem+json")
    assert codes(answer) == refused
    assert not Complaint.objects.exists()


def test_a_number_that_does_not_check_is_kept_and_warned_of(api: Api, report: Report) -> None:
    body = report(
        right={
            "type": "patent",
            "number": "zl201710123456.1",
            "holder": "某某公司",
            "holder_uscc": "91440101MA5AB12C9F",
        },
        respondent={"name": "某公司", "uscc": "914401011910660485"},
        informant={"name": "某某", "id_no": "440106190002280015", "phone": "138****1234"},
    )

    answer = receive(api, body)

    assert answer.status_code == 201, answer.json()
    told = answer.json()
    assert {(w["field"], w["code"]) for w in told["warnings"]} == {
        ("right.number", "patent_number_checksum"),
        ("right.holder_uscc", "uscc_checksum"),
        ("respondent.uscc", "uscc_checksum"),
        ("informant.id_no", "id_card_checksum"),
        ("informant.phone", "phone_masked"),
    }
    assert told["right"]["number"] == "ZL201710123456.1"
    page = api("intake").get(f"{V}/complaints/{told['number']}/").json()
    assert page["warnings"] == told["warnings"]


def test_an_unknown_field_is_kept_sealed_named_and_without_effect(api: Api, report: Report) -> None:
    body = report(
        state="concluded",
        verified=True,
        number="TS26-0000000000",
        office="440106",
        receipt_code="AAAA",
        due_on="2030-01-01",
        reward_amount="1000000.00",
    )
    body["right"] = {"type": "none", "verified_by": 1}

    answer = receive(api, body)

    assert answer.status_code == 201, answer.json()
    told = answer.json()
    assert [w["field"] for w in told["warnings"]] == [
        "state",
        "verified",
        "number",
        "office",
        "receipt_code",
        "due_on",
        "reward_amount",
        "right.verified_by",
    ]
    assert {w["code"] for w in told["warnings"]} == {"unknown_field"}
    complaint = Complaint.objects.get(number=told["number"])
    assert (complaint.state, complaint.verified, complaint.office_id) == ("received", False, None)
    assert told["receipt_code"] != "AAAA"
    assert b"1000000" not in bytes(complaint.informant.body)


@pytest.mark.parametrize("name", ["received_at", "occurred_at"])
@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("2026-09-18T09:30:00", "offset_missing"),
        ("2026-09-18T09:30:00+14:01", "offset_invalid"),
        ("2026-09-18T09:30:00-15:00", "offset_invalid"),
        ("1999-12-31T23:59:59+08:00", "too_early"),
        ("1999-12-31T15:59:59Z", "too_early"),
        ("2026-09-18", "instant_format"),
        ("2026-09-18 09:30:00+08:00", "instant_format"),
        ("2026-02-30T09:30:00+08:00", "no_such_time"),
    ],
)
def test_an_instant_has_an_offset_and_lies_in_our_days(
    name: str, written: str, code: str, api: Api, report: Report
) -> None:
    answer = receive(api, report(**{name: written}))

    assert (answer.status_code, codes(answer)) == (422, {name: code})


@pytest.mark.parametrize(
    ("name", "ahead", "status"),
    [
        ("received_at", timedelta(seconds=55), 201),
        ("received_at", timedelta(seconds=65), 422),
        ("occurred_at", timedelta(hours=23, minutes=59), 201),
        ("occurred_at", timedelta(hours=24, minutes=1), 422),
        ("occurred_at", timedelta(days=365), 422),
    ],
)
def test_nothing_is_received_or_happens_in_the_future(
    name: str, ahead: timedelta, status: int, api: Api, report: Report
) -> None:
    answer = receive(api, report(**{name: instants.shown(timezone.now() + ahead)}))

    assert answer.status_code == status
    if status == 422:
        assert codes(answer) == {name: "too_late"}


def test_the_same_moment_at_any_offset_is_one_moment(api: Api, report: Report) -> None:
    spellings = (
        "2026-09-18T23:30:00+14:00",
        "2026-09-18T17:30:00+08:00",
        "2026-09-18T09:30:00Z",
        "2026-09-17T19:30:00-14:00",
    )

    answers = [receive(api, report(received_at=spelling)).json() for spelling in spellings]

    assert [a["received_at"] for a in answers] == ["2026-09-18T17:30:00+08:00"] * 4
    assert {c["started_on"] for a in answers for c in a["clocks"]} == {"2026-09-18"}


def test_half_past_seven_in_shanghai_is_the_shanghai_day(api: Api, report: Report) -> None:
    answer = receive(api, report(received_at="2026-09-17T23:30:00Z"))

    assert {c["started_on"] for c in answer.json()["clocks"]} == {"2026-09-18"}


# -- twice is once


def test_the_same_reference_with_the_same_body_is_the_first_record(
    api: Api, report: Report
) -> None:
    body = report(source="hotline_12345", external_ref="GZ2026112000123")

    first = receive(api, body, "platform_12345")
    again = receive(api, dict(reversed(body.items())), "platform_12345")

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()["number"] == first.json()["number"]
    assert again.json()["receipt_code"] == first.json()["receipt_code"]
    assert Complaint.objects.count() == 1
    assert Clock.objects.count() == 3
    assert Event.objects.filter(verb="complaint.received").count() == 1


def test_the_same_reference_with_another_body_is_refused(api: Api, report: Report) -> None:
    body = report(source="hotline_12345", external_ref="GZ1")
    first = receive(api, body, "platform_12345").json()

    other = receive(api, body | {"description": "另一内容"}, "platform_12345")

    assert (other.status_code, other.json()["code"]) == (409, "external_ref_reused")
    assert other.json()["number"] == first["number"]
    assert Complaint.objects.count() == 1


def test_the_same_reference_of_another_source_is_another_matter(api: Api, report: Report) -> None:
    answers = [
        receive(api, report(source=source, external_ref="1"))
        for source in ("hotline_12345", "web", "letter")
    ]

    assert [a.status_code for a in answers] == [201] * 3


def test_an_idempotency_key_does_the_same_for_a_day(api: Api, report: Report) -> None:
    key = {"Idempotency-Key": str(uuid.uuid4())}

    first = receive(api, report(), **key)
    again = receive(api, report(), **key)
    other = receive(api, report(description="另一内容"), **key)
    somebody_else = receive(api, report(), "platform_12345", **key)

    assert [a.status_code for a in (first, again, other, somebody_else)] == [201, 200, 409, 201]
    assert again.json()["number"] == first.json()["number"]
    assert again.json()["receipt_code"] == first.json()["receipt_code"]
    assert other.json()["code"] == "external_ref_reused"
    assert somebody_else.json()["number"] != first.json()["number"]


@pytest.mark.parametrize(("age", "status"), [(23, 200), (25, 201)])
def test_an_idempotency_key_is_good_for_twenty_four_hours(
    age: int, status: int, api: Api, report: Report
) -> None:
    key = {"Idempotency-Key": "push-7"}
    receive(api, report(), **key)
    Complaint.objects.update(created_at=timezone.now() - timedelta(hours=age))

    again = receive(api, report(), **key)
    once_more = receive(api, report(), **key)

    assert (again.status_code, once_more.status_code) == (status, 200)
    assert once_more.json()["number"] == again.json()["number"]


@pytest.mark.parametrize("key", ["x" * 201, "a\tb"])
def test_a_key_that_cannot_be_kept_is_refused(key: str, api: Api, report: Report) -> None:
    answer = receive(api, report(), **{"Idempotency-Key": key})

    assert (answer.status_code, codes(answer)) == (422, {"Idempotency-Key": "bad_key"})


def test_an_answer_to_a_repetition_shows_what_became_of_the_matter(
    api: Api, report: Report
) -> None:
    body = report(source="hotline_12345", external_ref="GZ1")
    number = receive(api, body).json()["number"]
    api("intake").post(f"{V}/complaints/{number}/accept/", {}, format="json")

    assert receive(api, body).json()["state"] == "accepted"


@pytest.mark.parametrize("by", ["reference", "key"])
@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_are_one(by: str, people: dict[str, User], report: Report) -> None:
    body = report(source="hotline_12345", external_ref="GZ1" if by == "reference" else "")
    headers = {} if by == "reference" else {"Idempotency-Key": "push-7"}
    barrier = threading.Barrier(20)
    answers: list[Any] = []

    def push() -> None:
        client = APIClient()
        client.force_authenticate(people["platform_12345"])
        barrier.wait()
        try:
            answers.append(client.post(f"{V}/complaints/", body, format="json", headers=headers))
        finally:
            connection.close()

    threads = [threading.Thread(target=push) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(a.status_code for a in answers) == [200] * 19 + [201]
    assert len({(a.json()["number"], a.json()["receipt_code"]) for a in answers}) == 1
    assert (Complaint.objects.count(), Informant.objects.count()) == (1, 1)


# -- the informant


def test_the_informant_is_masked_in_every_answer(api: Api, report: Report) -> None:
    informant = {
        "name": "欧阳测试",
        "phone": "13812345678",
        "email": "ouyang@example.cn",
        "id_no": "440106190002280014",
        "address": "广州市越秀区某路1号",
    }
    posted = receive(api, report(informant=informant))
    number = posted.json()["number"]
    client = api("intake")
    accepted = client.post(f"{V}/complaints/{number}/accept/", {}, format="json")
    page = client.get(f"{V}/complaints/{number}/")
    rows = client.get(f"{V}/complaints/")
    history = client.get(f"{V}/complaints/{number}/history/")
    overseen = api("dispatcher").get(f"{V}/complaints/{number}/")

    for answer in (posted, accepted, page, rows, history, overseen):
        text = answer.content.decode()
        assert [v for v in informant.values() if v in text] == []
    assert page.json()["informant"] == {
        "name": "欧阳**",
        "phone": "138****5678",
        "email": "o***@example.cn",
        "id_no": "***",
        "organisation": "",
        "anonymous": False,
        "confidential": True,
    }
    assert overseen.json()["informant"] == {
        "name": "***",
        "phone": "***",
        "email": "***",
        "id_no": "***",
        "organisation": "***",
        "anonymous": False,
        "confidential": True,
    }


def test_the_informant_is_found_by_no_search(api: Api, report: Report) -> None:
    number = receive(api, report()).json()["number"]
    client = api("intake")

    def found(q: str) -> list[str]:
        rows = client.get(f"{V}/complaints/", {"q": q}).json()["results"]
        return [row["number"] for row in rows]

    assert found("保温杯") == [number]
    assert found("石牌") == [number]
    assert found("水杯") == []
    assert (found("欧阳测试"), found("13812345678")) == ([], [])


@pytest.mark.parametrize(
    ("user", "status"),
    [
        ("intake", 200),
        ("officer_tianhe", 200),
        ("chief_tianhe", 200),
        ("reward_clerk", 200),
        ("reward_approver", 200),
        ("dispatcher", 403),
        ("supervisor", 403),
        ("auditor", 403),
        ("platform_12345", 403),
        ("officer_yuexiu", 404),
        ("cashier", 404),
        ("registrar", 404),
    ],
)
def test_the_informant_is_revealed_to_those_who_may_and_it_is_written_down(
    user: str, status: int, api: Api
) -> None:
    platform = making.person("platform_12345")
    complaint = making.a_complaint("concluded", verified=True, created_by=platform)

    at = f"{V}/complaints/{complaint.number}/reveal/"
    answer = api(user).post(at, {"reason": "电话回访"}, format="json")

    events = list(
        Event.objects.filter(verb="complaint.revealed").values_list(
            "number", "reason", "actor__username"
        )
    )
    assert answer.status_code == status
    if status == 200:
        assert (answer.json()["name"], answer.json()["phone"]) == ("欧阳测试", "13812345678")
        assert answer.headers["Cache-Control"] == "no-store"
        assert events == [(complaint.number, "电话回访", user)]
    else:
        assert "欧阳" not in answer.content.decode()
        assert events == []


def test_a_reveal_needs_a_reason(api: Api) -> None:
    complaint = making.a_complaint("assigned")

    at = f"{V}/complaints/{complaint.number}/reveal/"
    answers = [api("intake").post(at, b, format="json") for b in ({}, {"reason": " "})]

    assert [a.status_code for a in answers] == [422, 422]
    assert not Event.objects.filter(verb="complaint.revealed").exists()


def test_one_person_reveals_twenty_times_a_day_at_most(api: Api) -> None:
    complaint = making.a_complaint("assigned")
    at = f"{V}/complaints/{complaint.number}/reveal/"
    client = api("intake")

    answers = [client.post(at, {"reason": "核实"}, format="json") for _ in range(21)]

    assert [a.status_code for a in answers] == [200] * 20 + [429]
    assert answers[-1].headers["Retry-After"] == "86400"
    assert Event.objects.filter(verb="complaint.revealed").count() == 20


# -- the green channel and possible duplicates


@pytest.fixture
def list_enterprise(people: dict[str, User], now: datetime) -> Callable[..., str]:
    """List an enterprise; gives its number."""

    def enter(**over: Any) -> str:
        facts: dict[str, Any] = {
            "kind": "enterprise",
            "name": "广州重点科技有限公司",
            "uscc": "91440101MA5AB12C9E",
            "district": "440106",
            "aliases": ["重点科技"],
            "right_numbers": ["ZL201720345678.2"],
            "listed_on": legal_day(now),
        }
        return registry.list_entity(**facts | over, by=people["registrar"], at=now).number

    return enter


@pytest.mark.parametrize(
    ("right", "by"),
    [
        ({"type": "patent", "holder_uscc": "91440101MA5AB12C9E"}, "uscc"),
        ({"type": "patent", "holder": "广州重点科技有限公司"}, "name"),
        ({"type": "patent", "holder": "重点 科技"}, "name"),
        ({"type": "patent", "number": "201720345678.2"}, "right"),
    ],
)
def test_a_matter_of_a_key_enterprise_is_green_and_says_why(
    right: dict[str, str],
    by: str,
    list_enterprise: Callable[..., str],
    api: Api,
    report: Report,
) -> None:
    entity = list_enterprise()

    answer = receive(api, report(right=right, received_at="2026-09-18T09:30:00+08:00")).json()
    later = receive(api, report(right=right)).json()

    assert (answer["green_channel"], later["green_channel"]) == (False, True)
    reasons = later["green_channel_reasons"]
    assert [(r["entity"], r["kind"], r["by"]) for r in reasons] == [(entity, "enterprise", by)]
    assert [c["rule"] for c in later["clocks"]] == ["B-FILE-P", "B-FILE-S", "G-TRIAGE", "G-FILE"]


def test_a_matter_in_a_key_market_is_green(
    list_enterprise: Callable[..., str], now: datetime, api: Api, report: Report
) -> None:
    list_enterprise(kind="market", name="岗顶电脑城", aliases=[], right_numbers=[])

    place = {"address": "天河区岗顶电脑城3楼A12", "district": "440106"}
    answer = receive(api, report(place=place)).json()

    assert [r["by"] for r in answer["green_channel_reasons"]] == ["place"]


def test_a_removed_enterprise_turns_nothing_green(
    list_enterprise: Callable[..., str], now: datetime, api: Api, report: Report
) -> None:
    number = list_enterprise()
    sent = {"reason": "迁出", "removed_on": legal_day(now).isoformat()}
    api("registrar").post(f"{V}/registry/entities/{number}/remove/", sent, format="json")

    right = {"type": "patent", "holder_uscc": "91440101MA5AB12C9E"}

    assert receive(api, report(right=right)).json()["green_channel"] is False


def test_an_enterprise_listed_later_turns_its_open_matters_green(
    list_enterprise: Callable[..., str],
    api: Api,
    report: Report,
    deliver: Callable[[], int],
) -> None:
    right = {"type": "patent", "number": "ZL201720345678.2"}
    number = receive(api, report(right=right)).json()["number"]

    list_enterprise()
    deliver()

    page = api("intake").get(f"{V}/complaints/{number}/").json()
    assert page["green_channel"] is True
    assert [c["rule"] for c in page["clocks"]] == ["B-FILE-P", "B-FILE-S", "G-TRIAGE", "G-FILE"]


def test_possible_duplicates_are_named_with_their_score_and_why(api: Api, report: Report) -> None:
    respondent = {"name": "广州某某商贸有限公司", "uscc": "91440101MA5AB12C9E"}
    first = receive(api, report(respondent=respondent)).json()["number"]
    by_name = receive(
        api, report(respondent={"name": "广州 某某商贸（有限公司"}, right={"type": "none"})
    ).json()
    whole = receive(api, report(respondent=respondent)).json()["possible_duplicates"]

    assert by_name["possible_duplicates"] == [
        {"number": first, "score": 0.3, "why": ["respondent_name"]}
    ]
    assert whole[0] == {
        "number": first,
        "score": 1.0,
        "why": ["respondent_uscc", "respondent_name", "right_number"],
    }
    assert whole[1] == {"number": by_name["number"], "score": 0.3, "why": ["respondent_name"]}


def test_a_platform_learns_nothing_of_the_matters_of_others(api: Api, report: Report) -> None:
    receive(api, report())

    told = receive(api, report(source="hotline_12345"), "platform_12345").json()

    assert told["possible_duplicates"] == []


@pytest.mark.parametrize(("days", "found"), [(89, 1), (91, 0)])
def test_duplicates_are_looked_for_in_ninety_days(
    days: int, found: int, now: datetime, api: Api, report: Report
) -> None:
    earlier = instants.shown(now - timedelta(days=days))
    receive(api, report(received_at=earlier))

    assert len(receive(api, report()).json()["possible_duplicates"]) == found


# -- bodies that are no intake


@pytest.mark.parametrize(
    ("raw", "content_type", "status", "code"),
    [
        (b'{"kind": ', "application/json", 400, "malformed_json"),
        (b"{'kind': 'other'}", "application/json", 400, "malformed_json"),
        (b'{"a":1}{"a":1}', "application/json", 400, "malformed_json"),
        (b'{"a":' * 5000 + b"1" + b"}" * 5000, "application/json", 400, "too_deep"),
        (b'{"title":"\\u0000"}', "application/json", 400, "nul"),
        (b'{"title":"\\ud800"}', "application/json", 400, "surrogate"),
        ('{"title":"假冒"}'.encode("gbk"), "application/json", 400, "not_utf8"),
        (b'{"a":1,"a":2}', "application/json", 400, "duplicate_key"),
        (b'"text"', "application/json", 400, "not_an_object"),
        (b"x" * 10_000_000, "application/json", 413, "too_large"),
        (b"kind=other", "application/x-www-form-urlencoded", 415, "unsupported_media_type"),
    ],
)
def test_a_body_that_cannot_be_read_is_refused_and_leaves_nothing(
    raw: bytes, content_type: str, status: int, code: str, api: Api
) -> None:
    client: Any = api("intake")

    answer = client.generic("POST", f"{V}/complaints/", raw, content_type=content_type)

    assert (answer.status_code, answer.headers["Content-Type"]) == (
        status,
        "application/problem+json",
    )
    assert (answer.json()["status"], answer.json()["code"]) == (status, code)
    assert all(answer.json()[name] for name in ("type", "title", "detail"))
    assert not Complaint.objects.exists()
    assert client.get(f"{V}/complaints/").json()["results"] == []


def test_every_answer_carries_the_id_of_its_request(api: Api) -> None:
    asked = str(uuid.uuid4())
    client = api("intake")

    echoed = client.get(f"{V}/complaints/", headers={"X-Request-ID": asked})
    refused = client.get(f"{V}/complaints/nothing/", headers={"X-Request-ID": asked})
    own = client.get(f"{V}/complaints/", headers={"X-Request-ID": "no\tuuid"})

    assert echoed.headers["X-Request-ID"] == refused.headers["X-Request-ID"] == asked
    assert uuid.UUID(own.headers["X-Request-ID"]).version == 4


def test_the_journal_carries_the_id_of_the_request(api: Api, report: Report) -> None:
    asked = str(uuid.uuid4())

    number = receive(api, report(), **{"X-Request-ID": asked}).json()["number"]

    assert Event.objects.get(matter=number).request_id == asked
