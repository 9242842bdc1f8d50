"""Coaching as an activity: sets of one exercise, counted and judged."""

from __future__ import annotations

from collections.abc import Sequence

from poise.analysis.repetition import Engine, Exercise, Level, SetSummary
from poise.pose import Observation, Part
from poise.studio.activity.activity import Mark, Outcome
from poise.studio.coaching.plan import SetTarget
from poise.studio.coaching.results import CoachingEvent, UnfinishedEvent, coaching_event
from poise.studio.coaching.session_results import (
    CoachingDetails,
    CoachingState,
    Counts,
    SetEvent,
    TargetEvent,
    TargetKind,
)

SessionEvent = CoachingEvent | SetEvent | TargetEvent


class CoachingActivity:
    """Count and judge one exercise, set after set.

    Parameters
    ----------
    exercise : Exercise
        What is to be done.
    level : Level
        How strictly it is judged.
    target : SetTarget, optional
        When reached, an event says so once in each set; the set goes on.

    Attributes
    ----------
    sets : list of SetSummary
        Those that have ended.
    """

    def __init__(
        self, exercise: Exercise, level: Level = Level.STANDARD, target: SetTarget | None = None
    ) -> None:
        self.exercise, self.level, self.target = exercise, level, target
        self.sets: list[SetSummary] = []
        self._engine: Engine | None = Engine(exercise, level)
        self._unfinished = 0
        self._time_s = 0.0
        self._is_paused = self._is_reached = False

    def observe(self, seen: Observation) -> Sequence[SessionEvent]:
        """Take what was seen next; between sets and in a pause nothing counts."""
        self._time_s = seen.time_s
        if self._engine is None or self._is_paused:
            return ()
        said = [coaching_event(event) for event in self._engine.update(seen.pose(Part.BODY))]
        self._unfinished += sum(isinstance(event, UnfinishedEvent) for event in said)
        return [*said, *self._reach_target(self._engine)]

    def mark(self, mark: Mark, time_s: float) -> Sequence[SessionEvent]:
        """Take what the person did."""
        self._time_s = time_s
        if mark is Mark.SET_ENDS:
            return self._end_set()
        if mark is Mark.SET_BEGINS and self._engine is None:
            self._engine = Engine(self.exercise, self.level)
            self._unfinished, self._is_reached, self._is_paused = 0, False, False
        elif mark is Mark.PAUSE:
            self._is_paused = True
            if self._engine is not None:
                self._engine.pause()
        elif mark is Mark.GO_ON:
            self._is_paused = False
        return ()

    @property
    def state(self) -> CoachingState:
        """The state of the moment."""
        if self._engine is None:
            return CoachingState(set=len(self.sets), phase="resting", armed=False, paused=self._is_paused)
        return CoachingState.of(
            self._engine.live,
            number=len(self.sets) + 1,
            unfinished=self._unfinished,
            is_paused=self._is_paused,
        )

    def finish(self) -> Outcome:
        """End the session and return its result; nothing may be taken afterwards."""
        events = self._end_set()
        details = CoachingDetails.of_sets(self.exercise, self.level, self.sets)
        measures = {
            "attempted": float(details.attempted),
            "accurate": float(details.accurate),
            "unfinished": float(details.unfinished),
            "hold_s": details.hold_s,
        }
        return Outcome(details.score, measures, details, tuple(events))

    def _reach_target(self, engine: Engine) -> list[TargetEvent]:
        if self.target is None or self._is_reached:
            return []
        live = engine.live
        done: dict[TargetKind, tuple[float, float | None]] = {
            "repetitions": (live.attempted, self.target.repetitions),
            "accurate": (live.accurate, self.target.accurate),
            "seconds": (live.hold_s, self.target.seconds),
        }
        reached = [kind for kind, (now, wanted) in done.items() if wanted is not None and now >= wanted]
        self._is_reached = bool(reached)
        return [TargetEvent(time_s=round(self._time_s, 3), target=kind) for kind in reached]

    def _end_set(self) -> list[SetEvent]:
        if self._engine is None:
            return []
        summary = self._engine.finish()
        self._engine = None
        if self.sets and not (summary.attempted or summary.unfinished or summary.hold_s):
            return []  # begun, but nothing was done in it
        self.sets.append(summary)
        counts = Counts.of([summary])
        return [SetEvent(time_s=round(self._time_s, 3), set=len(self.sets), **dict(counts))]
