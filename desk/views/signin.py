"""Signing in and out: one answer for every refusal, ten tries in a quarter of an hour."""

import hashlib
import logging
from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.core.cache import cache
from django.forms.utils import ErrorDict
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from redis.exceptions import RedisError

from accounts.models import User
from accounts.services import note_refused_sign_in, note_sign_in

TRIES = 10
WINDOW_S = 15 * 60
log = logging.getLogger("zhitong")


class SignInForm(AuthenticationForm):
    """Name and password; an unknown name and a wrong password are answered alike."""

    error_messages = {
        "invalid_login": lazy("账号或密码不对，请再试一次。"),
        "inactive": lazy("账号或密码不对，请再试一次。"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Chinese labels."""
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("账号")
        self.fields["password"].label = _("密码")


class TooOften(SignInForm):
    """The same form, whose judgement looks at nothing and says one thing."""

    def __init__(self, *args: Any, detail: str, **kwargs: Any) -> None:
        """What it says."""
        super().__init__(*args, **kwargs)
        self.detail = detail

    def full_clean(self) -> None:
        """Nothing is compared with anything."""
        self._errors = ErrorDict()
        self.cleaned_data: dict[str, Any] = {}
        self.add_error(None, self.detail)


class SignIn(LoginView):
    """Django's own sign-in, with a brake and a journal."""

    template_name = "desk/login.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refuse before the password is looked at when there were too many tries (429)."""
        if any(_refusals(key) >= TRIES for key in self._keys()):
            detail = _("尝试次数过多，请十五分钟后再试。")
            form = TooOften(request, data=request.POST, detail=detail)
            answer = self.render_to_response(self.get_context_data(form=form), status=429)
            answer["Retry-After"] = str(WINDOW_S)
            return answer
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Signed in: written down, and the account's count begins anew."""
        answer = super().form_valid(form)
        note_sign_in(user=form.get_user(), at=timezone.now())
        _forget(self._keys()[0])
        return answer

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """Not signed in: counted, and written down where the name is known."""
        for key in self._keys():
            _count(key)
        name = str(form.data.get("username", ""))[:150]
        user = User.objects.filter(username=name).first() if "\0" not in name else None
        if user is not None:
            note_refused_sign_in(user=user, at=timezone.now())
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def _keys(self) -> tuple[str, str]:
        """What is counted: the name that was tried, and the address it was tried from."""
        name = self.request.POST.get("username", "").strip().casefold()
        digest = hashlib.sha256(name.encode()).hexdigest()[:32]
        return f"sign-in:name:{digest}", f"sign-in:from:{self.request.META.get('REMOTE_ADDR', '')}"


def _refusals(key: str) -> int:
    try:
        return int(cache.get(key) or 0)
    except RedisError:
        log.warning("sign-in tries cannot be counted: no cache")
        return 0


def _count(key: str) -> None:
    try:
        if not cache.add(key, 1, WINDOW_S):
            cache.incr(key)
    except ValueError:  # it expired between the two
        cache.set(key, 1, WINDOW_S)
    except RedisError:
        log.warning("sign-in tries cannot be counted: no cache")


def _forget(key: str) -> None:
    try:
        cache.delete(key)
    except RedisError:
        log.warning("sign-in tries cannot be counted: no cache")
