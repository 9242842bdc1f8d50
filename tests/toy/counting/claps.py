"""Claps, counted from both hands: pure, without clock, file or exercise, as all analysis is."""

from __future__ import annotations

import math

import numpy as np

from poise.pose import FloatArray, Pose

_TOGETHER, _APART = 1.0, 1.6
"""Lengths of a hand between the palms: below, they touch; above, they are open again."""


class ClapCounter:
    """Count how often the hands come together after they were apart."""

    def __init__(self) -> None:
        self.claps = 0
        self._was_apart = False

    def update(self, left: Pose | None, right: Pose | None) -> bool:
        """Take both hands, None where one was not found; returns whether they have clapped just now."""
        distance = _distance(left, right)
        if distance > _APART:
            self._was_apart = True
        is_clap = self._was_apart and distance < _TOGETHER
        if is_clap:
            self._was_apart = False
            self.claps += 1
        return is_clap


def _distance(left: Pose | None, right: Pose | None) -> float:
    """Return the distance of the palms in lengths of a hand, NaN where one is not seen."""
    if left is None or right is None:
        return math.nan
    length_px = np.linalg.norm(left.image_point("middle_finger_tip")[:2] - left.image_point("wrist")[:2])
    return float(np.linalg.norm(_palm(left) - _palm(right)) / length_px)


def _palm(hand: Pose) -> FloatArray:
    palm: FloatArray = np.nanmean(hand.image[:, :2], axis=0)
    return palm
