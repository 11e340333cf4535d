"""Addresses of complaints."""

from django.urls import path

from complaints import api
from complaints.steps import STEPS
from wire.doors import step_paths

urlpatterns = [
    path("complaints/", api.ComplaintList.as_view(), name="complaints"),
    path("complaints/<str:number>/", api.ComplaintDetail.as_view(), name="complaint"),
    path("complaints/<str:number>/history/", api.ComplaintHistory.as_view(), name="history"),
    path("complaints/<str:number>/reveal/", api.ComplaintReveal.as_view(), name="reveal"),
    path("complaints/<str:number>/attachments/", api.ComplaintFiles.as_view(), name="files"),
    path(
        "complaints/<str:number>/attachments/<str:key>/",
        api.ComplaintFile.as_view(),
        name="file",
    ),
    *step_paths("complaints", api.Complaints, STEPS),
]
