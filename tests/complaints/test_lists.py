"""Finding complaints: every filter, every order, page by page; and the files of a complaint."""

import hashlib
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from rest_framework.test import APIClient

from complaints.models import Attachment, Complaint
from journal.models import Event
from tests import making

V = "/api/v1"
Api = Callable[[str], APIClient]
AT = "2026-09-18T09:30:00+08:00"
PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489")


@pytest.fixture
def rows(people: Any) -> dict[str, str]:
    """Five complaints that differ in one thing each, by what is special about them."""
    at = datetime.fromisoformat(AT)
    today = timezone.localdate()
    plain: dict[str, Any] = {"received_at": at, "due_on": today + timedelta(days=9)}
    made = {
        "plain": making.a_complaint(**plain),
        "assigned": making.a_complaint("assigned", **plain | {"due_on": today}),
        "green": making.a_complaint(
            **plain | {"green_channel": True, "supervised": True, "kind": "trademark_lead"}
        ),
        "web": making.a_complaint(
            **plain
            | {
                "source": "web",
                "respondent_uscc": "91440101MA5AB12C9E",
                "right_number": "ZL201710123456.0",
                "unroutable": True,
            }
        ),
        "old": making.a_complaint(
            **plain
            | {
                "received_at": at - timedelta(days=30),
                "due_on": today - timedelta(days=1),
                "description": "另一事项：水杯",
            }
        ),
    }
    return {complaint.number: name for name, complaint in made.items()}


EVERY = {"plain", "assigned", "green", "web", "old"}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, EVERY),
        ({"state": "assigned"}, {"assigned"}),
        ({"kind": "trademark_lead"}, {"green"}),
        ({"source": "web"}, {"web"}),
        ({"district": "440106"}, {"assigned"}),
        ({"office": "440106"}, {"assigned"}),
        ({"green_channel": "true"}, {"green"}),
        ({"green_channel": "false"}, EVERY - {"green"}),
        ({"supervised": "true"}, {"green"}),
        ({"unroutable": "true"}, {"web"}),
        ({"overdue": "true"}, {"old"}),
        ({"overdue": "false"}, EVERY - {"old"}),
        ({"due_before": "today"}, {"old"}),
        ({"due_before": "tomorrow"}, {"old", "assigned"}),
        ({"received_after": AT}, EVERY - {"old"}),
        ({"received_before": AT}, {"old"}),
        ({"respondent_uscc": "91440101ma5ab12c9e"}, {"web"}),
        ({"right_number": "ZL201710123456.0"}, {"web"}),
        ({"right_number": "201710123456.0"}, {"web"}),
        ({"q": "水杯"}, {"old"}),
        ({"q": "专利"}, EVERY - {"old"}),
        ({"q": "专利 水杯"}, set()),
        ({"q": "。"}, set()),
        ({"source": "phone", "overdue": "false", "state": "received"}, {"plain", "green"}),
        ({"no_such_filter": "x"}, EVERY),
        ({"state": ""}, EVERY),
    ],
)
def test_a_filter_leaves_exactly_its_rows(
    query: dict[str, str], found: set[str], rows: dict[str, str], api: Api
) -> None:
    days = {"today": timezone.localdate(), "tomorrow": timezone.localdate() + timedelta(days=1)}
    asked = {k: days[v].isoformat() if v in days else v for k, v in query.items()}

    answer = api("supervisor").get(f"{V}/complaints/", asked)

    assert {rows[row["number"]] for row in answer.json()["results"]} == found


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"state": "closed"}, "invalid_choice"),
        ({"overdue": "yes"}, "invalid_choice"),
        ({"due_before": "2026-02-30"}, "no_such_day"),
        ({"due_before": "9999-12-31"}, "too_late"),
        ({"received_after": "2026-09-18T09:30:00"}, "offset_missing"),
        ({"received_after": "0001-01-01T00:00:00Z"}, "too_early"),
        ({"q": "a\x00b"}, "nul"),
        ({"q": "字" * 201}, "max_length"),
        ({"office": "4401060"}, "max_length"),
        ({"ordering": "informant"}, "unknown_ordering"),
        ({"ordering": "due_on,id"}, "unknown_ordering"),
        ({"page_size": "201"}, "out_of_range"),
        ({"page_size": "0"}, "out_of_range"),
        ({"page_size": "１０"}, "out_of_range"),
        ({"cursor": "e30"}, "bad_cursor"),
        ({"cursor": "W" * 5000}, "bad_cursor"),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused(
    query: dict[str, str], code: str, rows: dict[str, str], api: Api
) -> None:
    answer = api("supervisor").get(f"{V}/complaints/", query)

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, code)


