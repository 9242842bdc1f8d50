"""Pictures that end above somebody's feet: legs that the landmark model made up are found out.

The model always answers with a whole body. Where the legs lie outside the picture it usually says so, or hardly
believes in them; but now and then it squeezes a whole body, well visible, into what there is of one. Such legs change
when there is paper around the picture, or run on into the paper, and legs that are whole do neither. Two sheets of
paper are tried, because what was made up seldom stays for both; only what moves in both was made up, because now and
then whoever is whole is misread once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from poise.estimation.estimator import Estimator
from poise.estimation.tracking import size_px
from poise.media.pixels import Pixels
from poise.pose import FloatArray, Pose

# The paper above, below and at either side, as shares of the picture's height: who is made up seldom stays for both.
_PAPERS = ((0.25, 0.25, 0.25), (0.0, 0.5, 0.0))
# Hips that move farther, in lengths of the trunk, belong to a body that was made up as a whole. Over 172 pictures of
# five people cut between hips and knees, and 36 whole ones, such hips moved by 0.3 or more, others by at most 0.12.
_MAX_HIP_MOVE = 0.25
# An ankle that moves farther belongs to a leg that was made up. Of 198 gym photographs 7 % of the legs are called cut,
# among them those that are; of 406 cuts through thigh, knee and shank of the same people see docs/comparison.md.
_MAX_ANKLE_MOVE = 0.3
# Legs that a picture cuts off are made up near its edge; elsewhere what moves is misread, not cut.
_EDGE_SHARE = 0.5
# Shoulders that lie farther apart are another person's.
_SAME_PERSON = 1.0
# Who spans less of the height may be too small to be found with paper around: that proves nothing.
_LARGE_SHARE = 0.45
_SIDES = ("left", "right")
_SHOULDERS, _HIPS = ("left_shoulder", "right_shoulder"), ("left_hip", "right_hip")
_BELOW_HIP = ("knee", "ankle", "heel", "foot_index")


def without_made_up_legs(
    pixels: Pixels, found: Sequence[Pose], estimator: Estimator[Pose]
) -> tuple[Pose, ...]:
    """Look again with paper around the picture, and call legs unseen (visibility 0) that do not stay where they were.

    Parameters
    ----------
    pixels : (H, W, 3) uint8
        RGB, upright.
    found : sequence of Pose
        Who was found in it, over BLAZEPOSE_33.
    estimator : Estimator
        In picture mode.
    """
    looks = [_match(found, _found_on_paper(pixels, paper, estimator)) for paper in _PAPERS if found]
    return tuple(_without_cut_legs(pose, [look[index] for look in looks]) for index, pose in enumerate(found))


def _found_on_paper(
    pixels: Pixels, paper: tuple[float, float, float], estimator: Estimator[Pose]
) -> list[Pose]:
    """Return who is found with paper of the picture's mean colour around it, in the picture's own pixels."""
    above, below, beside = (round(share * pixels.shape[0]) for share in paper)
    height, width = pixels.shape[:2]
    sheet = np.empty((above + height + below, beside + width + beside, 3), np.uint8)
    sheet[:] = pixels.mean(axis=(0, 1))
    sheet[above : above + height, beside : beside + width] = pixels
    return [
        replace(pose, image=pose.image - np.array([beside, above, 0.0])) for pose in estimator.find(sheet)
    ]


def _match(found: Sequence[Pose], again: Sequence[Pose]) -> list[Pose | None]:
    """Return each person as found again, None where they were not; nobody stands for two, the nearest pairs first."""
    matches: list[Pose | None] = [None] * len(found)
    pairs = sorted(
        (_distance_px(one, other, _SHOULDERS) / _trunk_px(one), i, j)
        for i, one in enumerate(found)
        for j, other in enumerate(again)
    )
    taken: set[int] = set()
    for distance, i, j in pairs:
        if distance <= _SAME_PERSON and matches[i] is None and j not in taken:
            matches[i] = again[j]
            taken.add(j)
    return matches


def _without_cut_legs(pose: Pose, again: Sequence[Pose | None]) -> Pose:
    if all(_is_made_up(pose, other) for other in again):
        return _without(pose, [f"{side}_{part}" for side in _SIDES for part in ("hip", *_BELOW_HIP)])
    cut = [side for side in _SIDES if all(_is_leg_cut(pose, other, side) for other in again)]
    return _without(pose, [f"{side}_{part}" for side in cut for part in _BELOW_HIP])


def _is_made_up(pose: Pose, again: Pose | None) -> bool:
    """Whether a whole body does not stay."""
    if again is None:
        return size_px(pose) >= _LARGE_SHARE * pose.image_size[1]
    return _distance_px(pose, again, _HIPS) > _MAX_HIP_MOVE * _trunk_px(pose)


def _is_leg_cut(pose: Pose, again: Pose | None, side: str) -> bool:
    """Whether a leg goes on outside the picture, or does not stay."""
    if again is None:
        return False
    ankle, trunk_px = f"{side}_ankle", _trunk_px(pose)
    index = pose.skeleton.index(ankle)
    has_moved = _distance_px(pose, again, (ankle,)) > _MAX_ANKLE_MOVE * trunk_px
    is_near_edge = not pose.is_inside(_EDGE_SHARE * trunk_px)[index]
    return not again.is_inside()[index] or bool(has_moved and is_near_edge)


def _trunk_px(pose: Pose) -> float:
    """Return the length of the trunk, which foreshortens, or a quarter of the body, whichever is longer."""
    middles = (_keypoints(pose, names).mean(axis=0) for names in (_SHOULDERS, _HIPS))
    return max(float(np.linalg.norm(np.subtract(*middles))), 0.25 * size_px(pose))


def _keypoints(pose: Pose, names: Sequence[str]) -> FloatArray:
    points: FloatArray = pose.image[pose.skeleton.indices(names), :2]
    return points


def _distance_px(one: Pose, other: Pose, names: Sequence[str]) -> float:
    """Return the mean distance of the same keypoints, in pixels."""
    return float(np.linalg.norm(_keypoints(one, names) - _keypoints(other, names), axis=1).mean())


def _without(pose: Pose, names: Sequence[str]) -> Pose:
    visibility = pose.visibility.copy()
    visibility[pose.skeleton.indices(names)] = 0.0
    return replace(pose, visibility=visibility)
