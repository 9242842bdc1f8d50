"""What every activity is: observations and marks in, events out, an outcome in the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol

from poise.pose import Observation
from poise.studio.results import Result, SessionDetails


class Mark(IntEnum):
    """What the person did between two frames; an activity ignores those that mean nothing to it."""

    SET_ENDS = 1
    SET_BEGINS = 2
    PAUSE = 3
    GO_ON = 4
    SKIP = 5
    REPEAT = 6
    FINISH = 7
    MORE_REST = 8


class Plan(Result):
    """What somebody set out to do; each activity has a plan of its own, told apart by `kind`."""

    kind: str


class ActivityEvent(Result):
    """Something that happened; each kind of event has a model of its own.

    Parameters
    ----------
    time_s : float
        When, in the time of the session.
    """

    kind: str
    time_s: float


class LiveState(Result):
    """The state of the moment, for the screen; each activity has one of its own.

    Parameters
    ----------
    phase : str
        ``"resting"`` between sets; the other phases are the activity's own.
    paused : bool
        Whether the person paused.
    """

    kind: str
    phase: str
    paused: bool


@dataclass(frozen=True)
class Outcome:
    """What came out of an activity.

    Parameters
    ----------
    score : float or None
        0..100, None where nothing could be judged.
    measures : mapping of str to float
        Numbers for lists and progress, by names such as ``"attempted"`` and ``"hold_s"``.
    details : SessionDetails
        The whole result.
    events : sequence of ActivityEvent
        What was said at the very end, such as that the last set is over.
    """

    score: float | None
    measures: Mapping[str, float]
    details: SessionDetails
    events: Sequence[ActivityEvent] = ()


class Activity(Protocol):
    """Something to do before a camera: what it says depends on what it was given, and on nothing else."""

    def observe(self, seen: Observation) -> Sequence[ActivityEvent]:
        """Take what was seen in the next frame, and return what happened."""

    def mark(self, mark: Mark, time_s: float) -> Sequence[ActivityEvent]:
        """Take what the person did: a set begins or ends, a pause."""

    @property
    def state(self) -> LiveState:
        """The state of the moment, for the screen; the newest wins."""

    def finish(self) -> Outcome:
        """End everything and return what came out; nothing may be taken afterwards."""
