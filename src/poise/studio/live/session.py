"""A live session: a function of its items and its activity, and of nothing else."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from poise.errors import DamagedRecording
from poise.studio.activity.activity import Activity, ActivityEvent, LiveState, Mark, Outcome
from poise.studio.live.events import NumberedEvent
from poise.studio.live.items import Item


@dataclass(frozen=True, slots=True)
class PlacedMark:
    """What the person did, when, and how many frames came before it (None where only the time is known)."""

    mark: Mark
    time_s: float
    frames: int | None


class LiveSession:
    """Feed items, get events: the same items always give the same events, live, after a restart, or years later.

    It numbers items and events and checks that time goes on; what they mean is the activity's alone.

    Parameters
    ----------
    activity : Activity
        What is to be done, before its first observation.
    image_size : (int, int)
        Width and height of the camera's frames in pixels.

    Attributes
    ----------
    items : int
        How many were taken.
    events : list of NumberedEvent
        Everything that was said.
    time_s : float
        Of the last item.
    marks : list of PlacedMark
        What the person did, for recordings hold only what was seen.

    Examples
    --------
    >>> from poise.studio.activities import BUILT_IN
    >>> from poise.studio.coaching.plan import CoachingPlan
    >>> session = LiveSession(BUILT_IN.make(CoachingPlan(exercise="squat")), (640, 480))
    >>> session.finish().measures["attempted"]
    0.0
    """

    def __init__(self, activity: Activity, image_size: tuple[int, int]) -> None:
        self.items = 0
        self.events: list[NumberedEvent] = []
        self.time_s = 0.0
        self.marks: list[PlacedMark] = []
        self._frames = 0
        self._activity = activity
        self._image_size = image_size
        self._frame_s = -math.inf

    def take(self, item: Item) -> Sequence[NumberedEvent]:
        """Take the next item and return the events it led to, numbered from 0.

        Raises
        ------
        DamagedRecording
            If its time does not follow the one before; the session is as it was.
        """
        self._check_time(item)
        self.time_s = item.time_s
        known = len(self.events)
        if item.mark is not None:
            self.marks.append(PlacedMark(item.mark, item.time_s, self._frames))
            self._number(self._activity.mark(item.mark, item.time_s))
        else:
            self._frame_s = item.time_s
            self._frames += 1
            self._number(self._activity.observe(item.observation(self._image_size)))
        self.items += 1
        return self.events[known:]

    def take_all(self, items: Iterable[Item]) -> None:
        """Take many items, to be again where a session was."""
        for item in items:
            self.take(item)

    def finish(self) -> Outcome:
        """End the session and return what came out; nothing may be taken afterwards."""
        outcome = self._activity.finish()
        self._number(outcome.events)
        return outcome

    @property
    def state(self) -> LiveState:
        """The state of the moment, for the screen."""
        return self._activity.state

    def _check_time(self, item: Item) -> None:
        if item.time_s < self.time_s or (item.mark is None and item.time_s <= self._frame_s):
            raise DamagedRecording(
                f"The live message cannot be read: {item.time_s:.3f} s does not follow {self.time_s:.3f} s; "
                "please load the page again."
            )

    def _number(self, events: Iterable[ActivityEvent]) -> None:
        for event in events:
            self.events.append(NumberedEvent(number=len(self.events), item=self.items, event=event))
