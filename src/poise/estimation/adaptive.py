"""Choose the frames that are looked at, by measuring how well the frames between could be interpolated.

The frames are taken in cells of two gaps. After the looks at the two ends and the middle of a cell the error of
interpolation is known: it is how far the middle lies from the straight line between the ends. Halving a gap
quarters the error, so a quarter of it is what is to be expected within the two gaps. Where that is too much, or where
somebody appears, vanishes or moves fast, the gaps are halved, down to single frames, and the next cell begins with
shorter gaps. Where it is little, the next cell's gaps are twice as long.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from poise.pose import BLAZEPOSE_33, FloatArray
from poise.pose.landmarks import split

# No gap is longer, however little moves: somebody who starts to move is seen within two gaps.
MAX_GAP_S = 0.17
# Expected error of an interpolated joint, in lengths of the trunk, beyond which gaps are halved; gaps are doubled
# where their error would be below the second. The model itself moves the joints that it sees by about 1 % from frame
# to frame, the worst of twelve by 3 %, so that less would halve gaps for noise. On six clips (docs/decisions/0009)
# 1.5 and 3 %, gaps of 0.14 s and moves of a fifth took a fifth more looks and brought the median from 0.9 to 0.8 %, the
# 95th percentile from 3.9 to 3.4 %.
MAX_ERROR_TRUNKS = 0.018
LOW_ERROR_TRUNKS = 0.045
# A joint that moves farther in one gap, in lengths of the trunk, is fast.
MAX_MOVE_TRUNKS = 0.25
# The model believes to see a joint from here on.
_VISIBLE = 0.5
# Nobody is less than this share of their size long, however foreshortened the trunk.
_MIN_TRUNK_SHARE = 0.25

_SIDES = ("left", "right")


def _both(*parts: str) -> NDArray[np.intp]:
    return BLAZEPOSE_33.indices([f"{side}_{part}" for part in parts for side in _SIDES])


_LIMBS = _both("shoulder", "elbow", "wrist", "hip", "knee", "ankle")
_SHOULDERS, _HIPS = _both("shoulder"), _both("hip")

PeopleRows = FloatArray
"""Who was found in one frame: rows of landmarks, shape (people, K, 8)."""


class Window(Protocol):
    """Frames of a video by their number, counted from 0."""

    def time_s(self, frame: int) -> float | None:
        """Return when a frame is shown; None beyond the last one."""
        ...

    def is_still(self, first: int, last: int, people: PeopleRows) -> bool:
        """Say whether nothing moves around `people` from one frame to another."""
        ...

    @property
    def max_cell(self) -> int:
        """How many frames a cell has at most, at least 2."""
        ...


@dataclass(frozen=True, slots=True)
class Change:
    """What the looks at the ends and the middle of a cell tell.

    Parameters
    ----------
    error : float
        How far the middle lies from the straight line between the ends, in lengths of the trunk: the worst joint
        that was seen. Infinite where the number of people changes.
    move : float
        How far a joint moved from end to end, in lengths of the trunk: the farthest.
    """

    error: float
    move: float

    @property
    def is_coarse(self) -> bool:
        """Whether the two gaps are too long to be interpolated."""
        return self.error / 4 > MAX_ERROR_TRUNKS or self.move / 2 > MAX_MOVE_TRUNKS

    @property
    def is_fine(self) -> bool:
        """Whether gaps of twice the length would do."""
        return self.error <= LOW_ERROR_TRUNKS and self.move <= MAX_MOVE_TRUNKS


Looks = dict[int, PeopleRows]
"""Who was found, by the number of the frame."""


def look_adaptively(window: Window, look: Callable[[int], PeopleRows]) -> Iterator[Looks]:
    """Look at the first and the last frame of a video, and between as closely as it needs.

    Parameters
    ----------
    window : Window
        The frames.
    look : callable
        Look at the frame of a number. Numbers increase, but for steps back within a cell.

    Yields
    ------
    dict of int to (people, K, 8) float64
        The looks at a cell, its first and last frame among them, in the order of time; each cell begins with the
        frame that the one before ended with. Frames before the last one will not be asked for any more.
    """
    if window.time_s(0) is None:
        return
    first, gap, start = 0, 1, look(0)
    yield {0: start}
    while (last := _cell_end(window, first, gap)) > first:
        cell = _Cell(window, look, {first: start})
        gap = cell.run(first, last)
        yield dict(sorted(cell.looks.items()))
        first, start = last, cell.looks[last]


def _cell_end(window: Window, first: int, gap: int) -> int:
    """Return the last frame of a cell of two gaps; the first itself at the end of the video."""
    start_s, last = window.time_s(first) or 0.0, first
    while last < first + min(2 * gap, window.max_cell):
        time_s = window.time_s(last + 1)
        is_too_long = time_s is not None and time_s - start_s > 2 * MAX_GAP_S and last >= first + 2
        if time_s is None or is_too_long:
            break
        last += 1
    return last


@dataclass(frozen=True, slots=True)
class _Cell:
    window: Window
    look: Callable[[int], PeopleRows]
    looks: Looks

    def run(self, first: int, last: int) -> int:
        """Look at the cell as closely as it needs; returns the gap for the next one, in frames."""
        half = max(1, (last - first) // 2)
        if half > 1 and self.window.is_still(first, last, self.looks[first]):
            self._see(last)
            if change(self.looks[first], self.looks[first], self.looks[last], 0.0).move <= LOW_ERROR_TRUNKS:
                return 2 * half
        middle = (first + last) // 2
        self._see(middle)
        self._see(last)
        if self._refine(first, middle, last):
            return max(1, half // 2)
        return 2 * half if self._change(first, middle, last).is_fine else half

    def _refine(self, first: int, middle: int, last: int) -> bool:
        """Halve both gaps where they are too long, and again; says whether they were."""
        gaps = [(one, other) for one, other in ((first, middle), (middle, last)) if other - one > 1]
        if not gaps or not self._change(first, middle, last).is_coarse:
            return False
        for one, other in gaps:
            between = (one + other) // 2
            self._see(between)
            self._refine(one, between, other)
        return True

    def _change(self, first: int, middle: int, last: int) -> Change:
        times = [self.window.time_s(frame) or 0.0 for frame in (first, middle, last)]
        weight = (times[1] - times[0]) / (times[2] - times[0]) if times[2] > times[0] else 0.0
        return change(self.looks[first], self.looks[middle], self.looks[last], weight)

    def _see(self, frame: int) -> None:
        if frame not in self.looks:
            self.looks[frame] = self.look(frame)


def change(first: PeopleRows, middle: PeopleRows, last: PeopleRows, weight: float) -> Change:
    """Return what three looks tell of the movement between them.

    Parameters
    ----------
    first, middle, last : (people, K, 8) float64
        Who was found.
    weight : float
        Where the middle lies between the two in time, 0 to 1.
    """
    ends, middles = match(first, last), match(first, middle)
    if not len(first) == len(middle) == len(last) == len(ends) == len(middles):
        return Change(math.inf, math.inf)
    found = [
        _change_of_one(first[one], middle[dict(middles)[one]], last[other], weight) for one, other in ends
    ]
    return Change(
        max((one.error for one in found), default=0.0), max((one.move for one in found), default=0.0)
    )


def match(some: PeopleRows, others: PeopleRows) -> list[tuple[int, int]]:
    """Return who is who in two frames that nearly follow one another: pairs of numbers, the nearest first.

    Nobody has two partners, and nobody one who is farther away than their own trunk is long.
    """
    if len(some) == len(others) == 1 and _apart(some[0], others[0]) <= 1.0:
        return [(0, 0)]
    apart = sorted((_apart(one, other), i, j) for i, one in enumerate(some) for j, other in enumerate(others))
    pairs: list[tuple[int, int]] = []
    for distance, i, j in apart:
        if distance <= 1.0 and all(i != one and j != other for one, other in pairs):
            pairs.append((i, j))
    return pairs


def _apart(one: FloatArray, other: FloatArray) -> float:
    """Return the median distance of the keypoints of two people, in lengths of the trunk."""
    return float(np.median(np.hypot(*(_points_px(one) - _points_px(other)).T))) / _trunk_px(one)


def _change_of_one(first: FloatArray, middle: FloatArray, last: FloatArray, weight: float) -> Change:
    start, between, end = (_points_px(rows)[_LIMBS] for rows in (first, middle, last))
    is_seen = np.minimum(split(first).visibility, split(last).visibility)[_LIMBS] > _VISIBLE
    if not is_seen.any():
        return Change(0.0, 0.0)
    error = between - (start * (1.0 - weight) + end * weight)
    trunk_px = _trunk_px(middle)
    return Change(_longest(error[is_seen]) / trunk_px, _longest((end - start)[is_seen]) / trunk_px)


def _longest(vectors: FloatArray) -> float:
    return float(np.sqrt((vectors**2).sum(axis=1).max()))


def _trunk_px(rows: FloatArray) -> float:
    """Return the length of the trunk, which foreshortens, or a share of the body's size, whichever is longer."""
    points = _points_px(rows)
    trunk = points[_SHOULDERS].mean(axis=0) - points[_HIPS].mean(axis=0)
    size = points.max(axis=0) - points.min(axis=0)
    return max(float(np.hypot(*trunk)), _MIN_TRUNK_SHARE * float(np.hypot(*size)), 1.0)


def _points_px(rows: FloatArray) -> FloatArray:
    return split(rows).image[:, :2]
