"""What every page does the same way: who looks, at what time, at which rows, a page at a time."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Any, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
)
from django.shortcuts import render
from django.utils import timezone
from django.views import View

from accounts.models import Office, User
from deadlines.arithmetic import legal_day
from desk import context
from desk.roles import has_page
from wire.pages import Keyset
from wire.problems import Forbidden, NotValid, Problem

PAGE_SIZE = 30


class SeeOther(HttpResponseRedirect):
    """Go and look there."""

    status_code = 303


class Page(View):
    """A page for those signed in whose role has rows on it; for the others it is not there."""

    room = "inbox"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Who is it, has this role the page, then the page; refusals become pages."""
        if not request.user.is_authenticated:
            if self.by_script:
                return HttpResponse(status=401)
            return redirect_to_login(request.get_full_path())
        if not has_page(self.person.role, self.room):
            raise Http404
        try:
            return super().dispatch(request, *args, **kwargs)
        except Forbidden as refused:
            raise PermissionDenied from refused
        except Problem as refused:
            return self.refusal(refused)

    @property
    def person(self) -> User:
        """Who looks."""
        return cast("User", self.request.user)

    @cached_property
    def now(self) -> datetime:
        """The instant of this request, read once."""
        return timezone.now()

    @property
    def today(self) -> date:
        """The legal day of this request."""
        return legal_day(self.now)

    @property
    def offices(self) -> dict[str, Office]:
        """The offices by code."""
        return context.offices(self.request)

    @property
    def by_script(self) -> bool:
        """Whether a part of the page asks, and not the browser itself."""
        return self.request.headers.get("HX-Request") == "true"

    def one(self, rows: QuerySet[Any], **key: str) -> Any:  # noqa: ANN401 - a row of any model
        """The row of this number; 404 where there is none for this person."""
        if not all(value.isprintable() and len(value) <= 64 for value in key.values()):
            raise Http404
        found = rows.filter(**key).first()
        if found is None:
            raise Http404
        return found

    def show(self, template: str, status: int = 200, **facts: Any) -> HttpResponse:
        """Draw a page."""
        return render(self.request, f"desk/{template}.html", facts, status=status)

    def refusal(self, refused: Problem) -> HttpResponse:
        """A refusal as a page of its own."""
        answer = self.show(
            "problem", refused.status, title=refused.title, detail=refused.detail, back_url="/"
        )
        if "retry_after" in refused.extra:
            answer["Retry-After"] = str(refused.extra["retry_after"])
        return answer

    def go(self, url: str) -> HttpResponseBase:
        """Send the browser there, whoever asked."""
        if self.by_script:
            return HttpResponse(status=204, headers={"HX-Redirect": url})
        return SeeOther(url)

    def address(self, **changes: str | None) -> str:
        """This address with some of its query changed, from the first page on."""
        query = self.request.GET.copy()
        query.pop("cursor", None)
        for name, value in changes.items():
            query.pop(name, None)
            if value:
                query[name] = value
        return f"{self.request.path}?{query.urlencode()}" if query else self.request.path

    def cut(
        self, rows: QuerySet[Any], orders: Sequence[str], *, size: int = PAGE_SIZE
    ) -> tuple[list[Any], dict[str, Any]]:
        """One page of rows by keyset, and its neighbours; a spoilt cursor means the first page."""
        asked = self.request.GET.get("ordering", "")
        order = asked if asked in orders else orders[0]
        keys = Keyset()
        word = self.request.GET.get("cursor") or None
        try:
            found = keys.cut(rows, order=order, size=size, word=word)
        except (NotValid, ValidationError, ValueError, TypeError):
            found = keys.cut(rows, order=order, size=size, word=None)
        return found, {
            "next": self._with_cursor(keys.next_word),
            "previous": self._with_cursor(keys.previous_word),
            "count": None,
            "shown": len(found),
        }

    def _with_cursor(self, word: str) -> str | None:
        if not word:
            return None
        query = self.request.GET.copy()
        query["cursor"] = word
        return f"{self.request.path}?{query.urlencode()}"

    def sort(self, orders: Sequence[str], **columns: str) -> dict[str, dict[str, str]]:
        """The heads of columns that sort: the address that turns the order, and how it stands."""
        asked = self.request.GET.get("ordering", "")
        order = asked if asked in orders else orders[0]
        heads = {}
        for name, column in columns.items():
            turned = f"-{column}" if order == column else column
            if turned not in orders:
                turned = column if column in orders else f"-{column}"
            standing = {column: "up", f"-{column}": "down"}.get(order, "")
            heads[name] = {"url": self.address(ordering=turned), "current": standing}
        return heads
