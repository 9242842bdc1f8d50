"""Two poses laid over each other: to be drawn on a picture, or turned in space."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from poise.analysis.comparison.comparison import Comparison, Fit
from poise.analysis.comparison.limb import LimbComparison
from poise.errors import PoseError
from poise.pose import FloatArray, Pose
from poise.pose.geometry import body_frame, middle
from poise.pose.limbs import LIMBS, limb_vectors

_HIPS = ("left_hip", "right_hip")
_TRUNK = (*_HIPS, "left_shoulder", "right_shoulder")


@dataclass(frozen=True, slots=True)
class OverlaidPair:
    """Both bodies in one space: metres of the reference's size, the middle of the hips as origin.

    The axes stand upright and face as the reference does: x towards its left, y up, z forward.

    Parameters
    ----------
    reference, attempt : (33, 3) float64
        Keypoints; the attempt is turned, scaled, and mirrored where its mirror image was compared. NaN where unknown.
    is_mirrored : bool
        Whether the attempt is shown as in a mirror: what its keypoints call left is the person's own right.
    errors_deg : dict of str to float
        Error of each limb that is surely judged, by the name that it has in these keypoints.
    """

    reference: FloatArray
    attempt: FloatArray
    is_mirrored: bool
    errors_deg: dict[str, float]


def overlaid(reference: Pose, attempt: Pose, comparison: Comparison) -> OverlaidPair:
    """Lay an attempt over its reference as `compare_poses` did.

    Raises
    ------
    PoseError
        If the comparison has no verdict.
    """
    fit = _fit(comparison)
    shown = attempt.mirrored() if fit.is_mirrored else attempt
    model = _about_hips(reference.world, reference)
    turned = _about_hips(shown.world, shown) @ fit.turn.T * _size_ratio(reference, shown, comparison)
    upright = _upright(reference)
    return OverlaidPair(
        model @ upright.T, turned @ upright.T, fit.is_mirrored, sure_errors_by_limb(comparison)
    )


def errors_by_limb(comparison: Comparison, *, own: bool = False) -> dict[str, float]:
    """Return the errors in degrees of the compared limbs.

    Parameters
    ----------
    comparison : Comparison
        One with a verdict.
    own : bool
        By the name that a limb has for the person who attempts; else by the one it has in the reference, which is
        the other side's where the mirror image was compared.
    """
    return _by_limb(comparison, (limb for limb in comparison.limbs if limb.is_compared), own=own)


def sure_errors_by_limb(comparison: Comparison, *, own: bool = False) -> dict[str, float]:
    """Return the errors that are shown: without what depth alone tells; parameters as in `errors_by_limb`."""
    return _by_limb(comparison, (limb for limb in comparison.limbs if limb.is_sure), own=own)


def _by_limb(comparison: Comparison, limbs: Iterable[LimbComparison], *, own: bool) -> dict[str, float]:
    is_swapped = not own and comparison.fit is not None and comparison.fit.is_mirrored
    partners = {limb.name: limb.mirror if is_swapped else limb.name for limb in LIMBS}
    return {partners[limb.name]: limb.error_deg for limb in limbs}


def ghost_of(reference: Pose, attempt: Pose, comparison: Comparison) -> Pose:
    """Return the reference as it would stand in the attempt's picture, seen by the attempt's camera.

    The reference is turned back as the attempt was turned forward, brought to the attempt's size and
    laid on the middle of its trunk. Depth is projected in parallel: the model's metres know no perspective.

    Raises
    ------
    PoseError
        If the comparison has no verdict.
    """
    fit = _fit(comparison)
    shown = attempt.mirrored() if fit.is_mirrored else attempt
    size = _px_per_metre(shown) / _size_ratio(reference, shown, comparison)
    points = _about_hips(reference.world, reference) @ fit.turn * size
    shift = middle(shown.image, shown.skeleton, *_TRUNK) - middle(points, reference.skeleton, *_TRUNK)
    ghost = replace(reference, image=points + shift, image_size=attempt.image_size)
    return ghost.mirrored() if fit.is_mirrored else ghost


def metre_px(reference: Pose, attempt: Pose, comparison: Comparison | None) -> tuple[float, float]:
    """Return how long a metre of the reference's body is in either picture, so that both can be shown equally large.

    Parameters
    ----------
    reference, attempt : Pose
        What was compared.
    comparison : Comparison, optional
        What was found. Without a verdict the model's own metres count, which know no tall and short people.
    """
    ratio = 1.0
    if comparison is not None and comparison.fit is not None:
        shown = attempt.mirrored() if comparison.fit.is_mirrored else attempt
        ratio = _size_ratio(reference, shown, comparison)
    return _px_per_metre(reference), _px_per_metre(attempt) / ratio


def _fit(comparison: Comparison) -> Fit:
    if comparison.fit is None:
        raise PoseError("Poses that cannot be compared cannot be laid over each other; see the reason.")
    return comparison.fit


def _about_hips(points: FloatArray, pose: Pose) -> FloatArray:
    return points - middle(points, pose.skeleton, *_HIPS)


def _size_ratio(reference: Pose, shown: Pose, comparison: Comparison) -> float:
    """Return how much larger the reference's compared limbs are, in the model's metres."""
    is_compared = np.array([limb.name in errors_by_limb(comparison) for limb in LIMBS])
    lengths = [
        float(np.linalg.norm(limb_vectors(pose.world, pose.skeleton)[is_compared], axis=-1).sum())
        for pose in (reference, shown)
    ]
    return lengths[0] / max(lengths[1], 1e-9)


def _px_per_metre(pose: Pose) -> float:
    """Return the scale that best leads from a pose's metres to its pixels, by least squares over the trunk and legs."""
    metres = limb_vectors(pose.world[:, :2], pose.skeleton)
    pixels = limb_vectors(pose.image[:, :2], pose.skeleton)
    known = np.isfinite(metres + pixels).all(axis=-1)
    metres, pixels = metres[known], pixels[known]
    return float(np.sum(metres * pixels) / max(float(np.sum(metres**2)), 1e-9))


def _upright(pose: Pose) -> FloatArray:
    """Return the axes left, up and forward of somebody, kept upright, as rows in camera axes."""
    left = body_frame(pose.world, pose.skeleton)[0] * (1.0, 0.0, 1.0)
    length = float(np.linalg.norm(left))
    # Somebody who lies on one side faces nowhere: then the camera's own axes serve.
    left = left / length if length > 0.3 else np.array([1.0, 0.0, 0.0])
    up = np.array([0.0, -1.0, 0.0])
    return np.stack([left, up, np.cross(left, up)])
