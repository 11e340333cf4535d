"""Addresses of the gateway."""

from django.urls import path

from gateway import api

urlpatterns = [path("gateway/12345/orders/", api.Orders.as_view(), name="orders")]
