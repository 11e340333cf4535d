"""Doors of routing: a preview, the handing over of a lead, transfers and agencies."""

from dataclasses import asdict
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from complaints.api import Complaints
from complaints.models import Complaint
from complaints.serializers import ComplaintOut, RoutingOut, columns_of
from deadlines import selectors as clocks
from deadlines.arithmetic import legal_day
from routing import selectors, services
from routing import serializers as shapes
from routing.models import Agency, Transfer
from routing.steps import HAND_OVER
from wire.doors import Door, Listing, Single
from wire.steps import refusal


class Preview(Door):
    """Where a matter would go."""

    serializer_class = RoutingOut

    @extend_schema(request=shapes.AnyPartIn, responses=RoutingOut, summary="Where it would go")
    def post(self, request: Request) -> Response:
        """Decide by the facts given; nothing is stored."""
        given = shapes.AnyPartIn(data=self.body, context={"at": self.now(), "by": self.person})
        if not given.is_valid():
            raise refusal(given.errors)
        data = {"kind": "counterfeit_report", **given.validated_data}
        draft = Complaint(**{"kind": data["kind"], **columns_of(data)})
        decision = services.decision_for(draft, on=legal_day(self.now()))
        return Response(
            {
                "district": decision.district,
                "office": decision.office,
                "confidence": decision.confidence,
                "evidence": [asdict(e) for e in decision.evidence],
                "unroutable": decision.unroutable,
                "rounds": 0,
            }
        )


class HandOver(Complaints):
    """Handing a lead of a complaint to the agency that is competent for it."""

    @extend_schema(
        operation_id="complaints_transfer",
        request=shapes.TransferIn,
        responses=ComplaintOut,
        summary="Hand a lead over to another agency",
    )
    def post(self, request: Request, number: str) -> Response:
        """Propose the transfer; the complaint is answered as it is afterwards."""
        complaint = self.thing(number)
        HAND_OVER.take(complaint, self.body, by=self.person, at=self.now())
        return Response(self.show([self.thing(number)])[0])


class Transfers(Door):
    """Transfers as this person may see them."""

    serializer_class = shapes.TransferOut

    def rows(self) -> QuerySet[Transfer]:
        """The rows gate."""
        return selectors.transfers().visible_to(self.person)

    def show(self, things: list[Any]) -> list[Any]:
        """Transfers with their clocks, in one statement."""
        today = legal_day(self.now())
        running: dict[str, list[Any]] = {t.number: [] for t in things}
        if things:
            for clock in clocks.clocks_of("transfer", running):
                running[clock.number].append(clock)
        return [
            shapes.transfer_answer(t, running[t.number], person=self.person, today=today)
            for t in things
        ]


class TransferList(Transfers, Listing):
    """The list."""

    filters = shapes.TransferFilters
    orderings = ("-id", "due_on", "-due_on")

    def narrow(self, rows: QuerySet[Any], **asked: Any) -> QuerySet[Any]:
        """Apply the filters."""
        overdue = asked.pop("overdue", None)
        if overdue:
            today = legal_day(self.now())
            late = {"due_on__lt": today} if overdue == "true" else {"due_on__gte": today}
            rows = rows.filter(**late)
        renamed = {"agency": "agency__code", "complaint": "complaint__number"}
        return rows.filter(**{renamed.get(k, k): v for k, v in asked.items()})

    @extend_schema(
        operation_id="transfers_list",
        parameters=[shapes.TransferFilters],
        responses=shapes.TransferOut(many=True),
        summary="Transfers, paged",
    )
    def get(self, request: Request) -> Response:
        """One page of transfers."""
        return super().get(request)


class TransferDetail(Transfers, Single):
    """One transfer."""

    @extend_schema(responses=shapes.TransferOut, summary="One transfer")
    def get(self, request: Request, number: str) -> Response:
        """The transfer."""
        return super().get(request, number)


class Agencies(Door):
    """The agencies that take leads today."""

    serializer_class = shapes.AgencyOut
    pagination_class = None

    def rows(self) -> QuerySet[Agency]:
        """Reference data: everybody of the office may read it."""
        return selectors.agencies(legal_day(self.now()))

    @extend_schema(responses=shapes.AgencyOut(many=True), summary="Agencies that take leads")
    def get(self, _request: Request) -> Response:
        """All of them; they are few."""
        return Response([shapes.AgencyOut(agency).data for agency in self.rows()])
