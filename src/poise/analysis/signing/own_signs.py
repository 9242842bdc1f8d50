"""Signs that people teach by a few examples: still or moving, of one hand or two, of any sign language.

An example is compared as a whole: where the hands are and how they move, which way they are turned, and their shape,
warped in time. The sign whose examples are nearest on average decides, and what is too far from them, or nearly as near
to another sign, is none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from poise.analysis.signing.hand import TIPS, palm_frame
from poise.analysis.signing.warping import dtw_distances, resample
from poise.errors import PoseError
from poise.pose import FloatArray

MIN_EXAMPLES, MAX_EXAMPLES = 3, 10
# Frames that every example is brought to: 20 hold the quickest of the signs measured.
STEPS = 20
# A hand counts as used when it is seen in this share of the frames.
_USED_SHARE = 0.35
# Weights of the parts of a frame, by reason: a hand half a shoulder width away, turned by 60 degrees or with a fist for
# a flat hand are about alike.
_PLACE, _TIPS, _TURN, _PRESENCE = 1.6, 0.35, 0.5, 1.0
_PER_HAND = 2 + 15 + 6 + 1
# Distances are told in units of how far the examples of a sign are from each other; this share of the unit is that of
# all signs of the vocabulary, as a few examples vary by chance.
_COMMON_SHARE = 0.5
# A sign is accepted where its distance, times a power of its share of the next sign's distance, is below a limit. Both
# chosen on some draws of examples from an MIT-licensed set of eleven signs, checked on others (docs/signing.md).
_RIVAL_POWER = 0.75
_LIMIT = 1.06
# However far the next sign is, or if there is none.
_LEAST_RIVAL_SHARE = 0.5


@dataclass(frozen=True, eq=False, slots=True)
class Movement:
    """What hands did for a while.

    Parameters
    ----------
    times_s : (T,)
        Increasing.
    left, right : (T, 21, 3)
        Over `HAND_21`, of pictures that are not mirrored, in pixels; NaN where the hand was not seen.
    shoulders : (T, 2, 2)
        Left and right shoulder in the same pixels; NaN where unknown.

    Raises
    ------
    PoseError
        If no hand is seen long enough, or there are fewer than two frames.
    """

    times_s: FloatArray
    left: FloatArray
    right: FloatArray
    shoulders: FloatArray

    def __post_init__(self) -> None:
        if len(self.times_s) < 2:
            raise PoseError("a sign needs at least two frames; hold it for a moment.")
        if not any(self.uses):
            raise PoseError("no hand was seen long enough; show the sign again with the hand in view.")

    @property
    def uses(self) -> tuple[bool, bool]:
        """Whether the left and the right hand are used."""
        shares = [np.isfinite(hand[:, 0, 0]).mean() for hand in (self.left, self.right)]
        return bool(shares[0] >= _USED_SHARE), bool(shares[1] >= _USED_SHARE)

    def mirrored(self) -> Movement:
        """Return what a mirror would show: the hands exchanged."""
        flip = np.array([-1.0, 1.0, 1.0])
        return Movement(self.times_s, self.right * flip, self.left * flip, self.shoulders[:, ::-1] * flip[:2])


@dataclass(frozen=True, slots=True)
class SignReading:
    """Which of somebody's signs a movement is.

    Parameters
    ----------
    sign : str or None
        None is "none of them".
    distances : tuple of (str, float)
        The nearest three signs, nearest first, in units of how far a sign's examples are from each other.
    """

    sign: str | None
    distances: tuple[tuple[str, float], ...]


class Vocabulary:
    """Signs taught by examples.

    Parameters
    ----------
    examples : mapping of str to sequence of Movement
        At least three of each sign.

    Raises
    ------
    PoseError
        If a sign has too few or too many examples.
    """

    def __init__(self, examples: Mapping[str, Sequence[Movement]]) -> None:
        for sign, movements in examples.items():
            if not MIN_EXAMPLES <= len(movements) <= MAX_EXAMPLES:
                raise PoseError(
                    f"the sign {sign} has {len(movements)} examples; "
                    f"show it {MIN_EXAMPLES} to {MAX_EXAMPLES} times."
                )
        self._examples = {
            sign: np.stack([describe(one) for one in movements]) for sign, movements in examples.items()
        }
        self._units = _units(self._examples)

    def read(self, movement: Movement) -> SignReading:
        """Say which sign a movement is, with either hand leading."""
        ways = [describe(movement)]
        if all(movement.uses):
            ways.append(describe(movement.mirrored()))
        nearest = {
            sign: min(float(dtw_distances(way, examples).mean()) for way in ways) / self._units[sign]
            for sign, examples in self._examples.items()
        }
        ordered = sorted(nearest.items(), key=lambda one: one[1])
        return SignReading(_decide(ordered), tuple(ordered[:3]))


def describe(movement: Movement) -> FloatArray:
    """Return a movement as STEPS frames of numbers, (STEPS, 2 * 24): the leading hand, then the other one.

    A sign of one hand is described as if the right one made it.
    """
    uses_left, uses_right = movement.uses
    if uses_left and not uses_right:
        movement = movement.mirrored()
    both = uses_left and uses_right
    origin, unit = _body(movement)
    leading = _hand(movement.right, movement.times_s, origin, unit)
    other = _hand(movement.left * [-1.0, 1.0, 1.0], movement.times_s, origin * [-1.0, 1.0], unit)
    return np.concatenate([leading, other if both else np.zeros_like(other)], axis=1)


def _body(movement: Movement) -> tuple[FloatArray, float]:
    """Return the middle of the shoulders and their width; without a body the hands' own middle and size."""
    width = np.linalg.norm(movement.shoulders[:, 0] - movement.shoulders[:, 1], axis=-1)
    if np.isfinite(width).mean() >= 0.5:
        middle = movement.shoulders.mean(axis=1)
        return np.asarray(np.nanmedian(middle, axis=0)), float(np.nanmedian(width))
    hand = movement.right if movement.uses[1] else movement.left
    # A shoulder width is about four palms.
    return np.asarray(np.nanmean(hand[:, 0, :2], axis=0)), 4.0 * float(np.nanmedian(palm_frame(hand).size))


