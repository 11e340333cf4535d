"""What once went wrong with the routing and transfers and must not again."""

import json
from datetime import date, datetime
from typing import Any

import pytest
from django.conf import settings

from deadlines import selectors as clocks
from deadlines import services as deadlines
from deadlines.models import CalendarYear, DayOff
from routing import services as routing
from routing.models import Transfer
from tests import making
from tests.story import Story

BACK = {"reason_code": "not_our_area", "reason": "不在本区"}


def test_a_late_acceptance_does_not_route_what_was_given_back(story: Story) -> None:
    number = story.received()
    story.take("intake", f"/complaints/{number}/accept/")
    story.take("dispatcher", f"/complaints/{number}/assign/", {"office": "440104"})
    story.take("officer_yuexiu", f"/complaints/{number}/give-back/", BACK)

    story.deliver()

    page = story.get("dispatcher", f"/complaints/{number}/")
    assert (page["state"], page["routing"]["office"], page["routing"]["rounds"]) == (
        "accepted",
        None,
        1,
    )
    assert page["routing"]["unroutable"] is True
    assert story.verbs(number).count("complaint.assigned") == 1


@pytest.mark.parametrize("over", [{"rounds": 1}, {"unroutable": True}])
def test_what_waits_for_the_dispatcher_is_not_routed(
    over: dict[str, Any], people: object, now: datetime
) -> None:
    complaint = making.a_complaint("accepted", district="440106", **over)

    routing.route(complaint, at=now)

    complaint.refresh_from_db()
    assert (complaint.state, complaint.office_id, complaint.version) == ("accepted", None, 0)


def test_a_schedule_of_days_off_moves_the_due_day_of_a_transfer(
    story: Story, now: datetime
) -> None:
    DayOff.objects.filter(year=2026).delete()
    CalendarYear.objects.filter(year=2026).delete()
    clocks.forget_calendar()
    row = making.a_transfer("draft")
    thing = deadlines.Thing(
        matter=row.matter, subject="transfer", number=row.number, office_code="440106"
    )
    clock = deadlines.start(["T-SEND"], thing=thing, on=date(2026, 2, 11))[0]
    routing.follow_clock(row.number)
    before = Transfer.objects.get(pk=row.pk).due_on
    assert before == clock.due_on

    file = settings.BASE_DIR / "deadlines" / "data" / "days_off.json"
    schedules = json.loads(file.read_text("utf-8"))
    deadlines.import_years({"2026": schedules["2026"]}, by=None, at=now)
    deadlines.recompute_open(at=now)
    story.deliver()

    clock.refresh_from_db()
    assert clock.due_on > before
    assert Transfer.objects.get(pk=row.pk).due_on == clock.due_on
