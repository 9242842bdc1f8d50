"""A programme: blocks of exercises, and the sets that one does one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from poise.analysis.repetition import Level

# Lifting and lowering at a moderate speed take 1 to 2 s each (ACSM, Progression models in resistance training for
# healthy adults, Med Sci Sports Exerc 41(3):687-708, 2009).
REPETITION_S = 3.0
SET_UP_S = 10.0  # an exercise is announced, and its start position is taken
CHANGE_S = 5.0  # from one side of the body to the other


class BlockKind(StrEnum):
    """What a block is for; they follow each other in this order."""

    WARM_UP = "warm-up"
    MAIN = "main"
    COOL_DOWN = "cool-down"


class Side(StrEnum):
    """Which side of the body works; `EACH` means a set of each, left then right."""

    BOTH = "both"
    LEFT = "left"
    RIGHT = "right"
    EACH = "each"


@dataclass(frozen=True, slots=True)
class Amount:
    """How much one set is; exactly one of the three is given.

    Parameters
    ----------
    repetitions, accurate : int or None
        Complete repetitions, or those without range or major form fault.
    seconds : float or None
        Held, or worked where the exercise is counted in repetitions.
    """

    repetitions: int | None = None
    accurate: int | None = None
    seconds: float | None = None

    @property
    def duration_s(self) -> float:
        """About how long it takes."""
        if self.seconds is not None:
            return self.seconds
        return REPETITION_S * (self.repetitions or self.accurate or 0)


@dataclass(frozen=True, slots=True)
class ProgrammeExercise:
    """An exercise in a block.

    Parameters
    ----------
    exercise : str
        Its identifier.
    amount : Amount
        How much one set is, of each side where both have their own.
    sets : int
        How many, one after the other; 1 in a block of several rounds.
    rest_s : float
        Rest after each set.
    level : Level
        How strictly it is judged.
    side : Side
        Which side works. It is announced; what counts does not depend on it.
    notes : str
        A line for the person who does it, or "".
    """

    exercise: str
    amount: Amount
    sets: int = 1
    rest_s: float = 30.0
    level: Level = Level.STANDARD
    side: Side = Side.BOTH
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """Exercises that belong together.

    Parameters
    ----------
    kind : BlockKind
        What they are for.
    exercises : tuple of ProgrammeExercise
        In order.
    rounds : int
        How often the whole block is done: with two exercises a superset, with more a circuit.
    round_rest_s : float
        Rest after each round, in the place of that after its last set.
    """

    kind: BlockKind
    exercises: tuple[ProgrammeExercise, ...]
    rounds: int = 1
    round_rest_s: float = 30.0


@dataclass(frozen=True, slots=True)
class ProgrammeStep:
    """One set of a programme.

    Parameters
    ----------
    block : BlockKind
        What it is for.
    exercise : str
        Its identifier.
    amount : Amount
        How much.
    level : Level
        How strictly it is judged.
    side : Side
        Which side works; never `EACH`.
    number, of : int
        Which set of this exercise in its block it is, from 1, and how many there are: sets, or rounds.
    rounds : int
        How many rounds its block has; 1 where the sets follow one another.
    rest_s : float
        Rest after it; 0 after the last one.
    notes : str
        A line for the person who does it, or "".
    """

    block: BlockKind
    exercise: str
    amount: Amount
    level: Level
    side: Side
    number: int
    of: int
    rounds: int
    rest_s: float
    notes: str


@dataclass(frozen=True, slots=True)
class Programme:
    """A session of several exercises.

    Parameters
    ----------
    identifier, name : str
        ``"full-body"`` and ``"Full body"``.
    summary : str
        One line: for whom, and what for.
    blocks : tuple of Block
        Warm-up, main part, cool-down.
    sources : tuple of str
        Where it comes from.

    Examples
    --------
    >>> from poise.catalogue.programmes import programme_named
    >>> [step.exercise for step in programme_named("desk-break").steps][:2]
    ['calf-raise', 'sit-to-stand']
    """

    identifier: str
    name: str
    summary: str
    blocks: tuple[Block, ...]
    sources: tuple[str, ...]

    @property
    def steps(self) -> tuple[ProgrammeStep, ...]:
        """All sets in the order in which they are done."""
        steps = [step for block in self.blocks for step in _steps_of(block)]
        return (*steps[:-1], _with_rest(steps[-1], 0.0))

    @property
    def exercises(self) -> tuple[str, ...]:
        """The identifiers of its exercises, each once, in the order in which they first come."""
        return tuple(dict.fromkeys(one.exercise for block in self.blocks for one in block.exercises))

    @property
    def duration_s(self) -> float:
        """About how long it takes, with rests and the time to get ready."""
        steps = self.steps
        return sum(step.amount.duration_s + SET_UP_S + step.rest_s for step in steps)


def _steps_of(block: Block) -> Iterator[ProgrammeStep]:
    for round_ in range(1, block.rounds + 1):
        steps = [step for one in block.exercises for step in _sets_of(one, block, round_)]
        if block.rounds > 1:
            steps[-1] = _with_rest(steps[-1], block.round_rest_s)
        yield from steps


def _sets_of(one: ProgrammeExercise, block: Block, round_: int) -> Iterator[ProgrammeStep]:
    sides = (Side.LEFT, Side.RIGHT) if one.side is Side.EACH else (one.side,)
    for set_ in range(1, one.sets + 1):
        for side in sides:
            yield ProgrammeStep(
                block=block.kind,
                exercise=one.exercise,
                amount=one.amount,
                level=one.level,
                side=side,
                number=round_ if block.rounds > 1 else set_,
                of=block.rounds if block.rounds > 1 else one.sets,
                rounds=block.rounds,
                rest_s=one.rest_s if side is sides[-1] else min(one.rest_s, CHANGE_S),
                notes=one.notes,
            )


def _with_rest(step: ProgrammeStep, rest_s: float) -> ProgrammeStep:
    return replace(step, rest_s=rest_s)
