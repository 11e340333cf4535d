"""Verbs of complaints: the only place that writes them."""

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import vault
from accounts.choices import CITY_OFFICE, Role
from accounts.models import Office, User
from complaints import selectors
from complaints.choices import ENDED, State
from complaints.models import Attachment, Complaint, Informant, may_attach
from deadlines import selectors as clocks
from deadlines import services as deadlines
from deadlines.arithmetic import legal_day
from deadlines.models import Clock
from journal.models import Event
from journal.services import advance, amend, lock, record, record_first
from registry import selectors as registry
from wire import numbers, strict_json
from wire.people import Person
from wire.problems import Conflict, Forbidden, NotValid, TooMany
from wire.text import grams, match_key

MAY_RECEIVE = (Role.INTAKE, Role.DISPATCHER, Role.INTEGRATION)
REVEALS_A_DAY = 20
FILING_RULES = ("B-FILE-P", "B-FILE-S", "B-DISC-P", "A-FILE", "G-FILE", "G-TRIAGE")


@dataclass(frozen=True)
class Intake:
    """What is brought forward, checked: columns of the complaint, the identity, the raw body."""

    columns: Mapping[str, Any]
    identity: Mapping[str, Any]
    body: Mapping[str, Any]
    warnings: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True)
class Received:
    """A complaint as its intake left it, and whether this call made it."""

    complaint: Complaint
    created: bool
    receipt_code: str
    duplicates: tuple[selectors.Candidate, ...] = ()
    clocks: tuple[Clock, ...] | None = None


def receive(
    intake: Intake,
    *,
    by: Person | None,
    at: datetime,
    idempotency_key: str = "",
) -> Received:
    """Take in a complaint: the row, the sealed identity, its clocks and its event, or nothing.

    Twice is once: the same `(source, external_ref)`, or the same key of the same client within
    24 hours, with the same body gives the first record; with another body Conflict
    `external_ref_reused`. Raises Forbidden when this person may not take in complaints.
    """
    if by is not None and by.role not in MAY_RECEIVE:
        raise Forbidden
    digest = vault.keyed_digest(
        strict_json.canonical(intake.body), purpose="intake body", keys=settings.FIELD_KEYS
    )
    for _attempt in range(2):
        try:
            with transaction.atomic():
                return _store(intake, digest, by=by, at=at, key=idempotency_key or None)
        except IntegrityError:
            earlier = _under_ref(intake.columns)
            if earlier is not None:
                return _again(earlier, digest, by)
            earlier = _under_key(idempotency_key, by)
            if earlier is None:
                raise
            if not _has_expired(earlier, at):
                return _again(earlier, digest, by)
            # A key is good for 24 hours; after that the client may use it for another matter.
            Complaint.objects.filter(pk=earlier.pk).update(client_key=None)
    raise Conflict(_("同一幂等键正在使用，请稍后重试"), code="external_ref_reused")


def _under_key(key: str, by: Person | None) -> Complaint | None:
    if not key or by is None:
        return None
    return selectors.in_full().filter(created_by=by.pk, client_key=key).first()


def _has_expired(earlier: Complaint, at: datetime) -> bool:
    made = earlier.created_at or earlier.received_at
    return made < at - timedelta(hours=24)


def _under_ref(columns: Mapping[str, Any]) -> Complaint | None:
    ref = columns.get("external_ref", "")
    if not ref:
        return None
    return selectors.in_full().filter(source=columns["source"], external_ref=ref).first()


def _again(complaint: Complaint, digest: bytes, by: Person | None) -> Received:
    """The first record for the one who sees it; others only learn that the reference is used."""
    if by is not None and not Complaint.objects.visible_to(by).filter(pk=complaint.pk).exists():
        raise Conflict(_("同一来源编号已用于另一内容"), code="external_ref_reused")
    if bytes(complaint.body_digest) != digest:
        raise Conflict(
            _("同一来源编号已用于另一内容"),
            code="external_ref_reused",
            number=complaint.number,
        )
    return Received(complaint=complaint, created=False, receipt_code=receipt_code(complaint.number))


def receipt_code(number: str) -> str:
    """The code that opens the public status page: 80 bits, derived from a key, stored nowhere."""
    digest = vault.keyed_digest(number.encode(), purpose="receipt", keys=settings.FIELD_KEYS)
    return numbers.format_receipt(digest[:10])


