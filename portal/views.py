"""Doors of the public pages."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from redis.exceptions import RedisError

from portal.forms import StatusForm
from portal.progress import progress_of
from portal.throttle import Tries


@method_decorator([never_cache, sensitive_post_parameters("code")], name="dispatch")
class StatusPage(View):
    """Where a matter stands, for whoever has its number and its receipt code.

    The code travels in the body of a POST alone: in no address, no redirect, no log.
    """

    def get(self, request: HttpRequest) -> HttpResponse:
        """The form."""
        return self._page(request, StatusForm())

    @method_decorator(sensitive_variables("form", "code"))
    def post(self, request: HttpRequest) -> HttpResponse:
        """The progress; one and the same refusal for a wrong code and an unknown number."""
        form = StatusForm(request.POST)
        if not form.is_valid():
            return self._page(request, form, status=422)
        number, code = form.cleaned_data["number"], form.cleaned_data["code"]
        tries = Tries(number=number, remote=request.META.get("REMOTE_ADDR", ""))
        try:
            wait = tries.begin(now=timezone.now().timestamp())
        except RedisError:
            refusal = _("服务暂不可用，请稍后再试。")
            return self._page(request, form, status=503, refusal=refusal)
        if wait:
            refusal = _("查询过于频繁，请在一小时后再试。")
            answer = self._page(request, form, status=429, refusal=refusal)
            answer["Retry-After"] = str(wait)
            return answer
        progress = progress_of(number, code)
        if progress is None:
            refusal = _("编号或回执码不正确，请核对后再试。")
            return self._page(request, form, status=422, refusal=refusal)
        tries.forgive()
        return self._page(request, StatusForm(), progress=progress)

    def _page(
        self, request: HttpRequest, form: StatusForm, *, status: int = 200, **more: Any
    ) -> HttpResponse:
        return render(request, "portal/status.html", {"form": form, **more}, status=status)
