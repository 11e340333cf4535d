"""The overdue page: each district's lights, and every matter past its day."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.choices import CITY_OFFICE
from cases.models import Case
from complaints.models import Complaint
from deadlines import selectors as clocks
from deadlines.choices import Binding, ClockState
from deadlines.models import Clock
from desk import rows
from desk.page import Page
from desk.steps import SUPERVISE
from desk.views import filtering
from wire.people import Person

ORDERS = ("due_on", "-due_on")
MATTERS = ("complaint", "case")
_LIGHTS = (("black", lazy("超法定")), ("red", lazy("只超承诺")))
_SUBJECTS = (("complaint", lazy("投诉举报")), ("case", lazy("案件")))


def running(person: Person) -> QuerySet[Clock]:
    """The clocks that run in this person's complaints and cases."""
    return Clock.objects.visible_to(person).filter(state=ClockState.RUNNING, subject__in=MATTERS)


def late_clocks(person: Person, today: date) -> QuerySet[Clock]:
    """For each late matter the clock whose day passed first, and whether the law's day passed."""
    same = _same()
    earlier = same.filter(
        Q(due_on__lt=OuterRef("due_on")) | Q(due_on=OuterRef("due_on"), id__lt=OuterRef("id"))
    )
    unlawful = same.filter(binding=Binding.STATUTORY, due_on__lt=today)
    return (
        running(person)
        .filter(~Exists(earlier), due_on__lt=today)
        .annotate(unlawful=Exists(unlawful))
    )


def only(late: QuerySet[Clock], today: date, *, black: bool) -> QuerySet[Clock]:
    """The late matters of one colour."""
    unlawful = _same().filter(binding=Binding.STATUTORY, due_on__lt=today)
    return late.filter(Exists(unlawful) if black else ~Exists(unlawful))


def _same() -> QuerySet[Clock]:
    """The clocks that run against the same thing."""
    return Clock.objects.filter(
        subject=OuterRef("subject"), number=OuterRef("number"), state=ClockState.RUNNING
    )


def late_rows(found: Sequence[Any], page: Page) -> list[dict[str, Any]]:
    """Late clocks as rows of the matters they run against."""
    numbers: dict[str, list[str]] = {name: [] for name in MATTERS}
    for clock in found:
        numbers[clock.subject].append(clock.number)
    things: dict[tuple[str, str], Complaint | Case] = {}
    if numbers["complaint"]:
        complaints = Complaint.objects.visible_to(page.person).defer("search_terms")
        for complaint in complaints.filter(number__in=numbers["complaint"]):
            things["complaint", complaint.number] = complaint
    if numbers["case"]:
        cases = Case.objects.visible_to(page.person).select_related("complaint")
        for case in cases.filter(number__in=numbers["case"]):
            things["case", case.number] = case
    lines = []
    nothing = rows.Running(page.today)
    for clock in found:
        thing = things.get((clock.subject, clock.number))
        if thing is None:
            continue
        if isinstance(thing, Complaint):
            row = rows.complaint_row(thing, nothing, page.offices)
        else:
            row = rows.case_row(thing, nothing, page.offices)
        list_url = ""
        if not thing.supervised and SUPERVISE.is_open(thing, page.person):
            list_url = reverse(f"desk:{clock.subject}_step", args=[thing.number, "supervise"])
        row |= {
            "light": "black" if clock.unlawful else "red",
            "due_on": clock.due_on,
            "days_left": clocks.days_left(clock, page.today),
            "provisional": clock.provisional,
            "why": rows.why(clock, page.today),
            "day": clock.started_on,
            "act_url": list_url,
            "list_url": list_url,
        }
        lines.append(row)
    return lines


