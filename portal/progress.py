"""What the one who brought a matter may know of it: where it stands, since when, and the answer."""

import hmac
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from complaints import selectors
from complaints.choices import State
from complaints.models import Complaint
from complaints.services import receipt_code
from deadlines.arithmetic import legal_day
from wire.numbers import normalise_receipt

WORDS = {
    State.RECEIVED: _("已收到，正在审查是否受理"),
    State.ACCEPTED: _("已受理，正在确定承办单位"),
    State.ASSIGNED: _("已交承办单位核查"),
    State.DOCKETED: _("已立案，正在办理"),
    State.CONCLUDED: _("已办结"),
    State.REFUSED: _("不予受理"),
    State.TRANSFERRED: _("转由有管辖权的部门处理"),
    State.MERGED: _("已与同一事项合并办理"),
    State.WITHDRAWN: _("已撤回"),
}
"""The states in words for everybody."""


@dataclass(frozen=True)
class Passed:
    """Something that has happened, and its day in Shanghai."""

    label: Any
    on: date


@dataclass(frozen=True)
class Progress:
    """The page: nothing of the informant, the officers or the case stands here."""

    number: str
    kind: str
    state: Any
    ended: bool
    office: str
    passed: tuple[Passed, ...]
    reply: str
    merged_state: Any


def progress_of(number: str, code: str) -> Progress | None:
    """The progress of a matter for whoever has its receipt code; None for any other pair.

    An unknown number costs the same work as a wrong code.
    """
    complaint = selectors.in_full().select_related("merged_into").filter(number=number).first()
    expected = normalise_receipt(receipt_code(number))
    right = hmac.compare_digest(expected.encode(), code.encode())
    return shown(complaint) if right and complaint is not None else None


def shown(complaint: Complaint) -> Progress:
    """A complaint as its page tells of it."""
    target = complaint.merged_into
    steps: tuple[tuple[Any, datetime | None], ...] = (
        (_("收到"), complaint.received_at),
        (_("受理"), complaint.accepted_at),
        (_("交承办单位"), complaint.assigned_at),
        (_("立案"), complaint.docketed_at),
        (WORDS[State(complaint.state)], complaint.ended_at),
    )
    return Progress(
        number=complaint.number,
        kind=complaint.get_kind_display(),
        state=WORDS[State(complaint.state)],
        ended=complaint.ended_at is not None,
        office=complaint.office.name if complaint.office else "",
        passed=tuple(Passed(label, legal_day(at)) for label, at in steps if at is not None),
        reply=complaint.reply if complaint.state == State.CONCLUDED else "",
        merged_state=WORDS[State(target.state)] if target else "",
    )
