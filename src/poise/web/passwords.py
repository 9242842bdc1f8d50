"""Passwords: argon2id, a few at a time, and the same work for people who do not exist."""

from __future__ import annotations

import asyncio
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from poise.errors import RequestError
from poise.web.secret import new_secret

SHORTEST, LONGEST = 10, 256
_LONGEST_NAME = 64
_AT_ONCE = 2  # each takes 19 MiB and a core


class Passwords:
    """Hash and check passwords: 19 MiB, two passes, one lane, as OWASP's cheat sheet on password storage advises."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
        self._turn = asyncio.Semaphore(_AT_ONCE)
        self._nobody = ""

    async def hashed(self, password: str) -> str:
        """Return the hash of a password in the PHC string format."""
        async with self._turn:
            return await asyncio.to_thread(self._hasher.hash, _normal(password))

    async def is_right(self, known: str | None, password: str) -> bool:
        """Whether a password belongs to a hash; None, for nobody, takes as long and is wrong."""
        if known is None and not self._nobody:
            self._nobody = await self.hashed(new_secret())
        async with self._turn:
            fits = await asyncio.to_thread(self._fits, known or self._nobody, _normal(password))
        return fits and known is not None

    def is_outdated(self, known: str) -> bool:
        """Whether a hash was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(known)

    def _fits(self, known: str, password: str) -> bool:
        try:
            return self._hasher.verify(known, password)
        except (VerificationError, InvalidHashError):
            return False


def checked_password(password: str, name: str) -> str:
    """Return a new password as it is.

    Raises
    ------
    RequestError
        If it is too short, too long, or the name.
    """
    if len(password) < SHORTEST:
        raise RequestError(f"The password is too short; take at least {SHORTEST} characters.")
    if len(password) > LONGEST:
        raise RequestError(f"The password is too long; take at most {LONGEST} characters.")
    if _normal(password).casefold() == name.casefold() or len(set(password)) < 4:
        raise RequestError("The password is too easy to guess; take another one.")
    return password


def checked_name(name: str) -> str:
    """Return a name as it is kept.

    Raises
    ------
    RequestError
        If it is empty, too long, or has characters that cannot be seen.
    """
    tidy = " ".join(unicodedata.normalize("NFKC", name).split())
    if not tidy:
        raise RequestError("The name is empty; take one that you will remember.")
    if len(tidy) > _LONGEST_NAME:
        raise RequestError(f"The name is too long; take at most {_LONGEST_NAME} characters.")
    if not tidy.isprintable():
        raise RequestError("The name has characters that cannot be seen; take others.")
    return tidy


def _normal(password: str) -> str:
    return unicodedata.normalize("NFC", password)
