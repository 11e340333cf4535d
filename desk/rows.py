"""Matters as rows of a list and as heads of a page: plain facts, in the office's words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.models import Office
from cases.models import Case
from complaints.models import Complaint
from deadlines import arithmetic
from deadlines import selectors as clocks
from deadlines.choices import NEVER, Binding, ClockState, Light, Unit
from deadlines.models import Clock
from rewards.models import Reward
from routing.models import Transfer

MEASURES = {
    Unit.WORKING_DAYS: lazy("个工作日"),
    Unit.DAYS: lazy("日"),
    Unit.MONTHS: lazy("个月"),
}


@dataclass
class Running:
    """The clocks of some things, and the day by which they are read."""

    today: date
    clocks: dict[tuple[str, str], list[Clock]] = field(default_factory=dict)

    @classmethod
    def of(cls, today: date, **things: Iterable[str]) -> "Running":
        """The clocks of things by subject, whatever their number in one statement."""
        either = Q()
        for subject, numbers in things.items():
            wanted = list(numbers)
            if wanted:
                either |= Q(subject=subject, number__in=wanted)
        found: dict[tuple[str, str], list[Clock]] = {}
        if either:
            for clock in Clock.objects.filter(either).order_by("id"):
                found.setdefault((clock.subject, clock.number), []).append(clock)
        return cls(today=today, clocks=found)

    def state_of(self, subject: str, number: str) -> dict[str, Any]:
        """The light, the nearest due day and the working days left of one thing."""
        return urgency_of(self.clocks.get((subject, number), []), self.today)


def urgency_of(found: Sequence[Clock], today: date) -> dict[str, Any]:
    """The light, the nearest due day and the working days left by some clocks."""
    running = [c for c in found if c.state == ClockState.RUNNING]
    if not running:
        return {"light": "", "due_on": None, "days_left": None, "provisional": False}
    # The day and the colour belong together: the clock that gives the row its colour.
    worst = clocks.worst_light(running, today)
    nearest = min(
        (c for c in running if clocks.light_of(c, today) == worst), key=lambda c: c.due_on
    )
    return {
        "light": clocks.worst_light(running, today).value,
        "due_on": nearest.due_on,
        "days_left": clocks.days_left(nearest, today),
        "provisional": nearest.provisional,
        "why": why(nearest, today),
    }


def why(clock: Clock, today: date) -> str:
    """By when and by which promise or law, in one line."""
    left = clocks.days_left(clock, today)
    word = _("法定期限") if clock.binding == Binding.STATUTORY else _("承诺期限")
    facts = {
        "rule": _(clocks.rule_of(clock).title),
        "word": word,
        "day": clock.due_on,
        "n": abs(left),
    }
    if left < 0:
        return _("%(rule)s：%(word)s %(day)s，已超 %(n)s 个工作日") % facts
    if left == 0:
        return _("%(rule)s：%(word)s %(day)s，今天到期") % facts
    return _("%(rule)s：%(word)s %(day)s，剩 %(n)s 个工作日") % facts


def by_day(due_on: date, today: date) -> dict[str, Any]:
    """The light of a day that a person has set: yellow from three working days before it."""
    if due_on == NEVER:
        return {"light": "", "due_on": None, "days_left": None}
    left = arithmetic.days_left(due_on, today, clocks.calendar())
    light = Light.RED if left < 0 else Light.YELLOW if left <= 3 else Light.GREEN
    return {"light": light.value, "due_on": due_on, "days_left": left}


def short(offices: Mapping[str, Office], code: str | None) -> str:
    """The short name of an office."""
    return offices[code].short_name if code and code in offices else "—"


def title_of(complaint: Complaint) -> str:
    """The title, or the beginning of what was said."""
    return complaint.title or complaint.description[:40]


def party_of(complaint: Complaint | None) -> str:
    """Who is complained of, or where."""
    if complaint is None:
        return ""
    c = complaint
    return c.respondent_name or c.respondent_shop_url or c.place_address


def complaint_row(
    complaint: Complaint, running: Running, offices: Mapping[str, Office]
) -> dict[str, Any]:
    """A complaint as a row."""
    return {
        "url": reverse("desk:complaint", args=[complaint.number]),
        "number": complaint.number,
        "title": title_of(complaint),
        "kind_label": complaint.get_kind_display(),
        "party": party_of(complaint),
        "office": short(offices, complaint.office_id),
        "state": complaint.state,
        "state_label": complaint.get_state_display(),
        "green_channel": complaint.green_channel,
        "supervised": complaint.supervised,
        "day": complaint.received_at,
        **running.state_of("complaint", complaint.number),
    }


def case_row(case: Case, running: Running, offices: Mapping[str, Office]) -> dict[str, Any]:
    """A case as a row."""
    return {
        "url": reverse("desk:case", args=[case.number]),
        "number": case.docket_no or case.number,
        "title": case.title,
        "kind_label": case.get_proceeding_display(),
        "party": party_of(case.complaint),
        "office": short(offices, case.office_id),
        "state": case.state,
        "state_label": case.get_state_display(),
        "green_channel": case.green_channel,
        "supervised": case.supervised,
        "day": case.docketed_on,
        **running.state_of("case", case.number),
    }


def transfer_row(
    transfer: Transfer, running: Running, offices: Mapping[str, Office]
) -> dict[str, Any]:
    """A transfer as a row."""
    return {
        "url": reverse("desk:transfer", args=[transfer.number]),
        "number": transfer.number,
        "title": title_of(transfer.complaint),
        "kind_label": transfer.get_lead_display(),
        "lead_label": transfer.get_lead_display(),
        "party": transfer.agency.name,
        "agency": transfer.agency.name,
        "office": short(offices, transfer.office_id),
        "state": transfer.state,
        "state_label": transfer.get_state_display(),
        "sent_on": transfer.sent_at,
        **running.state_of("transfer", transfer.number),
    }


def reward_row(
    reward: Reward, running: Running, offices: Mapping[str, Office], *, case_shown: bool
) -> dict[str, Any]:
    """A reward as a row; the one who pays does not see the case."""
    case = reward.case
    return {
        "url": reverse("desk:reward", args=[reward.number]),
        "number": reward.number,
        "title": case.title if case_shown else _("举报奖励"),
        "kind_label": _("举报奖励"),
        "party": f"{reward.amount} {_('元')}" if reward.amount is not None else "",
        "case_number": (case.docket_no or case.number) if case_shown else "—",
        "office": short(offices, reward.office_id),
        "level_label": reward.get_level_display() if reward.level else "",
        "amount": "" if reward.amount is None else f"{reward.amount:,.2f}",
        "needs_finance": reward.needs_finance,
        "state": reward.state,
        "state_label": reward.get_state_display(),
        **running.state_of("reward", reward.number),
    }


def clock_facts(found: Iterable[Clock], today: date) -> list[dict[str, Any]]:
    """Clocks as a page shows them: those that run first, the nearest first."""
    order = {ClockState.RUNNING: 0, ClockState.PAUSED: 1, ClockState.STOPPED: 2}
    ranked = sorted(found, key=lambda c: (order[ClockState(c.state)], c.due_on, c.pk))
    return [_clock(clock, today) for clock in ranked]


def _clock(clock: Clock, today: date) -> dict[str, Any]:
    rule = clocks.rule_of(clock)
    whole = max((clock.due_on - clock.started_on).days, 1)
    used = (today - clock.started_on).days
    return {
        "title": _(rule.title),
        "binding": clock.binding,
        "article": f"{rule.article}，{rule.length}",
        "started_on": clock.started_on,
        "nominal_on": clock.nominal_on,
        "due_on": clock.due_on,
        "provisional": clock.provisional,
        "extended_by": extended(clock),
        "excluded_days": clock.excluded_days,
        "state": clock.state,
        "light": clocks.light_of(clock, today).value,
        "days_left": clocks.days_left(clock, today),
        "used_percent": min(max(100 * used // whole, 0), 100),
    }


def extended(clock: Clock) -> str:
    """By how much a clock was extended, in Chinese."""
    parts = [part.split(" ") for part in clock.extended_by.split(" + ") if " " in part]
    return " + ".join(f"{n}{MEASURES.get(Unit(unit), unit)}" for n, unit in parts)


def road(stops: Sequence[tuple[str, Any]], state: str) -> list[dict[str, Any]]:
    """The stops of a road: behind, here, ahead; a state beside the road ends it."""
    names = [name for name, _label in stops]
    here = names.index(state) if state in names else len(names)
    return [
        {"label": label, "at": "done" if i < here else "here" if i == here else "ahead"}
        for i, (_name, label) in enumerate(stops)
    ]
