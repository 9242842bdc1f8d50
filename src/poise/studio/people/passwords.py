"""Passwords: argon2id, a few at a time, and the same work for people who do not exist."""

from __future__ import annotations

import asyncio
import re
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from poise.errors import RequestError
from poise.studio.people.guesses import estimate_guesses
from poise.studio.people.secret import new_secret

SHORTEST, LONGEST = 10, 256
_MIN_GUESSES = 10**8  # zxcvbn's "safely unguessable" (score 3), for hashes that are as slow as ours
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
        If it is too short, too long, or easy to guess for whoever knows the name.
    """
    if len(password) < SHORTEST:
        raise RequestError(f"The password is too short; take at least {SHORTEST} characters.")
    if len(password) > LONGEST:
        raise RequestError(f"The password is too long; take at most {LONGEST} characters.")
    if is_easy_to_guess(password, name):
        raise RequestError(
            "The password is easy to guess; take another one, for instance four words that do not belong together."
        )
    return password


def is_easy_to_guess(password: str, name: str) -> bool:
    """Whether a guesser who knows common passwords, words, the person's name and this product's finds a password.

    How the guesses are counted, and how far that reaches, says `estimate_guesses`.
    """
    return estimate_guesses(password, _words_of(name)) < _MIN_GUESSES


def _words_of(name: str) -> list[str]:
    """Return the name, its parts, and what it is without what stands between them."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    bare = "".join(one for one in unicodedata.normalize("NFD", plain) if not unicodedata.combining(one))
    found: list[str] = []
    for written in (plain, bare):
        parts = re.findall(r"\w+", written)
        found += [written, *parts, "".join(parts), "".join(reversed(parts))]
    return list(dict.fromkeys(one for one in found if one))


def _normal(password: str) -> str:
    return unicodedata.normalize("NFC", password)
