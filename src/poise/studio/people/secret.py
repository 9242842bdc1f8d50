"""Secrets that browsers and links carry: random, opaque, and known to the store by their hash alone."""

from __future__ import annotations

import hashlib
import secrets

from poise.studio.clock import now_ms

_BYTES = 32  # 256 bits


def new_secret() -> str:
    """Return a new secret, safe in addresses and cookies."""
    return secrets.token_urlsafe(_BYTES)


def hash_of(secret: str) -> str:
    """Return the SHA-256 of a secret in hexadecimal; it has so much chance in it that no salt is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def new_identifier() -> str:
    """Return a UUIDv7 (RFC 9562, section 5.7): 48 bits of milliseconds, then chance."""
    number = (now_ms() << 80) | secrets.randbits(80)
    number = number & ~(0xF << 76) | (0x7 << 76)
    number = number & ~(0x3 << 62) | (0x2 << 62)
    digits = f"{number:032x}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
