"""All sessions of a person as columns of numbers, so that years of them are added up in milliseconds."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, tzinfo
from typing import Any

import numpy as np
from numpy.typing import NDArray

from poise.store import SessionDigest
from poise.studio.activity.digest import Part, is_present
from poise.studio.clock import zone_of

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_NAMES = [one.name for one in fields(Part)]
NUMBERS = tuple(_NAMES[1:-1])
"""The columns of numbers of a `Part`: all but its subject and its faults."""


@dataclass(frozen=True, slots=True)
class History:
    """One row for each exercise of each session, oldest first.

    Parameters
    ----------
    sessions : sequence of str
        Identifier of the session of each row.
    started_ms : array of int, shape (rows,)
        When it began.
    days : array of int, shape (rows,)
        The day on which it began where the person is: `datetime.date.toordinal`.
    subjects : sequence of str
        The exercise of each row.
    columns : mapping of str to array of float, shape (rows,)
        The numbers of `Part` by name, NaN where it has none; a person's own count stands in the place of ours.
    faults : sequence of mapping of str to int
        How many repetitions had which fault.
    """

    sessions: Sequence[str]
    started_ms: Integers
    days: Integers
    subjects: Sequence[str]
    columns: Mapping[str, Floats]
    faults: Sequence[Mapping[str, int]]

    def __len__(self) -> int:
        return len(self.sessions)

    def __getitem__(self, name: str) -> Floats:
        return self.columns[name]

    def where(self, mask: NDArray[np.bool_]) -> History:
        """Return the rows for which the mask, of shape (rows,), is true."""
        kept = np.flatnonzero(mask).tolist()
        return History(
            [self.sessions[row] for row in kept],
            self.started_ms[mask],
            self.days[mask],
            [self.subjects[row] for row in kept],
            {name: column[mask] for name, column in self.columns.items()},
            [self.faults[row] for row in kept],
        )

    def of_subject(self, subject: str) -> History:
        """Return the rows of one exercise; all rows where none is given."""
        return self.where(np.array(self.subjects, object) == subject) if subject else self

    def of_session(self, session: str) -> History:
        """Return the rows of one session; all rows where none is given."""
        return self.where(np.array(self.sessions, object) == session) if session else self

    def between(self, first: int, last: int) -> History:
        """Return the rows from one day to another, both included."""
        return self.where((self.days >= first) & (self.days <= last))


def read_history(rows: Sequence[SessionDigest], zone: str) -> History:
    """Return the history of a person who lives by the clock of an IANA time zone; UTC where it is unknown.

    Rows whose digest this version did not make are left out.
    """
    present = [row for row in rows if is_present(row.digest)]
    # Read as one list: it takes half the time of as many small ones.
    digests: list[list[Any]] = json.loads(f"[{','.join(row.digest for row in present)}]")
    place = zone_of(zone)
    sessions: list[str] = []
    started_ms: list[int] = []
    days: list[int] = []
    corrected: list[int | None] = []
    parts: list[list[Any]] = []
    for row, digest in zip(present, digests, strict=True):
        count = len(digest) - 1
        parts += digest[1:]
        sessions += [row.identifier] * count
        started_ms += [row.started_ms] * count
        days += [day_of(row.started_ms, place)] * count
        corrected += [row.corrected] * count
    return History(
        sessions,
        np.array(started_ms, np.int64),
        np.array(days, np.int64),
        [part[0] for part in parts],
        _columns(parts, corrected),
        [part[-1] for part in parts],
    )


def day_of(at_ms: int, zone: tzinfo) -> int:
    """Return the day (`datetime.date.toordinal`) of an instant in a time zone."""
    return datetime.fromtimestamp(at_ms / 1000, zone).toordinal()


def week_of(days: Integers) -> Integers:
    """Return the Monday of the week of each day."""
    return days - (days - 1) % 7  # day 1 was a Monday


def _columns(parts: list[list[Any]], corrected: list[int | None]) -> dict[str, Floats]:
    table = np.array([part[1:-1] for part in parts], float).reshape(len(parts), len(NUMBERS))
    columns = {name: table[:, index].copy() for index, name in enumerate(NUMBERS)}
    _take_corrections(columns, np.array(corrected, float))
    return columns


def _take_corrections(columns: dict[str, Floats], corrected: Floats) -> None:
    """Put a person's own count of accurate repetitions in the place of ours; the rule is that of `Session.counted`."""
    is_corrected = ~np.isnan(corrected)
    accurate = np.where(is_corrected, corrected, columns["accurate"])
    attempted = np.fmax(columns["attempted"], np.where(is_corrected, corrected, 0.0))
    more_kg = np.nan_to_num(columns["weight_kg"]) * (attempted - columns["attempted"])
    columns |= {"accurate": accurate, "attempted": attempted, "volume_kg": columns["volume_kg"] + more_kg}
