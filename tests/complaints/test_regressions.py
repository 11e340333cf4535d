"""What once went wrong with complaints and must not again."""

import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from rest_framework.test import APIClient

from accounts import services as accounts
from accounts.choices import Role
from accounts.models import User
from complaints import services as complaints
from complaints.models import Complaint
from deadlines.arithmetic import legal_day
from journal.models import Event
from registry import services as registry
from tests import making
from wire.problems import NotValid

V = "/api/v1"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64
Api = Callable[[str], APIClient]
Report = Callable[..., dict[str, Any]]


def receive(api: Api, body: dict[str, Any], user: str = "intake") -> str:
    """The number of a complaint that this person brought."""
    answer = api(user).post(f"{V}/complaints/", body, format="json")
    assert answer.status_code == 201, answer.json()
    number: str = answer.json()["number"]
    return number


def together(*deeds: Callable[[], None]) -> None:
    """Do some things at the same moment."""
    barrier = threading.Barrier(len(deeds))

    def one(deed: Callable[[], None]) -> None:
        barrier.wait(60)
        try:
            deed()
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


# -- two at once


@pytest.mark.django_db(transaction=True)
def test_of_two_matters_merged_into_each_other_one_stays(
    people: dict[str, User], now: datetime, api: Api, report: Report
) -> None:
    pairs = [(receive(api, report()), receive(api, report())) for _ in range(10)]
    refused: list[str] = []

    for one, other in pairs:

        def merge(numbers: tuple[str, str]) -> Callable[[], None]:
            def deed() -> None:
                gone, into = (Complaint.objects.get(number=n) for n in numbers)
                try:
                    complaints.merge(
                        gone, into=into, reason="同一事实", by=people["dispatcher"], at=now
                    )
                except NotValid as problem:
                    refused.append(problem.errors[0]["code"])

            return deed

        together(merge((one, other)), merge((other, one)))

    states = [
        sorted(Complaint.objects.filter(number__in=pair).values_list("state", flat=True))
        for pair in pairs
    ]
    assert states == [["merged", "received"]] * 10
    assert refused == ["bad_target"] * 10


@pytest.mark.django_db(transaction=True)
def test_sixteen_reveals_at_once_are_never_more_than_twenty_a_day(
    people: dict[str, User],
) -> None:
    complaint = making.a_complaint("assigned")
    at = f"{V}/complaints/{complaint.number}/reveal/"
    found: list[int] = []

    def reveal_three_times() -> None:
        client = APIClient()
        client.force_authenticate(people["intake"])
        found.extend(
            client.post(at, {"reason": "核实"}, format="json").status_code for _ in range(3)
        )

    together(*[reveal_three_times] * 16)

    assert sorted(found) == [200] * 20 + [429] * 28
    assert Event.objects.filter(verb="complaint.revealed").count() == 20


# -- who sees what


def send(api: Api, user: str, number: str) -> str:
    """The key of a file that this person added."""
    at = f"{V}/complaints/{number}/attachments/"
    file = SimpleUploadedFile(f"{user}.png", PNG)
    answer = api(user).post(at, {"file": file}, format="multipart")
    assert answer.status_code == 201, answer.json()
    key: str = answer.json()["key"]
    return key


def test_a_platform_sees_only_the_files_that_it_sent(api: Api, report: Report) -> None:
    number = receive(api, report(), "platform_12345")
    own = send(api, "platform_12345", number)
    ours = send(api, "intake", number)
    at = f"{V}/complaints/{number}/attachments/"

    found = {
        user: [row["key"] for row in api(user).get(at).json()]
        for user in ("platform_12345", "intake")
    }

    assert found == {"platform_12345": [own], "intake": [own, ours]}
    platform = api("platform_12345")
    assert platform.get(f"{at}{ours}/").status_code == 404
    read: Any = platform.get(f"{at}{own}/")
    assert b"".join(read.streaming_content) == PNG


@pytest.mark.parametrize("over", [{}, {"title": "另一内容"}])
def test_another_platform_with_the_same_reference_learns_nothing(
    over: dict[str, str], api: Api, report: Report, people: dict[str, User], now: datetime
) -> None:
    ref = {"source": "hotline_12345", "external_ref": "GZ1"}
    number = receive(api, report(**ref), "platform_12345")
    stranger = accounts.add_user(
        username="platform_other",
        name="另一平台",
        role=Role.INTEGRATION,
        office="440100",
        password_hash=None,
        by=None,
        at=now,
    )
    client = APIClient()
    client.force_authenticate(stranger)

    answer = client.post(f"{V}/complaints/", report(**ref) | over, format="json")

    assert (answer.status_code, answer.json()["code"]) == (409, "external_ref_reused")
    assert number not in answer.content.decode()
    assert [name in answer.json() for name in ("number", "receipt_code", "state")] == [False] * 3
    again = api("platform_12345").post(f"{V}/complaints/", report(**ref), format="json")
    assert (again.status_code, again.json()["number"]) == (200, number)
    assert Complaint.objects.count() == 1


