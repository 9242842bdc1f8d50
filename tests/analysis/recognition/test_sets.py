"""The sets of one recording: each found once with its exercise, and what is done in between is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from tests.synthetic.joined import join
from tests.synthetic.performance import perform

from poise.analysis.recognition import FoundSet, find_sets, split_sets
from poise.analysis.repetition import Engine
from poise.catalogue import catalogue
from poise.pose import BLAZEPOSE_33, PoseSequence

CATALOGUE = catalogue()
# The whole catalogue is watched in benchmarks.accuracy.sets.
SOME = {
    name: CATALOGUE[name]
    for name in ("squat", "push-up", "plank", "biceps-curl", "deadlift", "overhead-press", "sit-to-stand")
}
RATE_HZ = 15.0
AWAY = ("walk_out", "walk_in", "idle", "walk_out", "walk_in")
SQUATS = perform("squat", repetitions=4, rate_hz=RATE_HZ, yaw_deg=38.0).sequence
PUSH_UPS = perform("push-up", repetitions=4, rate_hz=RATE_HZ, yaw_deg=95.0).sequence


def resting(*activities: str) -> PoseSequence:
    """Return somebody who gets ready for squats and does none."""
    return perform("squat", repetitions=0, rate_hz=RATE_HZ, yaw_deg=8.0, lead_in=activities).sequence


def still(person: PoseSequence, seconds: float) -> PoseSequence:
    """Return the last instant of somebody for some time."""
    return PoseSequence.from_poses(
        [replace(person[-1], time_s=number / RATE_HZ) for number in range(int(seconds * RATE_HZ))]
    )


def count(person: PoseSequence, found: FoundSet) -> int:
    engine = Engine(found.exercise)
    for pose in person:
        if found.begin_s <= pose.time_s <= found.end_s:
            engine.update(pose)
    return engine.finish().attempted


def names(found: Sequence[FoundSet]) -> list[str]:
    return [one.exercise.identifier for one in found]


def test_squats_a_rest_and_push_ups_are_two_sets_with_the_repetitions_of_each() -> None:
    film, _ = join([SQUATS, resting(*AWAY), PUSH_UPS])
    found = find_sets(film, SOME)
    assert names(found) == ["squat", "push-up"]
    assert [count(film, one) for one in found] == [4, 4]
    squats, push_ups = found
    assert 0.0 <= squats.begin_s < squats.end_s <= push_ups.begin_s < push_ups.end_s <= film.times_s[-1]
    assert all(one.certainty is not None and 0.5 < one.certainty <= 1.0 for one in found)


@pytest.mark.parametrize(
    "activities",
    [("walk_in", "idle", "walk_out", "walk_in"), ("walk_in", "sit_down", "drink", "pick_up", "wave")],
    ids=["walking about", "sitting down, drinking, picking something up"],
)
def test_what_is_done_between_sets_is_no_set(activities: Sequence[str]) -> None:
    assert find_sets(resting(*activities), SOME) == ()


def test_nobody_does_no_set() -> None:
    nobody = PoseSequence.unseen(BLAZEPOSE_33, np.arange(30) / RATE_HZ, (640, 480))
    assert find_sets(nobody, SOME) == split_sets(nobody, SOME["squat"]) == ()
    assert find_sets(nobody[:0], SOME) == split_sets(nobody[:0], SOME["squat"]) == ()


@pytest.mark.parametrize(
    ("between", "sets"),
    [
        (still(SQUATS, 5.0), 1),
        (still(SQUATS, 15.0), 2),
        (resting("walk_out", "walk_in"), 2),
        (resting("idle", "sit_down", "idle", "idle"), 2),
    ],
    ids=[
        "five seconds of breath are within the set",
        "fifteen seconds are a rest",
        "who walks away ends the set",
        "sitting down in a rest is in neither set",
    ],
)
def test_two_goes_at_one_exercise_are_as_many_sets_as_they_have_rests(
    between: PoseSequence, sets: int
) -> None:
    film, _ = join([SQUATS, between, SQUATS])
    for found in (split_sets(film, SOME["squat"]), find_sets(film, {"squat": SOME["squat"]})):
        assert names(found) == ["squat"] * sets
        assert sum(count(film, one) for one in found) == 8


def test_a_hold_that_is_left_for_a_rest_is_two_sets() -> None:
    plank = perform("plank", rate_hz=RATE_HZ, yaw_deg=95.0, hold_s=6.0).sequence
    film, _ = join([plank, resting(*AWAY), plank])
    assert names(find_sets(film, SOME)) == ["plank", "plank"]
    assert [one.certainty for one in split_sets(film, SOME["plank"])] == [None, None]


def test_a_film_of_any_frame_rate_has_the_same_sets() -> None:
    film, _ = join([SQUATS, resting(*AWAY), PUSH_UPS])
    found = find_sets(film, SOME)
    twice = [replace(pose, time_s=pose.time_s + late_s) for pose in film for late_s in (0.0, 0.5 / RATE_HZ)]
    finer = find_sets(PoseSequence.from_poses(twice), SOME)
    assert names(finer) == names(found)
    for one, other in zip(finer, found, strict=True):
        assert one.begin_s == pytest.approx(other.begin_s, abs=0.5)
        assert one.end_s == pytest.approx(other.end_s, abs=0.5)
