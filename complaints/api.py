"""Doors of complaints: intake, lists, one complaint, its steps, history, files and reveal."""

import re
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import Http404, HttpResponseBase
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from complaints import files, selectors, services
from complaints import serializers as shapes
from complaints.models import Complaint
from deadlines import selectors as clocks
from deadlines.arithmetic import legal_day
from journal.selectors import history_of
from wire import numbers
from wire.doors import Door, Listing, Single
from wire.problems import NotValid
from wire.steps import ReasonIn, refusal
from wire.text import Unacceptable, single_line

KEY_HEADER = OpenApiParameter("Idempotency-Key", str, OpenApiParameter.HEADER)


class Complaints(Door):
    """Complaints as this person may see them."""

    serializer_class = shapes.ComplaintOut

    def rows(self) -> QuerySet[Complaint]:
        """The rows gate."""
        return selectors.in_full().visible_to(self.person)

    def show(self, things: list[Any]) -> list[Any]:
        """Complaints with their clocks, whatever their number in one statement."""
        return answers(things, self)


def answers(things: list[Complaint], door: Door) -> list[dict[str, Any]]:
    """Complaints as a door answers them."""
    today = legal_day(door.now())
    running: dict[str, list[Any]] = {c.number: [] for c in things}
    if things:
        for clock in clocks.clocks_of("complaint", running):
            running[clock.number].append(clock)
    return [
        shapes.complaint_answer(c, running[c.number], person=door.person, today=today)
        for c in things
    ]


class ComplaintList(Complaints, Listing):
    """The list, and the intake."""

    filters = shapes.ComplaintFilters
    orderings = ("-received_at", "received_at", "due_on", "-due_on")

    def rows(self) -> QuerySet[Complaint]:
        """The rows gate, with what a list needs."""
        return super().rows().select_related("merged_into")

    def narrow(self, rows: QuerySet[Any], **asked: Any) -> QuerySet[Any]:
        """Apply the filters."""
        return narrowed(rows, asked, today=legal_day(self.now()))

    @extend_schema(
        operation_id="complaints_list",
        parameters=[shapes.ComplaintFilters],
        responses=shapes.ComplaintOut(many=True),
        summary="Complaints, paged",
    )
    def get(self, request: Request) -> Response:
        """One page of complaints."""
        return super().get(request)

    @extend_schema(
        operation_id="complaints_receive",
        parameters=[KEY_HEADER],
        request=shapes.IntakeIn,
        responses={201: shapes.IntakeOut, 200: shapes.IntakeOut},
        summary="Take in a complaint or report",
    )
    def post(self, request: Request) -> Response:
        """Take in; twice is once."""
        given = shapes.IntakeIn(data=self.body, context={"at": self.now(), "by": self.person})
        if not given.is_valid():
            raise refusal(given.errors)
        received = services.receive(
            services.Intake(
                columns=given.columns(),
                identity=given.validated_data.get("informant", {}),
                body=self.body,
                warnings=given.all_warnings(),
            ),
            by=self.person,
            at=self.now(),
            idempotency_key=idempotency_key(request),
        )
        if received.clocks is None:
            answer = self.show([received.complaint])[0]
        else:
            answer = shapes.complaint_answer(
                received.complaint,
                list(received.clocks),
                person=self.person,
                today=legal_day(self.now()),
            )
        answer |= {
            # Who sent it is told everything about what was sent, and only now.
            "warnings": list(given.all_warnings()),
            "receipt_code": received.receipt_code,
            "possible_duplicates": [
                {"number": d.number, "score": d.score, "why": list(d.why)}
                for d in received.duplicates
            ],
        }
        return Response(answer, status=201 if received.created else 200)


def idempotency_key(request: Request) -> str:
    """The `Idempotency-Key`, at most 200 printable characters; raises NotValid."""
    key = request.headers.get("Idempotency-Key", "")
    if len(key) > 200 or not key.isprintable():
        raise NotValid.at("Idempotency-Key", _("幂等键过长或含有不可见字符"), "bad_key")
    return key


FILE_KEY = re.compile(r"[0-9a-f]{32}")
REVEALED: tuple[str, ...] = tuple(shapes.RevealOut().fields)
FLAGS = ("green_channel", "supervised", "unroutable")
PLAIN = ("state", "kind", "source", "district", "office")


