"""Refusals, in the office's language; `config.errors` turns each into an RFC 9457 document."""

from collections.abc import Sequence
from typing import Any, TypedDict

from django.utils.translation import gettext_lazy as _


class FieldError(TypedDict):
    """One refused field: its dotted path, a stable code and a sentence for the reader."""

    field: str
    code: str
    detail: str


class Problem(Exception):
    """A refusal that the caller is told about: status, stable code, sentence."""

    status = 400
    code = "bad_request"
    title = _("请求有误")

    def __init__(
        self,
        detail: object = "",
        *,
        code: str = "",
        errors: Sequence[FieldError] = (),
        **extra: Any,
    ) -> None:
        self.detail = str(detail or self.title)
        self.code = code or self.code
        self.errors = list(errors)
        self.extra = extra
        super().__init__(self.detail)


class NotValid(Problem):
    """What was sent can be read but is not acceptable (422)."""

    status = 422
    code = "invalid"
    title = _("内容不符合要求")

    @classmethod
    def at(cls, field: str, detail: object, code: str = "invalid") -> "NotValid":
        """Name the one field that is refused."""
        return cls(
            detail, code=code, errors=[FieldError(field=field, code=code, detail=str(detail))]
        )


class Forbidden(Problem):
    """The step exists now, but not for this person (403)."""

    status = 403
    code = "forbidden"
    title = _("没有此项权限")


class Conflict(Problem):
    """The step is not possible in the present state, or somebody was faster (409)."""

    status = 409
    code = "conflict"
    title = _("当前状态不能执行此操作")

    def __init__(
        self,
        detail: object = "",
        *,
        thing: object = None,
        code: str = "",
        **extra: Any,
    ) -> None:
        super().__init__(detail, code=code, **extra)
        self.thing = thing


class TooMany(Problem):
    """Too often; the answer says how many seconds to wait (429)."""

    status = 429
    code = "throttled"
    title = _("操作过于频繁")


class TooLarge(Problem):
    """More bytes than are taken (413)."""

    status = 413
    code = "too_large"
    title = _("内容过大")


class Unavailable(Problem):
    """A part that is needed is down; nothing was done (503)."""

    status = 503
    code = "unavailable"
    title = _("服务暂不可用")
