"""What is due soon or overdue: the list, and taking note."""

from collections.abc import Sequence
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from cases.models import Case
from complaints.models import Complaint
from deadlines import selectors as clocks
from deadlines import services
from deadlines.choices import ClockState
from deadlines.models import Acknowledgement, Alert
from desk import rows
from desk.page import Page
from desk.roles import has_page
from desk.views import filtering


class Alerts(Page):
    """The list, newest first."""

    room = "alerts"

    def rows(self) -> QuerySet[Alert]:
        """The rows gate, with when this person took note."""
        mine = Acknowledgement.objects.filter(alert=OuterRef("pk"), by=self.person.pk)
        return (
            Alert.objects.visible_to(self.person)
            .select_related("clock")
            .annotate(noted_at=Subquery(mine.values("at")[:1]))
        )

    def get(self, request: HttpRequest) -> HttpResponse:
        """One page: what this person has not taken note of, or all."""
        found = self.rows()
        if request.GET.get("at") != "all":
            found = found.filter(clock__state=ClockState.RUNNING)
            found = found.exclude(acknowledgements__by=self.person.pk)
        alerts, page = self.cut(found, ("-id",))
        return self.show(
            "alerts",
            tabs=filtering.tabs(self, "at", [("all", lazy("全部"))], first=lazy("未知悉")),
            rows=self.lines(alerts),
            page=page,
        )

    def lines(self, alerts: Sequence[Any]) -> list[dict[str, Any]]:
        """Alerts as rows, with the titles of their matters."""
        matters = {alert.matter for alert in alerts}
        titles = {
            c.number: rows.title_of(c)
            for c in Complaint.objects.visible_to(self.person)
            .filter(number__in=matters)
            .only("number", "title", "description")
        }
        own = matters - titles.keys()
        if own and has_page(self.person.role, "cases"):
            cases = Case.objects.visible_to(self.person).filter(number__in=own)
            titles |= dict(cases.values_list("number", "title"))
        return [self._line(alert, titles.get(alert.matter, "")) for alert in alerts]

    def _line(self, alert: Any, title: str) -> dict[str, Any]:  # noqa: ANN401 - annotated
        clock = alert.clock
        left = clocks.days_left(clock, self.today)
        stopped = clock.state == ClockState.STOPPED
        return {
            "id": alert.pk,
            "url": _url(alert),
            "number": alert.number,
            "title": title or alert.number,
            "milestone_label": alert.get_milestone_display()
            + (f"（{_('期限已停止')}）" if stopped else ""),
            "clock_title": f"{clocks.rule_of(clock).title}（{clock.get_binding_display()}）",
            "light": clocks.light_of(clock, self.today).value,
            "due_on": clock.due_on,
            "days_left": None if stopped else left,
            "at": alert.raised_at,
            "office": rows.short(self.offices, alert.office_code),
            "acknowledged_by": self.person.name if alert.noted_at else "",
            "acknowledged_at": alert.noted_at,
            "acknowledge_url": reverse("desk:acknowledge", args=[alert.pk]),
        }


def _url(alert: Alert) -> str:
    if alert.subject == "supervision":
        return reverse("desk:supervision")
    return reverse(f"desk:{alert.subject}", args=[alert.number])


class Acknowledge(Alerts):
    """Taking note of one alert."""

    http_method_names = ["post", "options"]

    def post(self, _request: HttpRequest, alert: int) -> HttpResponseBase:
        """Twice is once."""
        found = self.rows().filter(pk=alert).first() if alert < 2**63 else None
        if found is None:
            raise Http404
        services.acknowledge(found, by=self.person, at=self.now)
        if not self.by_script:
            return self.go(reverse("desk:alerts"))
        row = self.lines([self.rows().get(pk=found.pk)])[0]
        return self.show("parts/alert_row", row=row)
