"""Verbs of routing: find the office, hand a lead over, follow it to its end."""

import secrets
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import services as accounts
from accounts.choices import CITY_OFFICE
from accounts.models import Office
from complaints import selectors as complaint_questions
from complaints import services as complaints
from complaints.choices import State
from complaints.models import Complaint
from deadlines import selectors as clocks
from deadlines import services as deadlines
from deadlines.arithmetic import legal_day
from journal.services import advance, record
from routing import engine, selectors
from routing.choices import Lead
from routing.models import Agency, Entrustment, Transfer
from wire import numbers
from wire.people import Person
from wire.problems import Conflict, Forbidden, NotValid


def decision_for(complaint: Complaint, *, on: date) -> engine.Decision:
    """Where a complaint belongs on a day, and why."""
    facts = engine.Facts(
        kind=complaint.kind,
        right_type=complaint.right_type,
        place_district=complaint.place_district,
        place_address=complaint.place_address,
        respondent_address=complaint.respondent_address,
        shop_url=complaint.respondent_shop_url,
        respondent_uscc=complaint.respondent_uscc,
    )
    return engine.decide(facts, entrusted=selectors.entrusted(on))


@transaction.atomic
def route(complaint: Complaint, *, at: datetime) -> Complaint:
    """Find the office by the facts and assign; where the facts do not decide, a person does."""
    if complaint.state != State.ACCEPTED or complaint.rounds or complaint.unroutable:
        return complaint
    decision = decision_for(complaint, on=legal_day(at))
    complaints.note_routing(
        complaint,
        district=decision.district or "",
        confidence=Decimal(str(round(decision.confidence, 2))),
        evidence=[asdict(e) for e in decision.evidence],
        unroutable=decision.unroutable,
        at=at,
    )
    if decision.office is not None:
        office = Office.objects.get(pk=decision.office)
        complaints.assign(complaint, office=office, by=None, at=at, reason=str(_("按路由规则分派")))
    return complaint


@transaction.atomic
def transfer(
    complaint: Complaint, *, agency: Agency, lead: str, reason: str, by: Person, at: datetime
) -> Transfer:
    """Propose to hand a lead over: the whole matter where it is such a lead, else a part of it.

    Raises Conflict when the lead is on its way already: nothing is transferred twice.
    """
    whole = complaint_questions.LEADS.get(complaint.kind) == lead
    if not complaint.verbs["transfer"].allows(complaint, by):
        raise Forbidden
    if lead not in agency.leads:
        raise NotValid.at("agency", _("该机关不受理此类线索"), "not_competent")
    row = Transfer(
        number=numbers.public_number("YS", legal_day(at).year, secrets.token_bytes),
        complaint=complaint,
        agency=agency,
        office_id=complaint.office_id or CITY_OFFICE,
        lead=lead,
        whole=whole,
        reason=reason,
        proposed_by_id=by.pk,
        created_at=at,
        updated_at=at,
    )
    if whole:
        complaints.transfer(complaint, by=by, at=at, reason=reason, agency=agency.code)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(
            _("该线索已在移送中"), thing=complaint, code="already_transferred"
        ) from error
    record(
        "transfer.draft",
        subject=row,
        by=by,
        at=at,
        reason=reason,
        data={"agency": agency.code, "lead": lead, "whole": whole},
    )
    _wind(row, "T-SEND", on=legal_day(at))
    return row


def _thing(row: Transfer) -> deadlines.Thing:
    return deadlines.Thing(
        matter=row.matter, subject="transfer", number=row.number, office_code=row.office_id
    )


def _wind(row: Transfer, rule: str, *, on: date) -> None:
    deadlines.start([rule], thing=_thing(row), on=on)
    _follow(row)


def _stop(row: Transfer, *, on: date) -> None:
    deadlines.stop(subject="transfer", number=row.number, on=on)
    _follow(row)


def _follow(row: Transfer) -> None:
    row.due_on = clocks.nearest_due(clocks.clocks_of("transfer", [row.number]))
    Transfer.objects.filter(pk=row.pk).update(due_on=row.due_on)


@transaction.atomic
def follow_clock(number: str) -> None:
    """A clock of this transfer moved: carry the nearest due date onto the row."""
    row = Transfer.objects.filter(number=number).first()
    if row is not None:
        _follow(row)


@transaction.atomic
def approve(row: Transfer, *, by: Person, at: datetime) -> Transfer:
    """Approve the handing over; not the one who proposed it."""
    advance(row.approve, by=by, at=at, approved_by_id=by.pk)
    return row


@transaction.atomic
def send(row: Transfer, *, by: Person, at: datetime, letter_no: str = "") -> Transfer:
    """Send it with a letter; the letter's number is the next of the office's series."""
    year = legal_day(at).year
    letter = letter_no or accounts.next_letter_number(office=row.office, word="移", year=year)
    advance(row.send, by=by, at=at, letter_no=letter, sent_at=at)
    _stop(row, on=legal_day(at))
    _wind(row, "T-ACK", on=legal_day(at))
    return row


@transaction.atomic
def acknowledge(
    row: Transfer, *, receipt_no: str, received_on: date, by: Person, at: datetime
) -> Transfer:
    """The agency has signed for it."""
    advance(row.acknowledge, by=by, at=at, receipt_no=receipt_no, received_on=received_on)
    _stop(row, on=legal_day(at))
    if row.lead == Lead.COPYRIGHT:
        _wind(row, "T-COPYRIGHT", on=received_on)
    return row


@transaction.atomic
def accept(row: Transfer, *, by: Person, at: datetime) -> Transfer:
    """The agency has taken it on."""
    advance(row.accept, by=by, at=at)
    _stop(row, on=legal_day(at))
    return row


@transaction.atomic
def return_(row: Transfer, *, reason: str, by: Person, at: datetime) -> Transfer:
    """It came back, or was not approved: the dispatcher has the whole matter again."""
    advance(row.return_, by=by, at=at, reason=reason, return_reason=reason)
    _stop(row, on=legal_day(at))
    if row.whole:
        complaint = complaint_questions.in_full().get(pk=row.complaint_id)
        complaints.take_back(complaint, at=at, reason=reason)
    return row


@transaction.atomic
def feedback(row: Transfer, *, result: str, by: Person, at: datetime) -> Transfer:
    """The agency has told what came of it."""
    advance(row.feedback, by=by, at=at, result=result)
    _stop(row, on=legal_day(at))
    return row


@transaction.atomic
def close(row: Transfer, *, by: Person, at: datetime) -> Transfer:
    """The transfer is at its end."""
    advance(row.close, by=by, at=at)
    _stop(row, on=legal_day(at))
    return row


@transaction.atomic
def put_agency(
    *, code: str, name: str, leads: list[str], valid_from: date, valid_until: date | None
) -> Agency:
    """Write an agency as reference data has it."""
    agency, _created = Agency.objects.update_or_create(
        code=code,
        defaults={
            "name": name,
            "leads": leads,
            "valid_from": valid_from,
            "valid_until": valid_until,
        },
    )
    return agency


@transaction.atomic
def entrust(*, office: Office, document: str, since: date, until: date) -> Entrustment:
    """Write down that the city entrusts a district with infringement disputes."""
    row, _created = Entrustment.objects.get_or_create(
        office=office, document=document, defaults={"since": since, "until": until}
    )
    return row
