"""What to change: from limb errors to at most three remarks, as codes that a catalogue puts into words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from poise.analysis.comparison.comparison import Comparison
from poise.analysis.comparison.limb import Hidden, LimbComparison
from poise.analysis.comparison.match import LIMB_NOISE_DEG
from poise.analysis.comparison.score import OFF_DEG
from poise.pose.limbs import limb_index

MOST_REMARKS = 3
# Where the trunk itself is off by more, as sitting from lying, arms and legs are spoken of by their joints alone: which
# way they point in the room changes with the trunk.
_TRUNK_DEG = 45.0
# Which way a limb has to go over the ground depends on where the body faces, which is read from few points: it is said
# where so much of the error is left when depth counts less.
_SEEN_SHARE = 0.85
# What is hardly seen is compared, and counts for less, but corrects nobody: below .5, 6 of 11 remarks were wrong.
_LEAST_VISIBILITY = 0.5
# Amounts are said in steps that a person can tell apart.
_STEP_DEG = 5.0
# When so much of an error is bending at the joint, the joint is spoken of, else the limb.
_BENDING_SHARE = 0.6
# From here on a thigh is not merely off to one side: the hip is spoken of, and the knee where it bends too.
_HIP_DEG = 40.0


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to change.

    Parameters
    ----------
    limb : str
        For example ``"left_forearm"``, the person's own left.
    action : str
        ``"bend"`` or ``"straighten"`` (the joints named), or where the far end has to go: ``"up"``, ``"down"``,
        ``"forward"``, ``"back"``, ``"out"``, ``"in"``, ``"head"``, ``"feet"``.
    joints : tuple of str
        The joints to bend or straighten: ``("elbow",)``, ``("hip", "knee")``; empty for a direction.
    amount_deg : float
        By about how much, in steps of 5.
    error_deg : float
        The limb's error as measured.
    """

    limb: str
    action: str
    joints: tuple[str, ...]
    amount_deg: float
    error_deg: float


@dataclass(frozen=True, slots=True)
class MissingPart:
    """Arms or legs that were not compared.

    Parameters
    ----------
    part : str
        ``"arm"`` or ``"leg"``.
    side : str
        The person's own ``"left"`` or ``"right"``; ``""`` for both.
    hidden : Hidden
        Why.
    """

    part: str
    side: str
    hidden: Hidden


_PARTS = {"leg": ("thigh", "shank"), "arm": ("upper_arm", "forearm")}


def missing_parts(comparison: Comparison) -> tuple[MissingPart, ...]:
    """Return which arms and legs the pictures do not show, legs first; empty where nothing was judged."""
    if not comparison.is_judged:
        return ()
    hidden = {limb.name: None if limb.hidden is Hidden.DECLARED else limb.hidden for limb in comparison.limbs}
    missing: list[MissingPart] = []
    for part, limbs in _PARTS.items():
        reasons = {side: [hidden[f"{side}_{limb}"] for limb in limbs] for side in ("left", "right")}
        of_part = [
            MissingPart(part, side, first)
            for side, (first, second) in reasons.items()
            if first is not None and second is not None
        ]
        missing += [replace(of_part[0], side="")] if len(of_part) == 2 else of_part
    return tuple(missing)


def remarks_on(comparison: Comparison) -> tuple[Remark, ...]:
    """Return what to change, the largest first; empty where nothing is wrong or nothing can be judged.

    The lines across shoulders and hips are compared, but nothing is said about them: they are short and mostly seen
    askew, and of four remarks on them that were judged by eye none was right.
    """
    if not comparison.is_judged:
        return ()
    wrong = [limb for limb in comparison.limbs if limb.is_compared and _is_worth_saying(limb)]
    wrong.sort(key=lambda limb: -limb.error_deg)
    by_name = {limb.name: limb for limb in comparison.limbs}
    remarks = [_remark(limb, by_name) for limb in _without_doubles(wrong)]
    return tuple(_each_joint_once(remark for remark in remarks if remark is not None))[:MOST_REMARKS]


def _is_worth_saying(limb: LimbComparison) -> bool:
    """Whether a limb is off, by more than twice its own noise, and was read well enough to say so."""
    least = max(OFF_DEG, 2.0 * float(LIMB_NOISE_DEG[limb_index(limb.name)]))
    is_well_read = limb.is_sure and limb.visibility >= _LEAST_VISIBILITY and not limb.name.endswith("_line")
    return limb.error_deg > least and is_well_read and not limb.follows_parent


def _without_doubles(limbs: list[LimbComparison]) -> list[LimbComparison]:
    """Say once that the trunk leans, not once for each of its sides."""
    kept: list[LimbComparison] = []
    for limb in limbs:
        is_trunk = limb.name.endswith("trunk")
        if not (is_trunk and any(other.name.endswith("trunk") for other in kept)):
            kept.append(limb)
    return kept


def _each_joint_once(remarks: Iterable[Remark]) -> Iterator[Remark]:
    """Leave out joints that an earlier remark bends the same way: a knee is not straightened twice."""
    said: set[tuple[str, str, str]] = set()
    for remark in remarks:
        side = remark.limb.partition("_")[0]
        joints = tuple(joint for joint in remark.joints if (side, joint, remark.action) not in said)
        said |= {(side, joint, remark.action) for joint in joints}
        if joints or not remark.joints:
            yield replace(remark, joints=joints)


def _remark(limb: LimbComparison, limbs: Mapping[str, LimbComparison]) -> Remark | None:
    """Return what to say about a limb, None where it bends at no joint and goes no one way clearly."""
    joints = _bending_joints(limb, limbs)
    if joints:
        action = "bend" if limb.bend_deg > 0 else "straighten"
        return Remark(limb.name, action, joints, _rounded(abs(limb.bend_deg)), limb.error_deg)
    if limb.direction is None or not _is_way_sure(limb) or _hangs_on_wrong_trunk(limb, limbs):
        return None
    return Remark(limb.name, limb.direction, (), _rounded(limb.error_deg), limb.error_deg)


def _is_way_sure(limb: LimbComparison) -> bool:
    return limb.direction in ("up", "down") or limb.seen_error_deg >= _SEEN_SHARE * limb.error_deg


def _hangs_on_wrong_trunk(limb: LimbComparison, limbs: Mapping[str, LimbComparison]) -> bool:
    return not limb.name.endswith("trunk") and any(
        limbs[f"{side}_trunk"].error_deg > _TRUNK_DEG for side in ("left", "right")
    )


def _bending_joints(limb: LimbComparison, limbs: Mapping[str, LimbComparison]) -> tuple[str, ...]:
    """Return the joints whose bending explains the error, nearest to the trunk first."""
    if not abs(limb.bend_deg) >= _BENDING_SHARE * limb.error_deg:
        return ()
    if limb.name.endswith("forearm"):
        return ("elbow",)
    if limb.name.endswith("shank"):
        return ("knee",)
    if limb.error_deg < _HIP_DEG:
        return ()
    knee_deg = limbs[limb.name.replace("thigh", "shank")].bend_deg
    is_knee_too = abs(knee_deg) >= _BENDING_SHARE * limb.error_deg and (knee_deg > 0) == (limb.bend_deg > 0)
    return ("hip", "knee") if is_knee_too else ("hip",)


def _rounded(amount_deg: float) -> float:
    return max(_STEP_DEG, _STEP_DEG * round(amount_deg / _STEP_DEG))
