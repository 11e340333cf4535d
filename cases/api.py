"""Doors of cases: proposing, lists, steps, the ledger of the clocks, supervision."""

from datetime import date
from typing import Any, cast

from django.db.models import QuerySet, prefetch_related_objects
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from cases import selectors, services
from cases import serializers as shapes
from cases.choices import Proceeding
from cases.models import Case, Extension, Supervision
from cases.steps import BY_PROCEEDING, COUNTERFEIT, EXTEND, EXTENSION, INFRINGEMENT, PAUSE
from complaints.serializers import EventOut
from deadlines import arithmetic
from deadlines import selectors as clocks
from deadlines.arithmetic import legal_day
from deadlines.choices import Unit
from deadlines.register import Length
from journal.selectors import history_of
from wire.doors import NUMBER, Door, Listing, Single
from wire.problems import Conflict

ALL_STEPS = INFRINGEMENT | COUNTERFEIT


class Cases(Door):
    """Cases as this person may see them."""

    serializer_class = shapes.CaseOut

    def rows(self) -> QuerySet[Case]:
        """The rows gate."""
        return selectors.in_full().visible_to(self.person)

    def show(self, things: list[Any]) -> list[Any]:
        """Cases with their clocks, in one statement."""
        today = legal_day(self.now())
        running: dict[str, list[Any]] = {c.number: [] for c in things}
        if things:
            for clock in clocks.clocks_of("case", running):
                running[clock.number].append(clock)
        return [
            shapes.case_answer(c, running[c.number], person=self.person, today=today)
            for c in things
        ]


class CaseList(Cases, Listing):
    """The list, and new proposals."""

    filters = shapes.CaseFilters
    orderings = ("due_on", "-due_on", "-docketed_on", "docketed_on")

    def narrow(self, rows: QuerySet[Any], **asked: Any) -> QuerySet[Any]:
        """Apply the filters."""
        if "docketed_on" in self.request.query_params.get("ordering", ""):
            rows = rows.filter(docketed_on__isnull=False)
        return narrowed(rows, asked, today=legal_day(self.now()))

    @extend_schema(
        operation_id="cases_list",
        parameters=[shapes.CaseFilters],
        responses=shapes.CaseOut(many=True),
        summary="Cases, paged",
    )
    def get(self, request: Request) -> Response:
        """One page of cases."""
        return super().get(request)

    @extend_schema(
        operation_id="cases_propose",
        request=shapes.ProposeIn,
        responses={201: shapes.CaseOut},
        summary="Propose to docket a case",
    )
    def post(self, request: Request) -> Response:
        """Propose; the chief decides."""
        given = self.read(shapes.ProposeIn, self.body)
        case = services.propose(**given, by=cast("User", self.person), at=self.now())
        return Response(self.show([case])[0], status=201)


def narrowed(rows: QuerySet[Any], asked: dict[str, Any], *, today: date) -> QuerySet[Any]:
    """The rows that the filters leave."""
    plain = ("state", "proceeding", "office")
    rows = rows.filter(**{name: asked[name] for name in plain if name in asked})
    for name in ("green_channel", "supervised"):
        if name in asked:
            rows = rows.filter(**{name: asked[name] == "true"})
    if "officer" in asked:
        rows = rows.filter(officers__username=asked["officer"])
    if "complaint" in asked:
        rows = rows.filter(complaint__number=asked["complaint"])
    if "overdue" in asked:
        late = {"due_on__lt": today} if asked["overdue"] == "true" else {"due_on__gte": today}
        rows = rows.filter(**late)
    if "due_soon" in asked:
        last = soon(today)
        near = {"due_on__gte": today, "due_on__lte": last}
        rows = rows.filter(**near) if asked["due_soon"] == "true" else rows.exclude(**near)
    if "due_before" in asked:
        rows = rows.filter(due_on__lt=asked["due_before"])
    return selectors.searched(rows, asked["q"]) if "q" in asked else rows


def soon(today: date) -> date:
    """The last due day that counts as soon: three working days from today."""
    length = Length(3, Unit.WORKING_DAYS)
    return arithmetic.reckon(length, today, calendar=clocks.calendar()).due_on


class CaseDetail(Cases, Single):
    """One case."""

    @extend_schema(responses=shapes.CaseOut, summary="One case")
    def get(self, request: Request, number: str) -> Response:
        """The case."""
        return super().get(request, number)


class CaseStep(Cases):
    """One step of the case's own road."""

    step_name = ""

    def post(self, request: Request, number: str) -> Response:
        """Take the step on the machine of the case's proceeding."""
        case = self.thing(number)
        step = BY_PROCEEDING[Proceeding(case.proceeding)].get(self.step_name)
        if step is None:
            raise Conflict(_("本程序没有这一步"), thing=case.road())
        taken = step.take(case.road(), self.body, by=self.person, at=self.now())
        return Response(self.show([taken])[0])


