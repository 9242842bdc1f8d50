"""Pictures cut through somebody's legs: how often the legs are compared all the same, which nobody can see."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from poise.analysis.comparison import compare_poses
from poise.estimation.estimator import Estimator
from poise.estimation.picture import estimate_picture
from poise.media.pixels import Pixels
from poise.pose import Pose

# Where the picture ends, from the joint above to the joint below.
CUTS = {
    "half the thigh": ("hip", "knee", 0.5),
    "the knee": ("hip", "knee", 1.0),
    "a third of the shank": ("knee", "ankle", 0.35),
    "two thirds of the shank": ("knee", "ankle", 0.7),
}
# Who is smaller in the picture, or lies, is not cut through the legs by a level line.
_LEAST_SHARE = 0.4


def cut_legs(pixels: Pixels, estimator: Estimator[Pose]) -> Iterator[tuple[str, bool]]:
    """Yield for each cut its name and whether no leg is compared any more; nothing for who does not stand upright.

    Parameters
    ----------
    pixels : (H, W, 3) uint8
        RGB, with one person to look at.
    estimator : Estimator
        In picture mode.
    """
    whole = _look(pixels, estimator)
    heights = {} if whole is None else _heights_px(whole)
    if whole is None or not _stands(heights, pixels.shape[0]):
        return
    for name, (above, below, share) in CUTS.items():
        bottom = int(heights[above] + share * (heights[below] - heights[above]))
        if not 50 < bottom < pixels.shape[0] - 5:
            continue
        cut = _look(np.ascontiguousarray(pixels[:bottom]), estimator)
        if cut is not None:
            yield name, not _compares_legs(whole, cut)


def _look(pixels: Pixels, estimator: Estimator[Pose]) -> Pose | None:
    found = estimate_picture(pixels, estimator=estimator, careful=True, subject_alone=True)
    return found[0] if found else None


def _heights_px(pose: Pose) -> dict[str, float]:
    """Return how far down shoulders, hips, knees and ankles are, each the mean of both sides."""
    return {
        joint: float(np.mean([pose.image_point(f"{side}_{joint}")[1] for side in ("left", "right")]))
        for joint in ("shoulder", "hip", "knee", "ankle")
    }


def _stands(heights: dict[str, float], picture_px: int) -> bool:
    shoulder, hip, knee, ankle = heights.values()
    return shoulder < hip < knee < ankle and ankle - shoulder > _LEAST_SHARE * picture_px


def _compares_legs(whole: Pose, cut: Pose) -> bool:
    limbs = compare_poses(whole, cut).limbs
    return any(limb.is_compared for limb in limbs if limb.name.endswith(("thigh", "shank")))
