"""Records to put into a store."""

from __future__ import annotations

from typing import Any

from poise.store import Account, Role, Session, SessionKind, SessionState


def account(number: int = 1, **changes: Any) -> Account:
    """Return an account; another number is another person."""
    known = {
        "identifier": f"account-{number}",
        "name": f"Person {number}",
        "role": Role.MEMBER,
        "password_hash": "hash",
        "created_ms": 1_700_000_000_000,
    }
    return Account(**{**known, **changes})


def session(number: int = 1, **changes: Any) -> Session:
    """Return a finished session; a larger number is a later one."""
    known = {
        "identifier": f"session-{number:06}",
        "account": "account-1",
        "kind": SessionKind.COACHING,
        "subject": "squat",
        "state": SessionState.FINISHED,
        "started_ms": 1_700_000_000_000 + number * 60_000,
        "day": "2023-11-14",
        "measures": {"attempted": 10.0, "accurate": 8.0},
        "score": 90.0,
    }
    return Session(**{**known, **changes})
