"""The words of the periods and clocks."""

from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

# Stands for "no due date", so that lists can be ordered and paged by one column that is never null.
NEVER = date(9999, 12, 31)


class Unit(TextChoices):
    WORKING_DAYS = "working_days", _("工作日")
    DAYS = "days", _("自然日")
    MONTHS = "months", _("个月")


class Binding(TextChoices):
    POLICY = "policy", _("承诺时限")
    STATUTORY = "statutory", _("法定时限")


class Bound(TextChoices):
    OFFICE = "office", _("本局")
    PARTY = "party", _("当事人")
    AGENCY = "agency", _("其他机关")


class Ground(TextChoices):
    SUSPENSION = "suspension", _("中止")
    HEARING = "hearing", _("听证")
    ANNOUNCEMENT = "announcement", _("公告")
    APPRAISAL = "appraisal", _("检测、检验、检疫、鉴定")
    IDENTIFICATION = "identification", _("权利人辨认或者鉴别")
    REFUND = "refund", _("责令退还多收价款")
    JURISDICTION = "jurisdiction", _("管辖异议")
    EVIDENCE = "evidence", _("当事人申请延长举证期限")
    SETTLEMENT = "settlement", _("和解")


class Light(TextChoices):
    GREEN = "green", _("正常")
    YELLOW = "yellow", _("临期")
    RED = "red", _("超承诺期限")
    BLACK = "black", _("超法定期限")


class ClockState(TextChoices):
    RUNNING = "running", _("计时中")
    PAUSED = "paused", _("已暂停")
    STOPPED = "stopped", _("已停止")


class Milestone(TextChoices):
    DUE_SOON = "due_soon", _("即将到期")
    OVERDUE = "overdue", _("已超期")


class DayReason(TextChoices):
    ORDINARY = "ordinary", _("工作日")
    MAKE_UP = "make_up", _("调休上班")
    WEEKEND = "weekend", _("周末")
    HOLIDAY = "holiday", _("放假")


class DayKind(TextChoices):
    """What the calendar says of a day that is not what its weekday says."""

    OFF = "off", _("放假")
    WORKING = "working", _("调休上班")


class EntryKind(TextChoices):
    """A line of a clock's ledger."""

    EXTENSION = "extension", _("延长")
    EXCLUSION = "exclusion", _("扣除")
