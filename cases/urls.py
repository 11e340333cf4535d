"""Addresses of cases and supervision."""

from django.urls import path

from cases import api
from cases.steps import EXTENSION, SUPERVISION
from wire.doors import step_paths

urlpatterns = [
    path("cases/", api.CaseList.as_view(), name="cases"),
    path("cases/<str:number>/", api.CaseDetail.as_view(), name="case"),
    path("cases/<str:number>/history/", api.CaseHistory.as_view(), name="case-history"),
    path("cases/<str:number>/pauses/", api.CasePauses.as_view(), name="case-pauses"),
    path("cases/<str:number>/extensions/", api.Extensions.as_view(), name="case-extensions"),
    *(
        path(
            f"cases/<str:number>/extensions/<str:extension>/{name}/",
            api.extension_step(name).as_view(),
            name=f"extension-{name}",
        )
        for name in EXTENSION
    ),
    *(
        path(f"cases/<str:number>/{name}/", api.case_step(name).as_view(), name=f"case-{name}")
        for name in api.ALL_STEPS
    ),
    path("supervision/", api.SupervisionList.as_view(), name="supervisions"),
    path("supervision/<str:number>/", api.SupervisionDetail.as_view(), name="supervision"),
    *step_paths("supervision", api.Supervisions, SUPERVISION),
]
