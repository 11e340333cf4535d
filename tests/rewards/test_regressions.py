"""What once went wrong with rewards and must not again."""

import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings

from deadlines import selectors as clocks
from deadlines import services as deadlines
from deadlines.models import CalendarYear, Clock, DayOff
from journal.models import Chain, Event
from rewards import services as rewards
from rewards import tasks
from rewards.models import Reward
from tests import making
from tests.story import Story


def closed_again(story: Story, case: str, finding: str = "verified") -> None:
    """Reopen a case and close it again; nothing is delivered."""
    story.take("supervisor", f"/cases/{case}/reopen/", {"reason": "发现新事实"})
    for user, step, sent in story.road()[1:]:
        story.take(user, f"/cases/{case}/{step}/", sent)
    story.take("chief_tianhe", f"/cases/{case}/close/", {"finding": finding})


# -- late news


def test_a_late_reopening_does_not_touch_the_reward_of_a_later_closing(
    story: Story, now: datetime
) -> None:
    case = story.closed()
    closed_again(story, case)
    story.deliver()
    rows = Reward.objects.order_by("closing")
    assert list(rows.values_list("state", flat=True)) == ["declined", "proposed"]

    reopening = Event.objects.get(verb="counterfeit.investigating", data__step="reopen")
    tasks.take_back(reopening, at=now)

    assert list(rows.values_list("state", flat=True)) == ["declined", "proposed"]


def test_the_news_of_a_closing_that_was_undone_proposes_nothing(
    story: Story, now: datetime
) -> None:
    case = story.served()
    story.take("chief_tianhe", f"/cases/{case}/close/", {"finding": "verified"})
    closed_again(story, case)
    first, second = Event.objects.filter(verb="counterfeit.closed").order_by("seq")

    tasks.propose_reward(first, at=now)

    assert not Reward.objects.exists()
    assert not Event.objects.filter(verb="reward.not_eligible").exists()
    story.deliver()
    assert Reward.objects.get().closing == second.seq


# -- clocks


def test_one_reward_that_cannot_lapse_does_not_keep_the_others(story: Story, now: datetime) -> None:
    numbers = [story.approved() for _ in range(3)]
    for number in numbers:
        story.take("reward_clerk", f"/rewards/{number}/notify/")
    broken = Reward.objects.get(number=numbers[0])
    # The next event of this matter has a place that is taken.
    Chain.objects.filter(pk=broken.matter).update(seq=0)
    last = max(Clock.objects.filter(rule="R-CLAIM").values_list("due_on", flat=True))

    lapsed = rewards.lapse_unclaimed(today=last + timedelta(days=1), at=now)

    assert lapsed == 2
    found = dict(Reward.objects.values_list("number", "state"))
    assert [found[number] for number in numbers] == ["notified", "lapsed", "lapsed"]
    running = Clock.objects.filter(rule="R-CLAIM", state="running")
    assert [clock.number for clock in running] == [numbers[0]]


def test_a_schedule_of_days_off_moves_the_due_day_of_a_reward(story: Story, now: datetime) -> None:
    DayOff.objects.filter(year=2026).delete()
    CalendarYear.objects.filter(year=2026).delete()
    clocks.forget_calendar()
    reward = making.a_reward("notified")
    thing = deadlines.Thing(
        matter=reward.matter, subject="reward", number=reward.number, office_code="440106"
    )
    clock = deadlines.start(["R-CLAIM"], thing=thing, on=date(2026, 2, 9))[0]
    rewards.follow_clock(reward.number)
    before = Reward.objects.get(pk=reward.pk).due_on
    assert before == clock.due_on

    file = settings.BASE_DIR / "deadlines" / "data" / "days_off.json"
    schedules = json.loads(file.read_text("utf-8"))
    deadlines.import_years({"2026": schedules["2026"]}, by=None, at=now)
    deadlines.recompute_open(at=now)
    story.deliver()

    clock.refresh_from_db()
    assert clock.due_on > before
    assert Reward.objects.get(pk=reward.pk).due_on == clock.due_on
    history = f"/cases/{reward.case.number}/history/"
    heard = {
        user: [event["verb"] for event in story.get(user, history)]
        for user in ("supervisor", "officer_tianhe", "chief_tianhe")
    }
    assert heard == {"supervisor": ["clock.moved"], "officer_tianhe": [], "chief_tianhe": []}


# -- what the cashier sees


def test_the_cashier_sees_what_is_paid_and_not_how_it_was_reckoned(story: Story) -> None:
    reward = story.claimed()

    row = story.get("cashier", "/rewards/")["results"][0]
    page = story.get("cashier", f"/rewards/{reward}/")

    for answer in (row, page):
        assert (answer["number"], answer["case"], answer["base"]) == (reward, None, None)
        assert (answer["workings"], answer["eligibility"]) == ([], [])
        assert answer["amount"] is not None
    clerk = story.get("reward_clerk", f"/rewards/{reward}/")
    assert clerk["base"] == "80000.00"
    assert [bool(clerk[name]) for name in ("workings", "eligibility")] == [True, True]


def test_the_cashier_learns_no_case_by_asking_for_it(story: Story) -> None:
    reward = making.a_reward("claimed")
    other = making.a_reward("claimed")
    asked = {"case": reward.case.number}

    def found(user: str, **query: Any) -> set[str]:
        return {row["number"] for row in story.get(user, "/rewards/", **query)["results"]}

    assert found("reward_clerk", **asked) == {reward.number}
    assert found("cashier", **asked) == found("cashier") == {reward.number, other.number}
    assert found("cashier", case="AJ26-0000000000") == {reward.number, other.number}


# -- a step that needs no words


@pytest.mark.parametrize("state", ["approved", "notified", "claimed"])
def test_a_reward_is_waived_without_words(state: str, story: Story) -> None:
    reward = making.a_reward(state).number

    assert story.take("reward_clerk", f"/rewards/{reward}/waive/")["state"] == "waived"
