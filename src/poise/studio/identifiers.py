"""Identifiers of records."""

from __future__ import annotations

import hashlib
import secrets

from poise.studio.clock import now_ms


def new_identifier() -> str:
    """Return a UUIDv7 (RFC 9562, section 5.7): 48 bits of milliseconds, then chance."""
    return _written(now_ms(), secrets.randbits(80))


def derive_identifier(identifier: str, number: int | str = 0) -> str:
    """Return the UUIDv7 of something that is made from something else, so that to make it again makes the same.

    Parameters
    ----------
    identifier : str
        A UUIDv7, whose time is taken over.
    number : int or str
        Tells apart what is made of the same.

    Examples
    --------
    >>> derive_identifier("0199c000-0000-7000-8000-000000000001")
    '0199c000-0000-7a0f-a404-2035c9faae42'
    """
    digest = hashlib.sha256(f"{identifier}|{number}".encode()).digest()
    at_ms = int(identifier.replace("-", "")[:12], 16)
    return _written(at_ms, int.from_bytes(digest[:10], "big"))


def _written(at_ms: int, chance: int) -> str:
    number = (at_ms << 80) | chance
    number = number & ~(0xF << 76) | (0x7 << 76)
    number = number & ~(0x3 << 62) | (0x2 << 62)
    digits = f"{number:032x}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
