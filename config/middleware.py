"""What every request passes: its id, the size of its body, the policy of its page."""

import re
import uuid
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.locale import LocaleMiddleware
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from config.errors import MEDIA_TYPE, document
from wire.request_id import request_id

Answer = Callable[[HttpRequest], HttpResponse]
UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


class RequestId:
    """Every answer carries `X-Request-ID`; taken from the request when it is a UUID."""

    def __init__(self, get_response: Answer) -> None:
        """Stand in front of the rest."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Give the request its id."""
        asked = request.headers.get("X-Request-ID", "")
        name = asked.lower() if UUID.fullmatch(asked) else str(uuid.uuid4())
        token = request_id.set(name)
        try:
            answer = self.get_response(request)
        finally:
            request_id.reset(token)
        answer["X-Request-ID"] = name
        return answer


class Limits:
    """A body larger than its kind may be is refused before it is read (413)."""

    def __init__(self, get_response: Answer) -> None:
        """Stand in front of the rest."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Measure by the declared length; a server refuses a body that is longer than it."""
        declared = request.META.get("CONTENT_LENGTH") or "0"
        size = int(declared) if declared.isascii() and declared.isdigit() else 0
        files = request.content_type == "multipart/form-data"
        most = (
            settings.DATA_UPLOAD_MAX_NUMBER_FILES * settings.MAX_FILE_BYTES
            if files
            else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        )
        if size > most:
            body = document(413, "too_large", _("内容过大"))
            return JsonResponse(body, status=413, content_type=MEDIA_TYPE)
        return self.get_response(request)


class ChosenLanguage(LocaleMiddleware):
    """Chinese first, English by the switch: what a browser prefers is not asked."""

    def process_request(self, request: HttpRequest) -> None:
        """Leave only the choice that was made on a page."""
        request.META.pop("HTTP_ACCEPT_LANGUAGE", None)
        super().process_request(request)


class ContentPolicy:
    """Pages run nothing but our own files; nothing with a matter on it is kept by a browser."""

    POLICY = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )

    def __init__(self, get_response: Answer) -> None:
        """Stand in front of the rest."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Set the headers that the answer has not set itself."""
        answer = self.get_response(request)
        answer.headers.setdefault("Content-Security-Policy", self.POLICY)
        answer.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        if not answer.has_header("Cache-Control") and not request.path.startswith("/static/"):
            add_never_cache_headers(answer)
        return answer
