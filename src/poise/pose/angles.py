"""Joint angles: one table of definitions, and their computation for any leading shape.

Angles follow the anatomical convention of the International Society of Biomechanics (Wu et al. 2002, 2005): 0 is
the anatomical position, flexion is positive. From single points per joint only the angle between the two adjoining
segments can be told, not its three components about anatomical axes; docs/angles.md says what that means.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from poise.errors import PoseError
from poise.pose.geometry import angle_between_deg
from poise.pose.pose import FloatArray
from poise.pose.skeleton import Skeleton

# "Up" in pictures and in camera axes, where y points down.
_UP = {2: np.array([0.0, -1.0]), 3: np.array([0.0, -1.0, 0.0])}
Place = tuple[str, ...]


class Kind(Enum):
    """What an angle is measured between."""

    JOINT = "between two segments that meet in a joint"
    VERTICAL = "between a segment and the picture's vertical"
    HORIZONTAL = "between a segment and the picture's horizontal"


@dataclass(frozen=True, slots=True)
class JointAngle:
    """The definition of one angle.

    Parameters
    ----------
    name : str
        For example ``left_knee_flexion``.
    kind : Kind
        What it is measured between.
    places : tuple of places
        Four for a joint (far and near end of the first segment, far and near end of the second), two for a
        segment (start, end). A place is the mean of its keypoints.
    offset_deg, sign : float
        The angle is ``offset_deg + sign * angle between the segments``.
    zero : str
        In which posture the angle is 0.
    positive : str
        Which movement makes it grow.
    source : str
        Where the definition comes from.
    """

    name: str
    kind: Kind
    places: tuple[Place, ...]
    offset_deg: float
    sign: float
    zero: str
    positive: str
    source: str

    @property
    def keypoints(self) -> tuple[str, ...]:
        """All keypoints that the angle rests on."""
        return tuple(name for place in self.places for name in place)


_KNEE = "Wu et al. 2002 (ISB), knee flexion"
_HIP = "Wu et al. 2002 (ISB), thigh against trunk"
_ANKLE = "Wu et al. 2002 (ISB), ankle dorsiflexion"
_SHOULDER = "Wu et al. 2005 (ISB), thoracohumeral elevation"
_ELBOW = "Wu et al. 2005 (ISB), elbow flexion"
_WRIST = "Wu et al. 2005 (ISB), wrist, without its sign"
_TRUNK = "Kendall et al. 2005, posture against the plumb line"


@dataclass(frozen=True, slots=True)
class _Paired:
    """A joint angle that exists on both sides; `points` are the far and near ends of both segments."""

    name: str
    points: tuple[str, str, str, str]
    offset_deg: float
    sign: float
    zero: str
    positive: str
    source: str


_PAIRED = (
    _Paired(
        "knee_flexion", ("hip", "knee", "ankle", "knee"), 180, -1, "straight leg", "heel towards buttock", _KNEE
    ),
    _Paired(
        "hip_flexion", ("shoulder", "hip", "knee", "hip"), 180, -1,
        "thigh in line with trunk", "thigh towards chest", _HIP,
    ),
    _Paired(
        "ankle_dorsiflexion", ("knee", "ankle", "foot_index", "heel"), 90, -1, "foot square to shank", "toes up", _ANKLE
    ),
    _Paired(
        "shoulder_elevation", ("hip", "shoulder", "elbow", "shoulder"), 0, 1,
        "arm along the trunk", "arm up, in any plane", _SHOULDER,
    ),
    _Paired(
        "elbow_flexion", ("shoulder", "elbow", "wrist", "elbow"), 180, -1,
        "straight arm", "hand towards shoulder", _ELBOW,
    ),
    _Paired(
        "wrist_bend", ("elbow", "wrist", "index", "wrist"), 180, -1, "hand in line with forearm", "either way", _WRIST
    ),
)  # fmt: skip


def _both_sides() -> list[JointAngle]:
    return [
        JointAngle(
            name=f"{side}_{paired.name}",
            kind=Kind.JOINT,
            places=tuple((f"{side}_{point}",) for point in paired.points),
            offset_deg=paired.offset_deg,
            sign=paired.sign,
            zero=paired.zero,
            positive=paired.positive,
            source=paired.source,
        )
        for paired in _PAIRED
        for side in ("left", "right")
    ]


_HIPS, _SHOULDERS = ("left_hip", "right_hip"), ("left_shoulder", "right_shoulder")
JOINT_ANGLES: tuple[JointAngle, ...] = (
    *_both_sides(),
    JointAngle(
        "trunk_lean", Kind.VERTICAL, (_HIPS, _SHOULDERS), 0, 1, "upright trunk", "leaning any way", _TRUNK
    ),
    JointAngle(
        "shoulder_tilt", Kind.HORIZONTAL, (("right_shoulder",), ("left_shoulder",)), 0, 1,
        "level shoulders", "left shoulder up", _TRUNK,
    ),
    JointAngle(
        "pelvis_tilt", Kind.HORIZONTAL, (("right_hip",), ("left_hip",)), 0, 1, "level hips", "left hip up", _TRUNK
    ),
    JointAngle(
        "neck_lean", Kind.JOINT, (_HIPS, _SHOULDERS, ("left_ear", "right_ear"), _SHOULDERS), 180, -1,
        "head in line with trunk", "head away from the trunk's line, any way", _TRUNK,
    ),
)  # fmt: skip
ANGLE_NAMES: tuple[str, ...] = tuple(angle.name for angle in JOINT_ANGLES)
_BY_NAME = {angle.name: angle for angle in JOINT_ANGLES}


def joint_angle(name: str) -> JointAngle:
    """Return the definition of an angle.

    Raises
    ------
    PoseError
        If there is none of that name.
    """
    try:
        return _BY_NAME[name]
    except KeyError:
        raise PoseError(f"there is no joint angle named {name!r}; see docs/angles.md.") from None


def angles_of(skeleton: Skeleton) -> tuple[str, ...]:
    """Return the names of the angles that a skeleton has the keypoints for."""
    return tuple(angle.name for angle in JOINT_ANGLES if skeleton.has(*angle.keypoints))


class AngleSet:
    """Several angles of one skeleton, looked up once and computed together.

    Parameters
    ----------
    names : sequence of str
        Which angles, in the order of the answer's last axis.
    skeleton : Skeleton
        Says where the keypoints lie.

    Raises
    ------
    PoseError
        If an angle is unknown, or the skeleton lacks a keypoint for it.

    Examples
    --------
    >>> from poise.pose import BLAZEPOSE_33
    >>> import numpy as np
    >>> angles = AngleSet(["left_knee_flexion"], BLAZEPOSE_33)
    >>> angles(np.zeros((5, 33, 3))).shape
    (5, 1)
    """

    def __init__(self, names: Sequence[str], skeleton: Skeleton) -> None:
        self.names = tuple(names)
        definitions = [joint_angle(name) for name in self.names]
        # Places have one or two keypoints; naming a single one twice makes the mean the same for all.
        self._places = {kind: _indices([d for d in definitions if d.kind is kind], skeleton) for kind in Kind}
        self._where = {kind: [i for i, d in enumerate(definitions) if d.kind is kind] for kind in Kind}
        self._offset = np.array([d.offset_deg for d in definitions], dtype=np.float64)
        self._sign = np.array([d.sign for d in definitions], dtype=np.float64)

    def __call__(self, points: FloatArray) -> FloatArray:
        """Return the angles (..., A) of points (..., K, 2 or 3) in degrees; NaN where a keypoint was not seen.

        Points in a picture must be in pixels, so that both axes have one unit.
        """
        between = np.empty((*points.shape[:-2], len(self.names)))
        for kind, where in self._where.items():
            if where:
                between[..., where] = _between(kind, points[..., self._places[kind], :].mean(axis=-2))
        return self._offset + self._sign * between


def joint_angles_deg(
    points: FloatArray, skeleton: Skeleton, names: Sequence[str] | None = None
) -> dict[str, FloatArray]:
    """Return angles (...) by name of points (..., K, 2 or 3); by default all that the skeleton has points for.

    Raises
    ------
    PoseError
        If an angle is unknown, or the skeleton lacks a keypoint for it.
    """
    chosen = AngleSet(angles_of(skeleton) if names is None else names, skeleton)
    return dict(zip(chosen.names, np.moveaxis(chosen(points), -1, 0), strict=True))


def _indices(definitions: list[JointAngle], skeleton: Skeleton) -> NDArray[np.intp]:
    twice = [[(place * 2)[:2] for place in definition.places] for definition in definitions]
    return np.array([[skeleton.indices(place) for place in places] for places in twice], dtype=np.intp)


def _between(kind: Kind, places: FloatArray) -> FloatArray:
    if kind is Kind.JOINT:
        first, second = places[..., 0, :] - places[..., 1, :], places[..., 2, :] - places[..., 3, :]
        return angle_between_deg(first, second)
    segment = places[..., 1, :] - places[..., 0, :]
    up = _UP[places.shape[-1]]
    if kind is Kind.VERTICAL:
        return angle_between_deg(segment, np.broadcast_to(up, segment.shape))
    rise = segment @ up
    run = np.sqrt(np.maximum(np.sum(segment * segment, axis=-1) - rise * rise, 0.0))
    return np.where((rise == 0) & (run == 0), np.nan, np.degrees(np.arctan2(rise, run)))
