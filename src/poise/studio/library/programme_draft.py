"""A programme as somebody builds it, with the keys of the programme files; the catalogue's loader checks it."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from poise.analysis.repetition import Level
from poise.catalogue.programmes import BlockKind, Side

_Line = Annotated[str, Field(max_length=300)]
_Name = Annotated[str, Field(max_length=64)]


class ExerciseDraft(BaseModel):
    """An exercise in a block; exactly one of `repetitions`, `accurate` and `seconds` is given."""

    model_config = ConfigDict(extra="forbid")

    exercise: _Name
    sets: int = 1
    repetitions: int | None = None
    accurate: int | None = None
    seconds: float | None = None
    rest_s: float | None = None
    level: Level | None = None
    side: Side = Side.BOTH
    notes: _Line | None = None


class BlockDraft(BaseModel):
    """Exercises that belong together."""

    model_config = ConfigDict(extra="forbid")

    kind: BlockKind
    rounds: int = 1
    rest_s: float | None = None
    round_rest_s: float | None = None
    exercises: Annotated[list[ExerciseDraft], Field(min_length=1, max_length=20)]


class ProgrammeDraft(BaseModel):
    """A programme of one's own; the keys are those of the programme files."""

    model_config = ConfigDict(extra="forbid")

    name: _Line
    summary: _Line
    level: Level = Level.STANDARD
    blocks: Annotated[list[BlockDraft], Field(min_length=1, max_length=12)]
    sources: Annotated[list[_Line], Field(min_length=1, max_length=20)] | None = None
