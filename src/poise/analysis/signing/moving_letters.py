"""J and Z: letters that are a shape and a movement.

J is drawn by the little finger of an I: down and round in a hook, by an arc of the wrist. Z is drawn by an index finger
alone: across, down and back, across. In between both look like the letter they are made of.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from poise.analysis.signing.features import flexion
from poise.analysis.signing.hand import CHAINS, FINGERS, as_right, palm_frame
from poise.analysis.signing.warping import resample
from poise.pose import FloatArray

# Which still letters the shape may be read as while it moves (an index finger alone is D, at times G, X or L; the
# little finger alone I, with the thumb in view Y), and the finger that draws.
STARTS = {"J": frozenset("IY"), "Z": frozenset("DGXL")}
_DRAWN_BY = {"J": "little", "Z": "index"}
# Published travel of the tip in hand sizes (design page "signs"): 2.9 in Z against .24 in D, .65 in J against .5 in I.
# Here the extent decides, to which noise does not add: a hook and a Z are about half a hand high at least.
_LEAST_EXTENT = 0.45
# The finger that draws is straight most of the time: one that curls or stretches moves its tip, too.
_STRAIGHT_BELOW_DEG = 65.0
_STRAIGHT_SHARE = 0.6
_STEPS = 24
_SMOOTHED = 5


@dataclass(frozen=True, eq=False, slots=True)
class Stroke:
    """What a fingertip drew, as a right hand would.

    Parameters
    ----------
    path : (STEPS, 2)
        In hand sizes from its start, right and down in the picture, at equal times.
    turned_deg : float
        How far the palm turned at most from where it began.
    """

    path: FloatArray
    turned_deg: float

    @property
    def extent(self) -> float:
        """The diagonal of the box around the path, in hand sizes."""
        return float(np.linalg.norm(np.ptp(self.path, axis=0)))


def trace(points: FloatArray, times_s: FloatArray, finger: str, *, is_left: bool = False) -> Stroke:
    """Return what a finger's tip drew in hands (T, 21, 3) in pixels at increasing times (T,)."""
    hands = as_right(np.asarray(points, dtype=np.float64), is_left)
    frame = palm_frame(hands)
    tip = hands[:, CHAINS[finger][3], :2] / np.nanmedian(frame.size)
    path = _smooth(resample(tip, times_s, _STEPS))
    across = _smooth(resample(frame.axes[:, 0], times_s, _STEPS))
    across = across / np.linalg.norm(across, axis=1, keepdims=True)
    cosine = np.clip(across @ across[0], -1.0, 1.0)
    return Stroke(path - path[0], float(np.degrees(np.arccos(cosine.min()))))


def find_moving_letter(
    points: FloatArray, times_s: FloatArray, still: str, *, is_left: bool = False
) -> str | None:
    """Return J or Z where a hand that shows a still letter drew it, None where it did not.

    Parameters
    ----------
    points : (T, 21, 3)
        The hand during one second or so, in pixels; NaN where it was not seen.
    times_s : (T,)
        Increasing.
    still : str
        The letter that most frames show.
    is_left : bool
        Whether it is the left hand.
    """
    for letter, starts in STARTS.items():
        if still not in starts:
            continue
        is_straight = _is_straight(points, _DRAWN_BY[letter])
        if is_straight.sum() > 1 and is_straight.mean() >= _STRAIGHT_SHARE:
            drawn = np.where(is_straight[:, None, None], points, np.nan)
            stroke = trace(drawn, times_s, _DRAWN_BY[letter], is_left=is_left)
            draws = draws_hook if letter == "J" else draws_zigzag
            if draws(stroke):
                return letter
    return None


def _is_straight(points: FloatArray, finger: str) -> NDArray[np.bool_]:
    """Say in which frames (T,) a finger is straight behind its knuckle, so that it can draw."""
    bends = flexion(points).reshape(len(points), len(FINGERS), 3)[:, FINGERS.index(finger)]
    straight: NDArray[np.bool_] = bends[:, 1:].sum(axis=1) < np.radians(_STRAIGHT_BELOW_DEG)
    return straight


def draws_hook(stroke: Stroke) -> bool:
    """Say whether a stroke is that of J: it goes down, then on to a side, or the palm turns with it."""
    if not np.isfinite(stroke.path).all() or stroke.extent < _LEAST_EXTENT:
        return False
    down = stroke.path[:, 1].max()
    return bool(down >= 0.3 and (stroke.turned_deg >= 25.0 or _bends_round(stroke.path)))


def draws_zigzag(stroke: Stroke) -> bool:
    """Say whether a stroke is that of Z: three strokes across, in turns, and lower at the end than at the start."""
    if not np.isfinite(stroke.path).all() or np.ptp(stroke.path[:, 0]) < _LEAST_EXTENT:
        return False
    turns = _turning_points(stroke.path[:, 0], 0.3 * np.ptp(stroke.path[:, 0]))
    lower = stroke.path[-4:, 1].mean() - stroke.path[:4, 1].mean()
    return len(turns) == 4 and lower >= 0.25 * np.ptp(stroke.path[:, 0])


def _bends_round(path: FloatArray) -> bool:
    """Say whether a path ends in another direction than it began, by more than 50 degrees."""
    first, last = path[_STEPS // 2] - path[2], path[-1] - path[_STEPS // 2]
    lengths = np.linalg.norm(first) * np.linalg.norm(last)
    return bool(lengths > 0.02 and first @ last < np.cos(np.radians(50.0)) * lengths)


def _turning_points(values: FloatArray, least: float) -> list[float]:
    """Return start, reversals and end of a course, where each is at least so far from the one before."""
    turns = [float(values[0])]
    best = float(values[0])
    way = 0.0
    for value in map(float, values):
        if way * (value - best) > 0 or way == 0.0:
            if abs(value - turns[-1]) >= least and way == 0.0:
                way = 1.0 if value > turns[-1] else -1.0
            best = value
        elif abs(value - best) >= least:
            turns.append(best)
            way, best = -way, value
    return [*turns, best]


def _smooth(path: FloatArray) -> FloatArray:
    """Return the moving average of a path (T, D), shorter at its ends."""
    reach = _SMOOTHED // 2
    windows = [path[max(0, row - reach) : row + reach + 1].mean(axis=0) for row in range(len(path))]
    return np.stack(windows)
