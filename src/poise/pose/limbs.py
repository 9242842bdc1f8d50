"""Limbs as directions: what the comparison of poses measures."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from poise.pose.geometry import unit_vectors
from poise.pose.pose import FloatArray
from poise.pose.skeleton import Skeleton


@dataclass(frozen=True, slots=True)
class Limb:
    """A part of the body as the line from one place to another; each place is the mean of its keypoints."""

    name: str
    start: tuple[str, ...]
    end: tuple[str, ...]
    mirror: str
    parent: str | None = None

    @property
    def keypoints(self) -> tuple[str, ...]:
        """All keypoints that the limb rests on."""
        return (*self.start, *self.end)


def _pair(name: str, start: str, end: str, parent: str) -> list[Limb]:
    return [
        Limb(
            f"{side}_{name}",
            (f"{side}_{start}",),
            (f"{side}_{end}",),
            mirror=f"{other}_{name}",
            parent=parent.replace("*", side),
        )
        for side, other in (("left", "right"), ("right", "left"))
    ]


# Twelve limbs: the eight long bones, the two sides of the trunk, and the lines of the shoulders and the hips.
# The lines run from the person's right to left, so that a mirrored body's line keeps its name.
LIMBS: tuple[Limb, ...] = (
    *_pair("upper_arm", "shoulder", "elbow", "*_trunk"),
    *_pair("forearm", "elbow", "wrist", "*_upper_arm"),
    *_pair("thigh", "hip", "knee", "hip_line"),
    *_pair("shank", "knee", "ankle", "*_thigh"),
    *_pair("trunk", "hip", "shoulder", "hip_line"),
    Limb("shoulder_line", ("right_shoulder",), ("left_shoulder",), mirror="shoulder_line"),
    Limb("hip_line", ("right_hip",), ("left_hip",), mirror="hip_line"),
)
LIMB_NAMES: tuple[str, ...] = tuple(limb.name for limb in LIMBS)


def limb_index(name: str) -> int:
    """Return the place of a limb on the limb axis."""
    return LIMB_NAMES.index(name)


def limb_vectors(points: FloatArray, skeleton: Skeleton) -> FloatArray:
    """Return the limbs (..., 12, D) of keypoints (..., K, D), from start to end."""
    starts, ends = _places(skeleton)
    vectors: FloatArray = points[..., ends, :].mean(axis=-2) - points[..., starts, :].mean(axis=-2)
    return vectors


def limb_directions(points: FloatArray, skeleton: Skeleton) -> FloatArray:
    """Return the limbs' unit directions (..., 12, D); NaN where an end was not seen."""
    return unit_vectors(limb_vectors(points, skeleton))


def limb_values(values: FloatArray, skeleton: Skeleton) -> FloatArray:
    """Return the least of a keypoint value (..., K), such as visibility, over each limb's keypoints, (..., 12)."""
    least: FloatArray = values[..., np.concatenate(_places(skeleton), axis=-1)].min(axis=-1)
    return least


@lru_cache(maxsize=8)
def _places(skeleton: Skeleton) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return which keypoints are the limbs' starts and ends, each (12, N): all limbs rest on equally many."""
    starts = np.array([skeleton.indices(limb.start) for limb in LIMBS])
    ends = np.array([skeleton.indices(limb.end) for limb in LIMBS])
    return starts, ends
