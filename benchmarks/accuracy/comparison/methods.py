"""The usual ways to compare two poses, and Poise's, over many pairs at once: smaller is more alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.accuracy.people.scores import SIGMAS
from poise.analysis.comparison import Comparison, compare_poses
from poise.pose import BLAZEPOSE_33, FloatArray, Pose
from poise.pose.geometry import angle_between_deg
from poise.pose.skeletons import COCO_17

# Elbows, shoulders, hips and knees: what most projects compare.
_JOINTS = tuple(
    tuple(f"{side}_{name}" for name in names)
    for names in (
        ("shoulder", "elbow", "wrist"),
        ("elbow", "shoulder", "hip"),
        ("shoulder", "hip", "knee"),
        ("hip", "knee", "ankle"),
    )
    for side in ("left", "right")
)
_FIRST, _MIDDLE, _LAST = (BLAZEPOSE_33.indices(joint[place] for joint in _JOINTS) for place in range(3))
_COCO = BLAZEPOSE_33.indices(COCO_17.keypoints)
_BODY = BLAZEPOSE_33.indices(
    f"{side}_{name}"
    for name in ("shoulder", "elbow", "wrist", "hip", "knee", "ankle")
    for side in ("left", "right")
)
_SIGMAS = np.array([SIGMAS[name.split("_")[-1]] for name in COCO_17.keypoints])


@dataclass(frozen=True)
class Method:
    """A way to compare: what it takes from a pose (D...), and the distances (N,) of one to many (N, D...)."""

    describe: Callable[[Pose], FloatArray]
    between: Callable[[FloatArray, FloatArray], FloatArray]


def joint_angles_deg(points: FloatArray) -> FloatArray:
    """Return the eight joint angles of keypoints (33, D)."""
    return angle_between_deg(points[_FIRST] - points[_MIDDLE], points[_LAST] - points[_MIDDLE])


def _mean_difference(one: FloatArray, many: FloatArray) -> FloatArray:
    return np.asarray(np.nanmean(np.abs(many - one), axis=-1))


def _boxed(pose: Pose) -> FloatArray:
    """Return the keypoints in their bounding box, as a unit vector: the matching of Google's "Move Mirror" (2018)."""
    points = pose.image[_COCO, :2]
    shifted = points - points.min(axis=0)
    flat: FloatArray = (shifted / shifted.max()).ravel()
    return flat / np.linalg.norm(flat)


def _cosine(one: FloatArray, many: FloatArray) -> FloatArray:
    return np.asarray(1.0 - many @ one)


def _centred(pose: Pose) -> FloatArray:
    """Return the keypoints about their middle, of area 1: OKS knows neither place nor size."""
    points = pose.image[_COCO, :2]
    side = np.sqrt(max(float(np.prod(np.ptp(points, axis=0))), 1e-9))
    return np.asarray((points - points.mean(axis=0)) / side)


def _missed_oks(one: FloatArray, many: FloatArray) -> FloatArray:
    squares = np.sum((many - one) ** 2, axis=-1) / (2.0 * (2.0 * _SIGMAS) ** 2)
    return np.asarray(1.0 - np.exp(-squares).mean(axis=-1))


def _body(pose: Pose) -> FloatArray:
    points = pose.world[_BODY] - pose.world[_BODY].mean(axis=0)
    return np.asarray(points / np.linalg.norm(points))


def _pa_mpjpe(one: FloatArray, many: FloatArray) -> FloatArray:
    """Return the mean distance of points after the best turn and scale (Kabsch 1976, Umeyama 1991)."""
    left, sizes, right = np.linalg.svd(np.swapaxes(many, -1, -2) @ one)
    flips = np.sign(np.linalg.det(left @ right))
    sizes[..., 2] *= flips
    left[..., :, 2] *= flips[..., None]
    fitted = sizes.sum(axis=-1)[..., None, None] * (many @ left @ right)
    return np.asarray(np.linalg.norm(fitted - one, axis=-1).mean(axis=-1))


BASELINES: Mapping[str, Method] = {
    "8 joint angles, 2D": Method(lambda pose: joint_angles_deg(pose.image[:, :2]), _mean_difference),
    "8 joint angles, 3D": Method(lambda pose: joint_angles_deg(pose.world), _mean_difference),
    "2D cosine": Method(_boxed, _cosine),
    "OKS": Method(_centred, _missed_oks),
    "PA-MPJPE": Method(_body, _pa_mpjpe),
}


def baseline_distances(method: Method, poses: Sequence[Pose]) -> FloatArray:
    """Return the distances of all pairs in the order of ``np.triu_indices(N, 1)``, best of pose and mirror image."""
    plain = np.stack([method.describe(pose) for pose in poses])
    mirrored = np.stack([method.describe(pose.mirrored()) for pose in poses])
    rows = [
        np.minimum(
            method.between(plain[number], plain[number + 1 :]),
            method.between(plain[number], mirrored[number + 1 :]),
        )
        for number in range(len(poses) - 1)
    ]
    return np.concatenate([*rows, np.empty(0)])


def compared(poses: Sequence[Pose]) -> list[Comparison]:
    """Return Poise's comparison of all pairs, in the same order."""
    return [compare_poses(one, other) for number, one in enumerate(poses) for other in poses[number + 1 :]]


def poise_distances(comparisons: Sequence[Comparison]) -> FloatArray:
    """Return the distances in degrees, NaN where Poise does not judge."""
    return np.array(
        [found.distance_deg if found.distance_deg is not None else np.nan for found in comparisons]
    )


def poise_scores(comparisons: Sequence[Comparison]) -> FloatArray:
    """Return 100 - score, with the distance to part equal scores; NaN where Poise does not judge."""
    return np.array(
        [np.nan if found.score is None else 100.0 - found.score + 1e-3 * (found.distance_deg or 0.0)
         for found in comparisons]
    )  # fmt: skip
