"""What the child process that draws a comparison is asked, as plain numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from poise.analysis.comparison import Comparison, errors_by_limb, ghost_of, metre_px, overlaid
from poise.estimation.tracking import size_px
from poise.media.kinds import MediaKind
from poise.pose import FloatArray, Pose
from poise.studio.comparison_picture import ComparisonPicture
from poise.studio.estimate import Estimate
from poise.studio.poses import is_pose_name

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
    pair = _Pair(_pictured(found.reference_pose), _pictured(found.attempt_pose), found.comparison)
    request: dict[str, Any] = {
        "picture": picture.value,
        "media": [str(each.media.resolve()) if each.kind is MediaKind.PICTURE else "" for each in both],
        "image_sizes": [_size(pose, each) for pose, each in zip(pair.poses, both, strict=True)],
        "chosen": [None if pose is None else _points(pose) for pose in pair.poses],
        "people": [[_points(person[0]) for person in each.people] for each in both],
        "metre_px": _metre_px(pair),
        "words": list(found.words),
        **_verdict(pair),
    }
    if is_pose_name(both[0].media) and (ghost := pair.ghost()) is not None:
        # Nobody took a picture of it: it is shown from where the attempt was seen, and with the attempt's sides.
        shown = moved_into_sight(ghost, ghost.image)
        request["image_sizes"][0], request["chosen"][0] = list(shown.image_size), _points(shown)
        for key in ("metre_px", "errors_deg"):
            request[key] = [request[key][1]] * 2
        request["is_reference_turned"] = True
    return request


@dataclass(frozen=True, slots=True)
class _Pair:
    """Who was compared, if anybody, and what came out."""

    reference: Pose | None
    attempt: Pose | None
    comparison: Comparison | None

    @property
    def poses(self) -> tuple[Pose | None, Pose | None]:
        return self.reference, self.attempt

    def judged(self) -> tuple[Pose, Pose, Comparison] | None:
        """Return all of it, None without a verdict."""
        if self.reference is None or self.attempt is None:
            return None
        if self.comparison is None or self.comparison.fit is None:
            return None
        return self.reference, self.attempt, self.comparison

    def ghost(self) -> Pose | None:
        judged = self.judged()
        return None if judged is None else ghost_of(*judged)


def _pictured(pose: Pose | None) -> Pose | None:
    """Return a pose with image points, as tracks of landmarks in space have none."""
    if pose is None or np.isfinite(pose.image[:, :2]).any() or not np.isfinite(pose.world).any():
        return pose
    return moved_into_sight(pose, pose.world * _UNPICTURED_METRE_PX)


def moved_into_sight(pose: Pose, points: FloatArray) -> Pose:
    """Return a pose with these image points, in a picture that they just fill."""
    image = points.copy()
    image[:, :2] -= np.nanmin(image[:, :2], axis=0)
    width, height = np.ceil(np.nanmax(image[:, :2], axis=0)).astype(int).tolist()
    return replace(pose, image=image, image_size=(width + 1, height + 1))


def _size(pose: Pose | None, estimate: Estimate) -> list[int]:
    return [max(side, 1) for side in (estimate.image_size if pose is None else pose.image_size)]


def _verdict(pair: _Pair) -> dict[str, object]:
    """Return score, errors, and what ghost and turned bodies are drawn from; nothing of it without a verdict."""
    if (judged := pair.judged()) is None:
        return {"score": None, "errors_deg": [{}, {}], "is_mirrored": False}
    reference, attempt, comparison = judged
    laid = overlaid(reference, attempt, comparison)
    return {
        "score": comparison.score,
        "uncertainty": comparison.uncertainty,
        "is_mirrored": laid.is_mirrored,
        "errors_deg": [laid.errors_deg, errors_by_limb(comparison, own=True)],
        "ghost": _points(ghost_of(reference, attempt, comparison)),
        "turned": [_rows(body, np.ones(len(body)), 4) for body in (laid.reference, laid.attempt)],
        "turned_errors_deg": laid.errors_deg,
    }


def _metre_px(pair: _Pair) -> list[float]:
    """Return what is to be drawn equally long in both pictures; no matter what where only one person is known."""
    if pair.reference is None or pair.attempt is None:
        return [1.0, 1.0]
    lengths = metre_px(pair.reference, pair.attempt, pair.comparison)
    if min(lengths) > 0 and np.isfinite(lengths).all():
        return list(lengths)
    return [size_px(pair.reference), size_px(pair.attempt)]


def _points(pose: Pose) -> list[list[float]]:
    return _rows(pose.image, np.nan_to_num(pose.visibility, nan=1.0), 2)


def _rows(points: FloatArray, visibility: FloatArray, decimals: int) -> list[list[float]]:
    """Return landmarks as x, y, z and visibility; one that is unknown is not visible."""
    known = np.isfinite(points).all(axis=1, keepdims=True)
    rows = np.where(known, np.column_stack([points, visibility]), 0.0)
    return np.round(rows, decimals).tolist()  # type: ignore[no-any-return]
