"""The result of a training: its sets under their exercises."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from poise.analysis.repetition import SetSummary
from poise.studio.activity.activity import ActivityEvent, Outcome
from poise.studio.coaching.session_results import Counts, NumberedSet
from poise.studio.training.plan import TrainingPlan, TrainingStep
from poise.studio.training.results import Ended, ExercisePart, TrainingDetails, TrainingSet, mean_score


@dataclass(frozen=True, slots=True)
class DoneSet:
    """A set in which something was done.

    Parameters
    ----------
    index : int
        Of its step.
    step : TrainingStep
        What was to be done.
    ended : str
        How it ended.
    worked_s : float
        Seconds worked, where it was worked by time.
    summary : SetSummary
        What was done.
    """

    index: int
    step: TrainingStep
    ended: Ended
    worked_s: float
    summary: SetSummary


def outcome_of(plan: TrainingPlan, done: Sequence[DoneSet], events: Sequence[ActivityEvent]) -> Outcome:
    """Return what a training came to.

    Its measures are the sums of all exercises, and those of each one, which stand under its own name: progress counts
    ``squat/attempted`` as `attempted` of the squat (`poise.store.records.Session`).
    """
    exercises = dict.fromkeys(one.step.exercise for one in done)
    parts = tuple(_part(name, [one for one in done if one.step.exercise == name]) for name in exercises)
    summaries = [one.summary for one in done]
    details = TrainingDetails(
        **dict(Counts.of(summaries)),
        programme=plan.programme,
        steps=len(plan.steps),
        steps_done=len({one.index for one in done if one.ended == "reached"}),
        score=mean_score(summaries),
        parts=parts,
    )
    measures = {**_measures(details), "steps": float(details.steps), "steps_done": float(details.steps_done)}
    for part in parts:
        own = {**_measures(part), "sessions": 1.0}
        if part.score is not None:
            own |= {"score": part.score, "scored": 1.0}
        measures |= {f"{part.exercise}/{name}": value for name, value in own.items()}
    return Outcome(details.score, measures, details, tuple(events))


def _part(exercise: str, done: Sequence[DoneSet]) -> ExercisePart:
    summaries = [one.summary for one in done]
    sets = tuple(
        TrainingSet(
            **dict(NumberedSet.numbered(number, one.summary)),
            step=one.index + 1,
            side=one.step.side,
            ended=one.ended,
            worked_s=one.worked_s,
        )
        for number, one in enumerate(done, 1)
    )
    return ExercisePart(
        **dict(Counts.of(summaries)), exercise=exercise, score=mean_score(summaries), sets=sets
    )


def _measures(counts: Counts) -> dict[str, float]:
    return {name: float(getattr(counts, name)) for name in Counts.model_fields}
