"""Pages by keyset: every row once, whatever the order, forward and back."""

from base64 import urlsafe_b64decode
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings as office
from django.core import signing
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from accounts import vault
from accounts.models import User
from cases.models import Case
from complaints.models import Complaint, Informant
from deadlines.choices import NEVER
from wire import pages
from wire.problems import NotValid

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
ROWS = 23
V = "/api/v1"
ORDERINGS = ("-received_at", "received_at", "due_on", "-due_on")
Api = Callable[[str], APIClient]


@pytest.fixture
def complaints(people: dict[str, User]) -> list[Complaint]:
    """Rows with many ties: five instants of receipt, three due days and "never"."""
    due = [date(2026, 3, 9), NEVER, date(2026, 3, 16), date(2026, 3, 9)]
    rows = Complaint.objects.bulk_create(
        Complaint(
            number=f"TS26-{n:010}",
            kind="counterfeit_report",
            source="phone",
            body_digest=b"-" * 32,
            received_at=AT + timedelta(seconds=n % 5, microseconds=n % 2),
            due_on=due[n % 4],
            updated_at=AT,
        )
        for n in range(ROWS)
    )
    Informant.objects.bulk_create(
        Informant(
            complaint=row,
            identity=vault.seal(
                {}, place=f"informant.identity:{row.number}", keys=office.FIELD_KEYS
            ),
            body=b"",
        )
        for row in rows
    )
    return rows


def walk(
    rows: Any, *, order: str, size: int, back: bool = False, word: str = ""
) -> tuple[list[list[Any]], str]:
    """All pages from a place to the end; and the word for the way back from the last."""
    found = list[list[Any]]()
    while True:
        page = pages.Keyset()
        found.append(page.cut(rows, order=order, size=size, word=word or None))
        onward = page.previous_word if back else page.next_word
        if not onward:
            return found, page.next_word if back else page.previous_word
        word = onward


@pytest.mark.parametrize("order", [*ORDERINGS, "-id", "id"])
@pytest.mark.parametrize("size", [1, 2, 7, 22, 23, 24, 200])
def test_every_row_comes_once_and_in_order(
    complaints: list[Complaint], order: str, size: int
) -> None:
    field, sign = order.lstrip("-"), "-" if order.startswith("-") else ""
    names = [f"{sign}{field}"] + ([f"{sign}id"] if field != "id" else [])

    found, _back = walk(Complaint.objects.all(), order=order, size=size)

    assert [row.pk for page in found for row in page] == list(
        Complaint.objects.order_by(*names).values_list("pk", flat=True)
    )
    assert [len(page) for page in found] == [min(size, ROWS - n) for n in range(0, ROWS, size)]


@pytest.mark.parametrize("order", [*ORDERINGS, "-id", "id"])
@pytest.mark.parametrize("size", [1, 7, 22])
def test_the_way_back_is_the_way_there(complaints: list[Complaint], order: str, size: int) -> None:
    there, word = walk(Complaint.objects.all(), order=order, size=size)

    back, _on = walk(Complaint.objects.all(), order=order, size=size, back=True, word=word)

    seen = [row.pk for page in reversed(back) for row in page]
    assert seen == [row.pk for page in there[:-1] for row in page]


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    days=st.lists(st.integers(0, 3), min_size=1, max_size=12),
    size=st.integers(1, 5),
    order=st.sampled_from(["due_on", "-due_on"]),
)
def test_every_row_comes_once_whatever_the_ties(
    people: dict[str, User], days: list[int], size: int, order: str
) -> None:
    Complaint.objects.all().delete()
    Complaint.objects.bulk_create(
        Complaint(
            number=f"TS26-{n:010}",
            kind="counterfeit_report",
            source="phone",
            body_digest=b"-" * 32,
            received_at=AT,
            due_on=date(2026, 3, 9) + timedelta(days=day) if day else NEVER,
            updated_at=AT,
        )
        for n, day in enumerate(days)
    )

    found, _back = walk(Complaint.objects.all(), order=order, size=size)

    seen = [row.pk for page in found for row in page]
    assert len(seen) == len(set(seen)) == len(days)


