"""Programmes for machines: the terminal and the web share them."""

from __future__ import annotations

import math
from typing import Self

from poise.analysis.repetition import Level
from poise.catalogue.programmes import Amount, Block, BlockKind, Programme, ProgrammeExercise, Side
from poise.catalogue.translation import Language, translate
from poise.studio.library.exercises import all_exercises
from poise.studio.library.titles import exercise_title
from poise.studio.results import Result


class ProgrammeRow(Result):
    """A programme in a list.

    Parameters
    ----------
    minutes : int
        About how long it takes.
    sets : int
        How many sets are done in all.
    exercises : tuple of str
        The identifiers of its exercises, each once.
    equipment : tuple of str
        What these cannot do without.
    """

    id: str
    name: str
    summary: str
    minutes: int
    sets: int
    exercises: tuple[str, ...]
    equipment: tuple[str, ...]

    @classmethod
    def of(cls, programme: Programme, language: Language = "en") -> Self:
        """Return what a list says of a programme, with what it needs in a language."""
        return cls(
            id=programme.identifier,
            name=programme.name,
            summary=programme.summary,
            minutes=math.ceil(programme.duration_s / 60),
            sets=len(programme.steps),
            exercises=programme.exercises,
            equipment=tuple(translate(tool, language) for tool in _equipment(programme)),
        )


class AmountResult(Result):
    """How much one set is; two of the three are None."""

    repetitions: int | None
    accurate: int | None
    seconds: float | None

    @classmethod
    def of(cls, amount: Amount) -> Self:
        """Return an amount."""
        return cls(repetitions=amount.repetitions, accurate=amount.accurate, seconds=amount.seconds)


class ProgrammeExerciseResult(Result):
    """An exercise in a block; `name` is that of the exercise in words."""

    exercise: str
    name: str
    sets: int
    amount: AmountResult
    rest_s: float
    level: Level
    side: Side
    notes: str

    @classmethod
    def of(cls, one: ProgrammeExercise, language: Language) -> Self:
        """Return an exercise of a programme, with its name in a language."""
        return cls(
            exercise=one.exercise,
            name=exercise_title(one.exercise, language),
            sets=one.sets,
            amount=AmountResult.of(one.amount),
            rest_s=one.rest_s,
            level=one.level,
            side=one.side,
            notes=one.notes,
        )


class BlockResult(Result):
    """Exercises that belong together, done in `rounds` with `round_rest_s` of rest after each."""

    kind: BlockKind
    rounds: int
    round_rest_s: float
    exercises: tuple[ProgrammeExerciseResult, ...]

    @classmethod
    def of(cls, block: Block, language: Language) -> Self:
        """Return a block."""
        return cls(
            kind=block.kind,
            rounds=block.rounds,
            round_rest_s=block.round_rest_s,
            exercises=tuple(ProgrammeExerciseResult.of(one, language) for one in block.exercises),
        )


class ProgrammeResult(ProgrammeRow):
    """A programme: its blocks, and where it comes from."""

    blocks: tuple[BlockResult, ...]
    sources: tuple[str, ...]

    @classmethod
    def of(cls, programme: Programme, language: Language = "en") -> Self:
        """Return everything about a programme, with the names of its exercises in a language."""
        return cls(
            **dict(ProgrammeRow.of(programme, language)),
            blocks=tuple(BlockResult.of(block, language) for block in programme.blocks),
            sources=programme.sources,
        )


def _equipment(programme: Programme) -> tuple[str, ...]:
    known = all_exercises()
    needed = [tool for name in programme.exercises if name in known for tool in known[name].equipment]
    return tuple(dict.fromkeys(tool for tool in needed if not tool.endswith("(optional)")))
