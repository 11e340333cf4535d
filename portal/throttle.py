"""Guessing costs time: ten wrong tries an hour for one number, and for one address."""

import hashlib
import ipaddress

from django.core.cache import cache

MOST = 10
HOUR_S = 3600


def address_of(remote: str) -> str:
    """What counts as one address: an IPv6 network of 64 bits is one household."""
    try:
        address = ipaddress.ip_address(remote)
    except ValueError:
        return remote
    if address.version == 6:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


class Tries:
    """The wrong tries of the last hour, for one number and from one address.

    A try is counted before it is looked at and given back when it was right, so that many at
    once are no more than ten either.
    """

    def __init__(self, *, number: str, remote: str) -> None:
        """Name the counters; neither the number nor the address stands in the cache in clear."""
        self.keys = [_key("number", number), _key("address", address_of(remote))]

    def begin(self, *, now: float) -> int:
        """Count a try; gives 0, or the seconds to wait (epoch seconds in, both counters asked)."""
        waits = [_count(key, now) for key in self.keys]
        return max(waits)

    def forgive(self) -> None:
        """It was a right one."""
        for key in self.keys:
            try:
                cache.decr(key)
            except ValueError:
                continue  # the hour is over


def _key(kind: str, value: str) -> str:
    return f"portal.status.{kind}.{hashlib.sha256(value.encode()).hexdigest()}"


def _count(key: str, now: float) -> int:
    until: float = cache.get_or_set(f"{key}.until", now + HOUR_S, HOUR_S) or now + HOUR_S
    cache.add(key, 0, HOUR_S)
    try:
        tries = cache.incr(key)
    except ValueError:
        cache.set(key, 1, HOUR_S)
        tries = 1
    return max(1, int(until - now)) if tries > MOST else 0