def _store(
    intake: Intake, digest: bytes, *, by: Person | None, at: datetime, key: str | None
) -> Received:
    day = legal_day(intake.columns["received_at"])
    complaint = Complaint(
        **intake.columns,
        number=numbers.public_number("TS", day.year, secrets.token_bytes),
        body_digest=digest,
        client_key=key,
        created_at=at,
        warnings=list(intake.warnings),
        created_by_id=by.pk if by else None,
        updated_at=at,
    )
    complaint.respondent_key = match_key(complaint.respondent_name)[:200]
    reasons = [match.as_reason() for match in registry.matches(clue_of(complaint), on=day)]
    complaint.green_channel = bool(reasons)
    complaint.green_channel_reasons = reasons
    complaint.search_terms = search_terms(complaint)
    duplicates = selectors.possible_duplicates(
        respondent_uscc=complaint.respondent_uscc,
        respondent_key=complaint.respondent_key,
        right_number=complaint.right_number,
        since=complaint.received_at,
        for_whom=by if by is not None and by.role == Role.INTEGRATION else None,
    )
    rules = selectors.rules_at_intake(
        kind=complaint.kind,
        source=complaint.source,
        written_request=complaint.written_request,
        green=complaint.green_channel,
    )
    wound = deadlines.start(rules, thing=as_thing(complaint), on=day)
    complaint.due_on = clocks.nearest_due(wound)
    complaint.save(force_insert=True)
    complaint.informant = _seal(complaint, intake)
    complaint.informant.save(force_insert=True)
    record_first(
        "complaint.received",
        subject=complaint,
        by=by,
        at=at,
        data={
            "kind": complaint.kind,
            "source": complaint.source,
            "received_at": complaint.received_at,
            "green_channel_reasons": reasons,
        },
    )
    return Received(
        complaint=complaint,
        created=True,
        receipt_code=receipt_code(complaint.number),
        duplicates=tuple(duplicates),
        clocks=tuple(wound),
    )


def _seal(complaint: Complaint, intake: Intake) -> Informant:
    identity = dict(intake.identity)
    keys = settings.FIELD_KEYS
    phone = identity.get("phone", "")
    return Informant(
        complaint=complaint,
        anonymous=identity.pop("anonymous", False),
        confidential=identity.pop("confidential", True),
        natural_person=not (identity.get("organisation") or identity.get("organisation_uscc")),
        identity=vault.seal(identity, place=f"informant.identity:{complaint.number}", keys=keys),
        body=vault.seal_bytes(
            strict_json.canonical(intake.body),
            place=f"informant.body:{complaint.number}",
            keys=keys,
        ),
        phone_digest=vault.keyed_digest(phone.encode(), purpose="phone", keys=keys)
        if phone
        else None,
    )


def clue_of(complaint: Complaint) -> registry.Clue:
    """What a complaint says about the protected: its right and its places, never its informant."""
    return registry.Clue(
        holder_uscc=complaint.right_holder_uscc,
        holder_name=complaint.right_holder,
        right_number=complaint.right_number,
        places=(complaint.place_address, complaint.respondent_address),
    )


def search_terms(complaint: Complaint) -> str:
    """What a complaint is found by; never anything of the informant."""
    return grams(
        complaint.number,
        complaint.external_ref,
        complaint.title,
        complaint.description,
        complaint.respondent_name,
        complaint.respondent_uscc,
        complaint.respondent_address,
        complaint.place_address,
        complaint.right_number,
        complaint.right_holder,
    )


def as_thing(complaint: Complaint) -> deadlines.Thing:
    """The complaint as its clocks know it; the city office has it until an office is assigned."""
    return deadlines.Thing(
        matter=complaint.number,
        subject="complaint",
        number=complaint.number,
        office_code=complaint.office_id or CITY_OFFICE,
    )


def _stop_clocks(complaint: Complaint, at: datetime, rules: Iterable[str] | None = None) -> None:
    deadlines.stop(subject="complaint", number=complaint.number, on=legal_day(at), rules=rules)


def _follow_clocks(complaint: Complaint) -> None:
    """Carry the nearest due date onto the row."""
    due_on = clocks.nearest_due(clocks.clocks_of("complaint", [complaint.number]))
    Complaint.objects.filter(pk=complaint.pk).update(due_on=due_on)
    complaint.due_on = due_on


@transaction.atomic
def accept(complaint: Complaint, *, by: Person, at: datetime) -> Complaint:
    """Accept; the routing follows in the background."""
    advance(complaint.accept, by=by, at=at, accepted_at=at)
    return complaint


@transaction.atomic
def refuse(
    complaint: Complaint, *, reason_code: str, reason: str, by: Person, at: datetime
) -> Complaint:
    """Refuse, with a code and a reason; every clock stops."""
    advance(complaint.refuse, by=by, at=at, reason=reason, reason_code=reason_code, ended_at=at)
    _stop_clocks(complaint, at)
    _follow_clocks(complaint)
    return complaint


