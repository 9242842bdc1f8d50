"""What a pose shows of its limbs: which of them can be compared, and how well they are seen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from poise.pose import FloatArray, Pose
from poise.pose.limbs import LIMBS, limb_directions, limb_values, limb_vectors

# So near the picture's edge, in lengths of the trunk, an ankle must be clearly seen to be there. Of 406 gym photographs
# cut through thigh, knee or shank, a leg was compared in 12 % with .1 and in 8 % with .25, which leaves out 1 % more of
# the legs of the whole photographs (full model; `poise.estimation.cut_off` looks for itself before).
_EDGE_SHARE, _CLEARLY_SEEN = 0.25, 0.8
# How far the far end of a limb of length 1 may lie from where a camera's picture is read to have it in depth. Of 101
# remarks on pairs of gym photographs that were judged by eye, the least angle that this leaves told right from wrong
# ones best (AUC .81, against .78 for the error with depth counted less, and .67 for the error itself); .2 and .4 less.
_DEPTH_DOUBT = 0.3
# A body whose limbs in the picture are no view of its limbs in space, by the share that the best linear view explains,
# was not made out; nor is one that is shorter in all than a small child's. The least of 198 gym photographs: .9, 2.9 m.
_LEAST_EXPLAINED, _LEAST_METRES = 0.6, 1.5
_SHOULDERS, _HIPS = ("left_shoulder", "right_shoulder"), ("left_hip", "right_hip")


@dataclass(frozen=True, slots=True)
class SeenLimbs:
    """What the comparison needs of one pose.

    Parameters
    ----------
    directions : (12, 3) float64
        Of the limbs, unit vectors in camera axes; zero where unknown.
    visibility : (12,) float64
        0..1, zero where unknown.
    is_inside : (12,) bool
        Whether the picture holds the limb, and for a leg's limbs the whole leg.
    world : (33, 3) float64
        The pose's points in metres.
    depth_doubt : float
        By how much of its length a limb's far end may be nearer or farther than it was read.
    is_declared : (12,) bool
        Which limbs the person has said not to judge.
    """

    directions: FloatArray
    visibility: FloatArray
    is_inside: NDArray[np.bool_]
    world: FloatArray
    depth_doubt: float
    is_declared: NDArray[np.bool_]

    @classmethod
    def of(cls, pose: Pose, is_declared: NDArray[np.bool_] | None = None) -> SeenLimbs:
        """Return what a pose shows."""
        directions = limb_directions(pose.world, pose.skeleton)
        # A pose of the library carries no visibilities: everything of it is meant to be seen.
        visibility = limb_values(np.where(np.isnan(pose.visibility), 1.0, pose.visibility), pose.skeleton)
        known = np.asarray(np.isfinite(directions).all(axis=-1))
        inside = np.asarray(limb_values(_inside(pose).astype(np.float64), pose.skeleton) > 0) & _is_whole(
            pose
        )
        # Nobody took a picture of a pose of the library: its depth was given, not read.
        doubt = 0.0 if np.isnan(pose.visibility).all() else _DEPTH_DOUBT
        return cls(
            np.where(known[:, None], directions, 0.0),
            np.where(known, visibility, 0.0),
            inside,
            pose.world,
            doubt,
            np.zeros(len(LIMBS), dtype=np.bool_) if is_declared is None else is_declared,
        )


def is_collapsed(pose: Pose) -> bool:
    """Whether a body read from a picture is none: its points lie together, or fit nothing in space."""
    if np.isnan(pose.visibility).all() or not np.isfinite(pose.image[:, :2]).any():
        return False
    metres, pixels = (limb_vectors(points, pose.skeleton) for points in (pose.world, pose.image[:, :2]))
    known = np.isfinite(metres).all(axis=-1) & np.isfinite(pixels).all(axis=-1)
    metres, pixels = metres[known], pixels[known]
    if not len(metres) or np.linalg.norm(metres, axis=-1).sum() < _LEAST_METRES * known.mean():
        return True
    view = np.linalg.lstsq(metres, pixels, rcond=None)[0]
    unexplained, total = ((pixels - metres @ view) ** 2).sum(), (pixels**2).sum()
    return not bool(unexplained < (1.0 - _LEAST_EXPLAINED) * total)


def _is_whole(pose: Pose) -> NDArray[np.bool_]:
    """Say which limbs are no part of a leg that the picture cuts off, shape (12,).

    A knee beside the edge is often a guess: if its ankle is outside, or near the edge and not clearly seen, thigh and
    shank count as outside.
    """
    if not np.isfinite(pose.image[:, :2]).any():
        return np.ones(len(LIMBS), dtype=np.bool_)
    visibility = np.where(np.isnan(pose.visibility), 1.0, pose.visibility)
    shoulders, hips = (
        pose.image[pose.skeleton.indices(names), :2].mean(axis=0) for names in (_SHOULDERS, _HIPS)
    )
    well_inside = pose.is_inside(_EDGE_SHARE * float(np.linalg.norm(shoulders - hips)))
    is_cut = ~pose.is_inside() | (~well_inside & (visibility < _CLEARLY_SEEN))
    ankles = {side: is_cut[pose.skeleton.index(f"{side}_ankle")] for side in ("left", "right")}
    return np.array(
        [not (limb.name.endswith(("thigh", "shank")) and ankles[limb.name.split("_")[0]]) for limb in LIMBS]
    )


def _inside(pose: Pose) -> NDArray[np.bool_]:
    # A pose made without a picture has no image points.
    if not np.isfinite(pose.image[:, :2]).any():
        return np.ones(len(pose.skeleton), dtype=np.bool_)
    return pose.is_inside()
