"""One set of a training, from its announcement to its end."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import Literal

from poise.analysis.repetition import Engine, Exercise, Kind, SetSummary
from poise.pose import Observation, Part
from poise.studio.coaching.results import CoachingEvent, UnfinishedEvent, coaching_event
from poise.studio.coaching.session_results import CoachingState
from poise.studio.training.plan import TrainingStep

COUNTDOWN_S = 3.0
"""Between the start position and the first second of a set that is worked by time: 3, 2, 1."""
_LONGEST_GAP_S = 1.0  # more without a frame was not work that anybody saw

# How long somebody may try without reaching the target: kindly long, and never for ever. Twice as many repetitions
# as wanted, and at least four more; 15 s for each repetition (a slow one takes 10 s); three times as long as is to be
# held.
_TRIES = 2
_MORE_TRIES = 4
_REPETITION_S = 15.0
_TIMES_AS_LONG = 3.0
_GRACE_S = 60.0


class SetUnderWay:
    """Count, judge and time one set; it ends when its target is reached, or was tried for long enough.

    Parameters
    ----------
    exercise : Exercise
        What is done.
    step : TrainingStep
        How much of it.

    Attributes
    ----------
    is_armed : bool
        Whether the start position was taken since the set was announced.
    """

    def __init__(self, exercise: Exercise, step: TrainingStep) -> None:
        self.exercise, self.step = exercise, step
        self.is_armed = False
        self._engine = Engine(exercise, step.level)
        self._unfinished = 0
        self._present_s = 0.0  # seen since the start position was taken
        self._trying_s = 0.0  # seen since it was announced
        self._seen_s = math.nan

    @property
    def countdown_s(self) -> float:
        """How long after the start position the seconds run."""
        return COUNTDOWN_S if self._is_timed else 0.0

    @property
    def worked_s(self) -> float:
        """Seconds worked, where the target is so many seconds of repetitions."""
        return max(0.0, self._present_s - COUNTDOWN_S) if self._is_timed else 0.0

    @property
    def is_reached(self) -> bool:
        """Whether the target is reached."""
        live, target = self._engine.live, self.step.target
        if target.repetitions is not None:
            return live.attempted >= target.repetitions
        if target.accurate is not None:
            return live.accurate >= target.accurate
        return (self.worked_s if self._is_timed else live.hold_s) >= (target.seconds or 0.0)

    @property
    def ended(self) -> Literal["reached", "limit", ""]:
        """How it has ended by itself; "" while it goes on."""
        if self.is_reached:
            return "reached"
        return "limit" if self._is_tried_enough else ""

    @property
    def is_begun(self) -> bool:
        """Whether anything of it was done."""
        live = self._engine.live
        return bool(live.attempted or self._unfinished or live.hold_s or self.worked_s)

    def observe(self, seen: Observation) -> Sequence[CoachingEvent]:
        """Take what was seen next, and return what the engine says of it."""
        said = [coaching_event(event) for event in self._engine.update(seen.pose(Part.BODY))]
        self._unfinished += sum(isinstance(event, UnfinishedEvent) for event in said)
        self._take_time(seen)
        if not self.is_armed and self._is_in_position:
            self.is_armed = True
        return said

    def pause(self) -> None:
        """Take it that nobody is looked at until the next observation."""
        self._engine.pause()
        self._seen_s = math.nan

    def finish(self) -> SetSummary:
        """End the set; nothing may be taken afterwards."""
        return self._engine.finish()

    def state(self, number: int, *, is_paused: bool) -> CoachingState:
        """Return the state of the moment, as coaching shows it."""
        return CoachingState.of(
            self._engine.live, number=number, unfinished=self._unfinished, is_paused=is_paused
        )

    @property
    def _is_timed(self) -> bool:
        return self.step.target.seconds is not None and self.exercise.kind is Kind.REPETITIONS

    @property
    def _is_in_position(self) -> bool:
        """Whether the engine finds the start position taken; a hold has none but the hold itself."""
        phase = self._engine.live.phase
        return phase == "holding" if self.exercise.kind is Kind.HOLD else phase != "waiting"

    @property
    def _is_tried_enough(self) -> bool:
        """Whether somebody who cannot reach the target has tried for long enough."""
        target = self.step.target
        if target.seconds is not None:
            return self._trying_s >= _TIMES_AS_LONG * target.seconds + _GRACE_S
        wanted = target.accurate or target.repetitions or 0
        tries = max(_TRIES * wanted, wanted + _MORE_TRIES)
        return self._engine.live.attempted >= tries or self._trying_s >= _REPETITION_S * wanted + _GRACE_S

    def _take_time(self, seen: Observation) -> None:
        if seen.is_empty:
            return
        gap_s = seen.time_s - self._seen_s
        passed_s = gap_s if gap_s <= _LONGEST_GAP_S else 0.0
        self._trying_s += passed_s
        self._present_s += passed_s if self.is_armed else 0.0
        self._seen_s = seen.time_s


def tip(summary: SetSummary) -> str:
    """Return the cue of the fault that came most often in a set, the first of those that came as often; "" without."""
    faults = [*(fault for one in summary.repetitions for fault in one.faults), *summary.faults]
    cues = Counter(fault.cue for fault in faults).most_common(1)
    return cues[0][0] if cues else ""