@transaction.atomic
def assign(
    complaint: Complaint,
    *,
    office: Office,
    by: Person | None,
    at: datetime,
    reason: str = "",
) -> Complaint:
    """Assign to the office that handles it; its clocks go with it and are not set back."""
    advance(complaint.assign, by=by, at=at, reason=reason, office=office, assigned_at=at)
    _stop_clocks(complaint, at, ["G-TRIAGE"])
    deadlines.hand_to(office.code, subject="complaint", number=complaint.number)
    _follow_clocks(complaint)
    return complaint


@transaction.atomic
def note_routing(
    complaint: Complaint,
    *,
    district: str,
    confidence: Decimal,
    evidence: list[dict[str, Any]],
    unroutable: bool,
    at: datetime,
) -> Complaint:
    """Write down what the routing found; an unroutable matter waits for the dispatcher."""
    amend(
        complaint,
        "complaint.unroutable" if unroutable else "complaint.located",
        by=None,
        at=at,
        district=district,
        routing_confidence=confidence,
        routing_evidence=evidence,
        unroutable=unroutable,
    )
    return complaint


@transaction.atomic
def give_back(
    complaint: Complaint,
    *,
    reason_code: str,
    reason: str,
    by: Person,
    at: datetime,
    suggested_office: str = "",
) -> Complaint:
    """Give back to the dispatcher, never sideways; the clocks go on running."""
    advance(
        complaint.give_back,
        by=by,
        at=at,
        reason=reason,
        reason_code=reason_code,
        suggested_office=suggested_office,
    )
    deadlines.hand_to(CITY_OFFICE, subject="complaint", number=complaint.number)
    return complaint


@transaction.atomic
def docket(complaint: Complaint, *, at: datetime) -> Complaint:
    """A case was docketed for it: the filing clocks and the hotline's stop."""
    advance(complaint.docket, by=None, at=at, docketed_at=at)
    _stop_clocks(complaint, at)
    _follow_clocks(complaint)
    return complaint


@transaction.atomic
def transfer(
    complaint: Complaint, *, by: Person | None, at: datetime, reason: str, agency: str
) -> Complaint:
    """The whole matter goes to another agency; the transfer has its own clocks."""
    advance(complaint.hand_over, by=by, at=at, reason=reason, ended_at=at)
    _stop_clocks(complaint, at)
    _follow_clocks(complaint)
    record("complaint.handed_over", subject=complaint, by=by, at=at, data={"agency": agency})
    return complaint


@transaction.atomic
def take_back(complaint: Complaint, *, at: datetime, reason: str) -> Complaint:
    """A transfer was returned: the dispatcher has the matter again, with its first clocks."""
    advance(complaint.take_back, by=None, at=at, reason=reason)
    rules = selectors.rules_at_intake(
        kind=complaint.kind,
        source=complaint.source,
        written_request=complaint.written_request,
        green=complaint.green_channel,
    )
    deadlines.start(rules, thing=as_thing(complaint), on=legal_day(complaint.received_at))
    _follow_clocks(complaint)
    return complaint


@transaction.atomic
def merge(
    complaint: Complaint, *, into: Complaint, reason: str, by: Person, at: datetime
) -> Complaint:
    """Merge into another matter of the same facts; both numbers and receipts stay alive."""
    lock(complaint.matter, into.matter)
    into = Complaint.objects.get(pk=into.pk)
    if into.pk == complaint.pk or into.state in {State.MERGED, State.REFUSED, State.WITHDRAWN}:
        raise NotValid.at("into", _("不能并入该事项"), "bad_target")
    advance(complaint.merge, by=by, at=at, reason=reason, into=into, ended_at=at)
    record("complaint.absorbed", subject=into, by=by, at=at, data={"merged": complaint.number})
    _stop_clocks(complaint, at)
    _follow_clocks(complaint)
    return complaint


@transaction.atomic
def withdraw(complaint: Complaint, *, reason: str, by: Person, at: datetime) -> Complaint:
    """The one who brought it takes it back."""
    advance(complaint.withdraw, by=by, at=at, reason=reason, ended_at=at)
    _stop_clocks(complaint, at)
    _follow_clocks(complaint)
    return complaint


@transaction.atomic
def conclude(
    complaint: Complaint,
    *,
    reply: str,
    by: Person | None,
    at: datetime,
    verified: bool = False,
) -> Complaint:
    """Answer and end; `verified` says that the report proved true."""
    advance(complaint.conclude, by=by, at=at, reply=reply, verified=verified, ended_at=at)
    _stop_clocks(complaint, at)
    _follow_clocks(complaint)
    return complaint


@transaction.atomic
def restate(
    complaint: Complaint, *, reply: str, verified: bool, by: Person | None, at: datetime
) -> Complaint:
    """A case was investigated again and closed again: the answer is the new one."""
    if complaint.state == State.CONCLUDED:
        amend(complaint, "complaint.restated", by=by, at=at, reply=reply, verified=verified)
    return complaint


