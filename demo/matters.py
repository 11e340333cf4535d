"""The matters of the demo office, lived through day by day by the same verbs as real ones."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from random import Random

from django.db import transaction

from accounts.choices import CITY_OFFICE
from accounts.models import Office, User
from accounts.selectors import offices
from deadlines import selectors as clocks
from deadlines import services as deadlines
from deadlines.arithmetic import SHANGHAI, legal_day
from deadlines.models import Alert
from demo.acts import Cast, Matter, Play
from demo.plan import SEED, Plan
from journal import services as journal
from registry import services as registry
from registry.models import ProtectedEntity
from registry.steps import STEPS as REGISTRY
from rewards import services as rewards
from routing import services as routing

EIGHT = time(8)
NEWS_TAKES = timedelta(seconds=4)
"""How long after an act the relay has told those who want to hear of it."""


@transaction.atomic
def create_matters(*, people: Mapping[str, User], now: datetime) -> Plan:
    """Live through the months up to this instant; gives the plan that has come true.

    The same day gives the same matters, apart from what is random by its nature: public
    numbers, seals and the codes that hang on them.
    """
    today = legal_day(now)
    plan = Plan(today, clocks.calendar())
    cast = Cast(people=people, slugs={office.code: office.slug for office in offices()})
    timetable = sorted(
        (
            (at, i, story.matter, play)
            for i, story in enumerate(plan.stories)
            for at, (_state, _wait, play) in zip(
                story.instants(today, plan.calendar), story.acts, strict=True
            )
        ),
        key=lambda row: row[:2],
    )
    first = legal_day(timetable[0][0]) - timedelta(days=1)
    _prepare(plan, cast, first, today)
    mornings = _mornings(first + timedelta(days=1), today)
    rng = Random(SEED)
    morning = next(mornings, None)
    for at, _i, matter, play in timetable:
        while morning is not None and morning <= at:
            _begin_day(morning, cast, rng)
            morning = next(mornings, None)
        _live(cast, matter, at, play)
    while morning is not None:
        _begin_day(min(morning, now), cast, rng)
        morning = next(mornings, None)
    return plan


def _live(cast: Cast, matter: Matter, at: datetime, play: Play) -> None:
    play(cast, matter, at)
    journal.deliver_due(at=at + NEWS_TAKES)


def _mornings(first: date, last: date) -> Iterator[datetime]:
    for n in range((last - first).days + 1):
        yield datetime.combine(first + timedelta(days=n), EIGHT, SHANGHAI)


def _prepare(plan: Plan, cast: Cast, first: date, today: date) -> None:
    """The register of key enterprises and markets, and the city's entrustments."""
    at = datetime.combine(first, time(9), SHANGHAI)
    for i, entry in enumerate(plan.entries):
        listed_on = first - timedelta(days=30 * i + 3)
        registry.list_entity(
            **entry, listed_on=listed_on, by=cast.people["registrar"], at=at + timedelta(minutes=i)
        )
    last = ProtectedEntity.objects.order_by("-id")[0]
    REGISTRY["remove"].take(
        last,
        {"reason": "市场停业，退出名录。", "removed_on": first.isoformat()},
        by=cast.people["registrar"],
        at=at + timedelta(hours=1),
    )
    since = date(first.year - 1, 1, 1)
    for n, office in enumerate(Office.objects.exclude(pk=CITY_OFFICE).order_by("code"), 1):
        routing.entrust(
            office=office,
            document=f"穗知委（演示）〔{since.year}〕{n}号",
            since=since,
            until=date(today.year + 1, 12, 31),
        )


def _begin_day(at: datetime, cast: Cast, rng: Random) -> None:
    """The morning round, and a look at what earlier mornings have said."""
    day = legal_day(at)
    for alert in Alert.objects.filter(raised_on=day - timedelta(days=1)).order_by("id"):
        if rng.random() < 0.45:
            by = (
                cast.people["reward_clerk"]
                if alert.subject == "reward"
                else cast.at(alert.office_code, rng.choice(("chief", "officer")))
            )
            deadlines.acknowledge(alert, by=by, at=at)
    deadlines.announce(today=day, at=at)
    rewards.lapse_unclaimed(today=day, at=at)