def test_a_search_of_five_thousand_words_is_refused_and_one_of_many_is_answered(
    rows: dict[str, str], api: Api
) -> None:
    client = api("supervisor")

    answers = [client.get(f"{V}/complaints/", {"q": "专利 " * n}) for n in (5000, 60)]

    assert [a.status_code for a in answers] == [422, 200]


@pytest.mark.parametrize("ordering", ["received_at", "-received_at", "due_on", "-due_on"])
def test_the_pages_hold_every_row_once_in_order_forth_and_back(
    ordering: str, people: Any, api: Api
) -> None:
    day = date(2030, 1, 1)
    for n in range(7):
        at = datetime.fromisoformat(AT) + timedelta(hours=n // 2)
        making.a_complaint(received_at=at, due_on=day + timedelta(days=n // 3))
    client = api("supervisor")
    field = ordering.lstrip("-")
    order = ("", "-")[ordering.startswith("-")]
    expected = list(
        Complaint.objects.order_by(ordering, f"{order}id").values_list("number", flat=True)
    )

    pages, url = [], f"{V}/complaints/?page_size=3&ordering={ordering}"
    answer: dict[str, Any] = {"next": url}
    while answer["next"]:
        answer = client.get(answer["next"]).json()
        pages.append([row["number"] for row in answer["results"]])
    back = client.get(answer["previous"]).json()

    assert [number for page in pages for number in page] == expected
    assert [len(page) for page in pages] == [3, 3, 1]
    assert [row["number"] for row in back["results"]] == pages[1]
    assert [row[field] for row in back["results"]] == sorted(
        (row[field] for row in back["results"]), reverse=ordering.startswith("-")
    )


def test_a_total_is_given_only_when_it_is_asked_for(rows: dict[str, str], api: Api) -> None:
    client = api("supervisor")

    plain = client.get(f"{V}/complaints/").json()
    counted = client.get(f"{V}/complaints/", {"count": "true", "page_size": "1"}).json()

    assert plain.keys() == {"next", "previous", "results"}
    assert (counted["count"], counted["count_capped"], len(counted["results"])) == (5, False, 1)


# -- files


def send(api: Api, number: str, file: SimpleUploadedFile | str, user: str = "intake") -> Any:
    client = api(user)
    return client.post(f"{V}/complaints/{number}/attachments/", {"file": file}, format="multipart")


def test_a_file_is_kept_under_its_digest_and_given_back_as_a_download(api: Api) -> None:
    number = making.a_complaint("assigned").number

    kept = send(api, number, SimpleUploadedFile("现场照片.png", PNG))

    told = kept.json()
    assert (kept.status_code, told["name"], told["content_type"], told["size"]) == (
        201,
        "现场照片.png",
        "image/png",
        len(PNG),
    )
    assert told["sha256"] == hashlib.sha256(PNG).hexdigest()
    at = f"{V}/complaints/{number}/attachments/"
    read: Any = api("officer_tianhe").get(f"{at}{told['key']}/")
    assert b"".join(read.streaming_content) == PNG
    assert read.headers["Content-Disposition"].startswith("attachment")
    assert read.headers["X-Content-Type-Options"] == "nosniff"
    assert api("officer_yuexiu").get(f"{at}{told['key']}/").status_code == 404
    verbs = Event.objects.filter(matter=number).order_by("seq").values_list("verb", flat=True)
    assert list(verbs) == ["complaint.attached", "complaint.file_read"]
    assert [row["key"] for row in api("intake").get(at).json()] == [told["key"]]


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (SimpleUploadedFile("a.png", b"<script>alert(1)</script>"), "file_type"),
        (SimpleUploadedFile("a.html", PNG), "file_type"),
        (SimpleUploadedFile("a.pdf", PNG), "file_type"),
        (SimpleUploadedFile("a", PNG), "file_type"),
        (SimpleUploadedFile("a.png", b""), "empty_file"),
        ("just text", "required"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused(
    file: SimpleUploadedFile | str, code: str, api: Api
) -> None:
    number = making.a_complaint("assigned").number

    answer = send(api, number, file)

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, code)
    assert not Attachment.objects.exists()


@pytest.mark.parametrize("user", ["auditor", "supervisor"])
def test_those_who_only_look_on_add_no_file(user: str, api: Api) -> None:
    number = making.a_complaint("assigned").number

    answer = send(api, number, SimpleUploadedFile("a.png", PNG), user)

    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert not Attachment.objects.exists()