def test_rows_that_come_in_between_move_nobody(complaints: list[Complaint]) -> None:
    page = pages.Keyset()
    first = page.cut(Complaint.objects.all(), order="-received_at", size=10, word=None)
    Informant.objects.filter(complaint=first[-1]).delete()
    Complaint.objects.filter(pk=first[-1].pk).delete()
    newest = complaints[0]
    newest.pk, newest.number, newest.received_at = None, "TS26-NEW", AT + timedelta(days=1)
    newest.save(force_insert=True)

    rest, _back = walk(Complaint.objects.all(), order="-received_at", size=10, word=page.next_word)

    seen = {row.pk for row in first} | {row.pk for p in rest for row in p}
    assert len(first) + sum(map(len, rest)) == len(seen) == ROWS


def test_plain_rows_are_paged_like_models(complaints: list[Complaint]) -> None:
    rows = Complaint.objects.values("id", "due_on")

    found, _back = walk(rows, order="due_on", size=7)

    assert len({row["id"] for page in found for row in page}) == ROWS


# Over HTTP


def follow(client: APIClient, url: str) -> Any:
    parts = urlsplit(url)
    return client.get(f"{parts.path}?{parts.query}").json()


@pytest.mark.parametrize("order", ORDERINGS)
def test_a_list_is_walked_to_its_end_and_back(
    api: Api, complaints: list[Complaint], order: str
) -> None:
    client = api("intake")
    page = client.get(f"{V}/complaints/", {"ordering": order, "page_size": "7"}).json()
    assert page["previous"] is None
    forward = [page]
    while page["next"]:
        page = follow(client, page["next"])
        forward.append(page)
    backward = [page]
    while page["previous"]:
        page = follow(client, page["previous"])
        backward.append(page)

    numbers = [[row["number"] for row in p["results"]] for p in forward]
    assert [len(n) for n in numbers] == [7, 7, 7, 2]
    assert len({n for page in numbers for n in page}) == ROWS
    assert [n for p in reversed(backward) for n in [r["number"] for r in p["results"]]] == [
        n for page in numbers for n in page
    ]
    assert set(page) == {"next", "previous", "results"}


def test_filters_and_order_stay_along_the_way(api: Api, complaints: list[Complaint]) -> None:
    query = {"ordering": "due_on", "page_size": "5", "due_before": "2026-03-10", "count": "true"}
    client = api("intake")
    page = client.get(f"{V}/complaints/", query).json()
    assert (page["count"], page["count_capped"]) == (11, False)
    seen = len(page["results"])
    while page["next"]:
        page = follow(client, page["next"])
        seen += len(page["results"])

    assert seen == 11
    assert "count" not in page


@pytest.mark.parametrize("order", ["docketed_on", "-docketed_on", "due_on", "-due_on"])
def test_cases_without_a_docketing_day_break_no_order(
    api: Api, people: dict[str, User], order: str
) -> None:
    Case.objects.bulk_create(
        Case(
            number=f"AJ26-{n:010}",
            proceeding="counterfeit",
            discovered_on=AT.date(),
            office_id="440106",
            authority_id="440106",
            title="案",
            proposed_at=AT,
            docketed_on=date(2026, 3, 2 + n % 3) if n % 2 else None,
            updated_at=AT,
        )
        for n in range(11)
    )
    client = api("supervisor")
    page = client.get(f"{V}/cases/", {"ordering": order, "page_size": "2"}).json()
    seen = [row["number"] for row in page["results"]]
    while page["next"]:
        page = follow(client, page["next"])
        seen += [row["number"] for row in page["results"]]

    assert len(seen) == len(set(seen)) == (5 if "docketed" in order else 11)


@pytest.mark.parametrize("size", ["0", "-1", "201", "x", "1e2", "1.5", "１", " 5", "9" * 400])
def test_a_page_of_an_impossible_size_is_refused(api: Api, people: object, size: str) -> None:
    answer = api("intake").get(f"{V}/complaints/", {"page_size": size})

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "page_size")


def test_no_spelling_of_a_number_makes_a_page_larger_than_it_may_be(
    api: Api, complaints: list[Complaint]
) -> None:
    assert len(api("intake").get(f"{V}/complaints/", {"page_size": "0005"}).json()["results"]) == 5
    assert api("intake").get(f"{V}/complaints/", {"page_size": "000000001999"}).status_code == 422


@pytest.mark.parametrize("size", ["1", "200", ""])
def test_a_page_has_between_1_and_200_rows(
    api: Api, complaints: list[Complaint], size: str
) -> None:
    answer = api("intake").get(f"{V}/complaints/", {"page_size": size}).json()

    assert len(answer["results"]) == min(int(size or 50), ROWS)


