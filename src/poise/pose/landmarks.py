"""Rows of landmarks: the only place in Python that knows the order of a keypoint's values.

A row holds, as MediaPipe finds them and Poise sends, keeps and records them, of one keypoint: x, y, z in pixels of
the upright frame, x, y, z in metres, visibility, presence. `frontend/src/lib/landmarks.ts` is its twin in the page;
both are tested against `tests/golden/landmarks.json`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from poise.errors import PoseError
from poise.pose.pose import FloatArray, Pose
from poise.pose.sequence import PoseSequence
from poise.pose.skeleton import Skeleton

ROW_VALUES = 8
ROW_DTYPE = np.dtype("<f4")
ROW_BYTES = ROW_VALUES * ROW_DTYPE.itemsize
"""Size of one keypoint as bytes: little-endian float32."""

_IMAGE, _WORLD, _VISIBILITY, _PRESENCE = slice(0, 3), slice(3, 6), 6, 7

Rows = NDArray[np.float32]
"""Landmarks as they travel, shape (K, 8)."""


class Columns(NamedTuple):
    """Landmarks by what they are: image (..., 3) px, world (..., 3) m, visibility (...) and presence (...)."""

    image: FloatArray
    world: FloatArray
    visibility: FloatArray
    presence: FloatArray


def join(image: ArrayLike, world: ArrayLike, visibility: ArrayLike, presence: ArrayLike) -> FloatArray:
    """Return rows (..., 8) float64 of points (..., 3), (..., 3) and likelihoods (...), (...)."""
    columns = (
        np.asarray(image, np.float64),
        np.asarray(world, np.float64),
        np.asarray(visibility, np.float64)[..., np.newaxis],
        np.asarray(presence, np.float64)[..., np.newaxis],
    )
    return np.concatenate(columns, axis=-1)


def split(rows: NDArray[np.floating]) -> Columns:
    """Return what `join` joined, as views of the rows (..., 8) where these are float64.

    Raises
    ------
    PoseError
        If the last axis has not eight values.
    """
    if rows.shape[-1] != ROW_VALUES:
        raise PoseError(f"a row of landmarks has {ROW_VALUES} values, not {rows.shape[-1]}.")
    values = np.asarray(rows, np.float64)
    return Columns(values[..., _IMAGE], values[..., _WORLD], values[..., _VISIBILITY], values[..., _PRESENCE])


def rows_of(poses: Pose | PoseSequence) -> FloatArray:
    """Return a pose as rows (K, 8) float64, or a sequence as rows (T, K, 8)."""
    return join(poses.image, poses.world, poses.visibility, poses.presence)


def pack(pose: Pose) -> Rows:
    """Return a pose as rows (K, 8) of float32; its time and frame size are not in them.

    Examples
    --------
    >>> from poise.pose import HAND_21, Pose
    >>> pack(Pose.unseen(HAND_21, 0.0, (640, 480))).shape
    (21, 8)
    """
    return rows_of(pose).astype(ROW_DTYPE)


def unpack(
    rows: NDArray[np.floating], skeleton: Skeleton, time_s: float, image_size: tuple[int, int]
) -> Pose:
    """Return rows (K, 8) as a pose.

    Parameters
    ----------
    rows : (K, 8) float
        One row for each keypoint of the skeleton.
    skeleton : Skeleton
        Names the K keypoints.
    time_s : float
        The frame's time stamp in seconds.
    image_size : (int, int)
        Width and height of the frame in pixels.

    Raises
    ------
    PoseError
        If the rows do not fit the skeleton.
    """
    return Pose(skeleton, *split(rows), time_s=time_s, image_size=image_size)


def unpack_sequence(
    rows: NDArray[np.floating], skeleton: Skeleton, times_s: FloatArray, image_size: tuple[int, int]
) -> PoseSequence:
    """Return rows (T, K, 8) as a sequence; parameters and errors are those of `unpack`."""
    return PoseSequence(skeleton, *split(rows), times_s=times_s, image_size=image_size)


def to_bytes(rows: NDArray[np.floating]) -> bytes:
    """Return rows as `ROW_BYTES` bytes each."""
    return np.ascontiguousarray(rows, ROW_DTYPE).tobytes()


def from_bytes(data: bytes, points: int, start: int = 0) -> Rows:
    """Return `points` rows that begin at byte `start`; what is infinite becomes NaN, the one word for unseen.

    Raises
    ------
    ValueError
        If there are fewer bytes.
    """
    rows = np.frombuffer(data, ROW_DTYPE, points * ROW_VALUES, start).reshape(points, ROW_VALUES)
    return np.where(np.isfinite(rows), rows, np.float32(np.nan))
