"""Questions about rewards."""

from datetime import date
from decimal import Decimal

from django.db.models import Q

from rewards.models import Reward, RewardQuerySet, TariffVersion
from rewards.tariff import Grade, Tariff


def in_full() -> RewardQuerySet:
    """Rewards with what a page about them needs."""
    return Reward.objects.select_related("case__complaint", "office", "tariff", "payee")


def tariff_on(day: date) -> TariffVersion | None:
    """The version of the rates in force on the day of the report (Shanghai)."""
    return (
        TariffVersion.objects.filter(valid_from__lte=day)
        .filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day))
        .order_by("-valid_from", "-id")
        .first()
    )


def as_tariff(row: TariffVersion) -> Tariff:
    """A version of the rates as the pure reckoning takes it."""
    return Tariff(
        name=row.name,
        version=row.version,
        grades={
            level: Grade(rate=Decimal(grade["rate"]), least=Decimal(grade["least"]))
            for level, grade in row.grades.items()
        },
        cap=row.cap,
        finance_from=row.finance_from,
    )
