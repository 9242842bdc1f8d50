"""From joint angles to the 33 landmarks of a body in metres.

The room's axes: x to the left of a person whose heading is 0, y up, z forward; the floor is y = 0. A body is first
put together about its hip centre; `grounding` then places it in the room.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from poise.pose import BLAZEPOSE_33, FloatArray

from . import proportions as share
from .posture import ANGLES

SIDES = ("left", "right")
_X, _Y, _Z = np.eye(3)
_ACROSS = {"left": 1.0, "right": -1.0}


@dataclass(frozen=True)
class Body:
    """Bodies over any leading shape.

    Parameters
    ----------
    points : (..., 33, 3) float64
        The landmarks in metres, in the room's axes.
    hinges : dict of (..., 3)
        Unit axes of both knees and elbows; a positive turn of what lies beyond is flexion.
    stature_m : float
        The body's height when it stands.
    """

    points: FloatArray
    hinges: dict[str, FloatArray]
    stature_m: float

    def point(self, name: str) -> FloatArray:
        """Return one landmark (..., 3), or the middle of both for a name without a side."""
        if BLAZEPOSE_33.has(name):
            landmark: FloatArray = self.points[..., BLAZEPOSE_33.index(name), :]
            return landmark
        return (self.point(f"left_{name}") + self.point(f"right_{name}")) / 2

    def moved(self, turn: FloatArray, about: FloatArray, shift: FloatArray) -> Body:
        """Return the body turned by (..., 3, 3) about a point (..., 3) and shifted by (..., 3)."""
        points = apply(turn[..., None, :, :], self.points - about[..., None, :])
        hinges = {name: apply(turn, hinge) for name, hinge in self.hinges.items()}
        return replace(self, points=points + (about + shift)[..., None, :], hinges=hinges)


def apply(turn: FloatArray, vector: FloatArray) -> FloatArray:
    """Turn vectors (..., 3) by matrices (..., 3, 3)."""
    return np.asarray(np.einsum("...ij,...j->...i", turn, vector))


def assemble(vectors: FloatArray, stature_m: float) -> Body:
    """Put bodies together about their hip centre.

    Parameters
    ----------
    vectors : (..., A) float64
        Angles in degrees in the order of `posture.ANGLES`.
    stature_m : float
        Height of the standing body.
    """
    angle = {name: vectors[..., number] for number, name in enumerate(ANGLES)}
    pelvis = _turn(_Y, angle["heading"]) @ _turn(_X, angle["pitch"]) @ _turn(_Z, -angle["roll"])
    chest = pelvis @ _spine(angle, "trunk")
    head = chest @ _spine(angle, "neck")
    up_chest = (1 - share.LUMBAR_SHARE) * share.TRUNK
    shoulders = apply(pelvis, share.LUMBAR_SHARE * share.TRUNK * _Y) + apply(chest, up_chest * _Y)
    hinges: dict[str, FloatArray] = {}
    places = _head(head, shoulders + apply(chest, share.NECK * _Y))
    for side in SIDES:
        places |= _leg(angle, side, pelvis, hinges) | _arm(angle, side, chest, shoulders, hinges)
    points = np.stack(
        [np.broadcast_to(places[n], (*vectors.shape[:-1], 3)) for n in BLAZEPOSE_33.keypoints], -2
    )
    return Body(points * stature_m, hinges, stature_m)


def _turn(axis: FloatArray, angle_deg: FloatArray) -> FloatArray:
    """Return what `rotation_about` gives for one of the three axes, to the last bit and many times as fast."""
    angle = np.radians(angle_deg)
    sine, cosine = np.sin(angle), 1.0 - (1.0 - np.cos(angle))
    first = int(np.argmax(axis))
    second, third = (first + 1) % 3, (first + 2) % 3
    matrix = np.zeros((*angle.shape, 3, 3))
    matrix[..., first, first] = 1.0
    matrix[..., second, second] = matrix[..., third, third] = cosine
    matrix[..., third, second], matrix[..., second, third] = sine, -sine
    return matrix


def _spine(angle: dict[str, FloatArray], part: str) -> FloatArray:
    flexion, lateral = angle[f"{part}_flexion"], angle[f"{part}_lateral"]
    return _turn(_Y, angle[f"{part}_rotation"]) @ _turn(_X, flexion) @ _turn(_Z, -lateral)


def _ball(angle: dict[str, FloatArray], side: str, joint: str) -> FloatArray:
    """Turn of a thigh or upper arm: flexion about the parent's axis, then outward, then about its own length."""
    sign, name = _ACROSS[side], f"{side}_{joint}"
    return (
        _turn(_X, -angle[f"{name}_flexion"])
        @ _turn(_Z, sign * angle[f"{name}_abduction"])
        @ _turn(_Y, sign * angle[f"{name}_rotation"])
    )


def _leg(
    angle: dict[str, FloatArray], side: str, pelvis: FloatArray, hinges: dict[str, FloatArray]
) -> dict[str, FloatArray]:
    thigh = pelvis @ _ball(angle, side, "hip")
    shank = thigh @ _turn(_X, angle[f"{side}_knee_flexion"])
    foot = shank @ _turn(_X, -angle[f"{side}_ankle_dorsiflexion"])
    hip = apply(pelvis, _ACROSS[side] * share.HALF_HIPS * _X)
    knee = hip - apply(thigh, share.THIGH * _Y)
    ankle = knee - apply(shank, share.SHANK * _Y)
    sole = ankle - apply(foot, (share.ANKLE_HEIGHT - share.SOLE) * _Y)
    hinges[f"{side}_knee"] = apply(thigh, _X)
    return {
        f"{side}_hip": hip,
        f"{side}_knee": knee,
        f"{side}_ankle": ankle,
        f"{side}_heel": sole - apply(foot, share.HEEL_BEHIND * _Z),
        f"{side}_foot_index": sole + apply(foot, share.TOE_AHEAD * _Z),
    }


def _arm(
    angle: dict[str, FloatArray],
    side: str,
    chest: FloatArray,
    shoulders: FloatArray,
    hinges: dict[str, FloatArray],
) -> dict[str, FloatArray]:
    upper = chest @ _ball(angle, side, "shoulder")
    fore = upper @ _turn(_X, -angle[f"{side}_elbow_flexion"])
    # With the thumb forward the back of the hand faces outward: extension bends it that way.
    hand = fore @ _turn(_Y, -_ACROSS[side] * angle[f"{side}_pronation"])
    hand = hand @ _turn(_Z, _ACROSS[side] * angle[f"{side}_wrist_extension"])
    shoulder = shoulders + apply(chest, _ACROSS[side] * share.HALF_SHOULDERS * _X)
    elbow = shoulder - apply(upper, share.UPPER_ARM * _Y)
    wrist = elbow - apply(fore, share.FOREARM * _Y)
    hinges[f"{side}_elbow"] = -apply(upper, _X)
    knuckles = {
        f"{side}_{name}": wrist + apply(hand, share.HAND * (thumbward * _Z - along * _Y))
        for name, (thumbward, along) in share.KNUCKLES.items()
    }
    return {f"{side}_shoulder": shoulder, f"{side}_elbow": elbow, f"{side}_wrist": wrist} | knuckles


def _head(head: FloatArray, base: FloatArray) -> dict[str, FloatArray]:
    places = {}
    for name, (across, up, forward) in share.FACE.items():
        if not across:
            places[name] = base + apply(head, np.array([across, up, forward]))
            continue
        for side in SIDES:
            places[f"{side}_{name}"] = base + apply(head, np.array([_ACROSS[side] * across, up, forward]))
    return places
