"""The measures that features of swings are made of, read from several poses at once.

`measuring` reads one measure from one pose in plain floats, as the engine needs them pose by pose. When a swing has
ended there are a dozen poses and all measures at once: then arrays are many times faster. The tests compare both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from poise.analysis.measuring.body import OUTSIDE_SHARE, Joints
from poise.analysis.measuring.measures import MEASURES
from poise.analysis.measuring.readings import STRAIGHT
from poise.pose import FloatArray, Pose

JOINT_ANGLES = ("knee_flexion", "hip_flexion", "shoulder_elevation", "elbow_flexion")
BONE_ANGLES = ("shin_lean", "thigh_raise", "upper_arm_raise", "forearm_raise")
HEIGHTS = ("wrist_height", "foot_height", "hand_over_foot")
RISES = ("hip_rise", "shoulder_rise", "wrist_rise", "ankle_rise")
SIDED = (*JOINT_ANGLES, *BONE_ANGLES, *HEIGHTS, *RISES)
WHOLE = ("trunk_lean", "ankle_spread", "wrist_spread", "shoulder_tilt", "foot_gap", "hands_aside")

# The points of a side are a chain: its differences are the bones shin, thigh, trunk, upper arm, forearm, and between
# each two of them lies a joint of `JOINT_ANGLES`.
_CHAIN = ("ankle", "knee", "hip", "shoulder", "elbow", "wrist")
_ANKLE, _KNEE, _HIP, _SHOULDER, _ELBOW, _WRIST = range(6)
_SHIN, _THIGH, _TRUNK, _UPPER_ARM, _FOREARM = range(5)
# Of each joint: the angle of a straight limb, the sign, and whether the bend's direction counts (`readings.joint`).
_STRAIGHT_DEG, _SIGN = np.array([180.0, 180.0, 0.0, 180.0]), np.array([-1.0, -1.0, 1.0, -1.0])
_WEIGHS_BEND = np.array([False, True, False, True])
# Of each bone whose angle is read: which it is, and whether it grows down (1) or up (-1) from its zero.
_BONES, _BONE_DOWN = np.array([_SHIN, _THIGH, _UPPER_ARM, _FOREARM]), np.array([-1.0, -1.0, 1.0, 1.0])
_RISING = np.array([_HIP, _SHOULDER, _WRIST, _ANKLE])
_CORNERS = np.array([_HIP, _SHOULDER])
_FROM, _TO = (
    np.array([0, 0, 0, 1, 1, 2]),
    np.array([1, 2, 3, 2, 3, 3]),
)  # all pairs of the trunk's four corners


def _points_of(names: Sequence[str]) -> FloatArray:
    """Return which points each measure needs, (6, M) of 0 and 1."""
    needed = [{point.removeprefix("*_") for point in MEASURES[name].points} for name in names]
    return np.array([[float(point in points) for points in needed] for point in _CHAIN])


_SIDED_POINTS, _WHOLE_POINTS = _points_of(SIDED), _points_of(WHOLE)


def points_of(joints: Joints) -> NDArray[np.intp]:
    """Return where a skeleton has the points that are read, (2, 6): left and right."""
    return np.array([[joints[f"{side}_{point}"] for point in _CHAIN] for side in ("left", "right")])


@dataclass(frozen=True, eq=False, slots=True)
class Points:
    """The points of T poses on both sides, in the order of the chain.

    Parameters
    ----------
    world : (3, T, 2, 6)
        In metres.
    image : (2, T, 2, 6)
        In pixels.
    is_unseen : (T, 2, 6) of 0 and 1
        What `measuring.body.Body` trusts with 0: missing, far outside the picture or surely hidden.
    """

    world: FloatArray
    image: FloatArray
    is_unseen: FloatArray

    @classmethod
    def of(cls, poses: Sequence[Pose], points: NDArray[np.intp]) -> Points:
        """Take the `points` (2, 6) of at least one pose."""
        count = len(poses)
        world = _coordinates(np.concatenate([pose.world for pose in poses]), count, points)
        image = _coordinates(np.concatenate([pose.image for pose in poses]), count, points)[:2]
        visibility = np.concatenate([pose.visibility for pose in poses]).reshape(count, -1).take(points, 1)
        size = np.array([pose.image_size for pose in poses], dtype=np.float64).T[:, :, None, None]
        beyond = OUTSIDE_SHARE * size
        is_outside = (image < -beyond) | (image > size + beyond)
        is_missing = np.isnan(image[0]) & np.isnan(world[0])
        is_unseen = is_outside[0] | is_outside[1] | is_missing | (visibility <= 0)
        return cls(world, image, is_unseen.astype(np.float64))


def _coordinates(rows: FloatArray, count: int, points: NDArray[np.intp]) -> FloatArray:
    """Return the points of some poses with the coordinate first, (3, T, 2, 6)."""
    return np.ascontiguousarray(rows.reshape(count, -1, 3).transpose(2, 0, 1)).take(points, 2)


class SwingMeasures:
    """All measures of T poses; NaN where a point was not seen.

    Attributes
    ----------
    sided : (T, 2, len(SIDED))
        Left and right. Those of `RISES` are heights in the picture in trunk lengths, of which only differences mean
        something; the trunk's length is the median over these poses.
    whole : (T, len(WHOLE))
        Of the whole body.
    trunk_px : float
        Length of the trunk in the picture, whichever way the person faces.
    """

    def __init__(self, points: Points) -> None:
        self._world, self._image = points.world, points.image
        self._bones = np.diff(self._world)  # (3, T, 2, 5)
        self._squares = self._bones * self._bones
        self._trunk = self._bones[..., _TRUNK].sum(-1) / 2
        self._trunk_m = np.sqrt((self._trunk * self._trunk).sum(0)) + 1e-9
        self.trunk_px = self._find_trunk_px()
        groups = self._joint_angles(), self._bone_angles(), self._relative_heights(), self._picture_heights()
        self.sided = np.concatenate(groups, axis=-1)
        self.sided[points.is_unseen @ _SIDED_POINTS > 0] = np.nan
        self.whole = self._of_whole_body()
        self.whole[points.is_unseen.sum(1) @ _WHOLE_POINTS > 0] = np.nan

    def _joint_angles(self) -> FloatArray:
        """Return what `readings.joint` reads: space and picture, weighted by how much the picture can show."""
        u, v = -self._bones[..., :-1], self._bones[..., 1:]
        x, y, z = u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]
        depth_bend, picture_bend = x * x + y * y, z * z
        in_space = np.arctan2(np.sqrt(depth_bend + picture_bend), (u * v).sum(0))
        bones = np.diff(self._image)
        p, q = -bones[..., :-1], bones[..., 1:]
        in_picture = np.arctan2(np.abs(p[0] * q[1] - p[1] * q[0]), (p * q).sum(0))
        flat = self._squares[0] + self._squares[1]
        whole = flat + self._squares[2]
        in_plane = flat / (whole + 1e-12)
        share = (in_plane[..., :-1] * in_plane[..., 1:]) ** 2
        seen = picture_bend + STRAIGHT * (whole[..., :-1] * whole[..., 1:]) + 1e-12
        share = np.where(_WEIGHS_BEND, share * (seen / (depth_bend + seen)), share)
        angles = (in_space + share * in_picture) / (1 + share)
        only_one = np.where(np.isnan(in_space), in_picture, in_space)  # where there is space or picture alone
        degrees: FloatArray = _STRAIGHT_DEG + _SIGN * np.degrees(np.where(np.isnan(angles), only_one, angles))
        return degrees

    def _bone_angles(self) -> FloatArray:
        level = np.sqrt(self._squares[0] + self._squares[2]).take(_BONES, -1)
        angles: FloatArray = np.degrees(np.arctan2(level, _BONE_DOWN * self._bones[1].take(_BONES, -1)))
        return angles

    def _relative_heights(self) -> FloatArray:
        y, trunk = self._world[1], self._trunk_m[:, None]
        arm = np.sqrt(self._squares[..., _UPPER_ARM:].sum(0)).sum(-1) + 1e-9
        heights = (
            (y[..., _SHOULDER] - y[..., _WRIST]) / arm,
            (y[..., _HIP] - y[..., _ANKLE]) / trunk,
            (y[..., _ANKLE] - y[..., _WRIST]) / trunk,
        )
        return np.stack(heights, axis=-1)

    def _picture_heights(self) -> FloatArray:
        heights_px: FloatArray = -self._image[1].take(_RISING, -1)
        return heights_px / self.trunk_px

    def _of_whole_body(self) -> FloatArray:
        apart = self._world[:, :, 0] - self._world[:, :, 1]  # (3, T, 6), from right to left
        squares = apart * apart
        width = np.sqrt(squares.sum(0))
        level = np.sqrt(squares[0, :, _SHOULDER] + squares[2, :, _SHOULDER])
        hands = (self._world[..., _WRIST] - self._world[..., _HIP]).sum(-1) / 2
        aside = (hands * apart[..., _HIP]).sum(0) / (width[:, _HIP] + 1e-9)
        trunk_x, trunk_y, trunk_z = self._trunk
        values = (
            np.degrees(np.arctan2(np.sqrt(trunk_x * trunk_x + trunk_z * trunk_z), -trunk_y)),
            width[:, _ANKLE] / (width[:, _HIP] + 1e-9),
            width[:, _WRIST] / (width[:, _SHOULDER] + 1e-9),
            np.degrees(np.arctan2(np.abs(apart[1, :, _SHOULDER]), level)),
            np.abs(apart[1, :, _ANKLE]) / self._trunk_m,
            aside / self._trunk_m,
        )
        return np.stack(values, axis=-1)

    def _find_trunk_px(self) -> float:
        """Return the median length: pixels per metre are the distances of hips and shoulders in both units."""
        in_world, in_picture = _distances(self._world[:2]), _distances(self._image)
        lengths = np.sort(in_picture / (in_world + 1e-9) * self._trunk_m)
        seen = int(np.count_nonzero(~np.isnan(lengths)))
        return float(lengths[(seen - 1) // 2] + lengths[seen // 2]) / 2 + 1e-9 if seen else np.nan


def _distances(xy: FloatArray) -> FloatArray:
    """Return the sum (T,) of all distances between the trunk's corners, of points (2, T, 2, 6)."""
    corners = xy.take(_CORNERS, -1).reshape(2, -1, 4)
    x, y = corners.take(_FROM, -1) - corners.take(_TO, -1)
    distances: FloatArray = np.sqrt(x * x + y * y).sum(-1)
    return distances


