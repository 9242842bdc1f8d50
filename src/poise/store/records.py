"""The records of the store, plain and frozen; times are UTC, in whole milliseconds since 1970."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeVar

Json = Mapping[str, Any]
"""A JSON object without NaN and without arrays inside arrays, which not every back end can hold."""

Record = TypeVar("Record")

ATTEMPTED, ACCURATE = "attempted", "accurate"
"""The measures that a person's own count of accurate repetitions stands for."""


class StoredRecord(Protocol):
    """Anything that a facet of the store keeps: a frozen dataclass with a key."""

    @property
    def key(self) -> str:
        """What tells it from all others of its kind."""


class SessionState(StrEnum):
    """An open session still grows; an abandoned one was closed by the sweeper."""

    OPEN = "open"
    FINISHED = "finished"
    ABANDONED = "abandoned"


@dataclass(frozen=True, slots=True)
class Session:
    """One training set or series, or one comparison.

    Parameters
    ----------
    identifier : str
        UUIDv7, made by the browser for a live session.
    account : str
        Whose it is.
    kind : str
        What it was, such as ``"coaching"``; the store knows no kinds.
    subject : str
        The exercise's identifier, or the reference's name.
    state : SessionState
        Open, finished or abandoned.
    started_ms, ended_ms : int
        UTC; ``ended_ms`` is 0 while open.
    day : str
        ``"2026-11-23"``: the local day of the start in the person's zone, reduced at write time.
    duration_s : float
        Length.
    measures : mapping of str to float
        What was counted and measured, by names such as ``attempted``, ``accurate`` (repetitions) and ``hold_s``; sums
        of days are made of these. In a session of several parts each has its own, named as ``squat/attempted``, which
        count as `attempted` of that subject. Of these ``squat/sessions`` is 1, ``squat/score`` the part's score, and
        ``squat/scored`` 1 if it has one.
    score : float or None
        0-100, None where nothing could be judged.
    corrected : int or None
        The person's own count of accurate repetitions, kept beside ours.
    notes : str
        The person's words.
    deleted_ms : int
        0, or when it was put aside; the sweeper removes it for good after the time for undoing.
    details : Json
        The whole result as the use case gave it.
    rev : int
        Grows with every change.
    engine : int
        Which version of the analysis judged it; 0 where that is not known.
    film : str
        The name of the film that it was made from, "" for one that was live.
    judged_from : str
        The session whose recording was judged again, "" for all others.
    superseded_by : str
        The session in which this one's recording was judged again, "" while its own result counts. It is left out of
        progress then.
    digest: str
        What progress shows of it, in few characters, as its use case wrote it; "" where that was not done yet.
    """

    identifier: str
    account: str
    kind: str
    subject: str
    state: SessionState
    started_ms: int
    day: str
    ended_ms: int = 0
    duration_s: float = 0.0
    measures: Mapping[str, float] = field(default_factory=dict)
    score: float | None = None
    corrected: int | None = None
    notes: str = ""
    deleted_ms: int = 0
    details: Json = field(default_factory=dict)
    rev: int = 0
    engine: int = 0
    film: str = ""
    judged_from: str = ""
    superseded_by: str = ""
    digest: str = ""

    @property
    def key(self) -> str:
        """What tells it from all others of its kind."""
        return self.identifier

    @property
    def counted(self) -> Mapping[str, float]:
        """Return the measures that are shown and summed.

        A person's own count of accurate repetitions stands for ours. What we overlooked was attempted, too: nobody is
        told 7 of 6. `frontend/src/lib/count.ts` follows the same rule.
        """
        if self.corrected is None:
            return self.measures
        attempted = max(self.measures.get(ATTEMPTED, 0.0), self.corrected)
        return {**self.measures, ATTEMPTED: attempted, ACCURATE: float(self.corrected)}


@dataclass(frozen=True, slots=True)
class SessionFilter:
    """Which sessions a list shows; empty means all.

    `words` are looked for in subject, notes and the name of the film. `is_current` leaves out those whose recording was
    judged again.
    """

    kind: str = ""
    subject: str = ""
    first_day: str = ""
    last_day: str = ""
    words: str = ""
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class Page(Generic[Record]):
    """Some records, newest first, and the key from which the next page goes on ("" at the end)."""

    records: tuple[Record, ...]
    next_key: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """The sums of one day and subject.

    Parameters
    ----------
    day, subject : str
        Of what.
    sessions : int
        How many there were, sessions in which it was a part among them.
    score_sum : float
        Of the scores of those that have one.
    scored : int
        How many have one.
    measures : mapping of str to float
        The sum of each measure, as `Session.counted` gives it.
    """

    day: str
    subject: str
    sessions: int
    score_sum: float
    scored: int
    measures: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class SessionDigest:
    """What progress shows of a finished session, read from an index; the fields are those of `Session`."""

    identifier: str
    started_ms: int
    corrected: int | None
    digest: str


@dataclass(frozen=True, slots=True)
class Usage:
    """How much an account keeps.

    Parameters
    ----------
    sessions : int
        Those put aside among them.
    open_sessions : int
        Those of them that were not finished.
    bytes : int
        Of their streams, recordings and pictures, about.
    """

    sessions: int
    open_sessions: int
    bytes: int


@dataclass(frozen=True, slots=True)
class LogEntry:
    """Something that happened in a session: started, tracking lost, resumed, corrected."""

    number: int
    at_ms: int
    name: str
    details: Json = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SavedPose:
    """A reference that a person saved: landmarks, never a picture."""

    identifier: str
    account: str
    name: str
    created_ms: int
    notes: str = ""
    details: Json = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What tells it from all others of its kind."""
        return self.identifier


@dataclass(frozen=True, slots=True)
class StreamPart:
    """Some items of an open session's stream."""

    session: str
    first: int
    count: int
    data: bytes

    @property
    def key(self) -> str:
        """What tells it from all others of its kind."""
        return f"{self.session}|{self.first:09d}"


@dataclass(frozen=True, slots=True)
class Recording:
    """A finished session's recording in its chunks."""

    session: str
    chunks: tuple[bytes, ...]

    @property
    def key(self) -> str:
        """What tells it from all others of its kind."""
        return self.session


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a session."""

    session: str
    name: str
    data: bytes

    @property
    def key(self) -> str:
        """What tells it from all others of its kind."""
        return f"{self.session}|{self.name}"


@dataclass(frozen=True, slots=True)
class LogLine:
    """A log entry with its session."""

    session: str
    entry: LogEntry

    @property
    def key(self) -> str:
        """What tells it from all others of its kind."""
        return f"{self.session}|{self.entry.number:09d}"
