"""Doors of rewards."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.choices import Role
from deadlines import selectors as clocks
from deadlines.arithmetic import legal_day
from rewards import selectors, services
from rewards import serializers as shapes
from rewards.models import Reward
from wire.doors import Door, Listing, Single


class Rewards(Door):
    """Rewards as this person may see them."""

    serializer_class = shapes.RewardOut

    def rows(self) -> QuerySet[Reward]:
        """The rows gate."""
        return selectors.in_full().visible_to(self.person)

    def show(self, things: list[Any]) -> list[Any]:
        """Rewards with their clocks, in one statement."""
        today = legal_day(self.now())
        running: dict[str, list[Any]] = {r.number: [] for r in things}
        if things:
            for clock in clocks.clocks_of("reward", running):
                running[clock.number].append(clock)
        return [
            shapes.reward_answer(r, running[r.number], person=self.person, today=today)
            for r in things
        ]


class RewardList(Rewards, Listing):
    """The list."""

    filters = shapes.RewardFilters

    def narrow(self, rows: QuerySet[Any], **asked: Any) -> QuerySet[Any]:
        """Apply the filters; who does not see the case cannot ask for it either."""
        if self.person.role == Role.CASHIER:
            asked.pop("case", None)
        return rows.filter(**{{"case": "case__number"}.get(k, k): v for k, v in asked.items()})

    @extend_schema(
        operation_id="rewards_list",
        parameters=[shapes.RewardFilters],
        responses=shapes.RewardOut(many=True),
        summary="Rewards, paged",
    )
    def get(self, request: Request) -> Response:
        """One page of rewards."""
        return super().get(request)


class RewardDetail(Rewards, Single):
    """One reward."""

    @extend_schema(responses=shapes.RewardOut, summary="One reward")
    def get(self, request: Request, number: str) -> Response:
        """The reward."""
        return super().get(request, number)


class RewardPayee(Rewards):
    """The account in clear, for the one who pays."""

    @extend_schema(request=None, responses=shapes.AccountOut, summary="Read the account to pay")
    def post(self, _request: Request, number: str) -> Response:
        """Recorded before it is answered."""
        account = services.payee_for_payment(self.thing(number), by=self.person, at=self.now())
        answer = Response(account)
        answer["Cache-Control"] = "no-store"
        return answer