class CaseHistory(Cases):
    """The journal of the case's matter."""

    pagination_class = None

    @extend_schema(responses=EventOut(many=True), summary="The journal of the case's matter")
    def get(self, _request: Request, number: str) -> Response:
        """Every event, oldest first."""
        events = history_of(self.thing(number).matter, person=self.person)
        return Response([EventOut(event).data for event in events])


class CasePauses(Cases):
    """Days that do not count."""

    @extend_schema(request=shapes.PauseIn, responses={201: shapes.CaseOut}, summary="Exclude days")
    def post(self, request: Request, number: str) -> Response:
        """Write them down; the due dates move."""
        case = PAUSE.take(self.thing(number), self.body, by=self.person, at=self.now())
        return Response(self.show([case])[0], status=201)


class Extensions(Cases):
    """Requests to extend the clocks of a case."""

    pagination_class = None

    def context(self) -> dict[str, Any]:
        """The person."""
        return {"person": self.person}

    @extend_schema(responses=shapes.ExtensionOut(many=True), summary="Requests for extension")
    def get(self, _request: Request, number: str) -> Response:
        """All of them."""
        found = selectors.extensions_of(self.thing(number))
        context = self.context()
        return Response([shapes.ExtensionOut(one, context=context).data for one in found])

    @extend_schema(
        request=shapes.ExtendIn, responses={201: shapes.ExtensionOut}, summary="Ask for extension"
    )
    def post(self, request: Request, number: str) -> Response:
        """Ask; nothing moves yet."""
        asked = EXTEND.take(self.thing(number), self.body, by=self.person, at=self.now())
        return Response(shapes.ExtensionOut(asked, context=self.context()).data, status=201)


class ExtensionStep(Extensions):
    """Granting or refusing an extension."""

    step_name = ""

    def post(self, request: Request, number: str, extension: str) -> Response:  # type: ignore[override]
        """Decide on the request."""
        if not NUMBER.fullmatch(extension):
            raise Http404
        found = selectors.extensions_of(self.thing(number)).filter(number=extension).first()
        if found is None:
            raise Http404
        step = EXTENSION[self.step_name]
        row: Extension = step.take(found, self.body, by=self.person, at=self.now())
        return Response(shapes.ExtensionOut(row, context=self.context()).data)


class Supervisions(Door):
    """Listings as this person may see them."""

    serializer_class = shapes.SupervisionOut

    def rows(self) -> QuerySet[Supervision]:
        """The rows gate."""
        return selectors.supervisions().visible_to(self.person)

    def show(self, things: list[Any]) -> list[Any]:
        """Listings with the reports there are now, in two statements."""
        prefetch_related_objects(things, "reports__by")
        return super().show(things)

    def get_serializer_context(self) -> dict[str, Any]:
        """The person and the day."""
        return {"person": self.person, "today": legal_day(self.now())}


class SupervisionList(Supervisions, Listing):
    """The list, and new listings."""

    filters = shapes.SupervisionFilters
    orderings = ("-id", "due_on", "-due_on")

    @extend_schema(
        operation_id="supervision_list",
        parameters=[shapes.SupervisionFilters],
        responses=shapes.SupervisionOut(many=True),
        summary="Listings, paged",
    )
    def get(self, request: Request) -> Response:
        """One page of listings."""
        return super().get(request)

    @extend_schema(
        operation_id="supervision_list_new",
        request=shapes.SuperviseIn,
        responses={201: shapes.SupervisionOut},
        summary="List a matter under supervision",
    )
    def post(self, request: Request) -> Response:
        """List a matter."""
        given = self.read(shapes.SuperviseIn, self.body)
        row = services.supervise(**given, by=cast("User", self.person), at=self.now())
        return Response(self.show([row])[0], status=201)


class SupervisionDetail(Supervisions, Single):
    """One listing."""

    @extend_schema(responses=shapes.SupervisionOut, summary="One listing")
    def get(self, request: Request, number: str) -> Response:
        """The listing."""
        return super().get(request, number)


def case_step(name: str) -> type[CaseStep]:
    """The door of one step, described to OpenAPI by its input."""
    step = ALL_STEPS[name]
    view = type(f"Case{name.title()}", (CaseStep,), {"step_name": name, "__doc__": str(step.label)})
    described = extend_schema(
        request=step.input,
        responses=shapes.CaseOut,
        summary=str(step.call.__doc__ or "").strip().partition("\n")[0],
    )(view)
    return cast("type[CaseStep]", described)


def extension_step(name: str) -> type[ExtensionStep]:
    """The door of one decision on an extension."""
    step = EXTENSION[name]
    view = type(f"Extension{name.title()}", (ExtensionStep,), {"step_name": name, "get": None})
    view.http_method_names = ["post", "options"]  # type: ignore[attr-defined]
    described = extend_schema(
        request=step.input,
        responses=shapes.ExtensionOut,
        summary=str(step.call.__doc__ or "").strip().partition("\n")[0],
    )(view)
    return cast("type[ExtensionStep]", described)
