"""One set of a training, from its announcement to its end."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from poise.analysis.repetition import Engine, Exercise, Kind, SetSummary
from poise.pose import Observation, Part
from poise.studio.coaching.results import CoachingEvent, UnfinishedEvent, coaching_event
from poise.studio.coaching.session_results import CoachingState
from poise.studio.training.plan import TrainingStep

COUNTDOWN_S = 3.0
"""Between the start position and the first second of a set that is worked by time: 3, 2, 1."""
_LONGEST_GAP_S = 1.0  # more without a frame was not work that anybody saw


class SetUnderWay:
    """Count, judge and time one set; it ends when its target is reached.

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
    def is_begun(self) -> bool:
        """Whether anything of it was done."""
        live = self._engine.live
        return bool(live.attempted or self._unfinished or live.hold_s or self.worked_s)

    def observe(self, seen: Observation) -> Sequence[CoachingEvent]:
        """Take what was seen next, and return what the engine says of it."""
        said = [coaching_event(event) for event in self._engine.update(seen.pose(Part.BODY))]
        self._unfinished += sum(isinstance(event, UnfinishedEvent) for event in said)
        if self.is_armed:
            self._take_time(seen)
        elif self._is_in_position:
            self.is_armed, self._seen_s = True, seen.time_s
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

    def _take_time(self, seen: Observation) -> None:
        if seen.is_empty:
            return
        gap_s = seen.time_s - self._seen_s
        self._present_s += gap_s if gap_s <= _LONGEST_GAP_S else 0.0
        self._seen_s = seen.time_s


def tip(summary: SetSummary) -> str:
    """Return the cue of the fault that came most often in a set, the first of those that came as often; "" without."""
    faults = [*(fault for one in summary.repetitions for fault in one.faults), *summary.faults]
    cues = Counter(fault.cue for fault in faults).most_common(1)
    return cues[0][0] if cues else ""
