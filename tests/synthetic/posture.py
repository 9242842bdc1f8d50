"""A posture: what every joint of a body does, as a plain table of angles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from poise.pose import FloatArray

Both = tuple[float, float]
"""Left and right."""


@dataclass(frozen=True)
class Posture:
    """Joint angles in degrees; paired ones as (left, right). All 0 is the anatomical position, standing.

    Parameters
    ----------
    heading, pitch, roll : float
        Of the pelvis: turned to the person's left; leaning forward (90 is face down, -90 on the back); leaning to
        the person's left. Pitch and roll turn the whole trunk and the legs with it.
    trunk_flexion, trunk_lateral, trunk_rotation : float
        Of the chest against the pelvis: forward, to the left, turned to the left.
    neck_flexion, neck_lateral, neck_rotation : float
        Of the head against the chest, the same way.
    hip_flexion, hip_abduction, hip_rotation : (float, float)
        Of the thigh against the pelvis: forward, outward, and turned outward about its own length.
    knee_flexion : (float, float)
        0 is straight, heel towards the buttock is positive.
    ankle_dorsiflexion : (float, float)
        Of a foot that is free: 0 is square to the shank, toes up is positive. A foot on the ground lies flat.
    heel_lift : (float, float)
        Of a foot on the ground: 0 is flat, 90 stands on the tip of the toes.
    shoulder_flexion, shoulder_abduction, shoulder_rotation : (float, float)
        Of the upper arm against the chest: forward, then outward, and turned outward about its own length.
    elbow_flexion : (float, float)
        0 is straight.
    pronation : (float, float)
        Of the hand: 0 with the thumb forward on a hanging arm, 90 with the palm backward.
    wrist_extension : (float, float)
        Of the hand: 0 in line with the forearm, 90 with the back of the hand towards the forearm.
    """

    heading: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0
    trunk_flexion: float = 0.0
    trunk_lateral: float = 0.0
    trunk_rotation: float = 0.0
    neck_flexion: float = 0.0
    neck_lateral: float = 0.0
    neck_rotation: float = 0.0
    hip_flexion: Both = (0.0, 0.0)
    hip_abduction: Both = (0.0, 0.0)
    hip_rotation: Both = (0.0, 0.0)
    knee_flexion: Both = (0.0, 0.0)
    ankle_dorsiflexion: Both = (0.0, 0.0)
    heel_lift: Both = (0.0, 0.0)
    shoulder_flexion: Both = (0.0, 0.0)
    shoulder_abduction: Both = (0.0, 0.0)
    shoulder_rotation: Both = (0.0, 0.0)
    elbow_flexion: Both = (0.0, 0.0)
    pronation: Both = (0.0, 0.0)
    wrist_extension: Both = (0.0, 0.0)

    def but(self, **angles: float | Both) -> Posture:
        """Return the posture with some angles replaced; one number for a paired angle means both sides."""
        paired = {name: pair(value) if name in PAIRED else value for name, value in angles.items()}
        changes: dict[str, Any] = paired
        return replace(self, **changes)

    def plus(self, changes: Mapping[str, float | Both]) -> Posture:
        """Return the posture with angles added to its own."""
        return Posture.of_vector(self.vector() + Posture().but(**changes).vector())

    def towards(self, other: Posture, share: float) -> Posture:
        """Return the posture on the way from this one (share 0) to `other` (share 1)."""
        return Posture.of_vector(self.vector() + share * (other.vector() - self.vector()))

    def mirrored(self) -> Posture:
        """Return what a mirror shows: sides exchanged, turns and leans to the side reversed."""
        return Posture.of_vector(self.vector()[_MIRROR] * _MIRROR_SIGN)

    def vector(self) -> FloatArray:
        """Return all angles in the order of `ANGLES`."""
        return np.array([value for f in fields(self) for value in np.atleast_1d(getattr(self, f.name))])

    @classmethod
    def of_vector(cls, vector: FloatArray) -> Posture:
        """Return the posture of a vector in the order of `ANGLES`."""
        values = {
            name: (float(vector[ANGLES.index(f"left_{name}")]), float(vector[ANGLES.index(f"right_{name}")]))
            if name in PAIRED
            else float(vector[ANGLES.index(name)])
            for name in _NAMES
        }
        changes: dict[str, Any] = values
        return cls(**changes)


def posture(**angles: float | Both) -> Posture:
    """Return a posture; one number for a paired angle means both sides.

    Examples
    --------
    >>> posture(pitch=20, knee_flexion=90).knee_flexion
    (90, 90)
    """
    return Posture().but(**angles)


def pair(value: float | Both) -> Both:
    """Return one number as the same for both sides."""
    return value if isinstance(value, tuple) else (value, value)


_NAMES = tuple(f.name for f in fields(Posture))
PAIRED = frozenset(f.name for f in fields(Posture) if isinstance(f.default, tuple))
ANGLES: tuple[str, ...] = tuple(
    angle for name in _NAMES for angle in ((f"left_{name}", f"right_{name}") if name in PAIRED else (name,))
)
"""The names of all angles, in the order of a posture's vector."""

_REVERSED = ("heading", "roll", "trunk_lateral", "trunk_rotation", "neck_lateral", "neck_rotation")


def _other_side(name: str) -> str:
    if name.startswith("left_"):
        return "right_" + name.removeprefix("left_")
    return "left_" + name.removeprefix("right_") if name.startswith("right_") else name


_MIRROR = np.array([ANGLES.index(_other_side(name)) for name in ANGLES])
_MIRROR_SIGN = np.array([-1.0 if name in _REVERSED else 1.0 for name in ANGLES])
