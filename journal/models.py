"""Events, deliveries and heartbeats; and what every recorded thing has in common."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMModelMixin

from journal.choices import DeliveryState
from wire.people import Person
from wire.steps import Verb


class AppendOnly(Exception):
    """Somebody tried to change or delete what was written down."""


class EventQuerySet(models.QuerySet["Event"]):
    """Events can be asked and added, nothing else."""

    def update(self, **_kwargs: Any) -> int:
        """Refuse: raises AppendOnly."""
        raise AppendOnly

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refuse: raises AppendOnly."""
        raise AppendOnly


class Chain(models.Model):
    """The head of one matter's chain; its row is what two writers of one matter wait for."""

    matter = models.CharField(_("事项编号"), max_length=64, primary_key=True)
    seq = models.PositiveIntegerField(_("最新序号"))
    head = models.CharField(_("链头"), max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = _("日志链")

    def __str__(self) -> str:
        return self.matter


class Event(models.Model):
    """One thing that happened to a matter, tied by hash to what happened before it."""

    matter = models.CharField(_("事项编号"), max_length=64)
    seq = models.PositiveIntegerField(_("序号"))
    verb = models.CharField(_("事件"), max_length=64)
    subject = models.CharField(_("对象类型"), max_length=32)
    number = models.CharField(_("对象编号"), max_length=64)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("经办人"),
        db_index=False,
    )
    occurred_at = models.DateTimeField(_("发生时间"))
    reason = models.TextField(_("理由"), blank=True)
    data = models.JSONField(_("要素"), default=dict)
    request_id = models.CharField(_("请求编号"), max_length=64, blank=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("业务日志")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["matter", "seq"], name="event_once_per_place"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["actor", "occurred_at"],
                name="event_reveals",
                condition=models.Q(verb="complaint.revealed"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.matter}#{self.seq} {self.verb}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert; raises AppendOnly for a second save."""
        if self.pk is not None:
            raise AppendOnly
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse: raises AppendOnly."""
        raise AppendOnly


class Delivery(models.Model):
    """One event for one subscriber: the outbox, with its own tries and its own end."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="deliveries")
    subscriber = models.CharField(_("订阅者"), max_length=100)
    state = models.CharField(
        _("状态"), max_length=8, choices=DeliveryState, default=DeliveryState.PENDING
    )
    attempts = models.PositiveSmallIntegerField(_("次数"), default=0)
    next_try_at = models.DateTimeField(_("下次投递"))
    delivered_at = models.DateTimeField(_("投递时间"), null=True)
    last_error = models.TextField(_("最近错误"), blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("投递")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "subscriber"], name="delivery_once"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next_try_at", "id"],
                name="delivery_waiting",
                condition=models.Q(state="pending"),
            ),
            models.Index(fields=["id"], name="delivery_dead", condition=models.Q(state="dead")),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} → {self.subscriber}"


class Heartbeat(models.Model):
    """The last sign of life of a part: `clock` or `worker`."""

    name = models.CharField(max_length=16, primary_key=True)
    beat_at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = _("心跳")

    def __str__(self) -> str:
        return f"{self.name} {self.beat_at:%F %T}"


class Recorded(FSMModelMixin, models.Model):
    """A thing whose every change is compared, swapped and written down.

    Subclasses have `state` (a protected FSMField) where they are machines, and name the
    verbs that are no change of state in `verbs`.
    """

    version = models.PositiveIntegerField(_("版本"), default=0)
    updated_at = models.DateTimeField(_("更新时间"))

    verbs: ClassVar[dict[str, Verb]] = {}

    class Meta:
        abstract = True

    @property
    def matter(self) -> str:
        """The key of the chain that this thing's events belong to."""
        raise NotImplementedError

    def machine(self) -> "Recorded":
        """The same thing as the machine whose steps it takes; itself unless it has several."""
        return self

    def office_codes(self) -> frozenset[str]:
        """The offices whose people this thing concerns."""
        return frozenset()

    def is_handled_by(self, person: Person) -> bool:
        """Whether this person is named as a handler of the thing."""
        return person.username in self.handler_names()

    def handler_names(self) -> frozenset[str]:
        """User names of those who handle it; none unless a subclass knows."""
        return frozenset()

    def actor_of(self, column: str) -> int | None:
        """The id of the person in a `…_by` column."""
        value: int | None = getattr(self, f"{column}_id")
        return value


def changed_columns(thing: models.Model, before: dict[str, Any]) -> dict[str, Any]:
    """The concrete columns of `thing` that differ from an earlier copy of its values."""
    return {
        f.attname: getattr(thing, f.attname)
        for f in thing._meta.concrete_fields
        if getattr(thing, f.attname) != before.get(f.attname)
    }


def columns(thing: models.Model) -> dict[str, Any]:
    """A copy of the concrete column values of `thing`."""
    return {f.attname: getattr(thing, f.attname) for f in thing._meta.concrete_fields}
