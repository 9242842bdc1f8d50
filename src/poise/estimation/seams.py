"""Seams between segments of a video: how far two looks at the same instant differ."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from poise.pose import FloatArray, Pose

_SIDES = ("left", "right")


def difference_torsos(one: Sequence[Pose], other: Sequence[Pose]) -> float:
    """Return how far what was found differs, in torso lengths.

    The median over the keypoints of their distance in the picture; of several people the one who differs most,
    each compared with the nearest on the other side, because the order means nothing.

    Returns
    -------
    float
        0 if both found nobody, infinite if only one found somebody.
    """
    if not one or not other:
        return 0.0 if len(one) == len(other) else math.inf
    fewer, more = sorted((one, other), key=len)
    return max(min(_apart(pose, candidate) for candidate in more) for pose in fewer)


def _apart(one: Pose, other: Pose) -> float:
    moved = np.linalg.norm(one.image[:, :2] - other.image[:, :2], axis=-1)
    return float(np.median(moved)) / max(_torso_px(one), 1.0)


def _torso_px(pose: Pose) -> float:
    shoulders, hips = (
        pose.image[pose.skeleton.indices([f"{side}_{part}" for side in _SIDES]), :2].mean(axis=0)
        for part in ("shoulder", "hip")
    )
    trunk: FloatArray = shoulders - hips
    return float(np.linalg.norm(trunk))
