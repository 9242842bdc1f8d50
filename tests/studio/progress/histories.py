"""Sessions as the store gives them to progress."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from poise.store import SessionDigest
from poise.studio.activity.digest import encode_digest
from poise.studio.activity.done import DoneExercise, DoneSet
from poise.studio.activity.notes import SessionNotes
from poise.studio.progress.history import History, read_history

BERLIN = "Europe/Berlin"


def at(local: str, zone: str = BERLIN) -> int:
    """Return the instant, in milliseconds since 1970, of a clock on a wall."""
    return int(datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone)).timestamp() * 1000)


def done_set(
    key: str = "1", attempted: int = 10, accurate: int = 8, hold_s: float = 0.0, **more: Any
) -> DoneSet:
    """Return a set of ten repetitions, eight of them accurate."""
    return DoneSet(key, attempted, accurate, hold_s, **more)


def row(
    number: int,
    local: str,
    *sets: DoneSet,
    subject: str = "squat",
    score: float | None = 90.0,
    corrected: int | None = None,
    notes: Mapping[str, Any] | None = None,
) -> SessionDigest:
    """Return what the store gives of a session of one exercise that began at a time of day in Berlin."""
    done = DoneExercise(subject, score, sets or (done_set(),))
    digest = encode_digest([done], SessionNotes.read(notes or {}))
    return SessionDigest(f"session-{number:03d}", at(local), corrected, digest)


def history(*rows: SessionDigest, zone: str = BERLIN) -> History:
    """Return the history of a person in Berlin."""
    return read_history(rows, zone)
