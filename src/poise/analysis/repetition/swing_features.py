"""What a swing looks like: features of the whole body at both of its ends and on the way."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from poise.analysis.measuring.body import Joints
from poise.analysis.repetition.swing_measures import (
    RISES,
    SIDED,
    WHOLE,
    CentredPicture,
    Points,
    SwingMeasures,
    points_of,
)
from poise.pose import FloatArray, Pose

_ANGLES = (
    "knee_flexion",
    "hip_flexion",
    "elbow_flexion",
    "shoulder_elevation",
    "thigh_raise",
    "shin_lean",
    "upper_arm_raise",
    "forearm_raise",
)
_LEVELS = (*_ANGLES, "wrist_height", "foot_height", "hand_over_foot")
# In this order; `SwingReader` fills them. Both sides enter as their mean and their gap, so that left and right are
# alike. Networks were trained on this order.
FEATURES: tuple[str, ...] = (
    *(f"{name}.{what}.{end}" for name in _LEVELS for end in ("start", "peak") for what in ("mean", "gap")),
    *(f"{name}.travel" for name in _ANGLES),
    *(f"{name}.{end}" for name in WHOLE for end in ("start", "peak")),
    *(f"{name}.change" for name in RISES),
)
_EDGE_S = 0.12  # around the turning points, so much is looked at
_AT_AN_END, _ON_THE_WAY = 3, 8  # so many poses are looked at: more cost time and tell no more


def _computed() -> list[str]:
    """Return the names of the features in the order in which `SwingReader` computes them."""
    ends = "start", "peak"
    names = [f"{name}.{what}.{end}" for end in ends for what in ("mean", "gap") for name in SIDED]
    names += [f"{name}.{end}" for end in ends for name in WHOLE]
    names += [f"{name}.change" for name in SIDED]
    return [*names, *(f"{name}.travel" for name in SIDED)]


_ORDER = np.array([_computed().index(name) for name in FEATURES])
_HANDS_ASIDE = WHOLE.index("hands_aside")
_RISES = slice(len(SIDED) - len(RISES), None)


class SwingReader:
    """Read the features of the swings of one person, in the order of time."""

    def __init__(self, joints: Joints) -> None:
        self._points = points_of(joints)
        self._centred = CentredPicture()

    def read(self, poses: Sequence[Pose], start_s: float, peak_s: float) -> FloatArray:
        """Return what a swing looks like, (F,) in the order of `FEATURES`, NaN where nothing was seen.

        Parameters
        ----------
        poses : sequence of Pose
            From just before its start to its end, in order.
        start_s, peak_s : float
            When it left rest and turned.
        """
        at_start, at_peak = _around(poses, start_s), _around(poses, peak_s)
        way = _thinned([pose for pose in poses if pose.time_s >= start_s], _ON_THE_WAY)
        first, second = len(at_start), len(at_start) + len(at_peak)
        points = Points.of([*at_start, *at_peak, *way], self._points)
        measures = SwingMeasures(points)
        sided, whole = measures.sided, measures.whole
        if self._centred.update(points.image, measures.trunk_px):
            sided[..., _RISES] = np.nan
        start, peak = _middle(sided[:first]), _middle(sided[first:second])
        wholes = np.concatenate([_middle(whole[:first]), _middle(whole[first:second])])
        wholes[_HANDS_ASIDE :: len(WHOLE)] = np.abs(
            wholes[_HANDS_ASIDE :: len(WHOLE)]
        )  # either side is alike
        travel = np.fmax.reduce(sided[second:]) - np.fmin.reduce(sided[second:])
        found = (
            _mean(start),
            np.abs(start[0] - start[1]),
            _mean(peak),
            np.abs(peak[0] - peak[1]),
            wholes,
            _mean(peak - start),
            np.fmax(travel[0], travel[1]),
        )
        return np.concatenate(found).take(_ORDER)


def _mean(sides: FloatArray) -> FloatArray:
    """Return the mean of both sides (2, M), or the one that was seen."""
    left, right = sides
    mean: FloatArray = (np.where(np.isnan(left), right, left) + np.where(np.isnan(right), left, right)) / 2
    return mean


def _middle(rows: FloatArray) -> FloatArray:
    """Return the median of what was seen in up to three rows; of two it is their mean."""
    extremes: FloatArray = (np.fmin.reduce(rows) + np.fmax.reduce(rows)) / 2
    if len(rows) < _AT_AN_END:
        return extremes
    ordered = np.sort(rows, axis=0)  # NaN last
    return np.where(np.isnan(ordered[-1]), extremes, ordered[1])


def _around(poses: Sequence[Pose], time_s: float) -> list[Pose]:
    near = [pose for pose in poses if abs(pose.time_s - time_s) <= _EDGE_S]
    return _thinned(near or [min(poses, key=lambda pose: abs(pose.time_s - time_s))], _AT_AN_END)


def _thinned(poses: Sequence[Pose], count: int) -> list[Pose]:
    if len(poses) <= count:
        return list(poses)
    return [poses[round(i * (len(poses) - 1) / (count - 1))] for i in range(count)]
