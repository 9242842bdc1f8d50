"""The sums of progress, alike on every back end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from poise.store.records import Progress

PART_SIGN = "/"
"""Between the subject of a part of a session and the name of its measure: ``squat/attempted``."""


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


def split_parts(sums: Iterable[Progress], subject: str = "") -> tuple[Progress, ...]:
    """Return sums in which what sessions counted for their parts stands under the subjects of these.

    It does not stay under the session's own subject as well, so that nothing is summed twice.

    Parameters
    ----------
    sums : iterable of Progress
        As `sum_progress` gives them, in any order.
    subject : str
        The only one that is returned; "" for all.
    """
    parts = [part for one in sums for part in _parts(one) if subject in ("", part.subject)]
    parts.sort(key=lambda one: (one.day, one.subject))
    days = groupby(parts, key=lambda one: (one.day, one.subject))
    return tuple(_add_up(day, of_subject, list(of)) for (day, of_subject), of in days)


def _sum_day(day: str, subject: str, sessions: list[Summand]) -> Progress:
    scores = [one.score for one in sessions if one.score is not None]
    measures = _sum_measures(one.counted for one in sessions)
    return Progress(day, subject, len(sessions), sum(scores, 0.0), len(scores), measures)


def _parts(sums: Progress) -> Iterator[Progress]:
    """Return sums without those of parts, and those of each part."""
    parts: dict[str, dict[str, float]] = {}
    own: dict[str, float] = {}
    for name, value in sums.measures.items():
        subject, _, of_part = name.rpartition(PART_SIGN)
        if subject and of_part:
            parts.setdefault(subject, {})[of_part] = value
        else:
            own[name] = value
    of_parts = {name for part in parts.values() for name in part}
    own = {name: value for name, value in own.items() if name not in of_parts}
    yield Progress(sums.day, sums.subject, sums.sessions, sums.score_sum, sums.scored, own)
    for subject, counted in parts.items():
        sessions, scored = int(counted.pop("sessions", 0)), int(counted.pop("scored", 0))
        yield Progress(sums.day, subject, sessions, counted.pop("score", 0.0), scored, counted)


def _add_up(day: str, subject: str, sums: list[Progress]) -> Progress:
    return Progress(
        day,
        subject,
        sum(one.sessions for one in sums),
        sum((one.score_sum for one in sums), 0.0),
        sum(one.scored for one in sums),
        _sum_measures(one.measures for one in sums),
    )


def _sum_measures(all_measures: Iterable[Mapping[str, float]]) -> dict[str, float]:
    found: dict[str, float] = {}
    for measures in all_measures:
        for name, value in measures.items():
            found[name] = found.get(name, 0.0) + value
    return found
