"""What was done of an exercise, in the numbers that progress is made of; every kind of activity can say so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class DoneSet:
    """One set; what was not measured is None.

    Parameters
    ----------
    key : str
        What its notes are kept under: see `poise.studio.activity.notes`.
    attempted, accurate : int
        Complete repetitions, and those without range or major form fault.
    hold_s : float
        Seconds held.
    range_deg : float or None
        Mean range of the joint that moved most.
    eccentric_s, concentric_s : float or None
        Mean seconds lowering and lifting.
    asymmetry : float or None
        Mean difference between the sides, as `poise.analysis.repetition.Repetition` gives it.
    slowing_percent : float or None
        By how much lifting became slower from the first to the last third.
    faults : mapping of str to int
        How many repetitions had each fault, by the name of its rule.
    """

    key: str
    attempted: int
    accurate: int
    hold_s: float
    range_deg: float | None = None
    eccentric_s: float | None = None
    concentric_s: float | None = None
    asymmetry: float | None = None
    slowing_percent: float | None = None
    faults: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DoneExercise:
    """The sets of one exercise or pose in a session; `score` is 0..100, None where nothing could be judged."""

    subject: str
    score: float | None
    sets: tuple[DoneSet, ...]
