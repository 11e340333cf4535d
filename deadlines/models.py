"""Days off, clocks and their ledger, and the alerts that clocks have given."""

from typing import Any, ClassVar, Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deadlines.choices import NEVER, Binding, ClockState, DayKind, EntryKind, Milestone
from wire.people import Person

M = TypeVar("M", bound=models.Model)


class CalendarYear(models.Model):
    """A year whose schedule the State Council has published and the office has loaded."""

    year = models.PositiveSmallIntegerField(_("年份"), primary_key=True)
    notice = models.CharField(_("通知文号"), max_length=200)
    version = models.PositiveIntegerField(_("历法版本"))
    imported_at = models.DateTimeField(_("导入时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("年度节假日安排")

    def __str__(self) -> str:
        return str(self.year)

    @property
    def matter(self) -> str:
        """The chain of what happens to the calendar."""
        return "calendar"

    @property
    def number(self) -> str:
        """How the journal names a year."""
        return str(self.year)


class DayOff(models.Model):
    """A day that is not what its weekday says: off on a weekday, or worked on a weekend."""

    day = models.DateField(_("日期"), primary_key=True)
    kind = models.CharField(_("性质"), max_length=8, choices=DayKind)
    year = models.ForeignKey(CalendarYear, on_delete=models.CASCADE, related_name="days")

    class Meta:
        verbose_name = verbose_name_plural = _("节假日与调休")

    def __str__(self) -> str:
        return f"{self.day:%F} {self.kind}"


class ScopedQuerySet(models.QuerySet[M]):
    """Rows that carry the office they belong to and the kind of thing they are about."""

    def visible_to(self, person: Person) -> Self:
        """The rows gate: all for those who oversee, rewards for their people, else the office's."""
        if person.oversees:
            return self
        if person.role in {"reward_clerk", "reward_approver"}:
            return self.filter(subject="reward")
        own = self.filter(office_code=person.office_id)
        if person.role == "intake":
            return own.filter(subject__in=["complaint", "transfer"])
        if person.role in {"officer", "chief"}:
            return own.exclude(subject="reward")
        return self.none()


class Clock(models.Model):
    """One period running against one thing; `due_on` is always what the ledger says."""

    matter = models.CharField(_("事项编号"), max_length=64)
    subject = models.CharField(_("对象类型"), max_length=16)
    number = models.CharField(_("对象编号"), max_length=64)
    office_code = models.CharField(_("机关"), max_length=6)
    rule = models.CharField(_("规则"), max_length=16)
    binding = models.CharField(_("性质"), max_length=10, choices=Binding)
    state = models.CharField(
        _("状态"), max_length=8, choices=ClockState, default=ClockState.RUNNING
    )
    started_on = models.DateField(_("起算日"))
    nominal_on = models.DateField(_("名义届满日"))
    due_on = models.DateField(_("办理期限"))
    warn_on = models.DateField(_("预警日"))
    provisional = models.BooleanField(_("暂定"), default=False)
    extended_by = models.CharField(_("已延长"), max_length=60, blank=True)
    excluded_days = models.PositiveIntegerField(_("扣除天数"), default=0)
    stopped_on = models.DateField(_("停止日"), null=True)
    announce_on = models.DateField(_("下次提醒日"), null=True)
    fixed = models.BooleanField(_("人工确定"), default=False)
    calendar_version = models.PositiveIntegerField(_("历法版本"), default=0)

    objects = ScopedQuerySet["Clock"].as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("时限")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject", "number", "rule"],
                name="clock_one_running",
                condition=~Q(state=ClockState.STOPPED),
            ),
            models.CheckConstraint(
                name="clock_stopped_has_day",
                condition=Q(state=ClockState.STOPPED, stopped_on__isnull=False)
                | (~Q(state=ClockState.STOPPED) & Q(stopped_on__isnull=True)),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["subject", "number", "id"], name="clock_of_thing"),
            models.Index(
                fields=["announce_on", "id"],
                name="clock_to_announce",
                condition=Q(announce_on__isnull=False),
            ),
            models.Index(
                fields=["office_code", "due_on", "id"],
                name="clock_open_by_office",
                condition=Q(state=ClockState.RUNNING),
            ),
            models.Index(
                fields=["due_on", "id"],
                name="clock_open_by_due",
                condition=Q(state=ClockState.RUNNING),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.rule}"


class Entry(models.Model):
    """A line of a clock's ledger: an extension granted, or days that do not count."""

    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(_("性质"), max_length=10, choices=EntryKind)
    n = models.PositiveSmallIntegerField(_("长度"), default=0)
    unit = models.CharField(_("单位"), max_length=16, blank=True)
    level = models.PositiveSmallIntegerField(_("级次"), default=0)
    ground = models.CharField(_("事由"), max_length=200)
    from_on = models.DateField(_("自"), null=True)
    to_on = models.DateField(_("至"), null=True)
    at = models.DateTimeField(_("记入时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("时限台账")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["clock", "level"],
                name="clock_extended_once_per_level",
                condition=Q(kind=EntryKind.EXTENSION),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clock_id} {self.kind}"


class Alert(models.Model):
    """Somebody must be told: exists once for one clock, one milestone and one due day."""

    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="alerts")
    milestone = models.CharField(_("节点"), max_length=10, choices=Milestone)
    due_on = models.DateField(_("办理期限"))
    matter = models.CharField(_("事项编号"), max_length=64)
    subject = models.CharField(_("对象类型"), max_length=16)
    number = models.CharField(_("对象编号"), max_length=64)
    office_code = models.CharField(_("机关"), max_length=6)
    raised_on = models.DateField(_("提醒日"))
    raised_at = models.DateTimeField(_("提醒时间"))

    objects = ScopedQuerySet["Alert"].as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("提醒")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clock", "milestone", "due_on"], name="alert_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["office_code", "-id"], name="alert_by_office"),
            models.Index(fields=["subject", "-id"], name="alert_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.milestone}"


class Acknowledgement(models.Model):
    """One person has taken note of one alert."""

    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="acknowledgements")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("确认时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("提醒确认")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["alert", "by"], name="acknowledged_once"),
        ]

    def __str__(self) -> str:
        return f"{self.alert_id} {self.by_id}"


def due_field() -> Any:  # noqa: ANN401 - a Django field
    """The column of a thing's nearest due date; NEVER when no clock runs."""
    return models.DateField(_("办理期限"), default=NEVER)
