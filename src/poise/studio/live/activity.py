"""What every activity is: observations and marks in, events out, an outcome in the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from poise.pose import Observation, Part
from poise.studio.live.items import Mark

if TYPE_CHECKING:
    from poise.studio.live.events import ActivityEvent, LiveState, SessionDetails


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

    needs: frozenset[Part]
    """What has to be estimated."""

    def observe(self, seen: Observation) -> Sequence[ActivityEvent]:
        """Take what was seen in the next frame, and return what happened."""

    def mark(self, mark: Mark, time_s: float) -> Sequence[ActivityEvent]:
        """Take what the person did: a set begins or ends, a pause."""

    @property
    def state(self) -> LiveState:
        """The state of the moment, for the screen; the newest wins."""

    def finish(self) -> Outcome:
        """End everything and return what came out; nothing may be taken afterwards."""
