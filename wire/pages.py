"""Keyset pages: a page begins after a row, so the last one costs what the first one does."""

import hashlib
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from wire.problems import NotValid

COUNT_CAP = 10_000
NONCE = 12


def _pack(value: Any) -> Any:  # noqa: ANN401 - a column's value
    if isinstance(value, datetime):
        return {"i": value.isoformat()}
    return {"d": value.isoformat()} if isinstance(value, date) else value


def _unpack(value: Any) -> Any:  # noqa: ANN401 - a column's value
    if isinstance(value, dict):
        if "i" in value:
            return datetime.fromisoformat(value["i"])
        return date.fromisoformat(value["d"])
    return value


def encode(field: str, values: Sequence[Any], *, back: bool) -> str:
    """Write the place between two rows as a sealed word that shows no key."""
    text = json.dumps([back, *map(_pack, values)], separators=(",", ":")).encode()
    nonce = secrets.token_bytes(NONCE)
    return urlsafe_b64encode(nonce + _seal().encrypt(nonce, text, field.encode())).decode()


def decode(word: str, field: str) -> tuple[bool, Any, int]:
    """Read a place in this order back; raises NotValid for anything that we did not write."""
    try:
        sealed = urlsafe_b64decode(word.encode("ascii"))
        text = _seal().decrypt(sealed[:NONCE], sealed[NONCE:], field.encode())
    except (InvalidTag, ValueError) as error:
        raise NotValid.at("cursor", _("分页游标无效"), "bad_cursor") from error
    back, value, key = json.loads(text)
    return back, _unpack(value), key


def _seal() -> AESGCM:
    return AESGCM(hashlib.sha256(f"page:{settings.SECRET_KEY}".encode()).digest())


class Keyset(BasePagination):
    """Pages of `(order column, id)`; the view names the orders that have an index.

    A view sets `orderings` (the names that may be asked for, each backed by an index) and
    `ordering` (the default). A leading minus means descending.
    """

    page_size = 50
    max_page_size = 200

    def paginate_queryset(
        self,
        queryset: Any,  # noqa: ANN401 - DRF would take any sequence; ours is a queryset
        request: Request,
        view: APIView | None = None,
    ) -> list[Any]:
        """Cut one page, with at most one statement for the rows and one for a wanted count."""
        query = request.query_params
        self.request = request
        orderings: Sequence[str] = getattr(view, "orderings", ("-id",))
        order = query.get("ordering") or getattr(view, "ordering", "") or orderings[0]
        if order not in orderings:
            raise NotValid.at("ordering", _("不支持该排序"), "unknown_ordering")
        self.count = (
            queryset.order_by()[: COUNT_CAP + 1].count() if query.get("count") == "true" else None
        )
        return self.cut(
            queryset, order=order, size=self._size(query.get("page_size")), word=query.get("cursor")
        )

    def cut(self, queryset: QuerySet[Any], *, order: str, size: int, word: str | None) -> list[Any]:
        """Give the rows of one page and remember the words for its neighbours."""
        field, down = order.lstrip("-"), order.startswith("-")
        back = False
        if word:
            back, value, key = decode(word, field)
            queryset = queryset.filter(self._beyond(field, value, key, down=down != back))
        sign = "-" if down != back else ""
        names = (f"{sign}{field}",) if field == "id" else (f"{sign}{field}", f"{sign}id")
        rows: list[Any] = list(queryset.order_by(*names)[: size + 1])
        more = len(rows) > size
        rows = rows[:size]
        if back:
            rows.reverse()
        self.next_word = self.previous_word = ""
        if rows:
            if more or back:
                self.next_word = encode(field, self._place(rows[-1], field), back=False)
            if (more and back) or (word and not back):
                self.previous_word = encode(field, self._place(rows[0], field), back=True)
        return rows

    def get_paginated_response(self, data: Any) -> Response:  # noqa: ANN401 - DRF's own signature
        """Answer the page in the shape that every list has."""
        answer: dict[str, Any] = {
            "next": self._url(self.next_word),
            "previous": self._url(self.previous_word),
            "results": data,
        }
        if self.count is not None:
            answer["count"] = min(self.count, COUNT_CAP)
            answer["count_capped"] = self.count > COUNT_CAP
        return Response(answer)

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Describe the page to OpenAPI."""
        url = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {
                "next": url,
                "previous": url,
                "results": schema,
                "count": {"type": "integer", "maximum": COUNT_CAP},
                "count_capped": {"type": "boolean"},
            },
        }

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        """Name the query parameters to OpenAPI."""
        orderings = list(getattr(view, "orderings", ("-id",)))
        return [
            {"name": "cursor", "in": "query", "schema": {"type": "string"}},
            {
                "name": "page_size",
                "in": "query",
                "schema": {"type": "integer", "minimum": 1, "maximum": self.max_page_size},
            },
            {"name": "count", "in": "query", "schema": {"type": "boolean"}},
            {"name": "ordering", "in": "query", "schema": {"type": "string", "enum": orderings}},
        ]

    def _size(self, asked: str | None) -> int:
        if not asked:
            return self.page_size
        digits = asked.isascii() and asked.isdigit() and len(asked) < 9
        if not (digits and 1 <= int(asked) <= self.max_page_size):
            raise NotValid.at("page_size", _("每页条数应为 1 至 200"), "out_of_range")
        return int(asked)

    @staticmethod
    def _beyond(field: str, value: Any, key: int, *, down: bool) -> Q:  # noqa: ANN401
        """Rows past a place; written so that the range on the first column can use its index."""
        sign = "lt" if down else "gt"
        if field == "id":
            return Q(**{f"id__{sign}": key})
        near = Q(**{f"{field}__{sign}e": value})
        return near & (Q(**{f"{field}__{sign}": value}) | Q(**{f"id__{sign}": key}))

    @staticmethod
    def _place(row: Model | dict[str, Any], field: str) -> tuple[Any, Any]:
        if isinstance(row, dict):
            return row[field], row["id"]
        return getattr(row, field), row.pk

    def _url(self, word: str) -> str | None:
        if not word:
            return None
        query = {k: v for k, v in self.request.query_params.items() if k not in ("cursor", "count")}
        return self.request.build_absolute_uri(
            f"{self.request.path}?{urlencode(query | {'cursor': word})}"
        )
