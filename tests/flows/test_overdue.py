"""A clock that runs out is told to the officer, the chief and the supervisor, once."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from accounts.models import User
from deadlines import services as deadlines
from deadlines.models import Alert
from tests.story import Story


def test_everybody_concerned_is_told_before_and_after_the_due_day(
    story: Story, now: datetime, people: dict[str, User]
) -> None:
    case = story.docketed()
    clock = story.clocks("chief_tianhe", f"/cases/{case}/")["B-CLOSE-P"]
    due = date.fromisoformat(clock["due_on"])
    concerned = ("officer_tianhe", "chief_tianhe", "supervisor", "dispatcher", "auditor")
    others = ("officer_yuexiu", "chief_yuexiu", "intake", "registrar", "cashier", "reward_clerk")

    def told(user: str, milestone: str) -> list[tuple[str, str]]:
        rows = story.get(user, "/alerts/", milestone=milestone, number=case)["results"]
        return [(row["clock"]["rule"], row["due_on"]) for row in rows]

    assert deadlines.announce(today=due - timedelta(days=20), at=now) == 0
    deadlines.announce(today=due, at=now)
    for user in concerned:
        assert told(user, "due_soon") == [("B-CLOSE-P", clock["due_on"])], user
        assert told(user, "overdue") == []

    assert deadlines.announce(today=due + timedelta(days=1), at=now) == 1
    assert deadlines.announce(today=due + timedelta(days=2), at=now) == 0
    for user in concerned:
        assert told(user, "overdue") == [("B-CLOSE-P", clock["due_on"])], user
    for user in others:
        assert story.get(user, "/alerts/")["results"] == [], user
    complaint = story.get("chief_tianhe", f"/cases/{case}/")["complaint"]
    assert story.verbs(complaint)[-2:] == ["clock.due_soon", "clock.overdue"]


def test_an_alert_is_acknowledged_by_each_for_himself_and_once(story: Story, now: datetime) -> None:
    case = story.docketed()
    due = date.fromisoformat(story.get("chief_tianhe", f"/cases/{case}/")["due_on"])
    deadlines.announce(today=due, at=now)
    alert = story.get("chief_tianhe", "/alerts/", number=case)["results"][0]
    at = f"/alerts/{alert['id']}/acknowledge/"

    assert story.take("chief_tianhe", at)["acknowledged"] is True
    assert story.take("chief_tianhe", at)["acknowledged_by"] == ["chief_tianhe"]
    assert story.get("supervisor", "/alerts/", number=case)["results"][0]["acknowledged"] is False
    assert story.refused("officer_yuexiu", at)[0] == 404
    complaint = story.get("chief_tianhe", f"/cases/{case}/")["complaint"]
    assert story.verbs(complaint).count("alert.acknowledged") == 1


def test_an_extension_silences_the_old_due_day_and_wakes_the_new_one(
    story: Story, now: datetime
) -> None:
    case = story.docketed()
    old = date.fromisoformat(story.get("chief_tianhe", f"/cases/{case}/")["due_on"])
    deadlines.announce(today=old, at=now)
    sent = {"clock": "B-CLOSE-P", "reason": "案情特别复杂"}
    asked = story.take("officer_tianhe", f"/cases/{case}/extensions/", sent)
    story.take("chief_tianhe", f"/cases/{case}/extensions/{asked['id']}/approve/")
    new = date.fromisoformat(story.clocks("chief_tianhe", f"/cases/{case}/")["B-CLOSE-P"]["due_on"])

    assert deadlines.announce(today=old + timedelta(days=1), at=now) == 0
    assert deadlines.announce(today=new, at=now) == 1

    alerts = Alert.objects.filter(number=case, clock__rule="B-CLOSE-P").order_by("id")
    assert [(a.milestone, a.due_on) for a in alerts] == [("due_soon", old), ("due_soon", new)]


def test_the_overdue_are_found_by_list_and_light(
    story: Story, now: datetime, deliver: Callable[[], int]
) -> None:
    late = story.accepted(received_at="2026-09-01T09:00:00+08:00")
    in_time = story.accepted()

    rows = story.get("supervisor", "/complaints/", overdue="true")["results"]
    others = story.get("supervisor", "/complaints/", overdue="false")["results"]

    assert [(r["number"], r["light"]) for r in rows] == [(late, "black")]
    assert [(r["number"], r["light"]) for r in others] == [(in_time, "green")]
    assert all(c["days_left"] < 0 for c in rows[0]["clocks"])
