r"""How the hotline signs: HMAC-SHA256 over `timestamp\\nnonce\\nraw body`. Pure."""

import hashlib
import hmac

WINDOW_S = 300


def signature(secret: str, *, timestamp: str, nonce: str, body: bytes) -> str:
    """The hex signature of a push."""
    text = f"{timestamp}\n{nonce}\n".encode() + body
    return hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()


def is_signed(secret: str, given: str, *, timestamp: str, nonce: str, body: bytes) -> bool:
    """Whether the signature is right, compared in constant time."""
    right = signature(secret, timestamp=timestamp, nonce=nonce, body=body)
    return hmac.compare_digest(right.encode(), given.lower().encode())


def is_fresh(timestamp: str, now: float) -> bool:
    """Whether a Unix timestamp (seconds) lies within five minutes of now."""
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        return False
    return abs(int(timestamp) - now) <= WINDOW_S
