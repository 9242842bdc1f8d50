"""One moment of a pose: its score, what is off, and what of it is not seen."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from poise.analysis.comparison import (
    BodyPart,
    Comparison,
    Hidden,
    LimbComparison,
    Mirror,
    PreparedReference,
    Remark,
    compare_poses,
    remarks_on,
)
from poise.analysis.holding.record import Unseen
from poise.pose import Pose
from poise.pose.limbs import LIMBS, limb_index

_PARTS: Mapping[Unseen, tuple[str, str]] = {"legs": ("thigh", "shank"), "arms": ("upper_arm", "forearm")}
_SIDES = ("left", "right")
_UNSEEN = frozenset({Hidden.OUTSIDE_ATTEMPT, Hidden.UNSEEN_ATTEMPT})
# A part whose two sides differ by more than this in the reference has to be seen on both; as for whole poses in
# `poise.analysis.comparison`.
_SIDED_DEG = 28.0
# Other poses that score between these with the reference could be taken for it: standing with both feet on the ground
# scores 75 with a leg that is lifted a little to the back. What scores more is the same pose by somebody else.
_LEAST_RIVAL, _MOST_RIVAL = 45.0, 78.0
# The limbs by which such a pose differs, and what share of that difference an attempt may have in the mean.
_DISTINCT_DEG, _DISTINCT_SHARE = 20.0, 0.6
# The highest score of an attempt that could as well be the other pose; no level counts it.
_INDISTINCT_SCORE = 55.0
# From here on a limb is shown as off; between two people who take the same pose a limb differs by 14 degrees.
_OFF_DEG = 25.0


@dataclass(frozen=True, slots=True)
class Moment:
    """What is known of one pose.

    Parameters
    ----------
    score : float
        0..100; NaN where it cannot be judged.
    remarks : tuple of Remark
        What to change, the largest first.
    off_limbs : tuple of str
        The limbs that are clearly off, the largest error first.
    unseen : str or None
        ``"body"``, ``"legs"``, ``"arms"``, or None where the pose can be judged.
    is_mirrored : bool
        Whether the other side was compared.
    """

    score: float = math.nan
    remarks: tuple[Remark, ...] = ()
    off_limbs: tuple[str, ...] = ()
    unseen: Unseen | None = "body"
    is_mirrored: bool = False


class PoseJudge:
    """Judge poses one by one against a reference.

    Parameters
    ----------
    reference : Pose
        Over BLAZEPOSE_33.
    mirror : Mirror
        Whether the other side may be used.
    without : collection of BodyPart
        What of the person is missing or held, and is never judged.
    rivals : iterable of Pose
        Poses that must not be taken for the reference, such as standing upright.
    """

    def __init__(
        self,
        reference: Pose,
        *,
        mirror: Mirror = Mirror.ALLOWED,
        without: Collection[BodyPart] = (),
        rivals: Iterable[Pose] = (),
    ) -> None:
        self._reference = PreparedReference(reference, mirror=mirror, without=without)
        self._sided = _sided_parts(reference)
        found = [self._reference.compare(rival) for rival in rivals]
        self._rivals = [
            differences
            for one in found
            if one.score is not None and _LEAST_RIVAL <= one.score < _MOST_RIVAL
            if (differences := _distinct(_errors_deg(one)))
        ]

    def judge(self, pose: Pose) -> Moment:
        """Judge one pose; one in which nobody is seen cannot be judged."""
        if not pose.is_seen:
            return Moment()
        found = self._reference.compare(pose)
        if found.score is None:
            return Moment()
        if unseen := self._unseen_part(found):
            return Moment(unseen=unseen, is_mirrored=found.mirrored)
        is_distinct = self._is_distinct(_errors_deg(found))
        score = found.score if is_distinct else min(found.score, _INDISTINCT_SCORE)
        return Moment(score, remarks_on(found), _off_limbs(found), None, found.mirrored)

    def _is_distinct(self, errors_deg: Mapping[str, float]) -> bool:
        """Whether an attempt is clearly nearer to the reference than each rival, in the limbs by which that differs."""
        return all(_share(errors_deg, rival) < _DISTINCT_SHARE for rival in self._rivals)

    def _unseen_part(self, found: Comparison) -> Unseen | None:
        """Return the part without which the pose cannot be told from others, None where all is seen that matters.

        Hidden in the reference or left out by the person does not count: nobody can show that.
        """
        for part, names in _PARTS.items():
            hidden = [side for side in _SIDES if _is_hidden(found, side, names)]
            if len(hidden) == len(_SIDES) or (hidden and part in self._sided):
                return part
        return None


def _errors_deg(found: Comparison) -> dict[str, float]:
    """Return the errors of the compared limbs by the names that they have in the reference."""
    is_mirrored = found.fit is not None and found.fit.is_mirrored
    return {
        LIMBS[limb_index(limb.name)].mirror if is_mirrored else limb.name: limb.error_deg
        for limb in found.limbs
        if limb.is_compared
    }


def _distinct(errors_deg: Mapping[str, float]) -> dict[str, float]:
    return {name: error_deg for name, error_deg in errors_deg.items() if error_deg > _DISTINCT_DEG}


def _share(errors_deg: Mapping[str, float], rival: Mapping[str, float]) -> float:
    """Return what share of a rival's difference an attempt has; 0 where none of those limbs is seen."""
    seen = [name for name in rival if name in errors_deg]
    total = sum(rival[name] for name in seen)
    return sum(errors_deg[name] for name in seen) / total if total else 0.0


def _is_hidden(found: Comparison, side: str, names: tuple[str, str]) -> bool:
    return any(limb.hidden in _UNSEEN for limb in found.limbs if _belongs(limb, side, names))


def _belongs(limb: LimbComparison, side: str, names: tuple[str, str]) -> bool:
    return limb.name.startswith(side) and limb.name.endswith(names)


def _sided_parts(reference: Pose) -> frozenset[str]:
    """Return the parts of which left and right do different things in the reference."""
    itself = compare_poses(reference, reference.mirrored(), mirror=Mirror.LOCKED)
    return frozenset(
        part
        for part, names in _PARTS.items()
        if any(limb.name.endswith(names) and limb.error_deg > _SIDED_DEG for limb in itself.limbs)
    )


def _off_limbs(found: Comparison) -> tuple[str, ...]:
    off = [limb for limb in found.limbs if limb.is_compared and limb.error_deg > _OFF_DEG]
    # The lines across shoulders and hips are drawn, but nobody can move them by themselves.
    off = [limb for limb in off if not limb.name.endswith("_line") and not limb.follows_parent]
    return tuple(limb.name for limb in sorted(off, key=lambda limb: -limb.error_deg))
