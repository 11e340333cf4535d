"""The door of the 12345 platform."""

from typing import Any

from django.conf import settings
from django.db import IntegrityError
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from gateway import services
from gateway.dialect import NotAnOrder
from wire.problems import Conflict, NotValid
from wire.strict_json import Malformed, loads

HEADERS = [
    OpenApiParameter(name, str, OpenApiParameter.HEADER, required=True)
    for name in ("X-App-Id", "X-Timestamp", "X-Nonce", "X-Signature")
]


class OrderIn(serializers.Serializer[Any]):
    """One work order in the hotline's own words; unknown fields are kept."""

    order_no = serializers.CharField(max_length=64)
    push_seq = serializers.IntegerField(min_value=1, required=False)
    request_type = serializers.CharField(required=False)
    title = serializers.CharField(required=False)
    content = serializers.CharField()
    address = serializers.CharField(required=False)
    accused_name = serializers.CharField(required=False)
    caller_name = serializers.CharField(required=False)
    contact_phone = serializers.CharField(required=False)
    is_confidential = serializers.BooleanField(required=False)
    requested_at = serializers.CharField(required=False)


class OrderOut(serializers.Serializer[Any]):
    """What the platform is told."""

    success = serializers.BooleanField()
    code = serializers.CharField()
    message = serializers.CharField()
    number = serializers.CharField(allow_null=True)


def told(code: str, message: str, number: str | None, status: int) -> Response:
    """The answer in the platform's shape."""
    body = {"success": status < 300, "code": code, "message": message, "number": number}
    return Response(body, status=status)


class Orders(APIView):
    """Work orders pushed by the hotline."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    parser_classes = ()

    @extend_schema(
        parameters=HEADERS,
        request={"application/json": OrderIn},
        responses={
            200: OrderOut,
            400: OrderOut,
            401: OrderOut,
            409: OrderOut,
            413: OrderOut,
            422: OrderOut,
        },
        summary="Push one work order",
    )
    def post(self, request: Request) -> Response:
        """Take one order; idempotent on its number and push."""
        now = timezone.now()
        raw = request._request.body  # noqa: SLF001 - the signature is over the bytes
        if len(raw) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return told("too_large", "工单过大", None, 413)
        try:
            client = services.recognise(request.headers, raw, at=now)
            order = loads(raw, must_be_object=True)
            complaint = services.take_order(client, order, at=now)
        except services.NotSigned as error:
            return told("not_signed", str(error), None, 401)
        except Malformed as error:
            return told(error.code, error.detail, None, 400)
        except (NotAnOrder, NotValid) as error:
            return told("not_an_order", str(error), None, 422)
        except Conflict as error:
            return told(error.code, error.detail, None, 409)
        except IntegrityError:
            return told("conflict", "同一工单正在处理，请稍后重推", None, 409)
        return told("ok", "已接收", complaint.number, 200)
