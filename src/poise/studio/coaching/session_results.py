"""What a coached session of several sets adds to the results of one set: its events, its state, its sum."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import fmean
from typing import Literal, Self, cast

from poise.analysis import repetition as engine
from poise.analysis.repetition import Exercise, Kind, Level
from poise.studio.activity.activity import ActivityEvent, LiveState
from poise.studio.coaching.results import SetResult
from poise.studio.results import Result, SessionDetails

TargetKind = Literal["repetitions", "accurate", "seconds"]
Phase = Literal["waiting", "ready", "out", "back", "holding", "resting"]


class Counts(Result):
    """What was counted.

    Parameters
    ----------
    attempted, accurate, unfinished : int
        Complete repetitions, those without range or major form fault, and halves told apart.
    hold_s : float
        Seconds held, 0 for repetitions.
    """

    attempted: int
    accurate: int
    unfinished: int
    hold_s: float

    @classmethod
    def of(cls, sets: Sequence[engine.SetSummary]) -> Self:
        """Return the counts of sets."""
        return cls(
            attempted=sum(done.attempted for done in sets),
            accurate=sum(done.accurate for done in sets),
            unfinished=sum(done.unfinished for done in sets),
            hold_s=round(sum(done.hold_s for done in sets), 3),
        )


class SetEvent(Counts, ActivityEvent):
    """A set has ended; `set` is its number, from 1."""

    kind: Literal["set"] = "set"
    set: int


class TargetEvent(ActivityEvent):
    """What somebody set out to do in this set is done; `target` is its kind."""

    kind: Literal["target"] = "target"
    target: TargetKind


class CoachingState(LiveState):
    """The state of the moment; counts are those of the present set.

    Parameters
    ----------
    set : int
        Number of the present set, of the last one between sets.
    phase : str
        ``"waiting"`` (not armed), ``"ready"``, ``"out"``, ``"back"``, ``"holding"``, ``"resting"`` (between sets).
    armed : bool
        Whether the start position was found.
    paused : bool
        Whether the person paused.
    progress : float or None
        0 at rest, 1 at the peak of a full repetition; None while nothing is seen.
    target_band : (float, float) or None
        Where the peak of an accurate repetition lies on the gauge; None between sets.
    """

    kind: Literal["coaching"] = "coaching"
    set: int
    phase: Phase
    armed: bool
    paused: bool
    progress: float | None = None
    target_band: tuple[float, float] | None = None
    attempted: int = 0
    accurate: int = 0
    unfinished: int = 0
    hold_s: float = 0.0

    @classmethod
    def of(cls, live: engine.Live, *, number: int, unfinished: int, is_paused: bool) -> Self:
        """Return the state of a set under way."""
        return cls(
            set=number,
            phase=cast(Phase, live.phase),
            armed=live.phase != "waiting",
            paused=is_paused,
            progress=None if math.isnan(live.progress) else round(live.progress, 3),
            target_band=(round(live.band[0], 3), round(live.band[1], 3)),
            attempted=live.attempted,
            accurate=live.accurate,
            unfinished=unfinished,
            hold_s=round(live.hold_s, 2),
        )


class NumberedSet(SetResult):
    """One set of a session, with its number from 1."""

    set: int

    @classmethod
    def numbered(cls, number: int, summary: engine.SetSummary) -> Self:
        """Return the result of a set."""
        return cls(set=number, **dict(SetResult.of(summary)))


class CoachingDetails(Counts, SessionDetails):
    """A whole session: its counts, and its sets.

    Parameters
    ----------
    score : float or None
        Mean over repetitions, or over sets of a hold, 0..100; None where there is nothing to score.
    """

    kind: Literal["coaching"] = "coaching"
    exercise: str
    level: Level
    score: float | None
    sets: tuple[NumberedSet, ...]

    @classmethod
    def of_sets(cls, exercise: Exercise, level: Level, sets: Sequence[engine.SetSummary]) -> Self:
        """Return the sum of a session."""
        return cls(
            **dict(Counts.of(sets)),
            exercise=exercise.identifier,
            level=level,
            score=_score(exercise, sets),
            sets=tuple(NumberedSet.numbered(number, done) for number, done in enumerate(sets, 1)),
        )


def _score(exercise: Exercise, sets: Sequence[engine.SetSummary]) -> float | None:
    scores = [repetition.score for done in sets for repetition in done.repetitions]
    if exercise.kind is Kind.HOLD:
        scores = [done.score for done in sets if done.score is not None]
    return round(fmean(scores), 1) if scores else None
