"""What somebody set out to do in a training: the sets of a programme, one after the other."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field

from poise.analysis.repetition import Level
from poise.catalogue.programmes import BlockKind, Programme, ProgrammeStep
from poise.catalogue.programmes.schema import MAX_STEPS
from poise.studio.activity.activity import Plan
from poise.studio.coaching.plan import ExerciseText, SetTarget
from poise.studio.results import Identifier, Result

LONGEST_REST_S = 600.0
MAX_DEFINITIONS = 30
"""Exercises that are not of the catalogue, in one training."""

_Count = Annotated[int, Field(ge=1, le=MAX_STEPS)]


class TrainingStep(Result):
    """One set.

    Parameters
    ----------
    block : BlockKind
        What it is for.
    exercise : str
        An identifier of the catalogue.
    target : SetTarget
        The set ends when this is reached. Seconds are held, or worked where the exercise is counted in repetitions.
    level : Level
        How strictly it is judged.
    side : str
        Which side of the body works; it is announced, and what counts does not depend on it.
    number, of : int
        Which set of this exercise in its block it is, from 1, and how many there are: sets, or rounds.
    rounds : int
        How many rounds its block has; 1 where the sets follow one another.
    rest_s : float
        Rest after it.
    text : str
        A line for the person, or "".
    """

    block: BlockKind = BlockKind.MAIN
    exercise: Identifier
    target: SetTarget
    level: Level = Level.STANDARD
    side: Literal["both", "left", "right"] = "both"
    number: _Count = 1
    of: _Count = 1
    rounds: _Count = 1
    rest_s: Annotated[float, Field(ge=0, le=LONGEST_REST_S)] = 0.0
    text: Annotated[str, Field(max_length=300)] = ""

    @classmethod
    def of_step(cls, step: ProgrammeStep) -> Self:
        """Return a set of a programme."""
        amount = step.amount
        return cls.model_validate(
            {
                "block": step.block,
                "exercise": step.exercise,
                "target": SetTarget(
                    repetitions=amount.repetitions, accurate=amount.accurate, seconds=amount.seconds
                ),
                "level": step.level,
                "side": step.side.value,
                "number": step.number,
                "of": step.of,
                "rounds": step.rounds,
                "rest_s": step.rest_s,
                "text": step.notes,
            }
        )


class TrainingPlan(Plan):
    """A programme.

    Parameters
    ----------
    programme : str
        The identifier of a programme.
    steps : tuple of TrainingStep
        Its sets, so that the session can be played again when the programme was changed; without any, they are those
        of the programme as it stands when the session begins.
    definitions : mapping of str to str
        The files of those of its exercises that are not of the catalogue, by identifier.
    """

    kind: Literal["training"] = "training"
    programme: Identifier
    steps: Annotated[tuple[TrainingStep, ...], Field(max_length=MAX_STEPS)] = ()
    definitions: dict[Identifier, ExerciseText] = Field(default_factory=dict, max_length=MAX_DEFINITIONS)

    @classmethod
    def of(cls, programme: Programme) -> Self:
        """Return the plan of a programme, with its sets."""
        return cls(programme=programme.identifier, steps=tuple(map(TrainingStep.of_step, programme.steps)))
