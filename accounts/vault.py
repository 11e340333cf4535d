"""Sealing of what must not be read in a dump: AES-256-GCM, key by id, bound to its place. Pure.

A sealed value is `key id (8 bytes) || nonce (12) || ciphertext`. The associated data names the
table, the column and the row, so that a sealed value moved elsewhere does not open.
"""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
_ID, _NONCE = 8, 12


class Unopenable(Exception):
    """No known key opens this value at this place."""


def new_key() -> str:
    """Make a key for FIELD_KEYS: 32 random bytes in URL-safe base64."""
    return base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def read_key(text: str) -> bytes:
    """Read a key; raises ValueError when it is not 32 bytes."""
    key = base64.urlsafe_b64decode(text.strip())
    if len(key) != KEY_BYTES:
        message = "a field key is 32 bytes in URL-safe base64"
        raise ValueError(message)
    return key


def _key_id(key: bytes) -> bytes:
    return hashlib.sha256(b"zhitong key id" + key).digest()[:_ID]


def seal(value: Any, *, place: str, keys: Sequence[bytes]) -> bytes:  # noqa: ANN401 - any JSON
    """Seal a JSON value for one place, with the newest key."""
    return seal_bytes(json.dumps(value, ensure_ascii=False).encode(), place=place, keys=keys)


def seal_bytes(value: bytes, *, place: str, keys: Sequence[bytes]) -> bytes:
    """Seal bytes for one place, with the newest key."""
    nonce = secrets.token_bytes(_NONCE)
    return _key_id(keys[0]) + nonce + AESGCM(keys[0]).encrypt(nonce, value, place.encode())


def unseal(sealed: bytes, *, place: str, keys: Sequence[bytes]) -> Any:  # noqa: ANN401 - any JSON
    """Open a sealed JSON value; raises Unopenable."""
    return json.loads(unseal_bytes(sealed, place=place, keys=keys))


def unseal_bytes(sealed: bytes, *, place: str, keys: Sequence[bytes]) -> bytes:
    """Open sealed bytes; raises Unopenable."""
    sealed = bytes(sealed)
    for key in keys:
        if hmac.compare_digest(_key_id(key), sealed[:_ID]):
            nonce, body = sealed[_ID : _ID + _NONCE], sealed[_ID + _NONCE :]
            try:
                return AESGCM(key).decrypt(nonce, body, place.encode())
            except (InvalidTag, ValueError) as error:
                raise Unopenable(place) from error
    raise Unopenable(place)


def keyed_digest(value: bytes, *, purpose: str, keys: Sequence[bytes]) -> bytes:
    """HMAC-SHA256 under the oldest key: stays the same when newer keys are added in front."""
    return hmac.new(keys[-1], purpose.encode() + b"\0" + value, hashlib.sha256).digest()