def narrowed(rows: QuerySet[Any], asked: dict[str, Any], *, today: date) -> QuerySet[Any]:
    """The rows that the filters leave."""
    rows = rows.filter(**{name: asked[name] for name in PLAIN if name in asked})
    for name in FLAGS:
        if name in asked:
            rows = rows.filter(**{name: asked[name] == "true"})
    if "overdue" in asked:
        late = {"due_on__lt": today} if asked["overdue"] == "true" else {"due_on__gte": today}
        rows = rows.filter(**late)
    if "due_before" in asked:
        rows = rows.filter(due_on__lt=asked["due_before"])
    if "received_after" in asked:
        rows = rows.filter(received_at__gte=asked["received_after"])
    if "received_before" in asked:
        rows = rows.filter(received_at__lt=asked["received_before"])
    if "respondent_uscc" in asked:
        rows = rows.filter(respondent_uscc=asked["respondent_uscc"].upper())
    if "right_number" in asked:
        rows = rows.filter(
            right_number__in=selectors.written_both_ways(
                numbers.check_patent_number(asked["right_number"]).value
            )
        )
    if "q" in asked:
        rows = selectors.searched(rows, asked["q"])
    return rows


class ComplaintDetail(Complaints, Single):
    """One complaint."""

    def rows(self) -> QuerySet[Complaint]:
        """The rows gate, with what a page needs."""
        return super().rows().select_related("merged_into")

    @extend_schema(responses=shapes.ComplaintOut, summary="One complaint")
    def get(self, request: Request, number: str) -> Response:
        """The complaint, with earlier ones that may be the same matter."""
        complaint = self.thing(number)
        found = selectors.possible_duplicates(
            respondent_uscc=complaint.respondent_uscc,
            respondent_key=complaint.respondent_key,
            right_number=complaint.right_number,
            since=complaint.received_at,
            for_whom=self.person,
            without=complaint.pk,
        )
        duplicates = [{"number": d.number, "score": d.score, "why": list(d.why)} for d in found]
        return Response(self.show([complaint])[0] | {"possible_duplicates": duplicates})


class ComplaintHistory(Complaints):
    """The journal of one matter."""

    pagination_class = None

    @extend_schema(responses=shapes.EventOut(many=True), summary="The journal of one matter")
    def get(self, _request: Request, number: str) -> Response:
        """Every event, oldest first."""
        events = history_of(self.thing(number).matter, person=self.person)
        return Response([shapes.EventOut(event).data for event in events])


class ComplaintReveal(Complaints):
    """The informant in clear, for those who may."""

    @extend_schema(request=ReasonIn, responses=shapes.RevealOut, summary="Reveal the informant")
    def post(self, request: Request, number: str) -> Response:
        """Recorded before it is answered."""
        complaint = self.thing(number)
        asked = self.read(ReasonIn, self.body)
        identity = services.reveal_informant(
            complaint, reason=asked["reason"], by=self.person, at=self.now()
        )
        answer = Response({name: identity.get(name, "") for name in REVEALED})
        answer["Cache-Control"] = "no-store"
        return answer


class ComplaintFiles(Complaints):
    """The files of one complaint."""

    parser_classes = [MultiPartParser]
    pagination_class = None

    @extend_schema(responses=shapes.AttachmentOut(many=True), summary="Files of a complaint")
    def get(self, _request: Request, number: str) -> Response:
        """What is there."""
        found = selectors.files_of(self.thing(number), self.person)
        return Response([shapes.AttachmentOut(one).data for one in found])

    @extend_schema(
        request={
            "multipart/form-data": {
                "type": "object",
                "required": ["file"],
                "properties": {"file": {"type": "string", "format": "binary"}},
            }
        },
        responses={201: shapes.AttachmentOut},
        summary="Add a file",
    )
    def post(self, request: Request, number: str) -> Response:
        """Keep a file; its type is read from its content."""
        complaint = self.thing(number)
        sent = request.FILES.get("file")
        if not isinstance(sent, UploadedFile):
            raise NotValid.at("file", _("请选择文件"), "required")
        try:
            name = single_line(sent.name or "")[:200]
        except Unacceptable as error:
            raise NotValid.at("file", error.detail, error.code) from error
        attachment = services.attach(
            complaint,
            name=name,
            content_type=files.accepted_type(sent, name),
            file=sent,
            by=self.person,
            at=self.now(),
        )
        return Response(shapes.AttachmentOut(attachment).data, status=201)


class ComplaintFile(Complaints):
    """One file, for download."""

    @extend_schema(
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY}, summary="Read a file"
    )
    def get(self, _request: Request, number: str, key: str) -> HttpResponseBase:
        """The file, never shown inline; who read it is written down."""
        if not FILE_KEY.fullmatch(key):
            raise Http404
        attachment = selectors.files_of(self.thing(number), self.person).filter(key=key).first()
        if attachment is None:
            raise Http404
        services.note_download(attachment, by=self.person, at=self.now())
        return files.download(attachment)
