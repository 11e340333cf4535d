"""Refusals as RFC 9457 problem documents, in one function for every door of the API."""

import logging
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from rest_framework import exceptions
from rest_framework.response import Response

from journal.models import Recorded
from journal.selectors import allowed_steps
from wire.problems import Problem
from wire.serializers import flatten_errors

MEDIA_TYPE = "application/problem+json"
log = logging.getLogger("zhitong")


def document(
    status: int,
    code: str,
    title: object,
    detail: object = "",
    *,
    errors: list[Any] | None = None,
    **extra: Any,
) -> dict[str, Any]:
    """A problem document."""
    body: dict[str, Any] = {
        "type": f"urn:zhitong:problem:{code}",
        "title": str(title),
        "status": status,
        "detail": str(detail or title),
        "code": code,
    }
    if errors:
        body["errors"] = errors
    return body | extra


def answer(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: every refusal as a problem document, never a page."""
    status, body, headers = _read(error, context)
    if status is None:
        return None
    response = Response(body, status=status, content_type=MEDIA_TYPE)
    for name, value in headers.items():
        response[name] = value
    return response


def _read(
    error: Exception, context: dict[str, Any]
) -> tuple[int | None, dict[str, Any], dict[str, str]]:
    if isinstance(error, Problem):
        return _problem(error, context)
    if isinstance(error, Http404):
        return 404, document(404, "not_found", _("没有找到")), {}
    if isinstance(error, PermissionDenied):
        return 403, document(403, "forbidden", _("没有此项权限")), {}
    if isinstance(error, exceptions.ValidationError):
        errors = flatten_errors(error.detail)
        return 422, document(422, "invalid", _("内容不符合要求"), errors=errors), {}
    if isinstance(error, exceptions.APIException):
        return _drf(error)
    if isinstance(error, OperationalError | InterfaceError):
        log.error("the database refused")
        body = document(503, "unavailable", _("服务暂不可用，请稍后重试"))
        return 503, body, {"Retry-After": "5"}
    return None, {}, {}


def _problem(error: Problem, context: dict[str, Any]) -> tuple[int, dict[str, Any], dict[str, str]]:
    extra = dict(error.extra)
    headers: dict[str, str] = {}
    if "retry_after" in extra:
        headers["Retry-After"] = str(extra.pop("retry_after"))
    thing = getattr(error, "thing", None)
    if error.status == 409:
        extra |= _where_it_stands(thing, context)
    body = document(
        error.status, error.code, error.title, error.detail, errors=error.errors, **extra
    )
    return error.status, body, headers


def _where_it_stands(thing: object, context: dict[str, Any]) -> dict[str, Any]:
    """The state as it is now, and what this person may do; read again, not from memory."""
    if not isinstance(thing, Recorded) or not hasattr(thing, "state"):
        return {}
    fresh = type(thing)._base_manager.filter(pk=thing.pk).first()
    request = context.get("request")
    if fresh is None or request is None:
        return {}
    return {"state": fresh.state, "allowed_steps": allowed_steps(fresh.machine(), request.user)}


def _drf(error: exceptions.APIException) -> tuple[int, dict[str, Any], dict[str, str]]:
    headers: dict[str, str] = {}
    scheme = getattr(error, "auth_header", None)
    if scheme:
        headers["WWW-Authenticate"] = scheme
    wait = getattr(error, "wait", None)
    if error.status_code == 429:
        headers["Retry-After"] = str(int(wait or 60))
    codes = error.get_codes()
    code = codes if isinstance(codes, str) else "bad_request"
    detail = error.detail if isinstance(error.detail, str) else ""
    title = TITLES.get(error.status_code, TITLES[400])
    return error.status_code, document(error.status_code, code, title, detail), headers


TITLES: dict[int, Any] = {
    400: lazy("请求有误"),
    401: lazy("请先登录"),
    403: lazy("没有此项权限"),
    404: lazy("没有找到"),
    405: lazy("不支持此方法"),
    406: lazy("不支持此格式"),
    413: lazy("内容过大"),
    415: lazy("不支持此内容类型"),
    429: lazy("操作过于频繁"),
}


def page_or_problem(request: HttpRequest, status: int, code: str, title: object) -> HttpResponse:
    """The answer outside DRF: a problem document under /api/, a page elsewhere."""
    if request.path.startswith("/api/"):
        return JsonResponse(document(status, code, title), status=status, content_type=MEDIA_TYPE)
    context = {"status": status, "title": title, "code": code}
    return render(request, "desk/problem.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """400."""
    return page_or_problem(request, 400, "bad_request", _("请求有误"))


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """403."""
    return page_or_problem(request, 403, "forbidden", _("没有此项权限"))


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """404."""
    return page_or_problem(request, 404, "not_found", _("没有找到"))


def server_error(request: HttpRequest) -> HttpResponse:
    """500."""
    return page_or_problem(request, 500, "server_error", _("系统出错，已记录"))
