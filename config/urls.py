"""Every address: the API's rooms, the desk, the public pages, and the signs of health."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from config import health

api = [
    path("", include("complaints.urls")),
    path("", include("routing.urls")),
    path("", include("cases.urls")),
    path("", include("rewards.urls")),
    path("", include("registry.urls")),
    path("", include("deadlines.urls")),
    path("", include("gateway.urls")),
]

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("api/v1/", include(api)),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path(
        "api/docs/",
        SpectacularSwaggerSplitView.as_view(url_name="schema", http_method_names=["get", "head"]),
        name="docs",
    ),
    path("i18n/", include("django.conf.urls.i18n")),
    path("report/", include("portal.urls")),
    path("", include("desk.urls")),
]

handler400 = "config.errors.bad_request"
handler403 = "config.errors.permission_denied"
handler404 = "config.errors.page_not_found"
handler500 = "config.errors.server_error"
