"""What every API door does the same way: read, page, and offer the steps of a table."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar, cast

from django.db.models import QuerySet
from django.http import Http404
from django.urls import URLPattern, path
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from wire.people import Person
from wire.serializers import Strict
from wire.steps import Step, refusal

NUMBER = re.compile(r"[A-Z]{2}[0-9]{2}-[0-9A-Z]{10}")
"""A public number has one spelling."""


class Door(GenericAPIView[Any]):
    """A door over the rows that this person may see; everything else is 404."""

    orderings: ClassVar[tuple[str, ...]] = ("-id",)
    ordering: ClassVar[str] = ""
    lookup_field = "number"
    filters: ClassVar[type[Strict] | None] = None

    @property
    def person(self) -> Person:
        """Who stands at the door."""
        return cast("Person", self.request.user)

    @property
    def body(self) -> Mapping[str, Any]:
        """What was sent; the parser takes nothing but one object."""
        return cast("Mapping[str, Any]", self.request.data)

    def now(self) -> datetime:
        """The instant of this request, read once."""
        if not hasattr(self, "_now"):
            self._now = timezone.now()
        return self._now

    def rows(self) -> QuerySet[Any]:
        """The rows that this person may see."""
        raise NotImplementedError

    def get_queryset(self) -> QuerySet[Any]:
        """DRF's name for `rows`."""
        return self.rows()

    def thing(self, number: str) -> Any:  # noqa: ANN401 - a row of this door's model
        """The row of this number; 404 where there is none for this person."""
        if not NUMBER.fullmatch(number):
            raise Http404
        found = self.rows().filter(**{self.lookup_field: number}).first()
        if found is None:
            raise Http404
        return found

    def show(self, things: list[Any]) -> list[Any]:
        """The answer for some rows; a door that needs more than the rows overrides it."""
        shape = cast("type[BaseSerializer[Any]]", self.serializer_class)
        return [shape(thing, context=self.get_serializer_context()).data for thing in things]

    def read(self, shape: type[Strict], sent: Mapping[str, Any]) -> dict[str, Any]:
        """What was sent, checked; raises NotValid naming every refused field."""
        given = shape(data=sent, context={"at": self.now(), "by": self.person})
        if not given.is_valid():
            raise refusal(given.errors)
        return cast("dict[str, Any]", given.validated_data)


class Listing(Door):
    """A list of rows, paged by keyset, filtered by the fields of `filters`."""

    def narrow(self, rows: QuerySet[Any], **asked: Any) -> QuerySet[Any]:
        """Apply the filters that were asked for."""
        return rows.filter(**asked)

    def get(self, request: Request) -> Response:
        """One page."""
        rows = self.rows()
        if self.filters is not None:
            rows = self.narrow(rows, **self.asked(request))
        page = self.paginate_queryset(rows) or []
        return self.get_paginated_response(self.show(list(page)))

    def asked(self, request: Request) -> dict[str, Any]:
        """The filters of the query string; names that are no filter are ignored."""
        shape = cast("type[Strict]", self.filters)
        known = shape().fields
        sent = {k: v for k, v in request.query_params.items() if k in known and v != ""}
        return self.read(shape, sent)


class Single(Door):
    """One row."""

    def get(self, _request: Request, number: str) -> Response:
        """The row."""
        return Response(self.show([self.thing(number)])[0])


class Taking(Door):
    """One step of one row."""

    step: ClassVar[Step]

    def post(self, request: Request, number: str) -> Response:
        """Take the step and answer the row as it is afterwards."""
        thing = self.step.take(self.thing(number), self.body, by=self.person, at=self.now())
        return Response(self.show([thing])[0])


def step_paths(prefix: str, door: type[Door], steps: Mapping[str, Step]) -> list[URLPattern]:
    """One address per step: `<prefix>/<number>/<step>/`."""
    return [
        path(
            f"{prefix}/<str:number>/{name}/", _taking(door, step).as_view(), name=f"{prefix}-{name}"
        )
        for name, step in steps.items()
    ]


def _taking(door: type[Door], step: Step) -> type[Taking]:
    name = f"{door.__name__}{''.join(part.title() for part in step.name.split('-'))}"
    view = type(name, (Taking, door), {"step": step, "__doc__": str(step.label)})
    return cast(
        "type[Taking]",
        extend_schema(
            methods=["POST"],
            request=step.input,
            responses={200: door.serializer_class},
            summary=str(step.call.__doc__ or "").strip().partition("\n")[0],
        )(view),
    )
