"""Who sits or stands still but moves hands or feet holds nothing."""

from __future__ import annotations

import math

import numpy as np
import pytest
from tests.synthetic.noise import Noise
from tests.synthetic.performance import perform

from poise.analysis.recognition import recognise
from poise.analysis.recognition.stillness import Stillness
from poise.catalogue import catalogue
from poise.pose import BLAZEPOSE_33, Pose, PoseSequence


def still_share(sequence: PoseSequence) -> float:
    stillness = Stillness(BLAZEPOSE_33)
    found = [stillness.update(pose) for pose in sequence]
    return sum(found[15:]) / len(found[15:])


def with_hands_moving(pose: Pose, way_m: float) -> Pose:
    """Return a pose whose hands go forward and back by so much every 2 s."""
    world = pose.world.copy()
    wrists = [BLAZEPOSE_33.index(f"{side}_wrist") for side in ("left", "right")]
    world[wrists, 2] += way_m / 2 * math.sin(math.pi * pose.time_s)
    return Pose(
        pose.skeleton, pose.image, world, pose.visibility, pose.presence, pose.time_s, pose.image_size
    )


@pytest.mark.parametrize("name", ["plank", "side-plank", "wall-sit", "warrior-ii", "tree-pose"])
def test_holds_are_still_although_estimators_jitter(name: str) -> None:
    done = perform(name, yaw_deg=40.0, hold_s=8.0, rate_hz=15.0, noise=Noise.typical(), seed=4)
    # The first and last seconds go into it and out of it.
    assert still_share(done.sequence) > 0.5


def test_exercises_are_not_still() -> None:
    for name in ("biceps-curl", "squat", "seated-row"):
        assert still_share(perform(name, repetitions=3, rate_hz=15.0).sequence) < 0.5


def test_nobody_is_still_by_default() -> None:
    nobody = np.full((33, 3), np.nan)
    unseen = np.full(33, np.nan)
    pose = Pose(BLAZEPOSE_33, nobody, nobody, unseen, unseen, 0.0, (640, 640))
    assert Stillness(BLAZEPOSE_33).update(pose)


@pytest.mark.parametrize(("way_m", "answer"), [(0.0, "wall-sit"), (0.5, None)], ids=["still", "hands move"])
def test_who_sits_at_a_machine_is_not_said_to_hold_a_wall_sit(way_m: float, answer: str | None) -> None:
    done = perform("wall-sit", yaw_deg=90.0, hold_s=8.0, rate_hz=15.0).sequence
    only = {"wall-sit": catalogue()["wall-sit"]}
    assert recognise([with_hands_moving(pose, way_m) for pose in done], only).exercise == answer
