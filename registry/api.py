"""Doors of the register."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from registry import serializers as shapes
from registry import services
from registry.models import ProtectedEntity
from wire.doors import Door, Listing, Single


class Entities(Door):
    """Entries as this person may see them."""

    serializer_class = shapes.EntityOut

    def rows(self) -> QuerySet[ProtectedEntity]:
        """The rows gate."""
        return ProtectedEntity.objects.visible_to(self.person)

    def get_serializer_context(self) -> dict[str, Any]:
        """The person."""
        return {"person": self.person}


class EntityList(Entities, Listing):
    """The register, and new entries."""

    filters = shapes.EntityFilters

    @extend_schema(
        operation_id="registry_entities_list",
        parameters=[shapes.EntityFilters],
        responses=shapes.EntityOut(many=True),
        summary="Key enterprises and markets, paged",
    )
    def get(self, request: Request) -> Response:
        """One page of the register."""
        return super().get(request)

    @extend_schema(
        operation_id="registry_entities_list_new",
        request=shapes.EntityIn,
        responses={201: shapes.EntityOut},
        summary="List an enterprise or market",
    )
    def post(self, request: Request) -> Response:
        """Enter an enterprise or market."""
        given = self.read(shapes.EntityIn, self.body)
        entity = services.list_entity(**given, by=self.person, at=self.now())
        return Response(self.show([entity])[0], status=201)


class EntityDetail(Entities, Single):
    """One entry."""

    @extend_schema(responses=shapes.EntityOut, summary="One entry of the register")
    def get(self, request: Request, number: str) -> Response:
        """The entry."""
        return super().get(request, number)
