"""Leads handed to other agencies: the list, one transfer, its steps."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from deadlines import selectors as clocks
from desk import history, rows
from desk.page import Page
from desk.roles import has_page
from desk.steps import RARE, offered
from desk.taking import Taking, panel
from desk.views import filtering
from desk.views.complaints import URGENCY
from journal.selectors import history_of
from routing import selectors
from routing.choices import Lead, TransferState
from routing.models import Transfer
from routing.steps import STEPS
from wire.steps import Step

ORDERS = ("-id", "due_on", "-due_on")
OPEN = (
    TransferState.DRAFT,
    TransferState.APPROVED,
    TransferState.SENT,
    TransferState.ACKNOWLEDGED,
    TransferState.ACCEPTED,
    TransferState.ANSWERED,
)
OVER = (TransferState.CLOSED, TransferState.RETURNED)
_TABS = (("", lazy("进行中")), ("over", lazy("已了结")))


class Transfers(Page):
    """The list."""

    room = "transfers"

    def get(self, request: HttpRequest) -> HttpResponse:
        """One page of transfers under way, or of those at their end."""
        query = request.GET
        over = query.get("at") == "over"
        visible = selectors.transfers().visible_to(self.person)
        visible = visible.filter(state__in=OVER if over else OPEN)
        if query.get("lead") in Lead.values:
            visible = visible.filter(lead=query["lead"])
        if query.get("office") in self.offices:
            visible = visible.filter(office=query["office"])
        found, page = self.cut(visible, ORDERS)
        running = rows.Running.of(self.today, transfer=[t.number for t in found])
        fields = {
            "lead": filtering.one_of(lazy("线索类型"), Lead.choices),
            "office": filtering.one_of(lazy("移送单位"), filtering.office_choices(self.offices)),
            "at": filtering.kept("at"),
        }
        form = filtering.Filters(fields, query)
        return self.show(
            "transfers",
            tabs=filtering.tabs(self, "at", _TABS[1:], first=_TABS[0][1]),
            filters=form,
            chips=filtering.chips(self, [form]),
            clear_url=request.path,
            rows=[
                rows.transfer_row(t, running, self.offices) | {"act": act_on(t, self.person)}
                for t in found
            ],
            page=page,
        )


def act_on(transfer: Transfer, person: Any) -> str:  # noqa: ANN401 - a person
    """What this person does next with a transfer."""
    steps = offered(transfer, STEPS, person)
    return str(steps[0].label) if steps else ""


class OneTransfer(Page):
    """What the pages about one transfer share."""

    room = "transfers"

    def rows(self) -> QuerySet[Transfer]:
        """The rows gate."""
        found = selectors.transfers().select_related("proposed_by", "approved_by")
        return found.visible_to(self.person)


class TransferPage(OneTransfer):
    """One transfer."""

    def get(self, _request: HttpRequest, number: str) -> HttpResponse:
        """The transfer with its clock, its trail and what this person may do now."""
        row = self.one(self.rows(), number=number)
        found = list(clocks.clocks_of("transfer", [row.number]))
        urgency = rows.urgency_of(found, self.today)
        events = history_of(row.matter, person=self.person).filter(
            subject="transfer", number=row.number
        )
        lines = history.entries(events.order_by("-seq"), self.offices)
        return self.show(
            "transfer",
            transfer=self._facts(row),
            complaint={
                "number": row.complaint.number,
                "title": rows.title_of(row.complaint),
                "url": reverse("desk:complaint", args=[row.complaint.number])
                if has_page(self.person.role, "complaints")
                else "",
            },
            trail=trail(lines, _TRAIL),
            clocks=rows.clock_facts(found, self.today),
            history=lines,
            road=rows.road(_stops(row), row.state),
            next_what=NEXT.get(row.state, ""),
            next_why=urgency.get("why", ""),
            waiting_for=WAITING.get(row.state, ""),
            urgency=URGENCY.get(urgency["light"], ""),
            **panel(
                offered(row, STEPS, self.person), RARE, "desk:transfer_step", number=row.number
            ),
        )

    def _facts(self, t: Transfer) -> dict[str, Any]:
        return {
            "number": t.number,
            "title": rows.title_of(t.complaint),
            "agency": t.agency.name,
            "lead_label": t.get_lead_display(),
            "office": rows.short(self.offices, t.office_id),
            "state": t.state,
            "state_label": t.get_state_display(),
            "reason": t.reason,
            "letter_no": t.letter_no,
            "sent_on": t.sent_at,
            "acknowledged_on": t.received_on,
            "receipt_no": t.receipt_no,
            "returned_reason": t.return_reason,
            "feedback": t.result,
        }


_TRAIL = (
    ("transfer.draft", lazy("提出")),
    ("transfer.approved", lazy("批准")),
    ("transfer.sent", lazy("发出")),
    ("transfer.acknowledged", lazy("对方回执")),
    ("transfer.closed", lazy("办结")),
)


def trail(lines: list[dict[str, Any]], parts: tuple[tuple[str, Any], ...]) -> list[dict[str, Any]]:
    """Who did which part, read from the history; the first part not yet done is "here"."""
    latest = {line["verb"]: line for line in reversed(lines)}
    found: list[dict[str, Any]] = []
    here = False
    for verb, label in parts:
        line = latest.get(verb)
        status = "done" if line else "ahead" if here else "here"
        here = here or line is None
        found.append(
            {
                "label": label,
                "person": (line["actor"] or _("系统")) if line else "",
                "at": line["at"] if line else None,
                "note": "",
                "status": status,
            }
        )
    return found


def _stops(row: Transfer) -> list[tuple[str, Any]]:
    if row.state == TransferState.RETURNED:
        sent = (TransferState.SENT,) if row.letter_no else ()
        stops: tuple[TransferState, ...] = (TransferState.DRAFT, *sent, TransferState.RETURNED)
    else:
        stops = (*OPEN, TransferState.CLOSED)
    return [(s.value, s.label) for s in stops]


NEXT = {
    TransferState.DRAFT: lazy("审查移送理由，批准或者退回"),
    TransferState.APPROVED: lazy("发出移送函"),
    TransferState.SENT: lazy("收到对方回执后登记"),
    TransferState.ACKNOWLEDGED: lazy("登记对方是否受理"),
    TransferState.ACCEPTED: lazy("收到结果后登记反馈"),
    TransferState.ANSWERED: lazy("核对反馈，办结移送"),
}
WAITING = {
    TransferState.DRAFT: lazy("等待另一人批准移送"),
    TransferState.APPROVED: lazy("等待发出移送函"),
    TransferState.SENT: lazy("等待对方回执"),
    TransferState.ACKNOWLEDGED: lazy("等待对方受理"),
    TransferState.ACCEPTED: lazy("等待对方反馈"),
    TransferState.ANSWERED: lazy("等待办结"),
    TransferState.RETURNED: lazy("移送已退回"),
}


class TransferTaking(Taking, OneTransfer):
    """One step of one transfer."""

    def thing(self) -> Transfer:
        """The transfer, among the rows of this person."""
        found: Transfer = self.one(self.rows(), number=self.named["number"])
        return found

    def steps(self) -> dict[str, Step]:
        """The steps of a transfer."""
        return STEPS

    def matter(self) -> dict[str, str]:
        """The transfer."""
        number = self.named["number"]
        url = reverse("desk:transfer", args=[number])
        return {"number": number, "title": rows.title_of(self.subject.complaint), "url": url}
