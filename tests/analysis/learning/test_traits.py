from __future__ import annotations

import math

import pytest
from tests.synthetic.noise import Noise
from tests.synthetic.performance import perform

from poise.analysis.learning import learn
from poise.analysis.learning.candidates import Candidate, find_candidates
from poise.analysis.learning.courses import Courses, courses_of
from poise.analysis.learning.traits import confirmations_of, posture_of, rounded, starts_with, views_of
from poise.analysis.measuring.facing import View
from poise.analysis.repetition import Confirmation, Kind, Moment
from poise.catalogue import catalogue

YAW_DEG = {View.FRONT: 5.0, View.OBLIQUE: 45.0, View.SIDE: 85.0, View.BACK: 175.0}
COUNTED = [name for name, exercise in catalogue().items() if exercise.kind is Kind.REPETITIONS]


def shown(name: str, yaw_deg: float = 85.0) -> tuple[Courses, Candidate]:
    done = perform(name, repetitions=2, yaw_deg=yaw_deg, noise=Noise.typical(), seed=3)
    courses = courses_of(done.sequence)
    return courses, find_candidates(courses)[0]


@pytest.mark.parametrize("view", YAW_DEG)
def test_the_view_is_the_one_from_which_it_was_shown(view: View) -> None:
    assert views_of(perform("squat", repetitions=1, yaw_deg=YAW_DEG[view]).sequence) == (view,)


# Known to be wrong: a knee drawn under a level trunk lifts neither body nor hands, and the foot hardly.
# A cable lifts its weight while the hands come down, and nobody sees the weight.
UNKNOWABLE = {"mountain-climber", "lat-pulldown", "triceps-pushdown"}


@pytest.mark.parametrize("name", sorted({*COUNTED} - UNKNOWABLE))
def test_the_way_out_lowers_or_lifts_as_the_catalogue_says(name: str) -> None:
    exercise = catalogue()[name]
    assert starts_with(*shown(name, YAW_DEG[exercise.views[0]])) == exercise.starts_with


@pytest.mark.parametrize(
    ("name", "upright", "level"),
    [("squat", True, False), ("push-up", False, True), ("plank-like", False, True)],
)
def test_the_trunk_is_held_as_it_was_shown(name: str, upright: bool, level: bool) -> None:
    (bound,) = posture_of(*shown("knee-push-up" if name == "plank-like" else name))
    assert bound.measure == "trunk_lean"
    assert bound.holds(5.0) == upright
    assert bound.holds(85.0) == level


def of(found: tuple[Confirmation, ...], measure: str, moment: Moment = Moment.CHANGE) -> Confirmation:
    return next(one for one in found if one.bound.measure == measure and one.moment is moment)


def test_a_squat_asks_for_hips_that_come_down_and_leaves_the_arms_free() -> None:
    found = confirmations_of(*shown("squat"))
    assert not of(found, "hip_rise").bound.holds(0.0)
    assert of(found, "hip_rise").bound.holds(-0.4)
    assert not any(one.bound.measure == "wrist_height" and one.moment is Moment.START for one in found)


def test_a_curl_asks_for_a_body_that_stays_and_hands_that_begin_low() -> None:
    found = confirmations_of(*shown("biceps-curl"))
    assert of(found, "hip_rise").bound.holds(0.1)
    assert not of(found, "hip_rise").bound.holds(-0.8)
    assert of(found, "wrist_height", Moment.START).bound.holds(-1.8)
    assert not of(found, "wrist_height", Moment.START).bound.holds(1.0)


@pytest.mark.parametrize("name", COUNTED[::5])
def test_limits_have_room_and_are_written_as_people_write_numbers(name: str) -> None:
    view = YAW_DEG[catalogue()[name].views[0]]
    done = perform(name, repetitions=2, yaw_deg=view, noise=Noise.typical(), seed=3)
    exercise = learn(done.sequence, name="Mine", identifier="mine").exercise
    for bound in (*exercise.posture, *(one.bound for one in exercise.confirmations)):
        assert bound.minimum < bound.maximum
        for limit in (bound.minimum, bound.maximum):
            assert not math.isfinite(limit) or limit == rounded(bound.measure, limit)