@pytest.mark.parametrize(
    ("user", "fields"),
    [
        ("intake", ["informant.id_no", "informant.phone", "respondent.uscc"]),
        ("officer_tianhe", ["informant.id_no", "informant.phone", "respondent.uscc"]),
        ("dispatcher", ["respondent.uscc"]),
        ("supervisor", ["respondent.uscc"]),
        ("auditor", ["respondent.uscc"]),
        ("platform_12345", ["respondent.uscc"]),
    ],
)
def test_warnings_about_the_informant_are_for_those_who_may_reveal(
    user: str, fields: list[str], api: Api, report: Report, deliver: Callable[[], int]
) -> None:
    body = report(
        respondent={"name": "某公司", "uscc": "914401011910660485"},
        informant={"name": "某某", "id_no": "440106190002280015", "phone": "138****1234"},
    )
    number = receive(api, body, "platform_12345")
    api("intake").post(f"{V}/complaints/{number}/accept/", {}, format="json")
    deliver()

    page = api(user).get(f"{V}/complaints/{number}/").json()

    assert sorted(w["field"] for w in page["warnings"]) == fields


# -- numbers


def correct(api: Api, complaint: Complaint, **right: str) -> Any:
    at = f"{V}/complaints/{complaint.number}/correct/"
    return api("intake").post(at, {"right": right, "reason": "笔误"}, format="json")


@pytest.mark.parametrize(
    ("kind", "written", "kept"),
    [
        ("patent", "zl 2017 2 0345678.2", "ZL201720345678.2"),
        ("patent", "２０１７２０３４５６７８．２", "201720345678.2"),
        ("trademark", " 1234567 ", "1234567"),
    ],
)
def test_a_corrected_number_is_kept_in_its_one_form(
    kind: str, written: str, kept: str, api: Api, people: object
) -> None:
    complaint = making.a_complaint(right_type=kind)

    answer = correct(api, complaint, number=written)

    assert answer.status_code == 200, answer.json()
    assert answer.json()["right"]["number"] == kept
    complaint.refresh_from_db()
    assert (complaint.right_type, complaint.right_number) == (kind, kept)


@pytest.mark.parametrize(
    ("kind", "right", "code"),
    [
        ("patent", {"number": "20171012345.0"}, "patent_number_format"),
        ("trademark", {"number": "ZL201720345678.2"}, "trademark_number_format"),
        ("none", {"type": "patent", "number": "A1"}, "patent_number_format"),
    ],
)
def test_a_correction_to_what_is_no_number_is_refused(
    kind: str, right: dict[str, str], code: str, api: Api, people: object
) -> None:
    complaint = making.a_complaint(right_type=kind, right_number="1")

    answer = correct(api, complaint, **right)

    assert (answer.status_code, [(e["field"], e["code"]) for e in answer.json()["errors"]]) == (
        422,
        [("right.number", code)],
    )
    complaint.refresh_from_db()
    assert (complaint.right_type, complaint.right_number) == (kind, "1")


@pytest.mark.parametrize("sent", ["ZL201720345678.2", "201720345678.2", "zl 2017 2 0345678.2"])
@pytest.mark.parametrize("listed", ["ZL 2017 2 0345678.2", "zl201720345678.2", "2017 20345678.2"])
def test_an_entry_with_a_right_written_in_any_way_turns_earlier_matters_green(
    listed: str,
    sent: str,
    *,
    api: Api,
    report: Report,
    people: dict[str, User],
    now: datetime,
    deliver: Callable[[], int],
) -> None:
    number = receive(api, report(right={"type": "patent", "number": sent}))
    other = receive(api, report(right={"type": "patent", "number": "201710123456.0"}))

    registry.list_entity(
        kind="enterprise",
        name="广州重点科技有限公司",
        uscc="91440101MA5AB12C9E",
        district="440106",
        right_numbers=[listed],
        listed_on=legal_day(now),
        by=people["registrar"],
        at=now,
    )
    deliver()

    page = api("intake").get(f"{V}/complaints/{number}/").json()
    assert page["green_channel"] is True
    assert [r["by"] for r in page["green_channel_reasons"]] == ["right"]
    assert api("intake").get(f"{V}/complaints/{other}/").json()["green_channel"] is False
