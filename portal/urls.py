"""Addresses of the public pages."""

from django.urls import path

from portal import views

app_name = "portal"
urlpatterns = [path("status/", views.StatusPage.as_view(), name="status")]
