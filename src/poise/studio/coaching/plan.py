"""What somebody set out to do with one exercise."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from poise.analysis.repetition import Level
from poise.catalogue import MAX_TEXT
from poise.studio.activity.activity import Plan
from poise.studio.results import Identifier, Result

ExerciseText = Annotated[str, Field(max_length=MAX_TEXT)]
"""The text of an exercise file."""


class SetTarget(Result):
    """What somebody set out to do in each set; exactly one of the three."""

    repetitions: Annotated[int, Field(ge=1, le=1000)] | None = None
    accurate: Annotated[int, Field(ge=1, le=1000)] | None = None
    seconds: Annotated[float, Field(gt=0, le=86_400)] | None = None

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        if sum(amount is not None for amount in (self.repetitions, self.accurate, self.seconds)) != 1:
            raise ValueError("a target names one of repetitions, accurate and seconds")
        return self


class CoachingPlan(Plan):
    """Sets of one exercise.

    Parameters
    ----------
    exercise : str
        An identifier of the catalogue, of one's own exercise, or of one that is shared in the studio.
    level : Level
        How strictly it is judged.
    target : SetTarget or None
        When reached, an event says so once in each set; the set goes on.
    definition : str
        The file of an exercise that is not of the catalogue, so that the session can be played again when the exercise
        was changed or removed; "" for one of the catalogue. It is filled in when the session begins, unless the
        exercise is tried before it is saved.
    """

    kind: Literal["coaching"] = "coaching"
    exercise: Identifier
    level: Level = Level.STANDARD
    target: SetTarget | None = None
    definition: ExerciseText = ""
