"""Where a measure leaves rest, turns, and comes back: the repetitions that one measure shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from poise.pose import FloatArray

_EVEN = 0.6  # the shorter of both ways is at least this share of the longer, else it is half a repetition
_ALIKE = 1.6  # repetitions of one lesson differ by this factor in range at most ...
_ALIKE_LEVEL = 0.4  # ... by this share of it in where they rest and turn ...
_ALIKE_S = 3.0  # ... and by this factor in duration
_UNSEEN = (
    38  # a way with so many places of the grid unseen (1.25 s, as long as the engine bridges) was not seen
)
_LEFT_REST = 0.08  # a movement begins where it has left rest by this share of its way


@dataclass(frozen=True, slots=True)
class Swing:
    """One way out and back, in places of the grid and in the measure's unit."""

    start: int
    peak: int
    end: int
    rest: float
    top: float

    @property
    def size(self) -> float:
        """How far it goes; negative where the measure falls from rest to peak."""
        return self.top - self.rest

    @property
    def length(self) -> int:
        """How many places of the grid it lasts."""
        return self.end - self.start


def turning_points(values: FloatArray, least: float) -> list[int]:
    """Return the places of the highs and lows that differ by at least `least`, ends included, in order.

    Parameters
    ----------
    values : (T,) float64
        NaN is passed over.
    least : float
        Smaller reversals are noise.
    """
    seen = [int(place) for place in np.flatnonzero(np.isfinite(values))]
    if not seen:
        return []
    points: list[int] = []
    low = high = seen[0]
    rising: bool | None = None
    for place in seen:
        if values[place] > values[high]:
            high = place
        if values[place] < values[low]:
            low = place
        if rising is not True and values[place] - values[low] >= least:
            points.append(low)
            rising, high = True, place
        elif rising is not False and values[high] - values[place] >= least:
            points.append(high)
            rising, low = False, place
    if rising is not None:
        points.append(high if rising else low)
    return points


def swings(values: FloatArray, *, upwards: bool, least: float) -> list[Swing]:
    """Return the complete ways out and back; `upwards` says whether the peak is the measure's high."""
    sign = 1.0 if upwards else -1.0
    level = sign * values
    points = turning_points(level, least)
    found = []
    for before, peak, after in zip(points, points[1:], points[2:], strict=False):
        out, back = level[peak] - level[before], level[peak] - level[after]
        is_even = min(out, back) >= max(least, _EVEN * max(out, back))
        if is_even and _longest_gap(values[before : after + 1]) < _UNSEEN:
            found.append(_trimmed(level, sign, before, peak, after))
    return found


def _longest_gap(values: FloatArray) -> int:
    """Return how many values in a row are unknown at most; the first and the last are known."""
    return int(np.diff(np.flatnonzero(np.isfinite(values))).max(initial=1)) - 1


def _trimmed(level: FloatArray, sign: float, before: int, peak: int, after: int) -> Swing:
    """Return the swing without the rest around it."""
    out, back = level[peak] - level[before], level[peak] - level[after]
    near_start = np.flatnonzero(level[before:peak] <= level[before] + _LEFT_REST * out)
    near_end = np.flatnonzero(level[peak : after + 1] <= level[after] + _LEFT_REST * back)
    start = before + int(near_start[-1]) if len(near_start) else before
    end = peak + int(near_end[0]) if len(near_end) else after
    rest = float(level[before] + level[after]) / 2.0
    return Swing(start, peak, end, sign * rest, sign * float(level[peak]))


def alike(found: Sequence[Swing]) -> list[Swing]:
    """Return the largest set of swings that resemble one another, by the sum of their squared sizes."""
    best: list[Swing] = []
    for anchor in found:
        group = [swing for swing in found if _resemble(swing, anchor)]
        if _weight(group) > _weight(best):
            best = group
    return best


def _weight(group: Sequence[Swing]) -> float:
    return sum(swing.size**2 for swing in group)


def _resemble(one: Swing, anchor: Swing) -> bool:
    size = abs(anchor.size)
    return (
        size / _ALIKE <= abs(one.size) <= size * _ALIKE
        and abs(one.rest - anchor.rest) <= _ALIKE_LEVEL * size
        and abs(one.top - anchor.top) <= _ALIKE_LEVEL * size
        and anchor.length / _ALIKE_S <= one.length <= anchor.length * _ALIKE_S
    )


def nearest(found: Sequence[Swing], count: int) -> list[Swing]:
    """Return the `count` swings whose sizes are closest to the median of all, in the order of time."""
    usual = float(np.median([abs(swing.size) for swing in found]))
    chosen = sorted(found, key=lambda swing: abs(abs(swing.size) - usual))[:count]
    return sorted(chosen, key=lambda swing: swing.start)
