"""What the child process that draws a comparison is asked, as plain numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from poise.analysis.comparison import Comparison, errors_by_limb, ghost_of, metre_px, overlaid
from poise.media.kinds import MediaKind
from poise.pose import FloatArray, Pose
from poise.studio.comparison_picture import ComparisonPicture
from poise.studio.estimate import Estimate

if TYPE_CHECKING:
    from poise.studio.compare import ComparedPictures

# A body that was never in a picture is drawn as if a metre of it were this long.
_UNPICTURED_METRE_PX = 500.0


def comparison_request(
    found: ComparedPictures, both: tuple[Estimate, Estimate], picture: ComparisonPicture
) -> dict[str, Any]:
    """Return what `poise.studio.comparison_child` draws a comparison from.

    Lists of two hold the reference's part and the attempt's; a body is 33 rows of x, y, z in pixels of its picture
    and visibility; errors are in degrees, by the names that the limbs have for the person in that picture.
    """
    poses = [_pictured(pose) for pose in (found.reference_pose, found.attempt_pose)]
    sizes = [
        each.image_size if pose is None else pose.image_size for each, pose in zip(both, poses, strict=True)
    ]
    return {
        "picture": picture.value,
        "media": [str(each.media.resolve()) if each.kind is MediaKind.PICTURE else "" for each in both],
        "image_sizes": [[max(side, 1) for side in size] for size in sizes],
        "chosen": [None if pose is None else _points(pose) for pose in poses],
        "people": [[_points(person[0]) for person in each.people] for each in both],
        "metre_px": _metre_px(poses, found.comparison),
        "words": list(found.words),
        **_verdict(poses, found.comparison),
    }


def _pictured(pose: Pose | None) -> Pose | None:
    """Return a pose with image points, as tracks of landmarks in space have none."""
    if pose is None or np.isfinite(pose.image[:, :2]).any() or not np.isfinite(pose.world).any():
        return pose
    points = pose.world * _UNPICTURED_METRE_PX
    points[:, :2] -= np.nanmin(points[:, :2], axis=0)
    width, height = np.ceil(np.nanmax(points[:, :2], axis=0)).astype(int).tolist()
    return replace(pose, image=points, image_size=(width + 1, height + 1))


def _verdict(poses: list[Pose | None], comparison: Comparison | None) -> dict[str, object]:
    """Return score, errors, and what ghost and turned bodies are drawn from; nothing of it without a verdict."""
    reference, attempt = poses
    if reference is None or attempt is None or comparison is None or comparison.fit is None:
        return {"score": None, "errors_deg": [{}, {}], "is_mirrored": False}
    pair = overlaid(reference, attempt, comparison)
    return {
        "score": comparison.score,
        "uncertainty": comparison.uncertainty,
        "is_mirrored": pair.is_mirrored,
        "errors_deg": [pair.errors_deg, errors_by_limb(comparison, own=True)],
        "ghost": _points(ghost_of(reference, attempt, comparison)),
        "turned": [_rows(body, np.ones(len(body)), 4) for body in (pair.reference, pair.attempt)],
    }


def _metre_px(poses: list[Pose | None], comparison: Comparison | None) -> list[float]:
    """Return what is to be drawn equally long in both pictures; no matter what where only one person is known."""
    reference, attempt = poses
    if reference is None or attempt is None:
        return [1.0, 1.0]
    lengths = metre_px(reference, attempt, comparison)
    if min(lengths) > 0 and np.isfinite(lengths).all():
        return list(lengths)
    return [float(np.linalg.norm(np.ptp(pose.image[:, :2], axis=0))) for pose in (reference, attempt)]


def _points(pose: Pose) -> list[list[float]]:
    return _rows(pose.image, np.nan_to_num(pose.visibility, nan=1.0), 2)


def _rows(points: FloatArray, visibility: FloatArray, decimals: int) -> list[list[float]]:
    """Return landmarks as x, y, z and visibility; one that is unknown is not visible."""
    known = np.isfinite(points).all(axis=1, keepdims=True)
    rows = np.where(known, np.column_stack([points, visibility]), 0.0)
    return np.round(rows, decimals).tolist()  # type: ignore[no-any-return]
