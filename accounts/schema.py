"""How the OpenAPI document names our two ways of saying who one is."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension


class KeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """`Authorization: Api-Key <key>`."""

    target_class = "accounts.api.ByKey"
    name = "ApiKey"

    def get_security_definition(self, _auto_schema: Any) -> dict[str, str]:  # noqa: ANN401
        """A header."""
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "Api-Key <key>",
        }


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """The desk's session."""

    target_class = "accounts.api.BySession"
    name = "Session"

    def get_security_definition(self, _auto_schema: Any) -> dict[str, str]:  # noqa: ANN401
        """A cookie."""
        return {"type": "apiKey", "in": "cookie", "name": "session"}
