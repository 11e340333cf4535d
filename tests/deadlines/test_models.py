"""Who sees which clocks and alerts, and what the tables do not allow."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from deadlines import services
from deadlines.models import Alert, Clock

MONDAY = date(2026, 3, 2)
AT = datetime(2026, 4, 30, 1, 30, tzinfo=UTC)


@pytest.fixture
def rows(people: dict[str, User]) -> None:
    """Alerts of a complaint still with the city, of two districts' cases, and of a reward."""
    for subject, number, office, rule in (
        ("complaint", "TS1", "440100", "B-FILE-P"),
        ("case", "AJ1", "440106", "B-CLOSE-P"),
        ("case", "AJ2", "440104", "B-CLOSE-P"),
        ("reward", "JL1", "440106", "B-FILE-P"),
    ):
        thing = services.Thing(matter=number, subject=subject, number=number, office_code=office)
        services.start([rule], thing=thing, on=MONDAY)
    services.announce(today=date(2026, 4, 30), at=AT)


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("supervisor", ["AJ1", "AJ2", "JL1", "TS1"]),
        ("dispatcher", ["AJ1", "AJ2", "JL1", "TS1"]),
        ("auditor", ["AJ1", "AJ2", "JL1", "TS1"]),
        ("intake", ["TS1"]),
        ("officer_tianhe", ["AJ1"]),
        ("chief_yuexiu", ["AJ2"]),
        ("officer_panyu", []),
        ("reward_clerk", ["JL1"]),
        ("reward_approver", ["JL1"]),
        ("cashier", []),
        ("registrar", []),
        ("platform_12345", []),
    ],
)
def test_everybody_sees_the_alerts_of_their_own_rows(
    rows: None, people: dict[str, User], who: str, seen: list[str]
) -> None:
    alerts = Alert.objects.visible_to(people[who]).values_list("number", flat=True)
    clocks = Clock.objects.visible_to(people[who]).values_list("number", flat=True)

    assert (sorted(alerts), sorted(clocks)) == (seen, seen)


def test_an_alert_for_one_clock_one_milestone_and_one_due_day_exists_once(rows: None) -> None:
    alert = Alert.objects.order_by("id").first()
    assert alert is not None
    alert.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        alert.save(force_insert=True)


@pytest.mark.parametrize("wrong", [{"state": "stopped"}, {"stopped_on": MONDAY}])
def test_a_clock_has_a_day_on_which_it_stopped_exactly_when_it_is_stopped(
    rows: None, wrong: dict[str, object]
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Clock.objects.update(**wrong)


def test_a_clock_an_alert_and_a_year_can_be_named(rows: None) -> None:
    alert = Alert.objects.select_related("clock").get(number="AJ1")

    assert (str(alert), str(alert.clock)) == ("AJ1 overdue", "AJ1 B-CLOSE-P")
