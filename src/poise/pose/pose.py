"""A pose: one person (or hand, or face) at one instant."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from poise.errors import PoseError
from poise.pose.skeleton import Skeleton

FloatArray = NDArray[np.float64]


def as_points(values: ArrayLike, shape: tuple[int, ...], name: str) -> FloatArray:
    """Return `values` as a read-only float64 array of `shape`, or raise `PoseError` naming `name`."""
    array = np.array(values, dtype=np.float64)
    if array.shape != shape:
        raise PoseError(f"{name} must have the shape {shape}, not {array.shape}.")
    array.flags.writeable = False
    return array


@dataclass(frozen=True, eq=False, slots=True)
class Pose:
    """One person at one instant. What was not seen is NaN, never 0 or -1.

    Parameters
    ----------
    skeleton : Skeleton
        Names the K keypoints.
    image : (K, 3) float64
        Pixels of the upright picture: x to the right, y down, origin at the top left corner of the top left
        pixel; z is depth relative to the hips in the same unit, smaller is nearer to the camera.
    world : (K, 3) float64
        Metres: x to the picture's right, y down, z away from the camera; the origin is the hip centre (for hands
        and faces the centre that the model uses). The axes are the camera's, not gravity's.
    visibility : (K,) float64
        Likelihood in 0..1 that the keypoint is inside the picture and not hidden; NaN where unknown.
    presence : (K,) float64
        Likelihood in 0..1 that the keypoint is inside the picture; NaN where unknown.
    time_s : float
        The medium's own time stamp in seconds (0 for a picture).
    image_size : (int, int)
        Width and height of the upright picture in pixels.

    Raises
    ------
    PoseError
        If an array's shape does not fit the skeleton.
    """

    skeleton: Skeleton
    image: FloatArray
    world: FloatArray
    visibility: FloatArray
    presence: FloatArray
    time_s: float
    image_size: tuple[int, int]

    def __post_init__(self) -> None:
        count = len(self.skeleton)
        for name, shape in (
            ("image", (count, 3)),
            ("world", (count, 3)),
            ("visibility", (count,)),
            ("presence", (count,)),
        ):
            object.__setattr__(self, name, as_points(getattr(self, name), shape, name))

    @classmethod
    def unseen(cls, skeleton: Skeleton, time_s: float, image_size: tuple[int, int]) -> Pose:
        """Return the pose of whoever was not found: all NaN."""
        points, likelihoods = np.full((len(skeleton), 3), np.nan), np.full(len(skeleton), np.nan)
        return cls(skeleton, points, points, likelihoods, likelihoods, time_s, image_size)

    @property
    def is_seen(self) -> bool:
        """Whether anything of the person was found at this instant."""
        return bool(np.isfinite(self.image[:, :2]).any())

    def image_point(self, name: str) -> FloatArray:
        """Return one keypoint in pixels, shape (3,)."""
        point: FloatArray = self.image[self.skeleton.index(name)]
        return point

    def world_point(self, name: str) -> FloatArray:
        """Return one keypoint in metres, shape (3,)."""
        point: FloatArray = self.world[self.skeleton.index(name)]
        return point

    def is_inside(self, margin_px: float = 0.0) -> NDArray[np.bool_]:
        """Say which keypoints lie inside the picture (a cropped limb is invented outside it), shape (K,)."""
        return inside_picture(self.image, self.image_size, margin_px)

    def mirrored(self) -> Pose:
        """Return the pose that a mirror beside the person would show, sides exchanged."""
        return replace(
            self,
            image=mirror_points(self.image, self.skeleton, axis_sum=float(self.image_size[0])),
            world=mirror_points(self.world, self.skeleton),
            visibility=self.visibility[self.skeleton.mirror_indices],
            presence=self.presence[self.skeleton.mirror_indices],
        )


def inside_picture(
    image: FloatArray, image_size: tuple[int, int], margin_px: float = 0.0
) -> NDArray[np.bool_]:
    """Say which image points, shape (..., 2 or 3), lie inside a picture of `image_size`; NaN is outside."""
    width, height = image_size
    x, y = image[..., 0], image[..., 1]
    inside: NDArray[np.bool_] = (
        (x >= margin_px) & (x <= width - margin_px) & (y >= margin_px) & (y <= height - margin_px)
    )
    return inside


def mirror_points(points: FloatArray, skeleton: Skeleton, *, axis_sum: float = 0.0) -> FloatArray:
    """Mirror points (..., K, D) left to right and exchange the sides' names.

    Parameters
    ----------
    points : (..., K, D)
        Keypoints whose first coordinate is mirrored.
    skeleton : Skeleton
        Says which keypoint takes which one's place.
    axis_sum : float
        x becomes ``axis_sum - x``: the picture's width for image points, 0 for world points.
    """
    mirrored = points[..., skeleton.mirror_indices, :].copy()
    mirrored[..., 0] = axis_sum - mirrored[..., 0]
    return mirrored
