"""How well found keypoints fit the true ones: OKS, PCK, and who was found at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from poise.pose import FloatArray, Pose

# Standard deviation of human annotation per keypoint, in parts of the square root of the person's area
# (COCO keypoint evaluation, cocodataset.org/#keypoints-eval); feet as in the COCO-WholeBody paper, rounded.
SIGMAS = {
    "nose": 0.026,
    "eye": 0.025,
    "ear": 0.035,
    "shoulder": 0.079,
    "elbow": 0.072,
    "wrist": 0.062,
    "hip": 0.107,
    "knee": 0.087,
    "ankle": 0.089,
    "foot_index": 0.068,
    "heel": 0.066,
}
# At this OKS or above a person counts as found.
FOUND_OKS = 0.5
# A keypoint is right within this share of the torso's length (PCK, Yang and Ramanan 2013, as torso-PCK).
PCK_SHARE = 0.2


@dataclass(frozen=True)
class Truth:
    """One person as annotated: keypoints by name in pixels, and the person's area in square pixels."""

    points: Mapping[str, FloatArray]
    area_px2: float
    height_px: float


@dataclass(frozen=True)
class Score:
    """How one true person was found; `oks` is 0 and `errors_torsos` empty for one who was missed."""

    truth: Truth
    oks: float
    errors_torsos: FloatArray

    @property
    def is_found(self) -> bool:
        """Whether the person counts as found."""
        return self.oks >= FOUND_OKS


def oks(truth: Truth, pose: Pose) -> float:
    """Return the object keypoint similarity over the annotated keypoints, 0..1."""
    names = list(truth.points)
    apart_px = np.array([np.linalg.norm(pose.image_point(name)[:2] - truth.points[name]) for name in names])
    # COCO's kappa is twice the sigma.
    kappa = 2 * np.array([SIGMAS[_part(name)] for name in names])
    return float(np.exp(-(apart_px**2) / (2 * truth.area_px2 * kappa**2)).mean())


def scored(truths: Sequence[Truth], found: Sequence[Pose]) -> list[Score]:
    """Pair true and found people, the best fitting first, each at most once."""
    pairs = [(oks(truth, pose), t, p) for t, truth in enumerate(truths) for p, pose in enumerate(found)]
    chosen: dict[int, tuple[float, int]] = {}
    taken: set[int] = set()
    for fit, t, p in sorted(pairs, reverse=True):
        if t not in chosen and p not in taken:
            chosen[t] = (fit, p)
            taken.add(p)
    return [_score(truth, found, chosen.get(number)) for number, truth in enumerate(truths)]


def _score(truth: Truth, found: Sequence[Pose], chosen: tuple[float, int] | None) -> Score:
    if chosen is None:
        return Score(truth, 0.0, np.empty(0))
    fit, place = chosen
    apart = [
        float(np.linalg.norm(found[place].image_point(name)[:2] - point))
        for name, point in truth.points.items()
    ]
    return Score(truth, fit, np.array(apart) / _torso_px(truth))


def _torso_px(truth: Truth) -> float:
    sides = [
        np.linalg.norm(truth.points[f"{side}_shoulder"] - truth.points[f"{side}_hip"])
        for side in ("left", "right")
        if {f"{side}_shoulder", f"{side}_hip"} <= truth.points.keys()
    ]
    # Where the trunk is not annotated: about 0.3 of a standing person's height (Drillis and Contini 1966).
    return max(float(np.mean(sides)) if sides else 0.3 * truth.height_px, 1.0)


def _part(name: str) -> str:
    return name.removeprefix("left_").removeprefix("right_")


def row(title: str, scores: Sequence[Score], frames: int, extra: int = 0) -> str:
    """Return one line of the table."""
    found = [score for score in scores if score.is_found]
    errors = np.concatenate([score.errors_torsos for score in found]) if found else np.empty(0)
    share = len(found) / len(scores) if scores else float("nan")
    mean_oks = float(np.mean([score.oks for score in scores])) if scores else float("nan")
    right = float((errors <= PCK_SHARE).mean()) if len(errors) else float("nan")
    median = float(np.median(errors)) if len(errors) else float("nan")
    return (
        f"{title:<34}{frames:>7}{len(scores):>8}{len(found):>7}{share:>8.1%}{extra:>7}"
        f"{mean_oks:>7.3f}{right:>9.1%}{median:>9.3f}"
    )


HEADING = (
    f"{'':<34}{'frames':>7}{'people':>8}{'found':>7}{'recall':>8}{'extra':>7}{'OKS':>7}"
    f"{f'PCK@{PCK_SHARE}':>9}{'torsos':>9}"
)
