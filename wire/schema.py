"""What the OpenAPI document says of every door alike: how it refuses."""

from typing import Any, Literal

from drf_spectacular.openapi import AutoSchema
from rest_framework import serializers

PROBLEM = "application/problem+json"
READ_REFUSALS = ("400", "401", "403", "404", "422", "429", "503")
WRITE_REFUSALS = (*READ_REFUSALS, "409", "413", "415")


class FieldErrorOut(serializers.Serializer[Any]):
    """One refused field."""

    field = serializers.CharField()
    code = serializers.CharField()
    detail = serializers.CharField()


class ProblemOut(serializers.Serializer[Any]):
    """A refusal (RFC 9457), in the office's language."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    code = serializers.CharField()
    errors = FieldErrorOut(many=True, required=False)  # type: ignore[assignment] # RFC 9457's name
    state = serializers.CharField(required=False)
    allowed_steps = serializers.ListField(child=serializers.CharField(), required=False)
    number = serializers.CharField(required=False)


class Documented(AutoSchema):
    """Adds to every operation the refusals that any door may answer."""

    def _get_response_bodies(
        self, direction: Literal["request", "response"] = "response"
    ) -> dict[str, Any]:
        """The operation's own answers, then the refusals it does not name itself."""
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        if type(self.view).__module__.startswith("drf_spectacular"):
            return bodies
        component = self.resolve_serializer(ProblemOut(), "response")
        refusals = READ_REFUSALS if self.method == "GET" else WRITE_REFUSALS
        for status in refusals:
            bodies.setdefault(
                status, {"content": {PROBLEM: {"schema": component.ref}}, "description": ""}
            )
        return bodies
