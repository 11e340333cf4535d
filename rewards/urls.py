"""Addresses of rewards."""

from django.urls import path

from rewards import api
from rewards.steps import STEPS
from wire.doors import step_paths

urlpatterns = [
    path("rewards/", api.RewardList.as_view(), name="rewards"),
    path("rewards/<str:number>/", api.RewardDetail.as_view(), name="reward"),
    path("rewards/<str:number>/payee/", api.RewardPayee.as_view(), name="reward-payee"),
    *step_paths("rewards", api.Rewards, STEPS),
]
