"""A hand that can be bent: joint angles to points, and the points of a real hand bent at one finger.

It has a palm of fixed knuckles, four fingers that bend in planes at right angles to it, and a thumb that is led by its
tip. Lengths are those of an average hand in the landmark model's eyes, in hand sizes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from poise.analysis.signing.hand import CHAINS, FINGERS, WRIST, palm_frame
from poise.pose import FloatArray
from poise.pose.geometry import rotation_about, unit_vectors

# In the palm frame, in hand sizes: medians over flat hands ("B", "W") of the training data.
_KNUCKLES = np.array([[0.23, 1.00, 0.04], [0.0, 1.03, 0.0], [-0.19, 0.95, 0.0], [-0.36, 0.82, 0.04]])
_BONES = np.array([[0.47, 0.29, 0.24], [0.55, 0.33, 0.26], [0.50, 0.31, 0.26], [0.36, 0.21, 0.19]])
_THUMB_BASE = np.array([0.24, 0.22, 0.18])
_THUMB_BONES = np.array([0.36, 0.31, 0.27])
# The way the thumb's joints stand out between its base and its tip.
_THUMB_POLE = np.array([1.0, -0.2, 0.4])


@dataclass(frozen=True, eq=False, slots=True)
class HandShape:
    """How hands are bent.

    Parameters
    ----------
    flexion_deg : (..., 4, 3)
        Of index to little finger at the knuckle, the middle and the last joint; 0 is straight.
    sideways_deg : (..., 4)
        Of index to little finger in the palm's plane, towards the thumb's side; 0 is along the palm.
    thumb_tip : (..., 3)
        In the palm frame, in hand sizes: to the thumb's side, along the palm, out of it.
    """

    flexion_deg: FloatArray
    sideways_deg: FloatArray
    thumb_tip: FloatArray


def hand_points(shape: HandShape) -> FloatArray:
    """Return the points (..., 21, 3) of a right hand in its palm frame, over `HAND_21`."""
    leading = shape.thumb_tip.shape[:-1]
    points = np.zeros((*leading, 21, 3))
    points[..., list(CHAINS["thumb"]), :] = _thumb(shape.thumb_tip)
    sideways = np.radians(shape.sideways_deg)
    forward = np.stack([np.sin(sideways), np.cos(sideways), np.zeros_like(sideways)], axis=-1)
    bend = np.cumsum(np.radians(shape.flexion_deg), axis=-1)[..., None]
    out = np.array([0.0, 0.0, 1.0])
    bones = (np.cos(bend) * forward[..., None, :] + np.sin(bend) * out) * _BONES[..., None]
    for number, finger in enumerate(FINGERS[1:]):
        knuckle, *further = CHAINS[finger]
        points[..., knuckle, :] = _KNUCKLES[number]
        points[..., further, :] = _KNUCKLES[number] + np.cumsum(bones[..., number, :, :], axis=-2)
    return points


def _thumb(tip: FloatArray) -> FloatArray:
    """Return the thumb's four joints (..., 4, 3), with the same bend at both joints between base and tip."""
    chord = tip - _THUMB_BASE
    # The landmark model draws thumbs longer against a fist than against a flat hand: where the tip is out of reach,
    # the bones grow.
    grown = np.maximum(1.0, np.linalg.norm(chord, axis=-1) / (0.98 * _THUMB_BONES.sum()))
    first, second, third = _THUMB_BONES
    reach = np.linalg.norm(chord, axis=-1) / grown
    # reach^2 as a function of the cosine of the bend is a parabola: solved for the cosine.
    square = 4 * first * third
    linear = 2 * second * (first + third)
    constant = first**2 + second**2 + third**2 - 2 * first * third - reach**2
    root = np.sqrt(np.maximum(linear**2 - 4 * square * constant, 0.0))
    bend = np.arccos(np.clip((root - linear) / (2 * square), -1.0, 1.0))
    turns = np.stack([np.zeros_like(bend), bend, 2 * bend], axis=-1)
    flat = np.cumsum(_THUMB_BONES[:, None] * np.stack([np.cos(turns), np.sin(turns)], axis=-1), axis=-2)
    # Turned so that the chord lies on the first axis; the second one points the way the joints stand out.
    tilt = np.arctan2(flat[..., 2, 1], flat[..., 2, 0])[..., None]
    ahead = flat[..., 0] * np.cos(tilt) + flat[..., 1] * np.sin(tilt)
    aside = flat[..., 0] * np.sin(tilt) - flat[..., 1] * np.cos(tilt)
    direction = unit_vectors(chord)
    pole = _THUMB_POLE - direction * np.sum(direction * _THUMB_POLE, axis=-1, keepdims=True)
    pole = unit_vectors(pole)
    joints = ahead[..., None] * direction[..., None, :] + aside[..., None] * pole[..., None, :]
    joints = _THUMB_BASE + joints * grown[..., None, None]
    base = np.broadcast_to(_THUMB_BASE, (*tip.shape[:-1], 1, 3))
    chain: FloatArray = np.concatenate([base, joints], axis=-2)
    return chain


