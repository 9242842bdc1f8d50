"""Turning one pose so that it faces as another does: cameras stand where they stand."""

from __future__ import annotations

import numpy as np

from poise.pose import FloatArray
from poise.pose.geometry import angle_between_deg

# World axes are the camera's: x to the picture's right, y down, z away from the camera.
_AXES = {"yaw": (2, 0), "roll": (0, 1)}
# The mean of angles is minimised by weighting squares with 1 / angle (Weiszfeld 1937). Below this angle, in
# radians, the weight stops growing, so that one perfect limb cannot decide alone.
_SMALLEST_ANGLE_RAD = np.radians(3.0)
_ROUNDS = 4


def turn(directions: FloatArray, angle_rad: float, about: str = "yaw") -> FloatArray:
    """Turn directions (..., 3) about the vertical (``yaw``) or the camera's line of sight (``roll``)."""
    first, second = _AXES[about]
    turned = directions.copy()
    cos, sin = np.cos(angle_rad), np.sin(angle_rad)
    turned[..., first] = cos * directions[..., first] - sin * directions[..., second]
    turned[..., second] = sin * directions[..., first] + cos * directions[..., second]
    return turned


def align(
    directions: FloatArray, target: FloatArray, weights: FloatArray, *, ignore_lean: bool = False
) -> FloatArray:
    """Turn `directions` about the vertical so that the weighted mean angle to `target` is least.

    Parameters
    ----------
    directions, target : (L, 3)
        Unit limb directions in camera axes; rows of weight 0 may hold anything finite.
    weights : (L,)
        Not negative.
    ignore_lean : bool
        Also turn about the line of sight, for a camera that was not held level.

    Returns
    -------
    (L, 3)
        The turned directions.

    Notes
    -----
    For a sum of weighted cosines the best turn about an axis has a closed form (the two-dimensional case of
    Kabsch 1976). Repeating it with weights 1 / angle leads to the least sum of angles, which a single wrong
    limb sways less than the least sum of squares.
    """
    turned = directions
    for round_number in range(_ROUNDS):
        robust = weights if round_number == 0 else weights / _bounded_angles(turned, target)
        turned = _turn_once(turned, target, robust, "yaw")
        if ignore_lean:
            turned = _turn_once(turned, target, robust, "roll")
    return turned


def _bounded_angles(one: FloatArray, other: FloatArray) -> FloatArray:
    return np.maximum(np.radians(angle_between_deg(one, other)), _SMALLEST_ANGLE_RAD)


def _turn_once(directions: FloatArray, target: FloatArray, weights: FloatArray, about: str) -> FloatArray:
    first, second = _AXES[about]
    cosines = weights @ (directions[:, first] * target[:, first] + directions[:, second] * target[:, second])
    sines = weights @ (directions[:, first] * target[:, second] - directions[:, second] * target[:, first])
    return turn(directions, float(np.arctan2(sines, cosines)), about)
