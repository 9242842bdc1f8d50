"""What is said and summed up about a pose that is held."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from poise.analysis.comparison import Remark

Unseen = Literal["body", "legs", "arms"]


@dataclass(frozen=True, slots=True)
class HoldStarted:
    """A hold stands.

    Parameters
    ----------
    time_s : float
        When it was sure.
    began_s : float
        From when on it counts.
    is_mirrored : bool
        Whether the pose is done with the other side.
    """

    time_s: float
    began_s: float
    is_mirrored: bool


@dataclass(frozen=True, slots=True)
class HoldBroken:
    """A hold has ended.

    Parameters
    ----------
    time_s : float
        When it was sure.
    began_s : float
        When it began.
    hold_s : float
        How long it lasted.
    """

    time_s: float
    began_s: float
    hold_s: float


@dataclass(frozen=True, slots=True)
class CorrectionDue:
    """Something to change that has been there for a moment."""

    time_s: float
    remark: Remark


@dataclass(frozen=True, slots=True)
class CannotJudge:
    """Nothing can be judged for a moment already.

    Parameters
    ----------
    time_s : float
        When it was said.
    unseen : str
        ``"body"`` where nobody or too little is seen, ``"legs"`` or ``"arms"`` where those lack.
    """

    time_s: float
    unseen: Unseen


HoldEvent = HoldStarted | HoldBroken | CorrectionDue | CannotJudge


@dataclass(frozen=True, slots=True)
class Correction:
    """What to change now, for the screen."""

    remark: Remark
    since_s: float


@dataclass(frozen=True, slots=True)
class HoldLive:
    """The state of the moment.

    Parameters
    ----------
    score : float
        Smoothed, 0..100; NaN where it cannot be judged.
    is_holding : bool
        Whether a hold stands; a wobble does not break it.
    hold_s : float
        Seconds of the present hold, of the last one where none stands.
    total_s, longest_s : float
        Seconds held in all, and of the longest hold.
    is_mirrored : bool
        Whether the other side was compared.
    unseen : str or None
        As in `CannotJudge`, None while the pose can be judged.
    correction : Correction or None
        What to change.
    off_limbs : tuple of str
        The limbs that are clearly off, the person's own left and right, the largest error first.
    """

    score: float
    is_holding: bool
    hold_s: float
    total_s: float
    longest_s: float
    is_mirrored: bool
    unseen: Unseen | None
    correction: Correction | None
    off_limbs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Attempt:
    """One hold.

    Parameters
    ----------
    start_s, end_s : float
        In the time of the poses.
    hold_s : float
        Seconds counted: without wobbles and without what was not seen.
    score : float
        Mean over the seconds that count, 0..100.
    is_mirrored : bool
        Whether it was done with the other side.
    """

    start_s: float
    end_s: float
    hold_s: float
    score: float
    is_mirrored: bool


@dataclass(frozen=True, slots=True)
class Deviation:
    """What was off, and for how many seconds; the remark is the largest of its kind."""

    remark: Remark
    seconds: float


@dataclass(frozen=True, slots=True)
class HoldSummary:
    """All that was held.

    Parameters
    ----------
    attempts : tuple of Attempt
        In the order of time.
    hold_s, longest_s : float
        Seconds held in all, and of the longest hold.
    score : float or None
        Mean over all seconds held, 0..100; None where nothing was.
    best_score : float or None
        Highest smoothed score of a moment; None where nothing could be judged.
    deviations : tuple of Deviation
        What was most often off, the longest first, at most three.
    judged_s, unjudged_s : float
        Seconds in which the pose could be judged, and in which it could not.
    """

    attempts: tuple[Attempt, ...]
    hold_s: float
    longest_s: float
    score: float | None
    best_score: float | None
    deviations: tuple[Deviation, ...]
    judged_s: float
    unjudged_s: float
