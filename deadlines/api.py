"""Doors of the clocks: rules, previews, days, alerts."""

from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from deadlines import arithmetic, selectors, services
from deadlines.arithmetic import legal_day
from deadlines.models import Alert
from deadlines.register import RULES, Rule, in_force, rule_for
from deadlines.serializers import (
    AlertFilters,
    AlertOut,
    DayOut,
    DaysFilters,
    PreviewIn,
    PreviewOut,
    RuleOut,
)
from wire.doors import Door, Listing
from wire.problems import NotValid

MOST_DAYS = 800


class Rules(Door):
    """The register of periods."""

    serializer_class = RuleOut
    pagination_class = None

    @extend_schema(responses=RuleOut(many=True), summary="The register of periods")
    def get(self, _request: Request) -> Response:
        """Every line, old and new."""
        return Response([RuleOut(rule).data for rule in RULES])


class Preview(Door):
    """What a due date would be."""

    serializer_class = PreviewOut

    @extend_schema(request=PreviewIn, responses=PreviewOut, summary="Reckon a period")
    def post(self, request: Request) -> Response:
        """Reckon; nothing is stored."""
        asked = self.read(PreviewIn, self.body)
        rule = _nearest(asked["rule"], asked["start"])
        if asked["extensions"] > len(rule.extensions):
            raise NotValid.at("extensions", _("该时限没有这一级延期"), "no_such_level")
        try:
            due = arithmetic.reckon(
                rule.length,
                asked["start"],
                calendar=selectors.calendar(),
                extensions=[e.length for e in rule.extensions[: asked["extensions"]]],
                exclusions=asked["exclusions"],
                rolls=rule.rolls,
            )
        except ValueError as error:
            raise NotValid.at("start", str(error), "out_of_range") from error
        return Response(
            {
                "rule": rule.code,
                "title": rule.title,
                "article": rule.article,
                "start": asked["start"].isoformat(),
                "nominal_on": due.nominal_on.isoformat(),
                "due_on": due.due_on.isoformat(),
                "provisional": due.provisional,
                "excluded_days": due.excluded_days,
                "in_force": in_force(rule.code, asked["start"]),
            }
        )


def _nearest(code: str, on: date) -> Rule:
    """The row in force on a day, else the code's row nearest to it: a preview may ask "as if"."""
    if in_force(code, on):
        return rule_for(code, on)
    rows = [rule for rule in RULES if rule.code == code]
    if not rows:
        raise NotValid.at("rule", _("没有这条时限规则"), "unknown_rule")
    return min(rows, key=lambda rule: abs(rule.since - on))


class Days(Door):
    """Working days and days off."""

    serializer_class = DayOut
    pagination_class = None

    @extend_schema(
        parameters=[
            OpenApiParameter("from", {"type": "string", "format": "date"}, required=True),
            OpenApiParameter("to", {"type": "string", "format": "date"}, required=True),
        ],
        responses=DayOut(many=True),
        summary="Working or not, and why",
    )
    def get(self, request: Request) -> Response:
        """Each day from the first to the last asked for, at most 800."""
        asked = self.read(
            DaysFilters, {k: v for k, v in request.query_params.items() if k in {"from", "to"}}
        )
        first, last = asked["from"], asked["to"]
        if not 0 <= (last - first).days < MOST_DAYS:
            raise NotValid.at("to", _("一次最多查询800天"), "out_of_range")
        calendar = selectors.calendar()
        try:
            days = [
                {
                    "day": day.isoformat(),
                    "working": calendar.is_working(day),
                    "reason": str(calendar.reason(day).label),
                    "provisional": day.year not in calendar.published,
                }
                for day in (first + timedelta(days=n) for n in range((last - first).days + 1))
            ]
        except ValueError as error:
            raise NotValid.at("to", str(error), "out_of_range") from error
        return Response(days)


class Alerts(Listing):
    """What is due soon or overdue in the caller's rows, newest first."""

    serializer_class = AlertOut
    filters = AlertFilters
    orderings = ("-id",)

    def rows(self) -> QuerySet[Alert]:
        """The alerts of this person's rows."""
        return selectors.alerts().visible_to(self.person)

    def get_serializer_context(self) -> dict[str, Any]:
        """The day and the person."""
        return {"today": legal_day(self.now()), "person": self.person}

    @extend_schema(
        operation_id="alerts_list",
        parameters=[AlertFilters],
        responses=AlertOut(many=True),
        summary="Alerts, newest first",
    )
    def get(self, request: Request) -> Response:
        """One page of alerts."""
        return super().get(request)


class Acknowledge(Door):
    """Taking note of one alert."""

    serializer_class = AlertOut

    def rows(self) -> QuerySet[Alert]:
        """The alerts of this person's rows."""
        return selectors.alerts().visible_to(self.person)

    @extend_schema(request=None, responses=AlertOut, summary="Take note of an alert")
    def post(self, _request: Request, alert: str) -> Response:
        """Twice is once."""
        if not (alert.isascii() and alert.isdigit() and len(alert) < 19 and alert[0] != "0"):
            raise Http404
        found = self.rows().filter(pk=int(alert)).first()
        if found is None:
            raise Http404
        services.acknowledge(found, by=self.person, at=self.now())
        fresh = self.rows().get(pk=found.pk)
        context = {"today": legal_day(self.now()), "person": self.person}
        return Response(AlertOut(fresh, context=context).data)
