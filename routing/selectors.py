"""Questions about agencies, entrustments and transfers."""

from datetime import date

from django.db.models import Q, QuerySet

from routing.models import Agency, Entrustment, Transfer, TransferQuerySet


def agencies_for(lead: str, on: date) -> list[Agency]:
    """The agencies that take leads of a kind on a day."""
    return [a for a in agencies(on) if lead in a.leads]


def agencies(on: date) -> QuerySet[Agency]:
    """The agencies that take leads on a day."""
    return Agency.objects.filter(valid_from__lte=on).filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=on)
    )


def entrusted(on: date) -> frozenset[str]:
    """The districts that may act in infringement disputes on a day."""
    rows = Entrustment.objects.filter(since__lte=on, until__gte=on)
    return frozenset(rows.values_list("office_id", flat=True))


def transfers() -> TransferQuerySet:
    """Transfers with what a page about them needs."""
    return Transfer.objects.select_related("complaint", "agency", "office")
