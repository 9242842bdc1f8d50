"""What a programme file may say: the rim at which a trainer's words are checked."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Annotated, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
    model_validator,
)

from poise.analysis.repetition import Kind, Level
from poise.catalogue.own_files import hint
from poise.catalogue.programmes.programme import (
    Amount,
    Block,
    BlockKind,
    Programme,
    ProgrammeExercise,
    Side,
)

MAX_STEPS = 200
_LONGEST_REST_S = 600
Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=300, strip_whitespace=True)]
Title = Annotated[str, StringConstraints(min_length=1, max_length=60, strip_whitespace=True)]
# Strict: in TOML "3" is a text and true is no number.
Count = Annotated[int, Field(strict=True, ge=1, le=20)]
Repetitions = Annotated[int, Field(strict=True, ge=1, le=200)]
Seconds = Annotated[float, Field(strict=True, ge=1, le=3600)]
Rest = Annotated[float, Field(strict=True, ge=0, le=_LONGEST_REST_S)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class ExercisePart(_Part):
    """``[[blocks.exercises]]``: an exercise, and how much of it."""

    exercise: Name
    sets: Count = 1
    repetitions: Repetitions | None = None
    accurate: Repetitions | None = None
    seconds: Seconds | None = None
    rest_s: Rest | None = None
    level: Level | None = None
    side: Side = Side.BOTH
    notes: Line | None = None

    @field_validator("exercise")
    @classmethod
    def _is_known(cls, exercise: str, info: ValidationInfo) -> str:
        kinds = _kinds(info)
        if exercise not in kinds:
            raise ValueError(
                f"there is no exercise {exercise!r}; {hint(exercise, kinds, '`poise exercises`')}"
            )
        return exercise

    @model_validator(mode="after")
    def _names_one_amount(self, info: ValidationInfo) -> Self:
        if sum(one is not None for one in (self.repetitions, self.accurate, self.seconds)) != 1:
            raise ValueError("one of repetitions, accurate and seconds must be given")
        if self.seconds is None and _kinds(info)[self.exercise] is Kind.HOLD:
            raise ValueError(f"{self.exercise} is held, so seconds must be given")
        return self

    def build(self, rest_s: float, level: Level) -> ProgrammeExercise:
        """Return the exercise; rest and level are those of what it stands in, unless it says otherwise."""
        return ProgrammeExercise(
            exercise=self.exercise,
            amount=Amount(self.repetitions, self.accurate, self.seconds),
            sets=self.sets,
            rest_s=rest_s if self.rest_s is None else float(self.rest_s),
            level=self.level or level,
            side=self.side,
            notes=self.notes or "",
        )


class BlockPart(_Part):
    """``[[blocks]]``: exercises that belong together."""

    kind: BlockKind
    rounds: Count = 1
    rest_s: Rest = 30.0
    round_rest_s: Rest | None = None
    exercises: list[ExercisePart] = Field(min_length=1, max_length=20)

    @model_validator(mode="after")
    def _has_rounds_or_sets(self) -> Self:
        if self.rounds > 1 and any(one.sets > 1 for one in self.exercises):
            raise ValueError(
                "in a block of several rounds each round has one set of an exercise; leave sets out"
            )
        if self.rounds == 1 and self.round_rest_s is not None:
            raise ValueError("round_rest_s is for a block of several rounds; give rounds or leave it out")
        return self

    def build(self, level: Level) -> Block:
        """Return the block; what is in it is judged at `level` unless it says otherwise."""
        return Block(
            kind=self.kind,
            exercises=tuple(one.build(float(self.rest_s), level) for one in self.exercises),
            rounds=self.rounds,
            round_rest_s=float(self.rest_s if self.round_rest_s is None else self.round_rest_s),
        )


class ProgrammeFile(_Part):
    """A whole file."""

    id: Name
    name: Title
    summary: Line
    level: Level = Level.STANDARD
    blocks: list[BlockPart] = Field(min_length=1, max_length=12)
    sources: list[Line] = Field(min_length=1, max_length=20)

    @field_validator("blocks")
    @classmethod
    def _are_in_order(cls, blocks: list[BlockPart]) -> list[BlockPart]:
        order = [list(BlockKind).index(block.kind) for block in blocks]
        if any(later < sooner for sooner, later in pairwise(order)):
            raise ValueError("the blocks come in the order warm-up, main, cool-down")
        return blocks

    @model_validator(mode="after")
    def _is_bounded(self) -> Self:
        if (steps := len(self.build().steps)) > MAX_STEPS:
            raise ValueError(f"it has {steps} sets in all; at most {MAX_STEPS} are possible")
        return self

    def build(self) -> Programme:
        """Return the programme."""
        return Programme(
            identifier=self.id,
            name=self.name,
            summary=self.summary,
            blocks=tuple(block.build(self.level) for block in self.blocks),
            sources=tuple(self.sources),
        )


def _kinds(info: ValidationInfo) -> Mapping[str, Kind]:
    """Return the exercises that there are, by identifier, as the loader hands them in."""
    return info.context["kinds"] if info.context else {}
