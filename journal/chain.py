"""How one event is tied to the one before it: pure, so that anyone can recompute it."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

GENESIS = "0" * 64


def digest(
    *,
    previous: str,
    matter: str,
    seq: int,
    verb: str,
    subject: str,
    number: str,
    actor: int | None,
    occurred_at: datetime,
    reason: str,
    data: dict[str, Any],
    request_id: str,
) -> str:
    """SHA-256 (hex) over the previous hash and every part of the event, in canonical JSON."""
    instant = occurred_at.astimezone(UTC).isoformat(timespec="microseconds")
    parts = [
        previous,
        matter,
        seq,
        verb,
        subject,
        number,
        actor,
        instant,
        reason,
        data,
        request_id,
    ]
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
