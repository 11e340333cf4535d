"""What every door of the API does the same way."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

V = "/api/v1"
Api = Callable[[str], APIClient]
LISTS = ("complaints", "cases", "rewards", "transfers", "registry/entities", "alerts")


@pytest.fixture
def number(api: Api, report: Callable[..., dict[str, Any]]) -> str:
    """A report that nobody has accepted yet."""
    answer = api("intake").post(f"{V}/complaints/", report(), format="json")
    return str(answer.json()["number"])


@pytest.mark.parametrize("room", LISTS)
def test_a_stranger_is_told_to_bring_a_key(people: object, room: str) -> None:
    answer = APIClient().get(f"{V}/{room}/")

    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Api-Key")
    assert answer.json()["status"] == 401


@pytest.mark.parametrize("room", LISTS)
@pytest.mark.parametrize("who", ["supervisor", "platform_12345", "officer_tianhe", "cashier"])
def test_every_list_is_a_page_for_everybody(api: Api, room: str, who: str) -> None:
    answer = api(who).get(f"{V}/{room}/")

    assert answer.status_code == 200
    assert {"next", "previous", "results"} <= set(answer.json())


@pytest.mark.parametrize("room", LISTS)
def test_a_name_that_is_no_filter_changes_nothing(api: Api, room: str) -> None:
    answer = api("supervisor").get(f"{V}/{room}/", {"informant__phone": "1", "state__in": "x"})

    assert answer.status_code == 200


def test_what_is_outside_ones_rows_does_not_exist(api: Api, number: str) -> None:
    for who in ("officer_tianhe", "cashier", "platform_12345"):
        answer = api(who).get(f"{V}/complaints/{number}/")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
        assert api(who).post(f"{V}/complaints/{number}/accept/").status_code == 404


@pytest.mark.parametrize(
    "spelling",
    [
        "{0}.json",
        "%20{0}",
        "{0}%20",
        "{0}%00",
        "{0}%0A",
        "{1}",
        "+{0}",
        "{0}'",
        "{0}%EF%BC%91",
        "1",
    ],
)
def test_a_matter_has_one_address(api: Api, number: str, spelling: str) -> None:
    assert api("intake").get(f"{V}/complaints/{number}/").status_code == 200

    path = spelling.format(number, number.lower())
    assert api("intake").get(f"{V}/complaints/{path}/").status_code == 404


def test_a_step_that_is_not_possible_says_where_the_matter_stands(api: Api, number: str) -> None:
    api("intake").post(f"{V}/complaints/{number}/accept/")

    answer = api("intake").post(f"{V}/complaints/{number}/accept/")

    problem = answer.json()
    assert (answer.status_code, problem["code"], problem["state"]) == (409, "conflict", "accepted")
    shown = api("intake").get(f"{V}/complaints/{number}/").json()
    assert problem["allowed_steps"] == shown["allowed_steps"]


def test_a_step_that_is_not_for_this_person_is_forbidden(api: Api, number: str) -> None:
    answer = api("dispatcher").post(f"{V}/complaints/{number}/accept/")

    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


def test_what_a_step_does_not_know_is_refused_by_name(api: Api, number: str) -> None:
    answer = api("intake").post(
        f"{V}/complaints/{number}/accept/", {"state": "concluded"}, format="json"
    )

    assert answer.status_code == 422
    assert [(e["field"], e["code"]) for e in answer.json()["errors"]] == [
        ("state", "unknown_field")
    ]


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ("[]", "application/json", {400, 422}),
        ("{", "application/json", {400}),
        ("[" * 5000, "application/json", {400}),
        ('{"reason": "\\ud800"}', "application/json", {400, 422}),
        ('{"a": 1, "a": 2}', "application/json", {400, 422}),
        (b"\xb9\xe3\xd6\xdd", "application/json", {400}),
        ("reason=x", "application/x-www-form-urlencoded", {415}),
        ("<x/>", "text/xml", {415}),
    ],
)
def test_a_body_that_cannot_be_read_is_refused_and_the_list_still_works(
    api: Api, number: str, body: str | bytes, kind: str, status: set[int]
) -> None:
    answer = api("intake").post(f"{V}/complaints/{number}/withdraw/", body, content_type=kind)

    assert answer.status_code in status, answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert api("intake").get(f"{V}/complaints/").status_code == 200


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_a_matter_is_changed_by_steps_only(api: Api, number: str, method: str) -> None:
    answer = getattr(api("intake"), method)(f"{V}/complaints/{number}/", {}, format="json")

    assert (answer.status_code, answer.headers["Content-Type"]) == (405, "application/problem+json")


def test_a_step_is_not_taken_by_looking_at_it(api: Api, number: str) -> None:
    assert api("intake").get(f"{V}/complaints/{number}/accept/").status_code == 405
    assert api("intake").get(f"{V}/complaints/{number}/").json()["state"] == "received"
