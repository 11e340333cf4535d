"""Clocks over HTTP: the register, previews, days, alerts."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from deadlines import services
from deadlines.models import Alert
from deadlines.register import RULES
from journal.models import Event

V = "/api/v1"
AT = datetime(2026, 4, 30, 1, 30, tzinfo=UTC)
Api = Callable[[str], APIClient]


def a_case(n: int, office: str = "440106") -> services.Thing:
    return services.Thing(matter=f"TS{n}", subject="case", number=f"AJ{n}", office_code=office)


@pytest.fixture
def alert(people: object) -> Alert:
    """A case of Tianhe is overdue."""
    services.start(["B-CLOSE-P"], thing=a_case(1), on=date(2026, 3, 2))
    services.announce(today=date(2026, 4, 30), at=AT)
    return Alert.objects.get()


# The register


def test_everybody_signed_in_reads_the_whole_register(api: Api) -> None:
    rules = api("cashier").get(f"{V}/deadlines/rules/").json()

    assert len(rules) == len(RULES)
    close = next(r for r in rules if r["rule"] == "B-CLOSE-P")
    assert close == {
        "rule": "B-CLOSE-P",
        "title": "一般假冒专利案件结案",
        "length": {"n": 1, "unit": "months"},
        "binding": "policy",
        "article": "《专利行政执法办法》第三十六条",
        "since": "2015-07-01",
        "until": None,
        "extensions": [
            {"length": {"n": 15, "unit": "days"}, "approver": "chief", "ground": "案情特别复杂"}
        ],
        "excludes": ["听证", "公告"],
        "verified": True,
        "note": "市局2017年措施（五）1重申",
    }
    assert {"H-CONSULT", "H-HELP", "H-COMPLAINT"} <= {r["rule"] for r in rules}


@pytest.mark.parametrize(
    "path", ["/deadlines/rules/", "/deadlines/days/?from=2026-01-01&to=2026-01-02", "/alerts/"]
)
def test_a_stranger_reads_nothing(people: object, path: str) -> None:
    assert APIClient().get(V + path).status_code == 401


# Previews


@pytest.fixture
def preview(api: Api) -> Callable[..., Any]:
    """Ask what a due date would be."""

    def ask(**body: Any) -> Any:
        return api("officer_tianhe").post(f"{V}/deadlines/preview/", body, format="json")

    return ask


def test_a_preview_reckons_and_stores_nothing(preview: Callable[..., Any]) -> None:
    before = Event.objects.count()

    answer = preview(rule="B-CLOSE-S", start="2026-03-02")

    assert (answer.status_code, answer.json()) == (
        200,
        {
            "rule": "B-CLOSE-S",
            "title": "作出行政处罚决定",
            "article": "《市场监督管理行政处罚程序规定》第六十四条",
            "start": "2026-03-02",
            "nominal_on": "2026-05-31",
            "due_on": "2026-06-01",
            "provisional": False,
            "excluded_days": 0,
            "in_force": True,
        },
    )
    assert Event.objects.count() == before


@pytest.mark.parametrize(
    ("body", "nominal", "due"),
    [
        ({"rule": "B-CLOSE-P", "start": "2026-01-31"}, "2026-02-28", "2026-02-28"),
        ({"rule": "B-CLOSE-P", "start": "2026-03-02", "extensions": 1}, "2026-04-17", "2026-04-17"),
        ({"rule": "A-CLOSE", "start": "2025-11-30", "extensions": 2}, "2026-05-30", "2026-06-01"),
        (
            {
                "rule": "B-CLOSE-S",
                "start": "2026-03-02",
                "exclusions": [["2026-03-10", "2026-03-19"]],
            },
            "2026-06-10",
            "2026-06-10",
        ),
        ({"rule": "H-CONSULT", "start": "2026-09-30"}, "2026-10-09", "2026-10-09"),
    ],
)
def test_a_preview_knows_extensions_exclusions_and_rest_days(
    preview: Callable[..., Any], body: dict[str, Any], nominal: str, due: str
) -> None:
    answer = preview(**body).json()

    assert (answer["nominal_on"], answer["due_on"]) == (nominal, due)


def test_a_preview_says_when_it_is_provisional_and_when_the_rule_was_not_in_force(
    preview: Callable[..., Any],
) -> None:
    assert preview(rule="B-CLOSE-P", start="2028-03-02").json()["provisional"] is True
    assert preview(rule="A-CLOSE", start="2024-03-01").json()["in_force"] is False


GOOD = {"rule": "B-CLOSE-P", "start": "2026-03-02"}


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({}, "rule", "required"),
        ({"rule": "B-CLOSE-P"}, "start", "required"),
        (GOOD | {"rule": "NO-SUCH"}, "rule", "unknown_rule"),
        (GOOD | {"rule": 7}, "rule", None),
        (GOOD | {"rule": "X" * 17}, "rule", None),
        (GOOD | {"start": "2026-02-30"}, "start", "no_such_day"),
        (GOOD | {"start": "2026-W10-1"}, "start", "day_format"),
        (GOOD | {"start": "２０２６-03-02"}, "start", "day_format"),
        (GOOD | {"start": "2026-03-02T00:00:00Z"}, "start", "day_format"),
        (GOOD | {"start": 20260302}, "start", None),
        (GOOD | {"start": None}, "start", "null"),
        (GOOD | {"start": "0001-01-01"}, "start", "too_early"),
        (GOOD | {"start": "9999-12-31"}, "start", "too_late"),
        (GOOD | {"start": "1999-12-31"}, "start", "out_of_range"),
        (GOOD | {"start": "2099-12-31"}, "start", "out_of_range"),
        (GOOD | {"start": "2150-01-01"}, "start", "out_of_range"),
        (GOOD | {"extensions": 2}, "extensions", "no_such_level"),
        (GOOD | {"extensions": 3}, "extensions", None),
        (GOOD | {"extensions": -1}, "extensions", None),
        (GOOD | {"extensions": "1"}, "extensions", None),
        (GOOD | {"extensions": True}, "extensions", None),
        (GOOD | {"exclusions": [["2026-03-19", "2026-03-10"]]}, "exclusions", None),
        (GOOD | {"exclusions": [["2026-03-19"]]}, "exclusions", "not_a_pair"),
        (GOOD | {"exclusions": [[]]}, "exclusions", "not_a_pair"),
        (GOOD | {"exclusions": [["2026-03-19"] * 3]}, "exclusions", "not_a_pair"),
        (GOOD | {"exclusions": {"2026-03-10": "2026-03-19"}}, "exclusions", None),
        (GOOD | {"exclusions": ["2026-03-19"]}, "exclusions", None),
        (GOOD | {"exclusions": [["2026-03-10", "2199-12-31"]]}, None, None),
        (GOOD | {"exclusions": [["2026-03-10", "2026-03-11"]] * 51}, "exclusions", None),
        (GOOD | {"color": "red"}, "color", "unknown_field"),
    ],
)
def test_a_preview_of_nonsense_names_what_is_wrong(
    preview: Callable[..., Any], body: dict[str, Any], field: str | None, code: str | None
) -> None:
    answer = preview(**body)

    problem = answer.json()
    assert (answer.status_code, answer.headers["Content-Type"]) == (422, "application/problem+json")
    if field:
        assert problem["errors"][0]["field"].split(".")[0] == field
    if code:
        assert problem["errors"][0]["code"] == code


def test_all_that_is_wrong_is_named_at_once(preview: Callable[..., Any]) -> None:
    problem = preview(start="yesterday", extensions=9, color="red").json()

    assert {e["field"] for e in problem["errors"]} == {"rule", "start", "extensions", "color"}


@pytest.mark.parametrize(
    "body", ["[]", "7", "null", '"x"', "{", "", '{"rule": 1, "rule": 2}', '{"rule": "\\u0000"}']
)
def test_a_body_that_is_no_object_is_a_bad_request(api: Api, body: str) -> None:
    answer = api("officer_tianhe").post(
        f"{V}/deadlines/preview/", body, content_type="application/json"
    )

    assert answer.status_code in {400, 422}
    assert answer.headers["Content-Type"] == "application/problem+json"


# Days


def test_each_day_says_whether_the_office_works_and_why(api: Api) -> None:
    answer = api("intake").get(f"{V}/deadlines/days/", {"from": "2026-09-30", "to": "2026-10-11"})

    assert [(d["day"][5:], d["working"], d["reason"]) for d in answer.json()] == [
        ("09-30", True, "工作日"),
        *[(f"10-0{n}", False, "放假") for n in range(1, 8)],
        ("10-08", True, "工作日"),
        ("10-09", True, "工作日"),
        ("10-10", True, "调休上班"),
        ("10-11", False, "周末"),
    ]
    assert {d["provisional"] for d in answer.json()} == {False}


def test_a_year_not_yet_published_is_marked_as_provisional(api: Api) -> None:
    days = api("intake").get(f"{V}/deadlines/days/", {"from": "2030-01-01", "to": "2030-01-01"})

    assert days.json() == [
        {"day": "2030-01-01", "working": True, "reason": "工作日", "provisional": True}
    ]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"from": "2026-01-01", "to": "2028-03-10"}, 200),
        ({"from": "2026-01-01", "to": "2028-03-11"}, 422),
        ({"from": "2026-01-02", "to": "2026-01-01"}, 422),
        ({"from": "2026-01-01"}, 422),
        ({"to": "2026-01-01"}, 422),
        ({}, 422),
        ({"from": "1999-12-31", "to": "2000-01-01"}, 422),
        ({"from": "2099-12-31", "to": "2100-01-01"}, 422),
        ({"from": "0001-01-01", "to": "0001-01-02"}, 422),
        ({"from": "9999-12-30", "to": "9999-12-31"}, 422),
        ({"from": "\x00", "to": "2026-01-01"}, 422),
        ({"from": "2026-01-01", "to": "2026-01-01 "}, 422),
        ({"from": "2026-01-01", "to": "2026-01-01", "colour": "red"}, 200),
    ],
)
def test_days_are_asked_for_by_a_first_and_a_last_of_at_most_800(
    api: Api, query: dict[str, str], status: int
) -> None:
    answer = api("intake").get(f"{V}/deadlines/days/", query)

    assert answer.status_code == status, answer.json()


# Alerts


def test_an_alert_carries_its_clock(api: Api, alert: Alert) -> None:
    [seen] = api("officer_tianhe").get(f"{V}/alerts/").json()["results"]

    clock = seen.pop("clock")
    assert seen == {
        "id": str(alert.pk),
        "milestone": "overdue",
        "subject": "case",
        "number": "AJ1",
        "matter": "TS1",
        "office": "440106",
        "raised_at": "2026-04-30T09:30:00+08:00",
        "due_on": "2026-04-02",
        "acknowledged": False,
        "acknowledged_by": [],
    }
    assert clock.pop("days_left") < 0
    assert clock == {
        "rule": "B-CLOSE-P",
        "title": "一般假冒专利案件结案",
        "binding": "policy",
        "article": "《专利行政执法办法》第三十六条",
        "started_on": "2026-03-02",
        "nominal_on": "2026-04-02",
        "due_on": "2026-04-02",
        "provisional": False,
        "extended_by": "",
        "excluded_days": 0,
        "state": "running",
        "light": "red",
    }


@pytest.mark.parametrize(
    ("who", "seen"),
    [("officer_tianhe", 1), ("chief_tianhe", 1), ("supervisor", 1), ("officer_yuexiu", 0)],
)
def test_alerts_are_those_of_the_callers_rows(api: Api, alert: Alert, who: str, seen: int) -> None:
    assert len(api(who).get(f"{V}/alerts/").json()["results"]) == seen


def test_taking_note_is_for_oneself_and_twice_is_once(api: Api, alert: Alert) -> None:
    path = f"{V}/alerts/{alert.pk}/acknowledge/"

    answers = [api(who).post(path) for who in ("officer_tianhe", "officer_tianhe", "chief_tianhe")]

    assert [a.status_code for a in answers] == [200, 200, 200]
    assert [a.json()["acknowledged"] for a in answers] == [True, True, True]
    assert answers[-1].json()["acknowledged_by"] == ["officer_tianhe", "chief_tianhe"]
    [seen] = api("officer2_tianhe").get(f"{V}/alerts/").json()["results"]
    assert seen["acknowledged"] is False
    assert Event.objects.filter(verb="alert.acknowledged").count() == 2


def test_an_alert_outside_ones_rows_does_not_exist(api: Api, alert: Alert) -> None:
    answer = api("officer_yuexiu").post(f"{V}/alerts/{alert.pk}/acknowledge/")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert not Event.objects.filter(verb="alert.acknowledged").exists()


@pytest.mark.parametrize(
    "name", ["+{id}", "%20{id}", "{id}.json", "0{id}", "-1", "x", "９", "9" * 19, "9" * 400, "%00"]
)
def test_an_alert_has_one_name_and_no_other(api: Api, alert: Alert, name: str) -> None:
    path = f"{V}/alerts/{name.format(id=alert.pk)}/acknowledge/"

    assert api("officer_tianhe").post(path).status_code == 404


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ({}, ["AJ3", "AJ2", "AJ1"]),
        ({"milestone": "overdue"}, ["AJ2", "AJ1"]),
        ({"milestone": "due_soon"}, ["AJ3"]),
        ({"subject": "case"}, ["AJ3", "AJ2", "AJ1"]),
        ({"subject": "reward"}, []),
        ({"number": "AJ2"}, ["AJ2"]),
        ({"number": "%"}, []),
    ],
)
def test_alerts_are_narrowed_and_the_newest_comes_first(
    api: Api, people: object, query: dict[str, str], numbers: list[str]
) -> None:
    for n, on in ((1, date(2026, 3, 2)), (2, date(2026, 3, 3)), (3, date(2026, 4, 1))):
        services.start(["B-CLOSE-P"], thing=a_case(n), on=on)
    services.announce(today=date(2026, 4, 30), at=AT)

    rows = api("officer_tianhe").get(f"{V}/alerts/", query).json()["results"]

    assert [row["number"] for row in rows] == numbers


@pytest.mark.parametrize(
    "query", [{"milestone": "never"}, {"number": "\x00"}, {"ordering": "due_on"}, {"cursor": "x"}]
)
def test_a_question_for_alerts_that_makes_no_sense_is_refused(
    api: Api, alert: Alert, query: dict[str, str]
) -> None:
    answer = api("officer_tianhe").get(f"{V}/alerts/", query)

    assert (answer.status_code, answer.headers["Content-Type"]) == (422, "application/problem+json")


def test_a_page_of_alerts_costs_the_same_whatever_its_size(api: Api, alert: Alert) -> None:
    client = api("supervisor")
    client.get(f"{V}/alerts/")
    with CaptureQueriesContext(connection) as one:
        client.get(f"{V}/alerts/")

    for n in range(2, 6):
        services.start(["B-CLOSE-P"], thing=a_case(n), on=date(2026, 3, 2))
    services.announce(today=date(2026, 4, 30), at=AT)
    with CaptureQueriesContext(connection) as five:
        answer = client.get(f"{V}/alerts/")

    assert len(answer.json()["results"]) == 5
    assert (len(one), len(five)) == (2, 2)