@transaction.atomic
def correct(
    complaint: Complaint, *, reason: str, by: Person, at: datetime, **changes: Any
) -> Complaint:
    """Correct what was written down; the journal keeps which fields and why, not the old text."""
    if not changes:
        raise NotValid.at("reason", _("没有要更正的内容"), "nothing_to_correct")
    draft = copy(complaint)
    for name, value in changes.items():
        setattr(draft, name, value)
    amend(
        complaint,
        "complaint.corrected",
        by=by,
        at=at,
        reason=reason,
        told={"fields": sorted(changes)},
        **changes,
        respondent_key=match_key(draft.respondent_name)[:200],
        search_terms=search_terms(draft),
    )
    return complaint


@transaction.atomic
def mark_green(complaint: Complaint, *, reasons: list[dict[str, str]], at: datetime) -> Complaint:
    """Open the green channel for a matter that is already here; its inner targets start today."""
    if complaint.green_channel or complaint.state in ENDED:
        return complaint
    amend(
        complaint,
        "complaint.greened",
        by=None,
        at=at,
        green_channel=True,
        green_channel_reasons=reasons,
    )
    if complaint.state in {State.RECEIVED, State.ACCEPTED, State.ASSIGNED}:
        rules = ["G-FILE"] if complaint.state == State.ASSIGNED else ["G-TRIAGE", "G-FILE"]
        deadlines.start(rules, thing=as_thing(complaint), on=legal_day(at))
        _follow_clocks(complaint)
    return complaint


@transaction.atomic
def set_supervised(
    complaint: Complaint, *, supervised: bool, by: Person, at: datetime
) -> Complaint:
    """A supervisor lists the matter, or lifts the listing."""
    amend(complaint, "complaint.supervision", by=by, at=at, supervised=supervised)
    return complaint


@transaction.atomic
def follow_clock(number: str) -> None:
    """A clock of this complaint moved: carry the nearest due date onto the row."""
    complaint = Complaint.objects.filter(number=number).first()
    if complaint is not None:
        _follow_clocks(complaint)


@transaction.atomic
def reveal_informant(
    complaint: Complaint, *, reason: str, by: Person, at: datetime
) -> dict[str, Any]:
    """Open the identity of who brought it: recorded with the reason before it is answered.

    Raises TooMany after twenty reveals of one person within 24 hours.
    """
    if not complaint.verbs["reveal"].allows(complaint, by):
        raise Forbidden
    # One at a time per person, so that twenty are twenty.
    User.objects.select_for_update().get(pk=by.pk)
    day_ago = at - timedelta(days=1)
    opened = Event.objects.filter(
        actor_id=by.pk, verb="complaint.revealed", occurred_at__gt=day_ago
    ).count()
    if opened >= REVEALS_A_DAY:
        raise TooMany(_("今日查看举报人身份已达上限"), retry_after=86_400)
    record("complaint.revealed", subject=complaint, by=by, at=at, reason=reason)
    return identity_of(complaint)


def identity_of(complaint: Complaint) -> dict[str, Any]:
    """The identity in clear, for services that act on it and never show it."""
    informant = complaint.informant
    identity: dict[str, Any] = vault.unseal(
        bytes(informant.identity),
        place=f"informant.identity:{complaint.number}",
        keys=settings.FIELD_KEYS,
    )
    return identity | {
        "anonymous": informant.anonymous,
        "confidential": informant.confidential,
    }


def attach(
    complaint: Complaint,
    *,
    name: str,
    content_type: str,
    file: "File[bytes]",
    by: Person | None,
    at: datetime,
) -> Attachment:
    """Keep a file with the complaint under a random name; the file first, then the row.

    Raises Forbidden for those who only look on.
    """
    if by is not None and not may_attach(complaint, by):
        raise Forbidden
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    key = secrets.token_hex(16)
    stored = default_storage.save(f"attachments/{key[:2]}/{key}", file)
    try:
        with transaction.atomic():
            attachment = Attachment(
                complaint=complaint,
                key=key,
                name=name,
                content_type=content_type,
                size=file.size,
                sha256=digest.hexdigest(),
                added_by_id=by.pk if by else None,
                added_at=at,
            )
            attachment.save(force_insert=True)
            record(
                "complaint.attached",
                subject=complaint,
                by=by,
                at=at,
                data={"key": key, "sha256": attachment.sha256, "size": attachment.size},
            )
            return attachment
    except Exception:
        default_storage.delete(stored)
        raise


@transaction.atomic
def note_download(attachment: Attachment, *, by: Person, at: datetime) -> None:
    """Write down who read a file."""
    record(
        "complaint.file_read",
        subject=attachment.complaint,
        by=by,
        at=at,
        data={"key": attachment.key},
    )
