"""The injected-error test: one limb is turned in space, and Poise has to say which, on which side, and whereto."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from poise.analysis.comparison import Remark, compare_poses, remarks_on
from poise.pose import BLAZEPOSE_33, FloatArray, Pose
from poise.pose.geometry import body_frame, rotation_about, unit_vectors
from poise.pose.limbs import LIMBS, limb_directions, limb_index

ANGLES_DEG = (10.0, 15.0, 20.0, 30.0, 45.0)
_PARTS = {
    "upper_arm": ("shoulder", ("elbow", "wrist", "pinky", "index", "thumb")),
    "forearm": ("elbow", ("wrist", "pinky", "index", "thumb")),
    "thigh": ("hip", ("knee", "ankle", "heel", "foot_index")),
    "shank": ("knee", ("ankle", "heel", "foot_index")),
}
_ACTIONS = (("in", "out"), ("up", "down"), ("forward", "back"))
# What who lies or bends over is told instead; along the body both mean the same.
_ALONG_BODY = {"head": "up", "feet": "down"}
# Standard deviation of landmarks across and along the line of sight in metres: gives the limbs about the noise that
# the comparison reckons with (LIMB_NOISE_DEG). An assumption.
_STRAY_M = np.array([0.01, 0.01, 0.02])
# A way between two axes of the body may be named after either: the word's share may be so much less than the largest.
_TIE_SHARE = 0.15


@dataclass(frozen=True)
class Injected:
    """What became of one injected error.

    Parameters
    ----------
    limb : str
        The limb that was turned.
    is_named, is_first : bool
        Whether a remark names it, and whether the first one does.
    is_of_kind : bool
        Whether a remark names this kind of limb, of whichever side.
    is_direction_right : bool
        Whether the word in the remark that names the limb leads towards the model.
    others : int
        Remarks about limbs that are right.
    silent : int
        Limbs that are right and about which nothing was said.
    """

    limb: str
    is_named: bool
    is_first: bool
    is_of_kind: bool
    is_direction_right: bool
    others: int
    silent: int


def injected(
    poses: Sequence[Pose], angle_deg: float, *, is_noisy: bool = False, seed: int = 0
) -> Iterator[Injected]:
    """Turn each limb of each pose by `angle_deg` about a random axis, and judge what is said.

    Limbs that are not seen in the picture are left out: nothing may be said about them. With `is_noisy` every
    landmark of the wrong pose strays as well, as if it were estimated from another picture.
    """
    random = np.random.default_rng(seed)
    for pose in poses:
        seen = {limb.name for limb in compare_poses(pose, pose).limbs if limb.is_compared}
        for side in ("left", "right"):
            for part in _PARTS:
                if f"{side}_{part}" in seen:
                    wrong = _turned(pose, side, part, angle_deg, random.normal(size=3))
                    estimated = _strayed(wrong, random) if is_noisy else wrong
                    yield _judged(pose, estimated, f"{side}_{part}", part)


def _strayed(pose: Pose, random: np.random.Generator) -> Pose:
    return replace(pose, world=pose.world + random.normal(size=pose.world.shape) * _STRAY_M)


def _turned(pose: Pose, side: str, part: str, angle_deg: float, axis: FloatArray) -> Pose:
    base, names = _PARTS[part]
    places = BLAZEPOSE_33.indices(f"{side}_{name}" for name in names)
    world, origin = pose.world.copy(), pose.world_point(f"{side}_{base}")
    across = np.cross(world[places[0]] - origin, axis)
    world[places] = origin + (world[places] - origin) @ rotation_about(across, angle_deg).T
    return replace(pose, world=world)


def _judged(pose: Pose, wrong: Pose, limb: str, part: str) -> Injected:
    found = compare_poses(pose, wrong)
    remarks = remarks_on(found)
    of_kind = [remark for remark in remarks if remark.limb.endswith(part)]
    own = next((remark for remark in of_kind if remark.limb == limb), None)
    others = sum(remark.limb != limb for remark in remarks)
    return Injected(
        limb=limb,
        is_named=any(remark.limb == limb for remark in remarks),
        is_first=bool(remarks) and remarks[0].limb == limb,
        is_of_kind=bool(of_kind),
        is_direction_right=own is not None and _is_direction_right(own, pose, wrong, limb),
        others=others,
        silent=sum(other.is_compared for other in found.limbs) - 1 - others,
    )


def _is_direction_right(remark: Remark, pose: Pose, wrong: Pose, limb: str) -> bool:
    """Say whether following the word leads towards the model."""
    right, off = (limb_directions(each.world, BLAZEPOSE_33) for each in (pose, wrong))
    place = limb_index(limb)
    if remark.joints:
        is_straighter = _opens(right, place) > _opens(off, place)
        return is_straighter == (remark.action == "straighten")
    way = unit_vectors(body_frame(pose.world, BLAZEPOSE_33) @ (right[place] - off[place]))
    if limb.startswith("left"):
        way = way * (-1.0, 1.0, 1.0)
    shares = {word: sign * way[axis] for axis, words in enumerate(_ACTIONS)
              for word, sign in zip(words, (1.0, -1.0), strict=True)}  # fmt: skip
    action = _ALONG_BODY.get(remark.action, remark.action)
    return bool(shares[action] >= max(shares.values()) - _TIE_SHARE)


def _opens(directions: FloatArray, place: int) -> float:
    """Return the cosine between a limb and the one it bends against: larger is straighter."""
    limb = LIMBS[place]
    if limb.name.endswith("thigh"):
        return float(-(directions[place] @ directions[limb_index(limb.name.replace("thigh", "trunk"))]))
    return float(directions[place] @ directions[limb_index(limb.parent or limb.name)])
