"""Questions about people."""

import hashlib

from accounts.choices import Role
from accounts.models import ApiKey, Office, User


def digest_of(secret: str) -> str:
    """What is kept of a key."""
    return hashlib.sha256(secret.encode()).hexdigest()


def user_of_key(secret: str) -> User | None:
    """The active user a key acts as, in one statement; None for an unknown or revoked key."""
    key = (
        ApiKey.objects.select_related("user")
        .filter(digest=digest_of(secret), revoked_at=None, user__is_active=True)
        .first()
    )
    return key.user if key else None


def officers_named(usernames: list[str], office: str) -> list[User]:
    """The active officers of an office among these user names, in the order given."""
    found = {
        u.username: u
        for u in User.objects.filter(
            username__in=usernames, office=office, role=Role.OFFICER, is_active=True
        )
    }
    return [found[name] for name in usernames if name in found]


def officers_of(office: str) -> list[User]:
    """The active officers of one office, by name."""
    return list(
        User.objects.filter(office=office, role=Role.OFFICER, is_active=True).order_by("username")
    )


def offices() -> list[Office]:
    """All offices, the city first."""
    return list(Office.objects.all())
