"""Verbs of the register."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.choices import Role
from deadlines.arithmetic import legal_day
from journal.services import advance, amend, record_first
from registry.models import MatchKey, ProtectedEntity
from registry.selectors import keys_for
from wire.numbers import public_number
from wire.people import Person
from wire.problems import Conflict, Forbidden


@transaction.atomic
def list_entity(
    *,
    kind: str,
    name: str,
    uscc: str,
    district: str,
    listed_on: date,
    by: Person | None,
    at: datetime,
    aliases: Sequence[str] = (),
    right_numbers: Sequence[str] = (),
    address: str = "",
) -> ProtectedEntity:
    """Enter an enterprise or market; one active entry per code and kind, else Conflict."""
    if by is not None and by.role != Role.REGISTRAR:
        raise Forbidden
    entity = ProtectedEntity(
        number=public_number("ML", legal_day(at).year, secrets.token_bytes),
        kind=kind,
        name=name,
        uscc=uscc,
        district_id=district,
        address=address,
        aliases=list(aliases),
        right_numbers=list(right_numbers),
        listed_on=listed_on,
        updated_at=at,
    )
    try:
        with transaction.atomic():
            entity.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(_("该单位已经在册"), code="already_listed") from error
    _write_keys(entity)
    record_first(
        "protectedentity.listed",
        subject=entity,
        by=by,
        at=at,
        data={"kind": kind, "name": name, "uscc": uscc, "listed_on": listed_on},
    )
    return entity


def _write_keys(entity: ProtectedEntity) -> None:
    MatchKey.objects.filter(entity=entity).delete()
    MatchKey.objects.bulk_create(
        MatchKey(entity=entity, kind=kind, key=key[:200], shown=shown)
        for kind, key, shown in keys_for(
            kind=entity.kind,
            name=entity.name,
            uscc=entity.uscc,
            aliases=entity.aliases,
            right_numbers=entity.right_numbers,
        )
    )


@transaction.atomic
def correct(
    entity: ProtectedEntity,
    *,
    by: Person,
    at: datetime,
    reason: str,
    **changes: Any,
) -> ProtectedEntity:
    """Correct what the register says of an entry; matters already green stay as they are."""
    amend(entity, "protectedentity.corrected", by=by, at=at, reason=reason, **changes)
    _write_keys(entity)
    return entity


@transaction.atomic
def remove(
    entity: ProtectedEntity, *, by: Person, at: datetime, reason: str, removed_on: date
) -> ProtectedEntity:
    """Take an entry off the register; the green channel of open matters is kept."""
    advance(entity.remove, by=by, at=at, reason=reason, removed_on=removed_on)
    return entity
