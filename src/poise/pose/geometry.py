"""Vectors, angles and turns, for any leading shape. What is missing or has no length gives NaN, silently."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from poise.pose.pose import FloatArray
from poise.pose.skeleton import Skeleton


def unit_vectors(vectors: FloatArray) -> FloatArray:
    """Return vectors (..., D) scaled to length 1; NaN for those without a length."""
    with np.errstate(over="ignore"):  # a stranger's recording may hold any number
        lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    scaled: FloatArray = np.full(vectors.shape, np.nan)
    np.divide(vectors, lengths, out=scaled, where=lengths > 0)
    return scaled


def angle_between_deg(one: FloatArray, other: FloatArray) -> FloatArray:
    """Return the angle between vectors (..., D), in degrees from 0 to 180.

    By the half-angle form of Kahan (2006, "How futile are mindless assessments of roundoff"), which stays exact
    near 0 and 180 degrees, where the arc cosine loses half its digits.
    """
    one, other = unit_vectors(one), unit_vectors(other)
    apart = np.linalg.norm(one - other, axis=-1)
    together = np.linalg.norm(one + other, axis=-1)
    return np.asarray(np.degrees(2.0 * np.arctan2(apart, together)))


def signed_angle_deg(one: FloatArray, other: FloatArray, axis: FloatArray) -> FloatArray:
    """Return the turn about `axis` that leads from `one` to `other`, all (..., 3), in degrees from -180 to 180.

    Both are first projected onto the plane at right angles to the axis; the sign follows the right-hand rule.
    """
    axis = unit_vectors(axis)
    sine = np.sum(np.cross(one, other) * axis, axis=-1)
    along = np.sum(one * axis, axis=-1) * np.sum(other * axis, axis=-1)
    cosine = np.sum(one * other, axis=-1) - along
    angle = np.degrees(np.arctan2(sine, cosine))
    return np.where((sine == 0) & (cosine == 0), np.nan, angle)


def rotation_about(axis: FloatArray, angle_deg: FloatArray | float) -> FloatArray:
    """Return rotation matrices (..., 3, 3) about axes (..., 3), by the formula of Rodrigues (1840).

    Apply one with ``points @ matrix.T`` or ``np.einsum("...ij,...j->...i", matrix, vector)``.
    """
    axis = unit_vectors(np.asarray(axis, dtype=np.float64))
    angle = np.radians(np.asarray(angle_deg, dtype=np.float64))[..., None, None]
    x, y, z = axis[..., 0], axis[..., 1], axis[..., 2]
    cross = np.zeros((*axis.shape[:-1], 3, 3))
    cross[..., 0, 1], cross[..., 0, 2], cross[..., 1, 2] = -z, y, -x
    cross[..., 1, 0], cross[..., 2, 0], cross[..., 2, 1] = z, -y, x
    matrix: FloatArray = np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * (cross @ cross)
    return matrix


def body_frame(points: FloatArray, skeleton: Skeleton) -> FloatArray:
    """Return the body's own axes as the rows of (..., 3, 3): towards its left, up, and forward.

    Parameters
    ----------
    points : (..., K, 3)
        World points in camera axes (x right, y down, z away).
    skeleton : Skeleton
        One with hips and shoulders.

    Returns
    -------
    (..., 3, 3)
        Unit vectors in camera axes. Up runs from the middle of the hips to the middle of the shoulders; left is
        the mean of hip and shoulder line, at right angles to up; forward is where the chest looks. NaN where a
        hip or shoulder was not seen.
    """
    left_hip, right_hip, left_shoulder, right_shoulder = (
        points[..., skeleton.index(name), :]
        for name in ("left_hip", "right_hip", "left_shoulder", "right_shoulder")
    )
    up = unit_vectors((left_shoulder + right_shoulder) - (left_hip + right_hip))
    across = unit_vectors(left_hip - right_hip) + unit_vectors(left_shoulder - right_shoulder)
    left = unit_vectors(across - np.sum(across * up, axis=-1, keepdims=True) * up)
    # Camera axes are right-handed (x right, y down, z away); somebody who faces the camera has left = +x,
    # up = -y and forward = -z, which is left x up.
    forward = np.cross(left, up)
    return np.stack([left, up, forward], axis=-2)


def facing_deg(points: FloatArray, skeleton: Skeleton) -> FloatArray:
    """Return where the body faces, as a yaw about the vertical in degrees from -180 to 180.

    0 is towards the camera, positive when the body has turned to its own left, 180 is with the back to the camera.
    """
    left = body_frame(points, skeleton)[..., 0, :]
    return np.degrees(np.arctan2(left[..., 2], left[..., 0]))


def middle(points: FloatArray, skeleton: Skeleton, *names: str) -> FloatArray:
    """Return the mean of named keypoints, (..., D)."""
    centre: FloatArray = points[..., skeleton.indices(names), :].mean(axis=-2)
    return centre


def seen(values: FloatArray) -> NDArray[np.bool_]:
    """Return which vectors (..., D) are known in all coordinates."""
    return np.asarray(np.isfinite(values).all(axis=-1))
