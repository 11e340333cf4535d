"""The one way a JSON body is read."""

from collections.abc import Mapping
from typing import IO, Any

from django.utils.http import parse_header_parameters
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ParseError, UnsupportedMediaType
from rest_framework.parsers import JSONParser

from wire.problems import TooLarge
from wire.strict_json import MAX_BYTES, MAX_DEPTH, MAX_ITEMS, MAX_KEYS, Malformed, loads


class StrictJSONParser(JSONParser):
    """Reads one JSON object in plain UTF-8 within the limits; a view may set other limits.

    Raises ParseError (400) with the code of what is malformed, TooLarge (413) and
    UnsupportedMediaType (415).
    """

    max_bytes = MAX_BYTES
    max_depth = MAX_DEPTH
    max_keys = MAX_KEYS
    max_items = MAX_ITEMS
    must_be_object = True

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        _refuse_other_wrappings(media_type or self.media_type, parser_context or {})
        try:
            read: dict[str, Any] = loads(
                stream.read(self.max_bytes + 1),
                max_bytes=self.max_bytes,
                max_depth=self.max_depth,
                max_keys=self.max_keys,
                max_items=self.max_items,
                must_be_object=self.must_be_object,
            )
        except Malformed as refused:
            if refused.code == "too_large":
                raise TooLarge(_(refused.detail)) from refused
            raise ParseError(_(refused.detail), code=refused.code) from refused
        return read


def _refuse_other_wrappings(media_type: str, parser_context: Mapping[str, Any]) -> None:
    """A client may choose neither the character set nor a compression."""
    parameters = parse_header_parameters(media_type)[1]
    if parameters.get("charset", "utf-8").lower() not in {"utf-8", "utf8"}:
        raise UnsupportedMediaType(
            media_type, detail=_("只接受 UTF-8 编码的 JSON。"), code="charset"
        )
    request = parser_context.get("request")
    if request is not None and request.META.get("HTTP_CONTENT_ENCODING"):
        raise UnsupportedMediaType(
            media_type, detail=_("不接受压缩的请求正文。"), code="content_encoding"
        )