def _hand(points: FloatArray, times_s: FloatArray, origin: FloatArray, unit: float) -> FloatArray:
    """Return one hand, as a right one, at STEPS times: place, fingertips, turn, whether it is there; weighted."""
    frame = palm_frame(points)
    tips = frame.localise(points)[:, list(TIPS)].reshape(len(points), -1)
    place = (points[:, :, :2].mean(axis=1) - origin) / unit
    turn = frame.axes[:, 1:].reshape(len(points), -1)
    seen = np.isfinite(points[:, 0, 0]).astype(np.float64)
    columns = np.concatenate([_PLACE * place, _TIPS * tips, _TURN * turn, _PRESENCE * seen[:, None]], axis=1)
    return np.nan_to_num(resample(columns, times_s, STEPS))


def _units(examples: Mapping[str, FloatArray]) -> dict[str, float]:
    """Return for each sign the distance that counts as 1: how far its examples are from each other."""
    own = {sign: _scatter(described) for sign, described in examples.items()}
    common = float(np.median(list(own.values()))) if own else 0.0
    return {sign: (1 - _COMMON_SHARE) * one + _COMMON_SHARE * common + 1e-6 for sign, one in own.items()}


def _scatter(described: FloatArray) -> float:
    """Return the median distance of the examples from each other."""
    rows = [dtw_distances(one, described) for one in described]
    pairs = np.stack(rows)[np.triu_indices(len(described), 1)]
    return float(np.median(pairs))


def _decide(ordered: Sequence[tuple[str, float]]) -> str | None:
    """Return the nearest sign where it is near, and much nearer than the next one; None otherwise."""
    if not ordered:
        return None
    sign, nearest = ordered[0]
    share = nearest / ordered[1][1] if len(ordered) > 1 else 0.0
    score = nearest * max(share, _LEAST_RIVAL_SHARE) ** _RIVAL_POWER
    return sign if score <= _LIMIT else None
