"""Pictures that end above somebody's knees: legs that the landmark model made up are found out.

The model always answers with a whole body. Where the legs lie outside the picture it usually says so, or hardly
believes in them; but now and then it squeezes a whole body, well visible, into what there is of one. Such a body
changes when there is paper around the picture, and whoever is whole does not: over 172 pictures of five people cut
between hips and knees, and 36 whole ones, the hips of bodies that had been made up moved by 0.3 lengths of the trunk or
more, those of the others by at most 0.12.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from poise.estimation.estimator import Estimator, Pixels
from poise.estimation.tracking import size_px
from poise.pose import FloatArray, Pose

# The paper above, below and at either side, as shares of the picture's height: who is made up seldom stays for both.
_PAPERS = ((0.25, 0.25, 0.25), (0.0, 0.5, 0.0))
# Hips that move farther, in lengths of the trunk, were made up.
_FARTHEST = 0.25
# Shoulders that lie farther apart are another person's.
_SAME_PERSON = 1.5
# Who spans less of the height may be too small to be found with paper around: that proves nothing.
_LARGE_SHARE = 0.45
_SHOULDERS, _HIPS = ("left_shoulder", "right_shoulder"), ("left_hip", "right_hip")
_MADE_UP = ("hip", "knee", "ankle", "heel", "foot_index")


def without_made_up_legs(
    pixels: Pixels, found: Sequence[Pose], estimator: Estimator[Pose]
) -> tuple[Pose, ...]:
    """Look again with paper around the picture and call hips and legs unseen (visibility 0) where they do not stay.

    Parameters
    ----------
    pixels : (H, W, 3) uint8
        RGB, upright.
    found : sequence of Pose
        Who was found in it, over BLAZEPOSE_33.
    estimator : Estimator
        In picture mode.
    """
    looks = [_found_on_paper(pixels, paper, estimator) for paper in _PAPERS if found]
    return tuple(
        pose if all(_stays(pose, again) for again in looks) else _without_legs(pose) for pose in found
    )


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


def _stays(pose: Pose, again: Sequence[Pose]) -> bool:
    trunk_px = float(
        np.linalg.norm(_places(pose, _SHOULDERS).mean(axis=0) - _places(pose, _HIPS).mean(axis=0))
    )
    themselves = min(again, key=lambda other: _apart_px(pose, other, _SHOULDERS), default=None)
    if themselves is None or _apart_px(pose, themselves, _SHOULDERS) > _SAME_PERSON * trunk_px:
        return size_px(pose) < _LARGE_SHARE * pose.image_size[1]
    return _apart_px(pose, themselves, _HIPS) <= _FARTHEST * trunk_px


def _places(pose: Pose, names: Sequence[str]) -> FloatArray:
    places: FloatArray = pose.image[pose.skeleton.indices(names), :2]
    return places


def _apart_px(one: Pose, other: Pose, names: Sequence[str]) -> float:
    """Return the mean distance of the same keypoints, in pixels."""
    return float(np.linalg.norm(_places(one, names) - _places(other, names), axis=1).mean())


def _without_legs(pose: Pose) -> Pose:
    visibility = pose.visibility.copy()
    visibility[pose.skeleton.indices(f"{side}_{part}" for side in ("left", "right") for part in _MADE_UP)] = (
        0.0
    )
    return replace(pose, visibility=visibility)