def bend_finger(points: FloatArray, finger: str, degrees: FloatArray | float) -> FloatArray:
    """Return real hands with one finger bent further at its three joints, in the proportion 2 : 3 : 1.

    Parameters
    ----------
    points : (..., 21, 3)
        Of right hands, in any frame.
    finger : str
        One of `FINGERS`; of the thumb the joints behind its base.
    degrees : float or (...,)
        The bend added in all, towards the palm; negative straightens.
    """
    frame = palm_frame(points)
    local = frame.localise(points)
    chain = CHAINS[finger]
    axis = _bending_axis(local, finger)
    for joint, share in zip(chain[:3], (2 / 6, 3 / 6, 1 / 6), strict=True):
        moved = [one for one in chain if one > joint]
        turn = rotation_about(axis, np.asarray(degrees) * share)
        pivot = local[..., joint, :][..., None, :]
        local[..., moved, :] = pivot + np.einsum("...ij,...kj->...ki", turn, local[..., moved, :] - pivot)
    return frame.globalise(local)


def move_thumb(points: FloatArray, by: FloatArray) -> FloatArray:
    """Return real right hands (..., 21, 3) whose thumb's tip is moved by (..., 3) hand sizes in the palm frame."""
    frame = palm_frame(points)
    local = frame.localise(points)
    chain = list(CHAINS["thumb"])
    share = np.array([0.0, 0.3, 0.65, 1.0])[:, None]
    local[..., chain, :] += share * np.asarray(by)[..., None, :]
    return frame.globalise(local)


def _bending_axis(local: FloatArray, finger: str) -> FloatArray:
    """Return the axis (..., 3) about which a finger bends: its own plane's, or the palm's where it is straight."""
    knuckle, middle, last, tip = (local[..., joint, :] for joint in CHAINS[finger])
    first = unit_vectors(middle - knuckle)
    if finger == "thumb":
        # It bends towards the little finger's knuckle.
        return np.cross(first, np.array([-1.0, 0.0, 0.0]))
    out = np.array([0.0, 0.0, 1.0])
    own = np.cross(first, unit_vectors(last - middle)) + np.cross(unit_vectors(last - middle), tip - last)
    usual = np.cross(unit_vectors(knuckle - local[..., WRIST, :]), out)
    # A finger that is bent shows its plane; the weight of the palm's stands for some 15 degrees of bend.
    own = own * np.where(np.sum(own * usual, axis=-1, keepdims=True) < 0, 0.0, 1.0)
    axis: FloatArray = own + 0.25 * usual
    return axis


def turn_to_camera(local: FloatArray, along: FloatArray, out: FloatArray) -> FloatArray:
    """Return points (..., 21, 3) of palm frames turned so that the palm points along and faces out (..., 3).

    The directions are in the camera's axes (x to the picture's right, y down, z away); `out` is made perpendicular.
    """
    along = unit_vectors(along)
    out = unit_vectors(out - along * np.sum(out * along, axis=-1, keepdims=True))
    axes = np.stack([np.cross(along, out), along, out], axis=-2)
    turned: FloatArray = np.einsum("...ij,...ki->...kj", axes, local)
    return turned
