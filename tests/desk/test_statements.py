"""How many statements a page costs beyond the session and the user: literal figures."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from deadlines import selectors as clocks
from tests import making

Desk = Callable[[str], Client]
SESSION_AND_USER = 2


def cost(client: Client, path: str) -> int:
    """The statements of one page."""
    clocks.calendar()
    with CaptureQueriesContext(connection) as told:
        assert client.get(path).status_code == 200
    return len(told.captured_queries) - SESSION_AND_USER


def one_of_each() -> dict[str, Any]:
    """A matter with a case, a clock, an alert, a transfer, a reward, a listing, an entry."""
    complaint = making.a_complaint("docketed")
    case = making.a_case("docketed", complaint=complaint)
    clock = making.a_clock("B-CLOSE-P", subject="case", number=case.number, matter=complaint.number)
    clock.due_on = clock.warn_on = clock.started_on.replace(year=clock.started_on.year - 1)
    clock.save()
    making.an_alert(clock)
    closed = making.a_case("closed", complaint=making.a_complaint("concluded", verified=True))
    making.a_complaint("received")
    making.an_entity()
    return {
        "complaints": making.a_complaint("assigned", supervised=True),
        "cases": case,
        "transfers": making.a_transfer(complaint=complaint),
        "rewards": making.a_reward(case=closed),
        "supervision": making.a_supervision(complaint=complaint),
    }


LISTS = {
    "/complaints/": 4,
    "/cases/": 4,
    "/transfers/": 4,
    "/rewards/": 4,
    "/alerts/": 4,
    "/overdue/": 5,
    "/supervision/": 5,
    "/registry/": 3,
}


@pytest.mark.parametrize("path", LISTS)
def test_a_list_costs_the_same_with_one_row_and_with_three(desk: Desk, path: str) -> None:
    client = desk("supervisor")
    one_of_each()
    with_one = cost(client, path)
    for _n in range(2):
        one_of_each()

    assert (with_one, cost(client, path)) == (LISTS[path], LISTS[path])
    assert LISTS[path] <= 6


MATTERS = {"complaints": 10, "cases": 10, "transfers": 5, "rewards": 5}
WHO = {"rewards": "reward_clerk"}


@pytest.mark.parametrize("room", MATTERS)
def test_the_page_of_a_matter_costs_at_most_twelve(desk: Desk, room: str) -> None:
    client = desk(WHO.get(room, "supervisor"))
    thing = one_of_each()[room]
    for _n in range(2):
        one_of_each()

    assert cost(client, f"/{room}/{thing.number}/") == MATTERS[room]
    assert MATTERS[room] <= 12


INBOXES = {
    "intake": 6,
    "dispatcher": 6,
    "officer_tianhe": 7,
    "chief_tianhe": 9,
    "supervisor": 9,
    "reward_clerk": 4,
    "cashier": 2,
    "registrar": 3,
    "auditor": 6,
}


@pytest.mark.parametrize("who", INBOXES)
def test_an_inbox_costs_the_same_with_one_matter_and_with_three(desk: Desk, who: str) -> None:
    client = desk(who)
    one_of_each()
    with_one = cost(client, "/")
    for _n in range(2):
        one_of_each()

    assert (with_one, cost(client, "/")) == (INBOXES[who], INBOXES[who])
