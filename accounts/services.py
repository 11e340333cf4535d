"""Verbs about people: offices, users, keys, sign-in."""

import secrets
from datetime import datetime
from typing import TypedDict

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.choices import Role
from accounts.models import ApiKey, LetterSequence, Office, User
from accounts.selectors import digest_of
from journal.services import record
from wire.people import Person


class OfficeFacts(TypedDict):
    """An office as reference data has it."""

    code: str
    name: str
    short_name: str
    slug: str
    kind: str
    letter_word: str


@transaction.atomic
def put_office(facts: OfficeFacts) -> Office:
    """Write an office as reference data has it; the same facts twice change nothing."""
    office, _created = Office.objects.update_or_create(
        code=facts["code"], defaults={k: v for k, v in facts.items() if k != "code"}
    )
    return office


@transaction.atomic
def add_user(
    *,
    username: str,
    name: str,
    role: Role,
    office: str,
    password_hash: str | None,
    by: Person | None,
    at: datetime,
    certificate_no: str = "",
) -> User:
    """Add a person; without a password (given hashed) the account can only be used by key."""
    user = User(
        username=username,
        name=name,
        role=role,
        office_id=office,
        certificate_no=certificate_no,
        date_joined=at,
        password=password_hash or make_password(None),
    )
    user.save(force_insert=True)
    record("user.added", subject=user, by=by, at=at, data={"role": role, "office": office})
    return user


@transaction.atomic
def create_api_key(*, user: User, name: str, by: Person | None, at: datetime) -> str:
    """Make a key that acts as the user; the answer is the only place where it stands in clear."""
    secret = f"zt_{secrets.token_urlsafe(32)}"
    ApiKey(user=user, name=name, digest=digest_of(secret), created_at=at).save(force_insert=True)
    record("key.created", subject=user, by=by, at=at, data={"key": name})
    return secret


@transaction.atomic
def note_sign_in(*, user: User, at: datetime) -> None:
    """Write down that a person signed in."""
    record("user.signed_in", subject=user, by=user, at=at)


@transaction.atomic
def note_refused_sign_in(*, user: User, at: datetime) -> None:
    """Write down that somebody tried a known name with a wrong password."""
    record("user.sign_in_refused", subject=user, by=None, at=at)


def next_letter_number(*, office: Office, word: str, year: int) -> str:
    """The next number of a series, e.g. 穗知移〔2026〕3号: in order, and none used twice.

    The series' row is locked until the transaction ends, so that a rollback gives no gap.
    """
    series = f"{office.letter_word}{word}"
    LetterSequence.objects.get_or_create(series=series, year=year)
    row = LetterSequence.objects.select_for_update().get(series=series, year=year)
    row.last += 1
    row.save(update_fields=["last"])
    return f"{series}〔{year}〕{row.last}号"
