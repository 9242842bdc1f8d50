"""A pose sequence: one person over time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import overload

import numpy as np
from numpy.typing import NDArray

from poise.errors import PoseError
from poise.pose.pose import FloatArray, Pose, as_points, inside_picture, mirror_points
from poise.pose.skeleton import Skeleton


@dataclass(frozen=True, eq=False, slots=True)
class PoseSequence:
    """One person over T instants: the arrays of `Pose` with a leading time axis.

    An instant at which the person was not seen is a row of NaN, so that rows and the medium's frames
    correspond one to one.

    Parameters
    ----------
    skeleton : Skeleton
        Names the K keypoints.
    image : (T, K, 3) float64
        Pixels, see `Pose`.
    world : (T, K, 3) float64
        Metres, see `Pose`.
    visibility, presence : (T, K) float64
        Likelihoods, see `Pose`.
    times_s : (T,) float64
        The medium's own time stamps in seconds, strictly increasing. Never frame number / rate.
    image_size : (int, int)
        Width and height of the upright picture in pixels.

    Raises
    ------
    PoseError
        If shapes do not fit or times do not increase.
    """

    skeleton: Skeleton
    image: FloatArray
    world: FloatArray
    visibility: FloatArray
    presence: FloatArray
    times_s: FloatArray
    image_size: tuple[int, int]

    def __post_init__(self) -> None:
        instants, count = len(self.times_s), len(self.skeleton)
        shapes = {
            "image": (instants, count, 3),
            "world": (instants, count, 3),
            "visibility": (instants, count),
            "presence": (instants, count),
            "times_s": (instants,),
        }
        for name, shape in shapes.items():
            object.__setattr__(self, name, as_points(getattr(self, name), shape, name))
        if not (np.isfinite(self.times_s).all() and (np.diff(self.times_s) > 0).all()):
            raise PoseError("the times of a pose sequence must be finite and strictly increasing.")

    @classmethod
    def unseen(cls, skeleton: Skeleton, times_s: FloatArray, image_size: tuple[int, int]) -> PoseSequence:
        """Return the sequence of whoever was never found: all NaN."""
        points = np.full((len(times_s), len(skeleton), 3), np.nan)
        return cls(skeleton, points, points, points[..., 0], points[..., 0], times_s, image_size)

    @classmethod
    def from_poses(cls, poses: Sequence[Pose]) -> PoseSequence:
        """Stack poses of one skeleton and picture size, in the order of their times.

        Raises
        ------
        PoseError
            If there are none, or they differ in skeleton or picture size.
        """
        if not poses:
            raise PoseError("a pose sequence needs at least one pose.")
        first = poses[0]
        if any(pose.skeleton != first.skeleton or pose.image_size != first.image_size for pose in poses):
            raise PoseError("the poses of a sequence must share one skeleton and one picture size.")
        return cls(
            skeleton=first.skeleton,
            image=np.stack([pose.image for pose in poses]),
            world=np.stack([pose.world for pose in poses]),
            visibility=np.stack([pose.visibility for pose in poses]),
            presence=np.stack([pose.presence for pose in poses]),
            times_s=np.array([pose.time_s for pose in poses]),
            image_size=first.image_size,
        )

    def __len__(self) -> int:
        return len(self.times_s)

    def __iter__(self) -> Iterator[Pose]:
        return (self[number] for number in range(len(self)))

    @overload
    def __getitem__(self, key: int) -> Pose: ...
    @overload
    def __getitem__(self, key: slice) -> PoseSequence: ...
    def __getitem__(self, key: int | slice) -> Pose | PoseSequence:
        if isinstance(key, slice):
            return replace(
                self,
                image=self.image[key],
                world=self.world[key],
                visibility=self.visibility[key],
                presence=self.presence[key],
                times_s=self.times_s[key],
            )
        return Pose(
            skeleton=self.skeleton,
            image=self.image[key],
            world=self.world[key],
            visibility=self.visibility[key],
            presence=self.presence[key],
            time_s=float(self.times_s[key]),
            image_size=self.image_size,
        )

    @property
    def is_seen(self) -> NDArray[np.bool_]:
        """At which instants anything of the person was found, shape (T,)."""
        return np.asarray(np.isfinite(self.image[..., :2]).any(axis=(-2, -1)))

    @property
    def duration_s(self) -> float:
        """Seconds from the first to the last instant."""
        return float(self.times_s[-1] - self.times_s[0]) if len(self) else 0.0

    def image_points(self, name: str) -> FloatArray:
        """Return one keypoint in pixels over time, shape (T, 3)."""
        return self.image[:, self.skeleton.index(name)]

    def world_points(self, name: str) -> FloatArray:
        """Return one keypoint in metres over time, shape (T, 3)."""
        return self.world[:, self.skeleton.index(name)]

    def is_inside(self, margin_px: float = 0.0) -> NDArray[np.bool_]:
        """Say which keypoints lie inside the picture, shape (T, K)."""
        return inside_picture(self.image, self.image_size, margin_px)

    def mirrored(self) -> PoseSequence:
        """Return the sequence that a mirror beside the person would show, sides exchanged."""
        partners = self.skeleton.mirror_indices
        return replace(
            self,
            image=mirror_points(self.image, self.skeleton, axis_sum=float(self.image_size[0])),
            world=mirror_points(self.world, self.skeleton),
            visibility=self.visibility[:, partners],
            presence=self.presence[:, partners],
        )
