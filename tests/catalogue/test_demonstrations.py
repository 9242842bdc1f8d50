"""The synthetic body shows every exercise of the catalogue: it bends, and does not stretch, slide or sink."""

from __future__ import annotations

import numpy as np
import pytest

from poise.catalogue.poses import exercise_figures
from poise.catalogue.poses.demonstration import FRAMES, between, demonstration
from poise.pose import BLAZEPOSE_33

BONES = [("hip", "knee"), ("knee", "ankle"), ("shoulder", "elbow"), ("elbow", "wrist")]


def length(frame: np.ndarray, side: str, one: str, other: str) -> float:
    ends = (frame[BLAZEPOSE_33.index(f"{side}_{name}")] for name in (one, other))
    first, last = ends
    return float(np.linalg.norm(first - last))


@pytest.mark.parametrize("exercise", sorted(exercise_figures()))
def test_no_bone_grows_or_shrinks_on_the_way(exercise: str) -> None:
    shown = demonstration(exercise)
    assert shown is not None
    assert shown.frames.shape == (FRAMES, 33, 3)
    assert np.isfinite(shown.frames).all()
    for side in ("left", "right"):
        for one, other in BONES:
            lengths = [length(frame, side, one, other) for frame in shown.frames]
            ends = lengths[0], lengths[-1]
            assert min(ends) - 0.005 <= min(lengths), (side, one, other)
            assert max(lengths) <= max(ends) + 0.005, (side, one, other)


@pytest.mark.parametrize("exercise", ["squat", "biceps-curl", "forward-lunge", "jumping-jack", "push-up"])
def test_a_demonstration_begins_and_ends_as_the_figures_stand(exercise: str) -> None:
    start, peak = exercise_figures()[exercise]
    for share, figure in ((0.0, start), (1.0, peak)):
        made = between(start.world, peak.world, share)
        origin = made.mean(axis=0) - figure.world.mean(axis=0)
        assert np.abs(made - origin - figure.world).max() < 0.02


def test_feet_that_stand_stay_where_they_are() -> None:
    shown = demonstration("squat")
    assert shown is not None
    feet = [
        BLAZEPOSE_33.index(f"{side}_{name}") for side in ("left", "right") for name in ("heel", "foot_index")
    ]
    moved = np.abs(shown.frames[:, feet] - shown.frames[0, feet]).max()
    hips = np.ptp(shown.frames[:, BLAZEPOSE_33.index("left_hip"), 1])
    assert moved < 0.08
    assert hips > 0.2


def test_an_exercise_that_nobody_has_drawn_has_no_demonstration() -> None:
    assert demonstration("no-such-exercise") is None