def counts(person: Person, today: date) -> dict[str, dict[str, int]]:
    """Per office how many matters are black, red, yellow and green, in one statement."""
    late, warned = Q(due_on__lt=today), Q(warn_on__lte=today)
    found = (
        running(person)
        .order_by()
        .values("office_code")
        .annotate(
            open=Count("number", distinct=True),
            warned=Count("number", distinct=True, filter=warned | late),
            late=Count("number", distinct=True, filter=late),
            black=Count("number", distinct=True, filter=late & Q(binding=Binding.STATUTORY)),
        )
    )
    return {
        row["office_code"]: {
            "open": row["open"],
            "black": row["black"],
            "red": row["late"] - row["black"],
            "yellow": row["warned"] - row["late"],
            "green": row["open"] - row["warned"],
        }
        for row in found
    }


LIGHTS = ("black", "red", "yellow", "green")
NONE = dict.fromkeys(("open", *LIGHTS), 0)


class Overdue(Page):
    """The page."""

    room = "overdue"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Each office's lights, and one page of late matters."""
        query = request.GET
        late = late_clocks(self.person, self.today)
        if query.get("light") in {"black", "red"}:
            late = only(late, self.today, black=query["light"] == "black")
        if query.get("office") in self.offices:
            late = late.filter(office_code=query["office"])
        if query.get("subject") in MATTERS:
            late = late.filter(subject=query["subject"])
        found, page = self.cut(late, ORDERS)
        by_office = counts(self.person, self.today)
        mine = self.offices if self.person.oversees else {self.person.office_id: None}
        lines = [self._line(code, by_office.get(code, NONE)) for code in mine]
        fields = {
            "light": filtering.one_of(lazy("灯"), _LIGHTS),
            "office": filtering.one_of(lazy("承办单位"), filtering.office_choices(self.offices)),
            "subject": filtering.one_of(lazy("事项"), _SUBJECTS),
        }
        form = filtering.Filters(fields, query)
        office = self.offices.get(query.get("office", ""))
        return self.show(
            "overdue",
            tiles=tiles(by_office.values()),
            districts=[line for line in lines if line["code"] != CITY_OFFICE]
            if self.person.oversees
            else [],
            lines=lines,
            bars_max=max([line["open"] for line in lines] + [1]),
            filters=form,
            chips=filtering.chips(self, [form]),
            clear_url=request.path,
            rows=late_rows(found, self),
            sorts=self.sort(ORDERS, due="due_on"),
            page=page,
            as_of=self.now,
            district_name=office.short_name if office else "",
        )

    def _line(self, code: str, count: dict[str, int]) -> dict[str, Any]:
        office = self.offices[code]
        late = count["black"] + count["red"]
        rate = 100 * (count["open"] - late) // count["open"] if count["open"] else None
        now = self.request.GET.get("office") == code
        return {
            "code": code,
            "slug": office.slug,
            "name": office.short_name,
            "url": self.address(office="" if now else code),
            "current": now,
            "on_time": "" if rate is None else f"{rate}%",
            "light": next((c for c in LIGHTS if count[c]), "green"),
            **count,
        }


def tiles(found: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - counts of offices
    """The sums over the offices, as tiles that narrow the list."""
    sums = {name: sum(count[name] for count in found) for name in NONE}
    url = reverse("desk:overdue")
    late = sums["black"] + sums["red"]
    rate = 100 * (sums["open"] - late) / sums["open"] if sums["open"] else None
    return [
        {
            "label": _("超法定"),
            "value": sums["black"],
            "unit": _("件"),
            "tone": "black" if sums["black"] else "",
            "url": f"{url}?light=black",
        },
        {
            "label": _("只超承诺"),
            "value": sums["red"],
            "unit": _("件"),
            "tone": "red" if sums["red"] else "",
            "url": f"{url}?light=red",
        },
        {"label": _("临期"), "value": sums["yellow"], "unit": _("件"), "tone": "yellow"},
        {"label": _("在办"), "value": sums["open"], "unit": _("件")},
        {
            "label": _("在办按期率"),
            "value": "—" if rate is None else f"{rate:.1f}",
            "unit": "" if rate is None else "%",
            "tone": "green",
        },
    ]
