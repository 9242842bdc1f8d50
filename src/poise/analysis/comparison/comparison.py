"""Two poses compared, limb by limb: how alike they are, and where they differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from poise.analysis.comparison.declared import BodyPart, is_declared, largest_parts
from poise.analysis.comparison.limb import Hidden, LimbComparison
from poise.analysis.comparison.match import PARTNERS, Match
from poise.analysis.comparison.score import score_of, uncertainty_of
from poise.analysis.comparison.seen import SeenLimbs, is_collapsed
from poise.errors import PoseError
from poise.pose import BLAZEPOSE_33, FloatArray, Pose

# The attempt's mirror image is compared only when it fits clearly better, by so many degrees of distance and by this
# share of it, and then that is said: a symmetric pose fits both ways, and a wholly different one neither.
_MIRROR_MARGIN_DEG, _MIRROR_MARGIN_SHARE = 5.0, 0.3
# A reference whose limbs differ from those of its mirror image by less than this, all together and the worst of them,
# has no side: either way is as good, and nothing is said. Photographs of people in symmetric positions differ by 5 to
# 12 degrees (worst limb 10 to 27), a leg lifted in front by 14 (29), lunges by 28 and more.
_SYMMETRIC_DEG, _SYMMETRIC_LIMB_DEG = 12.5, 28.0


class Mirror(StrEnum):
    """Whether the attempt may use the other side."""

    ALLOWED = "allowed"
    LOCKED = "locked"


@dataclass(frozen=True, slots=True)
class Fit:
    """How the attempt was laid on the reference.

    Parameters
    ----------
    is_mirrored : bool
        Whether its mirror image was compared: because it uses the other side (`Comparison.mirrored`), or because the
        reference has no side and the mirror image is nearer.
    turn : (3, 3) float64
        Turns the attempt (or its mirror image) in camera axes as the reference stands: ``points @ turn.T``.
    """

    is_mirrored: bool
    turn: FloatArray


@dataclass(frozen=True, slots=True)
class Comparison:
    """What came out of comparing an attempt with a reference.

    Parameters
    ----------
    score : float or None
        0..100, see docs/comparison.md; None if it cannot be judged.
    uncertainty : float or None
        Half the width of the range of scores that the model's own noise spans.
    distance_deg : float or None
        Weighted root mean square of the compared limbs' errors; the score also knows the joints' angles and the worst
        limb (see docs/comparison.md).
    mirrored : bool
        Whether the attempt does the pose with the other side, and was compared so.
    limbs : tuple of LimbComparison
        All twelve, in the order of `LIMBS`.
    reason : str or None
        Why it cannot be judged.
    fit : Fit or None
        How the attempt was laid on the reference; None where it cannot be judged.
    without : tuple of BodyPart
        What was left out because the person said so.
    """

    score: float | None
    uncertainty: float | None
    distance_deg: float | None
    mirrored: bool
    limbs: tuple[LimbComparison, ...]
    reason: str | None = None
    fit: Fit | None = None
    without: tuple[BodyPart, ...] = ()

    @property
    def is_judged(self) -> bool:
        """Whether there is a verdict."""
        return self.score is not None


def compare_poses(
    reference: Pose,
    attempt: Pose,
    *,
    mirror: Mirror = Mirror.ALLOWED,
    ignore_lean: bool = False,
    without: Collection[BodyPart] = (),
) -> Comparison:
    """Compare an attempt with a reference, from poses over BLAZEPOSE_33.

    The attempt is turned about the vertical until it fits best; the distance is the root mean square of the angles of
    the twelve limbs, weighted by how well both pictures show them. The attempt's mirror image is compared instead only
    where it fits clearly better, or where too little of the attempt itself can be compared.

    Parameters
    ----------
    reference, attempt : Pose
        Where a pose has no visibilities (NaN) its points count as seen.
    mirror : Mirror
        ``LOCKED``: left must be left.
    ignore_lean : bool
        Also turn about the line of sight: for a camera that was not held level, at the price of not noticing
        when the whole body leans.
    without : collection of BodyPart
        What of the person who attempts is missing or held, and is never judged.

    Raises
    ------
    PoseError
        If a pose is over another skeleton.
    """
    return PreparedReference(reference, mirror=mirror, ignore_lean=ignore_lean, without=without).compare(
        attempt
    )


class PreparedReference:
    """A reference made ready for many attempts, frame after frame: what depends on it alone is worked out once.

    Parameters
    ----------
    reference : Pose
        Over BLAZEPOSE_33.
    mirror, ignore_lean, without
        As in `compare_poses`.

    Raises
    ------
    PoseError
        If the pose is over another skeleton.
    """

    def __init__(
        self,
        reference: Pose,
        *,
        mirror: Mirror = Mirror.ALLOWED,
        ignore_lean: bool = False,
        without: Collection[BodyPart] = (),
    ) -> None:
        _require_body(reference)
        self._mirror, self._ignore_lean = mirror, ignore_lean
        self._parts, self._declared = largest_parts(without), is_declared(without)
        self._seen = SeenLimbs.of(reference)
        self._is_collapsed = is_collapsed(reference)
        self._has_side = not _is_symmetric(reference, self._seen)

    def compare(self, attempt: Pose) -> Comparison:
        """Compare one attempt with the reference.

        Raises
        ------
        PoseError
            If the pose is over another skeleton.
        """
        _require_body(attempt)
        way, is_plain, is_other_side = self._way(attempt)
        limbs = way.limbs(is_mirrored=not is_plain)
        reason = self._misread(attempt) or (None if way.is_enough else _reason(limbs))
        if reason is not None:
            return Comparison(None, None, None, False, limbs, reason, without=self._parts)
        judged_deg = way.judged_deg()
        return Comparison(
            score=round(min(float(score_of(judged_deg)), way.max_score()), 1),
            uncertainty=round(uncertainty_of(judged_deg, way.deviation_deg), 1),
            distance_deg=round(way.distance_deg, 2),
            mirrored=is_other_side,
            limbs=limbs,
            fit=Fit(not is_plain, way.turn),
            without=self._parts,
        )

    def _way(self, attempt: Pose) -> tuple[Match, bool, bool]:
        """Return how the attempt is laid on the reference: the match, and whether as it is and with the other side."""
        plain = Match(self._seen, SeenLimbs.of(attempt, self._declared), self._ignore_lean)
        if self._mirror is Mirror.LOCKED:
            return plain, True, False
        other = SeenLimbs.of(attempt.mirrored(), self._declared[PARTNERS])
        mirrored = Match(self._seen, other, self._ignore_lean)
        if not _is_nearer(mirrored, plain):
            return plain, True, False
        if plain.is_enough and self._has_side and not _fits_clearly_better(mirrored, plain):
            return plain, True, False
        return mirrored, False, self._has_side

    def _misread(self, attempt: Pose) -> str | None:
        """Return why a body that fits no picture cannot be judged."""
        for role, is_misread in (("reference", self._is_collapsed), ("attempt", is_collapsed(attempt))):
            if is_misread:
                return f"the body in the {role} was not made out; choose a picture that shows it larger or clearer"
        return None


def _require_body(pose: Pose) -> None:
    if pose.skeleton != BLAZEPOSE_33:
        raise PoseError("poses are compared over the skeleton blazepose_33.")


def _is_nearer(mirrored: Match, plain: Match) -> bool:
    """Whether the attempt's mirror image can be compared, and fits better or alone."""
    return mirrored.is_enough and (not plain.is_enough or _gain_deg(mirrored, plain) > 0.0)


