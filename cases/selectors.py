"""Questions about cases."""

from django.db.models import QuerySet

from cases.choices import Proceeding
from cases.models import Case, CaseQuerySet, Extension, Supervision, SupervisionQuerySet
from wire.text import query_grams

CLOSING_RULES = {
    Proceeding.COUNTERFEIT: ("B-CLOSE-P", "B-CLOSE-S"),
    Proceeding.INFRINGEMENT: ("A-CLOSE", "A-SERVE"),
}
"""The periods that begin with the docketing of a case."""

FEWEST_OFFICERS = {Proceeding.COUNTERFEIT: 2, Proceeding.INFRINGEMENT: 3}
"""专利行政执法办法 第二十八条; 专利纠纷行政裁决和调解办法 第二十条 (three or more, odd)."""


def in_full() -> CaseQuerySet:
    """Cases with what a page about them needs."""
    return Case.objects.select_related("complaint", "office")


def searched(rows: QuerySet[Case], q: str) -> QuerySet[Case]:
    """The rows that hold every word of the query; none when there is nothing to look for."""
    terms = query_grams(q)
    return rows.filter(search_terms__holds=terms) if terms else rows.none()


def extensions_of(case: Case) -> QuerySet[Extension]:
    """The requests to extend the clocks of a case."""
    return Extension.objects.filter(case=case).select_related("clock", "case").order_by("id")


def supervisions() -> SupervisionQuerySet:
    """Listings with what a page about them needs."""
    return Supervision.objects.select_related("complaint", "case__complaint", "lead")
