"""The yardsticks of `manage.py bench`: the least that a view, a list and a reckoning can be."""

import bisect
import itertools
import secrets
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar

from django.db import models, transaction
from rest_framework import generics, pagination, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from deadlines.arithmetic import Calendar

ROUNDS = 5


class Thing(models.Model):
    """What a minimal intake stores first."""

    number = models.CharField(max_length=20, unique=True)
    state = models.CharField(max_length=12)
    kind = models.CharField(max_length=24)
    source = models.CharField(max_length=16)
    title = models.CharField(max_length=200)
    description = models.TextField()
    respondent = models.CharField(max_length=200)
    address = models.CharField(max_length=300)
    district = models.CharField(max_length=6)
    right_number = models.CharField(max_length=40)
    received_at = models.DateTimeField()

    class Meta:
        app_label = "bench"
        indexes: ClassVar = [models.Index(fields=["received_at", "id"], name="bench_received")]

    def __str__(self) -> str:
        return self.number


class Line(models.Model):
    """What it stores beside it: an event, and then a message."""

    thing = models.ForeignKey(Thing, on_delete=models.CASCADE, related_name="+")
    text = models.CharField(max_length=200)

    class Meta:
        app_label = "bench"

    def __str__(self) -> str:
        return self.text


class ThingShape(serializers.ModelSerializer[Thing]):
    """All columns, as DRF writes them."""

    class Meta:
        model = Thing
        fields = "__all__"


class MinimalIntake(generics.GenericAPIView[Thing]):
    """Three inserts in one transaction behind a ModelSerializer: no key, no rights, no journal."""

    queryset = Thing._base_manager.all()
    serializer_class = ThingShape
    authentication_classes = ()
    permission_classes = ()

    def post(self, request: Request) -> Response:
        """Store it."""
        shape = ThingShape(data=request.data)
        shape.is_valid(raise_exception=True)
        with transaction.atomic():
            thing = shape.save()
            Line(thing=thing, text="received").save()
            Line(thing=thing, text="tell").save()
        return Response(ThingShape(thing).data, status=201)


class NewestFirst(pagination.CursorPagination):
    """DRF's own keyset."""

    ordering = ("-received_at", "-id")
    page_size = 50


class MinimalList(generics.ListAPIView[Thing]):
    """One page by keyset behind a ModelSerializer."""

    queryset = Thing._base_manager.all()
    serializer_class = ThingShape
    pagination_class = NewestFirst
    authentication_classes = ()
    permission_classes = ()


@dataclass(frozen=True)
class Prefix:
    """Working days by a bare prefix array: one addition and one bisection."""

    first: date
    before: list[int]

    @classmethod
    def of(cls, calendar: Calendar, first: date, last: date) -> "Prefix":
        """Count the working days up to each day."""
        days = (first + timedelta(days=n) for n in range((last - first).days + 1))
        return cls(first, list(itertools.accumulate(int(calendar.is_working(d)) for d in days)))

    def add(self, start: date, n: int) -> date:
        """The day n working days after a start, the start day not counted."""
        here = self.before[(start - self.first).days]
        return self.first + timedelta(days=bisect.bisect_left(self.before, here + n))


@dataclass(frozen=True)
class Ratio:
    """Ours against a yardstick: the median, the least and the most of the rounds' ratios."""

    what: str
    ours: float
    theirs: float
    ratios: list[float]

    def __str__(self) -> str:
        low, mid, high = min(self.ratios), statistics.median(self.ratios), max(self.ratios)
        return (
            f"{self.what:<58} {mid:7.2f}  ({low:.2f} to {high:.2f})"
            f"   {self.ours * 1e6:10.1f} us / {self.theirs * 1e6:10.1f} us"
        )


def compare(
    what: str, ours: Callable[[], object], theirs: Callable[[], object], *, times: int
) -> Ratio:
    """Run both in turn, round by round; seconds per call of ours by those of theirs."""
    ours()
    theirs()
    found = [(_seconds(ours, times), _seconds(theirs, times)) for _ in range(ROUNDS)]
    return Ratio(
        what,
        statistics.median(a for a, _ in found),
        statistics.median(b for _, b in found),
        [a / b for a, b in found],
    )


def _seconds(call: Callable[[], object], times: int) -> float:
    began = time.perf_counter()
    for _ in range(times):
        call()
    return (time.perf_counter() - began) / times


def a_thing(at: str) -> dict[str, str]:
    """What the minimal view is sent."""
    return {
        "number": secrets.token_hex(8),
        "state": "received",
        "kind": "counterfeit_report",
        "source": "phone",
        "title": "某店销售假冒专利产品",
        "description": "店内保温杯标注专利号，经查该专利并不存在，涉嫌假冒专利。",
        "respondent": "广州某某商贸有限公司",
        "address": "广州市天河区石牌街道石牌西路8号",
        "district": "440106",
        "right_number": "ZL201710123456.0",
        "received_at": at,
    }


def a_report() -> dict[str, Any]:
    """What our intake is sent: the same words, in their own places."""
    address = "广州市天河区石牌街道石牌西路8号"
    return {
        "kind": "counterfeit_report",
        "source": "phone",
        "title": "某店销售假冒专利产品",
        "description": "店内保温杯标注专利号，经查该专利并不存在，涉嫌假冒专利。",
        "right": {"type": "patent", "number": "ZL201710123456.0", "holder": "某某公司"},
        "respondent": {"name": f"广州{secrets.token_hex(4)}商贸有限公司", "address": address},
        "place": {"address": address, "district": "440106"},
        "informant": {"name": "欧阳测试", "phone": "13812345678"},
    }
