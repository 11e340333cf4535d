"""Matters under supervision: the list, what should be listed, reports and lifting."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as lazy

from accounts.choices import Role
from cases import selectors
from cases.choices import SupervisionState
from cases.models import Supervision
from cases.steps import SUPERVISION
from desk import rows
from desk.page import Page
from desk.steps import offered
from desk.taking import Taking
from desk.views import filtering
from desk.views.overdue import late_clocks, late_rows
from wire.steps import Step

ORDERS = ("due_on", "-due_on", "-id")
MOST_SUGGESTED = 6


class Supervisions(Page):
    """The list, and for a supervisor what should be listed."""

    room = "supervision"

    def get(self, request: HttpRequest) -> HttpResponse:
        """One page of listings."""
        lifted = request.GET.get("state") == SupervisionState.LIFTED
        state = SupervisionState.LIFTED if lifted else SupervisionState.LISTED
        visible = selectors.supervisions().visible_to(self.person).filter(state=state)
        found, page = self.cut(visible, ORDERS)
        choices = [(SupervisionState.LIFTED.value, SupervisionState.LIFTED.label)]
        return self.show(
            "supervision",
            tabs=filtering.tabs(self, "state", choices, first=lazy("督办中")),
            suggestions=self._suggestions(),
            rows=[self._row(row) for row in found],
            page=page,
        )

    def _suggestions(self) -> list[dict[str, Any]]:
        """The longest overdue that nobody supervises yet."""
        if self.person.role != Role.SUPERVISOR or self.request.GET.get("state"):
            return []
        worst = late_clocks(self.person, self.today).order_by("due_on", "id")
        lines = late_rows(list(worst[: 3 * MOST_SUGGESTED]), self)
        return [line for line in lines if line["list_url"]][:MOST_SUGGESTED]

    def _row(self, row: Supervision) -> dict[str, Any]:
        names = {step.name for step in offered(row, SUPERVISION, self.person)}
        thing = row.case or row.complaint
        place = "desk:case" if row.case else "desk:complaint"
        urls = {
            f"{name}_url": reverse("desk:supervision_step", args=[row.number, name])
            for name in SUPERVISION
            if name in names
        }
        listed = row.state == SupervisionState.LISTED
        return {
            "url": reverse(place, args=[thing.number]) if thing else "",
            "number": row.listed_no,
            "matter_number": thing.number if thing else "",
            "title": row.case.title
            if row.case
            else rows.title_of(row.complaint)
            if row.complaint
            else "",
            "office": rows.short(self.offices, thing.office_id if thing else ""),
            "reason": row.reason,
            "lead": rows.short(self.offices, row.lead_id),
            "state": row.state,
            "state_label": row.get_state_display(),
            **(rows.by_day(row.due_on, self.today) if listed else {"due_on": row.due_on}),
            **urls,
        }


class SupervisionTaking(Taking):
    """One step of one listing."""

    room = "supervision"

    def rows(self) -> QuerySet[Supervision]:
        """The rows gate."""
        return selectors.supervisions().visible_to(self.person)

    def thing(self) -> Supervision:
        """The listing, among the rows of this person."""
        found: Supervision = self.one(self.rows(), number=self.named["number"])
        return found

    def steps(self) -> dict[str, Step]:
        """The steps of a listing."""
        return SUPERVISION

    def matter(self) -> dict[str, str]:
        """The list of listings."""
        row = self.subject
        return {"number": row.listed_no, "title": row.reason, "url": reverse("desk:supervision")}
