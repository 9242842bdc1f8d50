"""Secrets that browsers and links carry: random, opaque, and known to the store by their hash alone."""

from __future__ import annotations

import hashlib
import secrets

_BYTES = 32  # 256 bits


def new_secret() -> str:
    """Return a new secret, safe in addresses and cookies."""
    return secrets.token_urlsafe(_BYTES)


def hash_of(secret: str) -> str:
    """Return the SHA-256 of a secret in hexadecimal; it has so much chance in it that no salt is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()
