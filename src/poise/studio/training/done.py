"""The sets of a training as progress counts them."""

from __future__ import annotations

from poise.studio.activity.done import DoneExercise
from poise.studio.coaching.done import done_set
from poise.studio.training.results import TrainingDetails


def done_exercises(details: TrainingDetails) -> tuple[DoneExercise, ...]:
    """Return what was done of each exercise; the notes of a set are kept under its step."""
    return tuple(
        DoneExercise(part.exercise, part.score, tuple(done_set(str(one.step), one) for one in part.sets))
        for part in details.parts
    )