def _fits_clearly_better(mirrored: Match, plain: Match) -> bool:
    margin_deg = max(_MIRROR_MARGIN_DEG, _MIRROR_MARGIN_SHARE * mirrored.mean_error_deg)
    return _gain_deg(mirrored, plain) > margin_deg


def _gain_deg(mirrored: Match, plain: Match) -> float:
    """Return by how much the mirror image is nearer in the mean, which one limb wrong both ways sways little."""
    return plain.mean_error_deg - mirrored.mean_error_deg


def _is_symmetric(reference: Pose, seen: SeenLimbs) -> bool:
    """Whether a pose is its own mirror image, as far as it is seen."""
    itself = Match(seen, SeenLimbs.of(reference.mirrored()), ignore_lean=False)
    worst_deg = np.nan_to_num(itself.seen_errors_deg).max()
    return itself.count > 0 and itself.distance_deg < _SYMMETRIC_DEG and bool(worst_deg < _SYMMETRIC_LIMB_DEG)


def _reason(limbs: tuple[LimbComparison, ...]) -> str:
    compared = sum(limb.is_compared for limb in limbs)
    causes = [limb.hidden for limb in limbs if limb.hidden is not None]
    main = Counter(causes).most_common(1)[0][0] if causes else Hidden.UNSEEN_ATTEMPT
    return f"only {compared} of {len(limbs)} limbs can be compared; most of the others are {main}"
