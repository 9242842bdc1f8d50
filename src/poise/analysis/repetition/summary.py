"""From repetitions to a set."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from statistics import fmean, median, pstdev

from poise.analysis.repetition.record import Fatigue, Repetition

_REST_S = 2.0  # a gap is a rest if it is longer than this ...
_REST_DURATIONS = 1.5  # ... and than one and a half usual repetitions
_TREND = 6  # repetitions needed to speak of fatigue


def consistency(repetitions: Sequence[Repetition]) -> float | None:
    """Return 100 minus the mean coefficient of variation (per cent) of range and duration; None below 2."""
    if len(repetitions) < 2:
        return None
    columns = [[r.amplitude for r in repetitions], [r.duration_s for r in repetitions]]
    variation = fmean(pstdev(column) / max(fmean(column), 1e-9) for column in columns)
    return round(max(0.0, 100.0 * (1.0 - variation)), 1)


def fatigue(repetitions: Sequence[Repetition]) -> Fatigue:
    """Compare the last third of a set with the first: range and lifting time, in per cent.

    Slower lifting at the same load is the accepted sign of fatigue within a set (Sanchez-Medina and
    Gonzalez-Badillo 2011, Med Sci Sports Exerc 43(9)).
    """
    if len(repetitions) < _TREND:
        return Fatigue(None, None)
    third = len(repetitions) // 3
    return Fatigue(
        _change([r.amplitude for r in repetitions], third),
        _change([r.tempo.concentric_s for r in repetitions], third),
    )


def _change(values: Sequence[float], third: int) -> float | None:
    before, after = median(values[:third]), median(values[-third:])
    return round(100.0 * (after / before - 1.0), 1) if before > 0 else None


def rests(repetitions: Sequence[Repetition]) -> tuple[tuple[float, float], ...]:
    """Return the pauses within a set as (start, end)."""
    if len(repetitions) < 2:
        return ()
    least = max(_REST_S, _REST_DURATIONS * median(r.duration_s for r in repetitions))
    gaps = [(a.end_s, b.start_s) for a, b in pairwise(repetitions)]
    return tuple((start, end) for start, end in gaps if end - start >= least)


def unjudged(repetitions: Sequence[Repetition]) -> Mapping[str, str]:
    """Return the rules that were silent in at least half of the repetitions, with the commonest reason."""
    reasons: dict[str, Counter[str]] = {}
    for repetition in repetitions:
        for rule, reason in repetition.unjudged.items():
            reasons.setdefault(rule, Counter())[reason] += 1
    return {
        rule: counts.most_common(1)[0][0]
        for rule, counts in reasons.items()
        if 2 * counts.total() >= len(repetitions)
    }
