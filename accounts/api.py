"""How a program says who it is: `Authorization: Api-Key <key>`."""

from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.models import ApiKey, User
from accounts.selectors import user_of_key

SCHEME = "Api-Key"


class ByKey(BaseAuthentication):
    """A key in the header acts as its user."""

    def authenticate(self, request: Request) -> tuple[User, ApiKey | None] | None:
        """Give the user of the key; None when no key is offered; raises for a bad one."""
        scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != SCHEME.lower():
            return None
        user = user_of_key(secret.strip())
        if user is None:
            raise AuthenticationFailed(_("接口密钥无效或已停用"))
        return user, None

    def authenticate_header(self, request: Request) -> str:
        """What a caller without a key is told to bring."""
        return SCHEME


class BySession(SessionAuthentication):
    """The desk's session, with its CSRF check."""
