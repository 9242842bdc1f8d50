"""The sets of coaching as progress counts them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from statistics import fmean

from poise.studio.activity.done import DoneExercise, DoneSet
from poise.studio.coaching.results import RepetitionResult, SetResult
from poise.studio.coaching.session_results import CoachingDetails


def done_exercises(details: CoachingDetails) -> tuple[DoneExercise, ...]:
    """Return what was done in a coached session: sets of one exercise."""
    sets = tuple(done_set(str(one.set), one) for one in details.sets)
    return (DoneExercise(details.exercise, details.score, sets),)


def done_set(key: str, result: SetResult) -> DoneSet:
    """Return a set as progress counts it, its notes under `key`."""
    repetitions = result.repetitions
    return DoneSet(
        key=key,
        attempted=result.attempted,
        accurate=result.accurate,
        hold_s=result.hold_s,
        range_deg=_range(repetitions),
        eccentric_s=_mean(one.tempo_s.eccentric for one in repetitions),
        concentric_s=_mean(one.tempo_s.concentric for one in repetitions),
        asymmetry=_mean(one.asymmetry for one in repetitions),
        slowing_percent=result.fatigue.concentric_percent,
        faults=_faults(result),
    )


def _faults(result: SetResult) -> dict[str, int]:
    """Return in how many repetitions each fault was; those of a hold count once each."""
    counts = Counter(name for one in result.repetitions for name in {fault.name for fault in one.faults})
    counts.update({fault.name for fault in result.faults} - counts.keys())
    return dict(counts)


def _range(repetitions: Sequence[RepetitionResult]) -> float | None:
    joints = {name for one in repetitions for name in one.range_deg}
    means = [_mean(one.range_deg.get(name) for one in repetitions) for name in sorted(joints)]
    return max((mean for mean in means if mean is not None), default=None)


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return fmean(known) if known else None
