"""The records of who may do what: accounts, their sign-ins and links, and what they did.

Times are UTC, in whole milliseconds since 1970.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from poise.store.records import Json

TERMINAL = "terminal"
"""Who acts where no account does: a command of the terminal. No account has such an identifier."""


class Role(StrEnum):
    """What an account may do."""

    MEMBER = "member"
    COACH = "coach"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Goal:
    """What somebody wants to do each week: an amount of a measure, in one exercise or in all ("")."""

    subject: str
    measure: str
    amount: int


@dataclass(frozen=True, slots=True)
class Profile:
    """What a person chose for themselves; `time_zone` is an IANA name, it decides to which day a session belongs."""

    display_name: str = ""
    time_zone: str = "UTC"
    language: str = "en"
    level: str = "standard"
    goals: tuple[Goal, ...] = ()

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Profile:
        """Return a profile as it was kept; choices that an older Poise offered and this one does not are left out."""
        known = {name: value for name, value in kept.items() if name in cls.__dataclass_fields__}
        return cls(**{**known, "goals": tuple(Goal(**one) for one in kept.get("goals", ()))})


@dataclass(frozen=True, slots=True)
class Account:
    """A person who signs in.

    Parameters
    ----------
    identifier : str
        UUIDv7.
    name : str
        What is typed at sign-in; unique without regard to case (``name.casefold()`` after NFKC).
    role : Role
        What it may do.
    password_hash : str
        argon2id in the PHC string format; never leaves the web application.
    created_ms : int
        When.
    profile : Profile
        The person's own choices.
    is_disabled : bool
        Whether sign-in is refused.
    rev : int
        Grows with every change; a change that names an old one is refused.
    """

    identifier: str
    name: str
    role: Role
    password_hash: str
    created_ms: int
    profile: Profile = field(default_factory=Profile)
    is_disabled: bool = False
    rev: int = 0

    @property
    def key(self) -> str:
        """What tells it from all others of its kind."""
        return self.identifier

    @property
    def is_administrator(self) -> bool:
        """Whether it may administer the studio: it has the role and is not locked."""
        return self.role is Role.ADMIN and not self.is_disabled


@dataclass(frozen=True, slots=True)
class SignIn:
    """A signed-in browser: the SHA-256 of its token (hex), never the token."""

    token_hash: str
    account: str
    created_ms: int
    seen_ms: int
    expires_ms: int
    user_agent: str = ""

    @property
    def key(self) -> str:
        """What tells it from all others of its kind."""
        return self.token_hash


class LinkKind(StrEnum):
    """What a one-time link is for."""

    SETUP = "setup"
    INVITATION = "invitation"
    RESET = "reset"


@dataclass(frozen=True, slots=True)
class OneTimeLink:
    """A one-time link.

    Parameters
    ----------
    token_hash : str
        The SHA-256 of its secret (hex), never the secret.
    kind : LinkKind
        What it is for.
    expires_ms : int
        From when on it is void.
    role : Role
        What the invited person may do.
    account : str
        Whose password it resets, else "".
    maker : str
        The account that made it, `TERMINAL` for a command, "" where an older version kept it.
    created_ms : int
        When; 0 where an older version kept it.
    """

    token_hash: str
    kind: LinkKind
    expires_ms: int
    role: Role = Role.MEMBER
    account: str = ""
    maker: str = ""
    created_ms: int = 0

    @property
    def key(self) -> str:
        """What tells it from all others of its kind."""
        return self.token_hash


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Something security-relevant; `identifier` is a UUIDv7, so that time orders it."""

    identifier: str
    at_ms: int
    actor: str
    action: str
    subject: str = ""
    details: Json = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What tells it from all others of its kind."""
        return self.identifier
