"""The register over HTTP."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from registry.models import ProtectedEntity
from wire.numbers import check_uscc

V = "/api/v1/registry/entities/"
Api = Callable[[str], APIClient]


def a_code(n: int) -> str:
    """A code of the right form with a check character that is right."""
    body = f"91440101MA5{n:06}"
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    return next(body + c for c in alphabet if not check_uscc(body + c).refused)


def an_entity(n: int = 1, **over: Any) -> dict[str, Any]:
    body: dict[str, Any] = {
        "kind": "enterprise",
        "name": f"广州第{n}科技有限公司",
        "uscc": a_code(n),
        "district": "440106",
        "aliases": [f"第{n}科技"],
        "right_numbers": ["ZL201710123456.0"],
        "listed_on": "2026-03-02",
    }
    return body | over


@pytest.fixture
def entity(api: Api) -> dict[str, Any]:
    """One enterprise of Tianhe."""
    answer = api("registrar").post(V, an_entity(), format="json")
    assert answer.status_code == 201, answer.json()
    body: dict[str, Any] = answer.json()
    return body


def test_an_entry_is_answered_as_it_was_entered(api: Api, entity: dict[str, Any]) -> None:
    number = entity["number"]

    assert entity == an_entity() | {
        "number": number,
        "address": "",
        "state": "listed",
        "version": 0,
        "removed_on": None,
        "allowed_steps": ["remove", "correct"],
    }
    assert api("registrar").get(f"{V}{number}/").json() == entity


@pytest.mark.parametrize(
    ("who", "seen", "steps"),
    [
        ("registrar", True, ["remove", "correct"]),
        ("supervisor", True, []),
        ("dispatcher", True, []),
        ("auditor", True, []),
        ("intake", True, []),
        ("officer_tianhe", True, []),
        ("chief_tianhe", True, []),
        ("officer_yuexiu", False, []),
        ("cashier", False, []),
        ("reward_clerk", False, []),
        ("platform_12345", False, []),
    ],
)
def test_everybody_sees_their_part_of_the_register(
    api: Api, entity: dict[str, Any], who: str, seen: bool, steps: list[str]
) -> None:
    rows = api(who).get(V).json()["results"]
    one = api(who).get(f"{V}{entity['number']}/")

    assert [row["allowed_steps"] for row in rows] == ([steps] if seen else [])
    assert one.status_code == (200 if seen else 404)


@pytest.mark.parametrize(
    ("who", "status"), [("supervisor", 403), ("officer_tianhe", 403), ("cashier", 404)]
)
def test_a_step_is_for_the_registrar(
    api: Api, entity: dict[str, Any], who: str, status: int
) -> None:
    body = {"reason": "迁出", "removed_on": "2026-04-01"}

    answer = api(who).post(f"{V}{entity['number']}/remove/", body, format="json")

    assert answer.status_code == status
    assert ProtectedEntity.objects.get().state == "listed"


@pytest.mark.parametrize("who", ["supervisor", "intake", "officer_tianhe", "platform_12345"])
def test_only_the_registrar_enters(api: Api, who: str) -> None:
    assert api(who).post(V, an_entity(), format="json").status_code == 403
    assert not ProtectedEntity.objects.exists()


def test_an_entry_is_removed_with_a_day_and_a_reason(api: Api, entity: dict[str, Any]) -> None:
    path = f"{V}{entity['number']}/remove/"
    empty = api("registrar").post(path, {}, format="json")
    assert {e["field"] for e in empty.json()["errors"]} == {"reason", "removed_on"}

    body = {"reason": "迁出", "removed_on": "2026-04-01"}
    removed = api("registrar").post(path, body, format="json").json()

    assert (removed["state"], removed["removed_on"], removed["allowed_steps"]) == (
        "removed",
        "2026-04-01",
        [],
    )
    again = api("registrar").post(path, body, format="json")
    assert (again.status_code, again.json()["state"]) == (409, "removed")


def test_an_entry_is_corrected_with_a_reason(api: Api, entity: dict[str, Any]) -> None:
    path = f"{V}{entity['number']}/correct/"
    nothing = api("registrar").post(path, {"reason": "核对"}, format="json")
    assert (nothing.status_code, nothing.json()["errors"][0]["code"]) == (422, "nothing_to_correct")

    body = {"reason": "更名", "name": "广州新名科技有限公司"}
    corrected = api("registrar").post(path, body, format="json").json()

    assert (corrected["name"], corrected["version"]) == ("广州新名科技有限公司", 1)
    assert corrected["aliases"] == ["第1科技"]


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"kind": "shop"}, "kind"),
        ({"name": ""}, "name"),
        ({"name": "\u200b\u3000"}, "name"),
        ({"name": "字" * 201}, "name"),
        ({"uscc": "91440101MA5000001"}, "uscc"),
        ({"uscc": a_code(1)[:-1] + "O"}, "uscc"),
        ({"district": "440100"}, "district"),
        ({"district": "440116"}, "district"),
        ({"listed_on": "2026-02-30"}, "listed_on"),
        ({"listed_on": None}, "listed_on"),
        ({"aliases": "测试"}, "aliases"),
        ({"aliases": ["甲"] * 51}, "aliases"),
        ({"aliases": [7]}, "aliases"),
        ({"right_numbers": [["x"]]}, "right_numbers"),
        ({"state": "removed"}, "state"),
        ({"number": "ML1"}, "number"),
    ],
)
def test_an_entry_that_is_wrong_is_refused_by_name(
    api: Api, over: dict[str, Any], field: str
) -> None:
    answer = api("registrar").post(V, an_entity(**over), format="json")

    assert answer.status_code == 422, answer.json()
    assert {e["field"].split(".")[0] for e in answer.json()["errors"]} == {field}
    assert not ProtectedEntity.objects.exists()


def test_an_enterprise_already_listed_is_a_conflict(api: Api, entity: dict[str, Any]) -> None:
    answer = api("registrar").post(V, an_entity(), format="json")

    assert (answer.status_code, answer.json()["code"]) == (409, "already_listed")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, [3, 2, 1]),
        ({"kind": "market"}, [3]),
        ({"kind": "enterprise"}, [2, 1]),
        ({"district": "440104"}, [2]),
        ({"state": "removed"}, []),
        ({"uscc": a_code(2)}, [2]),
        ({"uscc": "'"}, []),
    ],
)
def test_the_register_is_narrowed(api: Api, query: dict[str, str], found: list[int]) -> None:
    for n, over in ((1, {}), (2, {"district": "440104"}), (3, {"kind": "market"})):
        assert api("registrar").post(V, an_entity(n, **over), format="json").status_code == 201

    rows = api("registrar").get(V, query).json()["results"]

    assert [row["name"] for row in rows] == [f"广州第{n}科技有限公司" for n in found]


@pytest.mark.parametrize("query", [{"kind": "shop"}, {"state": "x"}, {"uscc": "\x00"}])
def test_a_filter_that_makes_no_sense_is_refused(api: Api, query: dict[str, str]) -> None:
    assert api("registrar").get(V, query).status_code == 422


def test_a_page_of_the_register_costs_the_same_whatever_its_size(api: Api) -> None:
    client, cost = api("registrar"), list[int]()
    for n in (1, 2, 3):
        client.post(V, an_entity(n), format="json")
        with CaptureQueriesContext(connection) as asked:
            assert len(client.get(V).json()["results"]) == n
        cost.append(len(asked))

    assert cost == [1, 1, 1]
