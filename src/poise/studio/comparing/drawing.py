"""What the child process that draws a comparison is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from poise.analysis.comparison import Comparison, ghost_of, metre_px, overlaid, sure_errors_by_limb
from poise.estimation.tracking import size_px
from poise.media.kinds import MediaKind
from poise.pose import FloatArray, Pose
from poise.studio.comparing.picture import ComparisonPicture
from poise.studio.comparing.task import DrawingRequest, Side, Verdict
from poise.studio.estimating.estimate import Estimate
from poise.studio.library.poses import is_pose_name

if TYPE_CHECKING:
    from poise.studio.comparing.compared_pictures import ComparedPictures

# A body that was never in a picture is drawn as if a metre of it were this long.
_UNPICTURED_METRE_PX = 500.0


def drawing_request(
    found: ComparedPictures, both: tuple[Estimate, Estimate], picture: ComparisonPicture
) -> DrawingRequest:
    """Return what `poise.studio.comparing.task` draws a comparison from."""
    pair = _Pair(_pictured(found.reference_pose), _pictured(found.attempt_pose), found.comparison)
    verdict = _verdict(pair)
    lengths_px = _metre_px(pair)
    attempt = _side(pair.attempt, both[1], lengths_px[1], pair.own_errors_deg)
    reference = _side(pair.reference, both[0], lengths_px[0], verdict.turned_errors_deg if verdict else {})
    is_turned = is_pose_name(both[0].media) and verdict is not None
    if is_turned and (ghost := pair.ghost()) is not None:
        # Nobody took a picture of it: it is shown from where the attempt was seen, and with the attempt's sides.
        shown = moved_into_sight(ghost, ghost.image)
        reference = replace(
            reference,
            image_size=shown.image_size,
            chosen=_points(shown),
            metre_px=attempt.metre_px,
            errors_deg=attempt.errors_deg,
        )
    return DrawingRequest(picture, reference, attempt, found.words, verdict, is_reference_turned=is_turned)


def _side(pose: Pose | None, found: Estimate, length_px: float, errors_deg: Mapping[str, float]) -> Side:
    return Side(
        media=found.media.resolve() if found.kind is MediaKind.PICTURE else None,
        image_size=_size(pose, found),
        chosen=None if pose is None else _points(pose),
        people=tuple(_points(person[0]) for person in found.people),
        metre_px=length_px,
        errors_deg=errors_deg,
    )


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

    @property
    def own_errors_deg(self) -> Mapping[str, float]:
        """The errors by the names that the limbs have for who attempts."""
        judged = self.judged()
        return {} if judged is None else sure_errors_by_limb(judged[2], own=True)

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


def _size(pose: Pose | None, estimate: Estimate) -> tuple[int, int]:
    width, height = estimate.image_size if pose is None else pose.image_size
    return max(width, 1), max(height, 1)


def _verdict(pair: _Pair) -> Verdict | None:
    if (judged := pair.judged()) is None:
        return None
    reference, attempt, comparison = judged
    laid = overlaid(reference, attempt, comparison)
    return Verdict(
        comparison.score,
        comparison.uncertainty,
        laid.is_mirrored,
        _points(ghost_of(reference, attempt, comparison)),
        (
            _rows(laid.reference, np.ones(len(laid.reference))),
            _rows(laid.attempt, np.ones(len(laid.attempt))),
        ),
        laid.errors_deg,
    )


def _metre_px(pair: _Pair) -> tuple[float, float]:
    """Return what is to be drawn equally long in both pictures; no matter what where only one person is known."""
    if pair.reference is None or pair.attempt is None:
        return 1.0, 1.0
    lengths = metre_px(pair.reference, pair.attempt, pair.comparison)
    if min(lengths) > 0 and np.isfinite(lengths).all():
        return lengths
    return size_px(pair.reference), size_px(pair.attempt)


def _points(pose: Pose) -> FloatArray:
    return _rows(pose.image, np.nan_to_num(pose.visibility, nan=1.0))


def _rows(points: FloatArray, visibility: FloatArray) -> FloatArray:
    known = np.isfinite(points).all(axis=1, keepdims=True)
    return np.where(known, np.column_stack([points, visibility]), 0.0)
