"""The sums of progress, alike on every back end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from poise.store.records import Progress


@dataclass(frozen=True, slots=True)
class Summand:
    """What of one session is summed: see `Session`; `counted` is what its property of that name gives."""

    day: str
    subject: str
    score: float | None
    counted: Mapping[str, float]


def sum_progress(sessions: Iterable[Summand]) -> tuple[Progress, ...]:
    """Return the sums by day and subject; the sessions come in that order."""
    days = groupby(sessions, key=lambda one: (one.day, one.subject))
    return tuple(_sum_day(day, subject, list(of)) for (day, subject), of in days)


def _sum_day(day: str, subject: str, sessions: list[Summand]) -> Progress:
    scores = [one.score for one in sessions if one.score is not None]
    measures: dict[str, float] = {}
    for one in sessions:
        for name, value in one.counted.items():
            measures[name] = measures.get(name, 0.0) + value
    return Progress(day, subject, len(sessions), sum(scores, 0.0), len(scores), measures)
