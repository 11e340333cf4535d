"""Addresses of the clocks."""

from django.urls import path

from deadlines import api

urlpatterns = [
    path("deadlines/rules/", api.Rules.as_view(), name="deadline-rules"),
    path("deadlines/preview/", api.Preview.as_view(), name="deadline-preview"),
    path("deadlines/days/", api.Days.as_view(), name="deadline-days"),
    path("alerts/", api.Alerts.as_view(), name="alerts"),
    path("alerts/<str:alert>/acknowledge/", api.Acknowledge.as_view(), name="alert-acknowledge"),
]
