"""Records to put into a store."""

from __future__ import annotations

from typing import Any

from poise.store import Account, Job, JobState, OwnExercise, OwnProgramme, Role, Session, SessionState, Upload


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
        "kind": "coaching",
        "subject": "squat",
        "state": SessionState.FINISHED,
        "started_ms": 1_700_000_000_000 + number * 60_000,
        "day": "2023-11-14",
        "measures": {"attempted": 10.0, "accurate": 8.0},
        "score": 90.0,
    }
    return Session(**{**known, **changes})


def job(number: int = 1, **changes: Any) -> Job:
    """Return a queued job; a larger number is a later one."""
    known = {
        "identifier": f"job-{number:06}",
        "account": "account-1",
        "kind": "coach-film",
        "state": JobState.QUEUED,
        "created_ms": 1_700_000_000_000 + number,
        "request": {"upload": "upload-000001", "exercise": None},
        "title": "squat.mp4",
    }
    return Job(**{**known, **changes})


def upload(number: int = 1, **changes: Any) -> Upload:
    """Return an upload of which nothing was sent yet; a larger number is a later one."""
    known = {
        "identifier": f"upload-{number:06}",
        "account": "account-1",
        "name": "squat.mp4",
        "size": 1000,
        "created_ms": 1_700_000_000_000 + number,
        "expires_ms": 1_700_000_900_000,
    }
    return Upload(**{**known, **changes})


def programme(number: int = 1, **changes: Any) -> OwnProgramme:
    """Return a programme of one's own."""
    known = {
        "identifier": f"programme-{number:06}",
        "account": "account-1",
        "name": f"Morning {number}",
        "created_ms": 1_700_000_000_000 + number,
        "text": 'id = "morning"\n',
    }
    return OwnProgramme(**{**known, **changes})


def exercise(number: int = 1, **changes: Any) -> OwnExercise:
    """Return an exercise of one's own."""
    known = {
        "identifier": f"exercise-{number:06}",
        "account": "account-1",
        "name": f"Step touch {number}",
        "created_ms": 1_700_000_000_000 + number,
        "text": 'id = "step-touch"\n',
        "demonstration": "{}",
    }
    return OwnExercise(**{**known, **changes})
