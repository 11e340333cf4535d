"""Addresses of routing."""

from django.urls import path

from routing import api
from routing.steps import STEPS
from wire.doors import step_paths

urlpatterns = [
    path("routing/preview/", api.Preview.as_view(), name="routing-preview"),
    path("routing/agencies/", api.Agencies.as_view(), name="agencies"),
    path("complaints/<str:number>/transfer/", api.HandOver.as_view(), name="hand-over"),
    path("transfers/", api.TransferList.as_view(), name="transfers"),
    path("transfers/<str:number>/", api.TransferDetail.as_view(), name="transfer"),
    *step_paths("transfers", api.Transfers, STEPS),
]
