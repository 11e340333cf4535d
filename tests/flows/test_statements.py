"""How many statements an answer costs: literal figures, whatever the number of rows."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts import services as accounts
from accounts.models import User
from deadlines import selectors as clocks
from tests import making

V = "/api/v1"
Caller = Callable[[str], APIClient]


@pytest.fixture
def with_key(people: dict[str, User], now: datetime) -> Caller:
    """A client that speaks with a real key, as a program does."""

    def speak_as(username: str) -> APIClient:
        secret = accounts.create_api_key(user=people[username], name="test", by=None, at=now)
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Api-Key {secret}")
        return client

    return speak_as


def statements(call: Callable[[], Any], *, status: int = 200) -> list[str]:
    """What the database was told during a call."""
    clocks.calendar()
    with CaptureQueriesContext(connection) as captured:
        answer = call()
    assert answer.status_code == status, answer.content
    return [str(q["sql"]).split(" ", maxsplit=1)[0] for q in captured.captured_queries]


@pytest.mark.parametrize("key", ["", "push-1"])
@pytest.mark.parametrize("source", ["phone", "hotline_12345"])
@pytest.mark.django_db(transaction=True)
def test_one_intake_is_ten_statements_and_one_commit(
    source: str, key: str, with_key: Caller, report: Callable[..., dict[str, Any]]
) -> None:
    client = with_key("platform_12345")
    body = report(source=source, external_ref="GZ1" if source == "hotline_12345" else "")
    headers = {"Idempotency-Key": key} if key else {}

    told = statements(
        lambda: client.post(f"{V}/complaints/", body, format="json", headers=headers), status=201
    )

    assert len(told) == 10, told
    assert (told.count("BEGIN"), told.count("COMMIT")) == (1, 1)
    assert told[-1] == "COMMIT"


def three_of(kind: str) -> None:
    """Three more rows for a list."""
    for _ in range(3):
        match kind:
            case "complaints":
                row = making.a_complaint("assigned", due_on=date(2030, 1, 1))
                making.a_clock("B-FILE-P", subject="complaint", number=row.number)
            case "cases":
                case = making.a_case("docketed", complaint=making.a_complaint("docketed"))
                making.a_clock("B-CLOSE-P", subject="case", number=case.number)
            case "transfers":
                transfer = making.a_transfer("sent")
                making.a_clock("T-ACK", subject="transfer", number=transfer.number)
            case "supervision":
                making.a_supervision("listed")
            case "rewards":
                reward = making.a_reward("claimed")
                making.a_clock("R-CLAIM", subject="reward", number=reward.number)
            case "registry/entities":
                making.an_entity("listed")
            case "alerts":
                number = making.a_number("XX")
                making.an_alert(making.a_clock("B-FILE-P", subject="complaint", number=number))
            case _:
                raise AssertionError(kind)


LISTS = {
    "complaints": (3, "supervisor"),
    "cases": (3, "supervisor"),
    "transfers": (3, "supervisor"),
    "supervision": (3, "supervisor"),
    "rewards": (3, "reward_clerk"),
    "registry/entities": (2, "registrar"),
    "alerts": (3, "supervisor"),
}
"""List → how many statements a page of it costs, and who asks."""


@pytest.mark.parametrize("kind", LISTS)
def test_a_list_costs_the_same_whatever_its_size(kind: str, with_key: Caller) -> None:
    expected, user = LISTS[kind]
    client = with_key(user)
    three_of(kind)

    one = statements(lambda: client.get(f"{V}/{kind}/", {"page_size": 1}))
    three = statements(lambda: client.get(f"{V}/{kind}/", {"page_size": 3}))
    counted = statements(lambda: client.get(f"{V}/{kind}/", {"count": "true"}))

    assert (len(one), len(three), len(counted)) == (expected, expected, expected + 1)
    assert expected + 1 <= 6


FILTERS = {
    "complaints": {
        "state": "assigned",
        "kind": "counterfeit_report",
        "source": "phone",
        "district": "440106",
        "office": "440106",
        "green_channel": "false",
        "supervised": "false",
        "overdue": "false",
        "due_before": "2100-01-01",
        "received_after": "2026-01-01T00:00:00+08:00",
        "received_before": "2100-01-01T00:00:00+08:00",
        "q": "专利",
        "ordering": "-due_on",
    },
    "cases": {
        "state": "docketed",
        "proceeding": "counterfeit",
        "office": "440106",
        "officer": "officer_tianhe",
        "green_channel": "false",
        "supervised": "false",
        "overdue": "false",
        "due_soon": "false",
        "ordering": "-docketed_on",
    },
}


@pytest.mark.parametrize("kind", FILTERS)
def test_filters_cost_no_statement(kind: str, with_key: Caller) -> None:
    client = with_key("supervisor")
    three_of(kind)
    found = client.get(f"{V}/{kind}/", FILTERS[kind] | {"q": ""}).json()

    told = statements(lambda: client.get(f"{V}/{kind}/", FILTERS[kind]))

    assert len(found["results"]) == 3
    assert len(told) == LISTS[kind][0]


PAGES = {"complaint": 4, "case": 3, "reward": 3, "transfer": 3, "supervision": 3, "entity": 2}
"""Page of a matter → how many statements it costs."""


@pytest.mark.parametrize("kind", PAGES)
def test_a_page_of_a_matter_costs_a_literal_number_of_statements(
    kind: str, with_key: Caller
) -> None:
    client = with_key("supervisor")
    complaint = making.a_complaint("docketed", supervised=True, green_channel=True)
    made: dict[str, tuple[str, Callable[[], Any]]] = {
        "complaint": ("complaints", lambda: complaint),
        "case": ("cases", lambda: making.a_case("docketed", complaint=complaint)),
        "reward": ("rewards", lambda: making.a_reward("claimed")),
        "transfer": ("transfers", lambda: making.a_transfer("sent", complaint=complaint)),
        "supervision": ("supervision", making.a_supervision),
        "entity": ("registry/entities", making.an_entity),
    }
    path, make = made[kind]
    number = make().number
    for rule, subject in (("B-CLOSE-P", "case"), ("R-CLAIM", "reward"), ("T-ACK", "transfer")):
        making.a_clock(rule, subject=subject, number=number)

    told = statements(lambda: client.get(f"{V}/{path}/{number}/"))

    assert len(told) == PAGES[kind] <= 12
