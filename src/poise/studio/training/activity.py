"""Training as an activity: set after set of a programme, with rests that start the next one by themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from poise.analysis.repetition import Exercise, SetSummary
from poise.pose import Observation
from poise.studio.activity.activity import ActivityEvent, Mark, Outcome
from poise.studio.coaching.session_results import Counts
from poise.studio.training.outcome import DoneSet, outcome_of
from poise.studio.training.plan import LONGEST_REST_S, TrainingPlan
from poise.studio.training.results import (
    AnnouncedStep,
    Ended,
    RestBeganEvent,
    StepArmedEvent,
    StepBeganEvent,
    StepEndedEvent,
    TrainingEndedEvent,
    TrainingPhase,
    TrainingState,
)
from poise.studio.training.set_under_way import SetUnderWay, tip

MORE_REST_S = 15.0
"""What a person adds to a rest at a time."""


class TrainingActivity:
    """Lead through the sets of a plan.

    A set is announced, begins when its start position is taken, and ends when its target is reached or it was tried for
    long enough. A rest follows, and the next set is announced when it is over. Marks change the course:
    docs/training.md.

    Parameters
    ----------
    plan : TrainingPlan
        With its steps.
    exercises : mapping of str to Exercise
        Holds those of the steps.
    """

    def __init__(self, plan: TrainingPlan, exercises: Mapping[str, Exercise]) -> None:
        self.plan = plan
        self.done: list[DoneSet] = []
        self._exercises = exercises
        self._index = 0  # of the present step; in a rest of the next one, in the end as many as there are
        self._set: SetUnderWay | None = None
        self._rest_left_s: float | None = None
        self._time_s = 0.0
        self._is_begun = self._is_paused = self._is_finished = False

    def observe(self, seen: Observation) -> Sequence[ActivityEvent]:
        """Take what was seen next; in a rest and in a pause nothing counts."""
        said = self._advance(seen.time_s)
        if self._set is None or self._is_paused:
            return said
        was_armed = self._set.is_armed
        said += self._set.observe(seen)
        if self._set.is_armed and not was_armed:
            said.append(
                StepArmedEvent(time_s=self._now_s, step=self._index + 1, countdown_s=self._set.countdown_s)
            )
        if ended := self._set.ended:
            said += self._end_set(self._set, ended)
            said += self._go_on(with_rest=True)
        return said

    def mark(self, mark: Mark, time_s: float) -> Sequence[ActivityEvent]:
        """Take what the person did; whatever it is but a pause, a pause is over by it."""
        said = self._advance(time_s)
        self._is_paused = mark is Mark.PAUSE
        match mark:
            case Mark.PAUSE if self._set is not None:
                self._set.pause()
            case Mark.SET_ENDS if self._set is not None:
                said += self._stop(self._set)
            case Mark.SET_BEGINS if self._rest_left_s is not None:
                said += self._announce()
            case Mark.MORE_REST if self._rest_left_s is not None:
                self._rest_left_s = min(self._rest_left_s + MORE_REST_S, LONGEST_REST_S)
            case Mark.SKIP if not self._is_finished:
                said += self._skip()
            case Mark.REPEAT:
                said += self._repeat()
            case Mark.FINISH if not self._is_finished:
                said += self._end_present("finished")
                said += self._end()
        return said

    @property
    def state(self) -> TrainingState:
        """The state of the moment."""
        present = self._set
        return TrainingState(
            phase=self._phase,
            paused=self._is_paused,
            step=0 if self._is_finished else self._index + 1,
            steps=len(self.plan.steps),
            rest_left_s=round(self._rest_left_s or 0.0, 2),
            worked_s=round(present.worked_s, 2) if present else 0.0,
            set=present.state(self._index + 1, is_paused=self._is_paused) if present else None,
        )

    def finish(self) -> Outcome:
        """End the training and return its result; nothing may be taken afterwards."""
        said = self._end_present("finished")
        if not self._is_finished:
            said += self._end()
        return outcome_of(self.plan, self.done, said)

    @property
    def _phase(self) -> TrainingPhase:
        if self._is_finished:
            return "finished"
        if self._rest_left_s is not None:
            return "resting"
        return "working" if self._set is not None and self._set.is_armed else "announced"

    @property
    def _now_s(self) -> float:
        return round(self._time_s, 3)

    # -- time ---------------------------------------------------------------------------------------------------

    def _advance(self, time_s: float) -> list[ActivityEvent]:
        """Let time pass until `time_s`: the first set is announced at once, others when their rest is over."""
        passed_s, self._time_s = time_s - self._time_s, time_s
        if not self._is_begun:
            self._is_begun = True
            return self._announce()
        if self._rest_left_s is not None and not self._is_paused:
            self._rest_left_s -= passed_s
            if self._rest_left_s <= 0:
                return self._announce()
        return []

    # -- from set to set ----------------------------------------------------------------------------------------

    def _announce(self) -> list[ActivityEvent]:
        """Announce the present step; where there is none, all is over."""
        self._rest_left_s = None
        if self._index >= len(self.plan.steps):
            return self._end()
        step = self.plan.steps[self._index]
        self._is_finished = False
        self._set = SetUnderWay(self._exercises[step.exercise], step)
        steps = len(self.plan.steps)
        return [
            StepBeganEvent(
                time_s=self._now_s, step=self._index + 1, steps=steps, what=AnnouncedStep.of_step(step)
            )
        ]

    def _end_set(self, present: SetUnderWay, ended: Ended) -> list[ActivityEvent]:
        """End the set under way; it is kept if anything was done in it."""
        self._set = None
        is_begun, worked_s = present.is_begun, round(present.worked_s, 3)
        summary = present.finish()
        if is_begun or _is_anything(summary):
            self.done.append(DoneSet(self._index, present.step, ended, worked_s, summary))
        return [
            StepEndedEvent(
                **dict(Counts.of([summary])),
                time_s=self._now_s,
                step=self._index + 1,
                exercise=present.step.exercise,
                ended=ended,
                worked_s=worked_s,
                score=summary.score,
                cue=tip(summary),
            )
        ]

    def _end_present(self, ended: Ended) -> list[ActivityEvent]:
        """End the set under way, if there is one, and count its step as passed."""
        if self._set is None:
            return []
        said = self._end_set(self._set, ended)
        self._index += 1
        return said

    def _go_on(self, *, with_rest: bool) -> list[ActivityEvent]:
        """Go from the step that has ended to the next one."""
        rest_s = self.plan.steps[self._index].rest_s if with_rest else 0.0
        self._index += 1
        if not rest_s or self._index >= len(self.plan.steps):
            return self._announce()
        self._rest_left_s = rest_s
        following = AnnouncedStep.of_step(self.plan.steps[self._index])
        return [RestBeganEvent(time_s=self._now_s, seconds=rest_s, step=self._index + 1, what=following)]

    def _end(self) -> list[ActivityEvent]:
        self._is_finished, self._rest_left_s = True, None
        steps_done = len({one.index for one in self.done if one.ended == "reached"})
        return [TrainingEndedEvent(time_s=self._now_s, steps_done=steps_done, steps=len(self.plan.steps))]

    # -- what a mark does ---------------------------------------------------------------------------------------

    def _stop(self, present: SetUnderWay) -> list[ActivityEvent]:
        """End the set early; who did nothing in it needs no rest."""
        is_begun = present.is_begun
        return [*self._end_set(present, "stopped"), *self._go_on(with_rest=is_begun)]

    def _skip(self) -> list[ActivityEvent]:
        """Go to the next set at once, from a set or from a rest."""
        if self._set is None:
            return self._announce()
        return [*self._end_set(self._set, "skipped"), *self._go_on(with_rest=False)]

    def _repeat(self) -> list[ActivityEvent]:
        """Do the present set again; where it has not begun, the one before."""
        said: list[ActivityEvent] = []
        is_again = self._set is not None and (self._set.is_armed or self._index == 0)
        if self._set is not None:
            said += self._end_set(self._set, "repeated" if is_again else "skipped")
        if not is_again:
            self._index = max(0, self._index - 1)
        return [*said, *self._announce()]


def _is_anything(summary: SetSummary) -> bool:
    return bool(summary.attempted or summary.unfinished or summary.hold_s)
