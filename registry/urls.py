"""Addresses of the register."""

from django.urls import path

from registry import api
from registry.steps import STEPS
from wire.doors import step_paths

urlpatterns = [
    path("registry/entities/", api.EntityList.as_view(), name="entities"),
    path("registry/entities/<str:number>/", api.EntityDetail.as_view(), name="entity"),
    *step_paths("registry/entities", api.Entities, STEPS),
]
