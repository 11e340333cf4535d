"""Questions about complaints."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from accounts.choices import Role
from complaints.choices import ENDED, Kind, RightType, Source
from complaints.models import Attachment, Complaint, ComplaintQuerySet
from registry.models import ProtectedEntity
from wire import numbers
from wire.people import Person
from wire.text import query_grams

LOOK_BACK = timedelta(days=90)
MOST_CANDIDATES = 10


def in_full() -> ComplaintQuerySet:
    """Complaints with what a page about them needs."""
    return Complaint.objects.select_related("informant", "office")


def searched(rows: QuerySet[Complaint], q: str) -> QuerySet[Complaint]:
    """The rows that hold every word of the query; none when there is nothing to look for."""
    terms = query_grams(q)
    if not terms:
        return rows.none()
    return rows.filter(search_terms__holds=terms)


def written_both_ways(right_number: str) -> list[str]:
    """A right's number with and without the ZL of a granted patent."""
    bare = right_number.removeprefix("ZL")
    return [bare, f"ZL{bare}"]


@dataclass(frozen=True)
class Candidate:
    """An earlier complaint that may be the same matter, and why."""

    number: str
    score: float
    why: tuple[str, ...]


WEIGHTS = {"respondent_uscc": 0.4, "right_number": 0.3, "respondent_name": 0.3}


def possible_duplicates(
    *,
    respondent_uscc: str,
    respondent_key: str,
    right_number: str,
    since: datetime,
    for_whom: Person | None,
    without: int | None = None,
) -> list[Candidate]:
    """Earlier complaints with the same respondent or right, in one statement by exact keys."""
    wanted = {
        "respondent_uscc": respondent_uscc,
        "respondent_key": respondent_key,
        "right_number": right_number,
    }
    either = Q()
    for column, value in wanted.items():
        if value and column == "right_number":
            either |= Q(right_number__in=written_both_ways(value))
        elif value:
            either |= Q(**{column: value})
    if not either:
        return []
    rows = Complaint.objects.filter(either, received_at__gte=since - LOOK_BACK)
    if for_whom is not None:
        rows = rows.visible_to(for_whom)
    if without is not None:
        rows = rows.exclude(pk=without)
    found = []
    for row in rows.order_by("-received_at").values("number", *wanted)[:MOST_CANDIDATES]:
        why = tuple(
            name
            for name, column in (
                ("respondent_uscc", "respondent_uscc"),
                ("respondent_name", "respondent_key"),
                ("right_number", "right_number"),
            )
            if wanted[column]
            and wanted[column].removeprefix("ZL") == row[column].removeprefix("ZL")
        )
        score = round(sum(WEIGHTS[name] for name in why), 2)
        found.append(Candidate(number=row["number"], score=score, why=why))
    return sorted(found, key=lambda c: -c.score)


def rules_at_intake(*, kind: str, source: str, written_request: bool, green: bool) -> list[str]:
    """The periods that begin with the receipt of a complaint (`docs/periods.md`).

    The clock of an infringement dispute begins only with the written request.
    """
    rules: list[str] = []
    if kind == Kind.COUNTERFEIT_REPORT:
        rules += ["B-FILE-P", "B-FILE-S"]
    elif kind == Kind.INFRINGEMENT_COMPLAINT and written_request:
        rules += ["A-FILE"]
    elif kind in {Kind.TRADEMARK_LEAD, Kind.COPYRIGHT_LEAD}:
        rules += ["T-SEND"]
    if source == Source.HOTLINE_12345:
        rules += [HOTLINE_RULES.get(kind, "H-COMPLAINT")]
    if green:
        rules += ["G-TRIAGE", "G-FILE"]
    return rules


HOTLINE_RULES: dict[str, str] = {Kind.CONSULTATION: "H-CONSULT", Kind.OTHER: "H-HELP"}

LEADS: dict[str, str] = {
    Kind.TRADEMARK_LEAD: RightType.TRADEMARK,
    Kind.COPYRIGHT_LEAD: RightType.COPYRIGHT,
}


def overdue(rows: QuerySet[Complaint], today: date) -> QuerySet[Complaint]:
    """Rows whose nearest due date has passed."""
    return rows.filter(due_on__lt=today)


def may_concern(entity: ProtectedEntity) -> list[Complaint]:
    """Open matters, not yet green, whose right or place may be a new entry's."""
    either = Q(right_holder_uscc=entity.uscc)
    for name in [entity.name, *entity.aliases]:
        either |= Q(right_holder=name) | Q(place_address__contains=name)
        either |= Q(respondent_address__contains=name)
    for number in entity.right_numbers:
        either |= Q(right_number__in=written_both_ways(numbers.check_patent_number(number).value))
    rows = Complaint.objects.filter(either, green_channel=False).exclude(state__in=ENDED)
    return list(rows.order_by("id"))


def files_of(complaint: Complaint, person: Person) -> QuerySet[Attachment]:
    """The files of a complaint; a platform sees those that it sent itself."""
    files = complaint.attachments.order_by("id")
    return files.filter(added_by=person.pk) if person.role == Role.INTEGRATION else files