class CentredPicture:
    """Whether the picture's points were moved so that the hips stay in one place: then no height in it is one.

    The array twin of what `readings.rise` asks of every pose.
    """

    _STILL, _MOVED = (
        1e-3,
        0.03,
    )  # in trunk lengths; nobody holds the hips so still while feet and shoulders move

    def __init__(self) -> None:
        self._first: FloatArray | None = None
        self._is_moving = np.array([False, False])
        self._is_ruled_out = False

    def update(self, image: FloatArray, trunk_px: float) -> bool:
        """Take the points (2, T, 2, 6) of more poses, and say whether the picture moves along with the hips."""
        if self._is_ruled_out:
            return False
        middles = (image[:, :, 0] + image[:, :, 1])[..., [_HIP, _SHOULDER, _ANKLE]] / 2
        middles = middles[:, ~np.isnan(middles).any((0, 2))]
        if not middles.size or np.isnan(trunk_px):
            return False
        self._first = middles[:, :1] if self._first is None else self._first
        x, y = middles - self._first
        ways = np.sqrt(x * x + y * y).max(0) / trunk_px
        self._is_ruled_out = bool(ways[0] > self._STILL)
        self._is_moving |= ways[1:] > self._MOVED
        return bool(self._is_moving.all()) and not self._is_ruled_out
