"""A set played anew: slower, faster, stopped, half way, cut, from the same pictures.

What was filmed once is shown again along another course of time, so that a real track, too, can pause at the
bottom, turn round half way or lose a piece, with the truth known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from benchmarks.accuracy.repetitions.perturb import interpolated
from poise.analysis.measuring.body import Body, Joints
from poise.analysis.repetition import Exercise
from poise.analysis.repetition.counter import Memory
from poise.analysis.repetition.limb import limbs_of
from poise.pose import FloatArray, PoseSequence

_RATE_HZ = 30.0


@dataclass(frozen=True)
class Take:
    """A set with its truth.

    Parameters
    ----------
    exercise : Exercise
        What is done.
    sequence : PoseSequence
        The poses.
    repetitions : tuple of (float, float, float)
        Start, peak and end in seconds, where known.
    count : int
        How many whole ones there are.
    rate_hz : float
        Pictures per second at which it is played.
    """

    exercise: Exercise
    sequence: PoseSequence
    repetitions: tuple[tuple[float, float, float], ...]
    count: int
    rate_hz: float = _RATE_HZ

    @cached_property
    def far(self) -> FloatArray:
        """How far each limb is, (T, limbs); unseen ones are as far as before."""
        limbs = limbs_of(self.exercise, Joints(self.sequence.skeleton), Memory())
        needed = tuple({index for limb in limbs for index in limb.indices})
        found = []
        for pose in self.sequence:
            body = Body(pose, needed)
            for limb in limbs:
                limb.sense(body)
            found.append([limb.progress for limb in limbs])
        values = np.array(found)
        for row in range(1, len(values)):
            values[row] = np.where(np.isnan(values[row]), values[row - 1], values[row])
        return values

    def seen(self, sequence: PoseSequence) -> Take:
        """Return the same set as other poses show it."""
        return replace(self, sequence=sequence)


@dataclass(frozen=True)
class Piece:
    """A stretch of the new film: from one moment of the old one to another, in so many seconds.

    Parameters
    ----------
    start_s, end_s : float
        Moments of the old film; backwards if the end is earlier, standing if it is the same.
    lasts_s : float
        Seconds in the new film.
    is_eased : bool
        Whether it speeds up and slows down again instead of running evenly.
    reaches : str
        What it ends with: the ``"peak"`` or the ``"end"`` of a repetition, or nothing.
    """

    start_s: float
    end_s: float
    lasts_s: float
    is_eased: bool = False
    reaches: str = ""


def still(at_s: float, lasts_s: float) -> Piece:
    """Return a moment that lasts."""
    return Piece(at_s, at_s, lasts_s)


def between(start_s: float, end_s: float, speed: float = 1.0) -> Piece:
    """Return a stretch at a multiple of its own speed."""
    return Piece(start_s, end_s, abs(end_s - start_s) / speed)


def played(take: Take, pieces: Sequence[Piece], *, count: int) -> Take:
    """Return the set that the pieces make one after another."""
    pieces = [piece for piece in pieces if piece.lasts_s > 0]
    begins_s = np.cumsum([0.0, *(piece.lasts_s for piece in pieces)])
    times_s = np.arange(0.0, begins_s[-1], 1.0 / take.rate_hz)
    which = np.clip(np.searchsorted(begins_s, times_s, side="right") - 1, 0, len(pieces) - 1)
    share = (times_s - begins_s[which]) / np.array([piece.lasts_s for piece in pieces])[which]
    eased = np.array([piece.is_eased for piece in pieces])[which]
    share = np.where(eased, share**3 * (10.0 - 15.0 * share + 6.0 * share**2), share)
    first, last = (np.array([getattr(p, n) for p in pieces])[which] for n in ("start_s", "end_s"))
    sequence = interpolated(take.sequence, first + share * (last - first), times_s)
    return replace(take, sequence=sequence, repetitions=_marked(pieces, begins_s), count=count)


def _marked(pieces: Sequence[Piece], begins_s: FloatArray) -> tuple[tuple[float, float, float], ...]:
    """Return start, peak and end of the repetitions that pieces end with."""
    found, start_s, peak_s = [], 0.0, np.nan
    for piece, since_s, until_s in zip(pieces, begins_s[:-1], begins_s[1:], strict=True):
        if piece.reaches == "peak":
            start_s, peak_s = float(since_s), float(until_s)
        elif piece.reaches == "end":
            found.append((start_s, peak_s, float(until_s)))
    return tuple(found)


def on_the_way(take: Take, number: int, share: float, *, back: bool = False) -> float:
    """Return the moment at which a repetition has come that share of its way out (or has still to go back)."""
    start_s, peak_s, end_s = take.repetitions[number]
    times_s, limbs = take.sequence.times_s, take.far.T
    ends = [np.interp([end_s if back else start_s, peak_s], times_s, far) for far in limbs]
    far, (low, high) = max(zip(limbs, ends, strict=True), key=lambda pair: abs(pair[1][1] - pair[1][0]))
    here = (times_s >= (peak_s if back else start_s)) & (times_s <= (end_s if back else peak_s))
    beyond = far[here] >= low + share * (high - low)
    if not beyond.any():
        return peak_s
    return float(times_s[here][np.flatnonzero(beyond)[-1 if back else 0]])