def signed(*parts: object) -> str:
    return signing.dumps(list(parts), salt="somewhere else")


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "\x00",
        "🙂",
        "a" * 20_000,
        "W2ZhbHNlLDEsMV0",
        "[" * 5000,
        signed("received_at", False, {"i": "2026-03-02T00:00:00+00:00"}, 1),
        "..",
        ":",
        "%",
    ],
)
def test_a_cursor_that_we_did_not_write_is_refused(
    api: Api, complaints: list[Complaint], cursor: str
) -> None:
    answer = api("intake").get(f"{V}/complaints/", {"cursor": cursor})

    assert (answer.status_code, answer.headers["Content-Type"]) == (422, "application/problem+json")
    assert answer.json()["errors"][0]["code"] == "bad_cursor"


def test_a_cursor_of_one_order_does_not_serve_another(
    api: Api, complaints: list[Complaint]
) -> None:
    client = api("intake")
    page = client.get(f"{V}/complaints/", {"ordering": "due_on", "page_size": "2"}).json()
    cursor = page["next"].rpartition("cursor=")[2]

    answer = client.get(f"{V}/complaints/?ordering=received_at&cursor={cursor}")

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "bad_cursor")


def test_one_changed_character_of_a_cursor_is_noticed(people: object) -> None:
    word = pages.encode("due_on", (NEVER, 7), back=False)
    assert pages.decode(word, "due_on") == (False, NEVER, 7)

    for i in range(len(word) - 1):
        spoiled = word[:i] + ("A" if word[i] != "A" else "B") + word[i + 1 :]
        with pytest.raises(NotValid):
            pages.decode(spoiled, "due_on")


def test_a_cursor_shows_neither_a_key_nor_a_value(people: object) -> None:
    words = [pages.encode("due_on", (date(2026, 3, 9), 123_456_789), back=False) for _ in range(9)]

    assert len(set(words)) == 9
    for word in words:
        for sealed in (word.encode(), urlsafe_b64decode(word)):
            assert [w for w in (b"123456789", b"2026", b"due_on", b"true") if w in sealed] == []


def test_a_changed_cursor_is_refused_over_http(api: Api, complaints: list[Complaint]) -> None:
    client = api("intake")
    page = client.get(f"{V}/complaints/", {"page_size": "2"}).json()
    (cursor,) = parse_qs(urlsplit(page["next"]).query)["cursor"]
    middle = len(cursor) // 2
    changed = cursor[:middle] + ("A" if cursor[middle] != "A" else "B") + cursor[middle + 1 :]

    answers = [client.get(f"{V}/complaints/", {"cursor": c}) for c in (cursor, changed)]

    assert [a.status_code for a in answers] == [200, 422]
    assert answers[1].json()["errors"][0]["code"] == "bad_cursor"


@pytest.mark.parametrize(
    "order", ["id", "-number", "search_terms", "informant__phone_digest", "?", "\x00", "-"]
)
def test_only_the_orders_with_an_index_are_offered(api: Api, people: object, order: str) -> None:
    answer = api("intake").get(f"{V}/complaints/", {"ordering": order})

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "ordering")


def test_a_count_is_made_when_asked_for_and_stops_at_its_cap(
    api: Api, complaints: list[Complaint], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = api("intake")
    assert "count" not in client.get(f"{V}/complaints/").json()

    monkeypatch.setattr(pages, "COUNT_CAP", 20)
    with CaptureQueriesContext(connection) as asked:
        counted = client.get(f"{V}/complaints/", {"count": "true", "page_size": "1"}).json()

    assert (counted["count"], counted["count_capped"]) == (20, True)
    assert any("LIMIT 21" in q["sql"] and "COUNT" in q["sql"] for q in asked.captured_queries)

    monkeypatch.setattr(pages, "COUNT_CAP", ROWS)
    counted = client.get(f"{V}/complaints/", {"count": "true", "page_size": "1"}).json()
    assert (counted["count"], counted["count_capped"]) == (ROWS, False)


def test_an_empty_list_is_a_page_too(api: Api, people: object) -> None:
    assert api("intake").get(f"{V}/complaints/", {"count": "true"}).json() == {
        "next": None,
        "previous": None,
        "results": [],
        "count": 0,
        "count_capped": False,
    }
