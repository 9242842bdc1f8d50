"""Work that a worker does for a person, and how far it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from poise.store.records import Json


class JobState(StrEnum):
    """Where a job stands; the last three are final, until somebody asks for it again."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_final(self) -> bool:
        """Whether nothing more happens by itself."""
        return self not in UNFINISHED


UNFINISHED = (JobState.QUEUED, JobState.RUNNING)
"""The states from which a worker goes on."""


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work in the queue.

    Parameters
    ----------
    identifier : str
        UUIDv7, so that the order of identifiers is the order in which jobs were asked for.
    account : str
        Whose it is.
    kind : str
        What is to be done, such as ``coach-film``.
    state : JobState
        Where it stands.
    request : Json
        What its kind needs to know.
    title : str
        What people know it by: the name of a file.
    created_ms, started_ms, ended_ms : int
        UTC; 0 while it has not started (the latest attempt counts) or ended.
    attempt : int
        How many times it was begun; 0 before the first.
    worker : str
        Who runs it, "" unless it is running.
    lease_ms : int
        Until when that worker may be trusted to be alive; 0 unless it is running.
    progress : Json
        ``{"part": 0..1, "per_s": frames per second, "left_s": seconds or None}``, empty before the first frame.
    failure : str
        Why it failed, one sentence.
    sessions : tuple of str
        The sessions that came out of it.
    result : Json
        What came out of it beside sessions, as its kind says.
    rev : int
        Grows with every change.
    """

    identifier: str
    account: str
    kind: str
    state: JobState
    created_ms: int
    request: Json = field(default_factory=dict)
    title: str = ""
    started_ms: int = 0
    ended_ms: int = 0
    attempt: int = 0
    worker: str = ""
    lease_ms: int = 0
    progress: Json = field(default_factory=dict)
    failure: str = ""
    sessions: tuple[str, ...] = ()
    result: Json = field(default_factory=dict)
    rev: int = 0

    @property
    def key(self) -> str:
        """What tells it from all others of its kind."""
        return self.identifier
