from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from tests.synthetic.noise import Noise
from tests.synthetic.performance import perform

from poise.analysis.learning.courses import RATE_HZ, courses_of
from poise.analysis.measuring.measures import MEASURES
from poise.pose import COCO_17, PoseSequence
from poise.pose.conversion import to_skeleton

CLEAN = perform("squat", repetitions=2, yaw_deg=80.0).sequence


def test_every_measure_is_read_on_its_sides() -> None:
    of = courses_of(CLEAN).of
    assert set(of) == set(MEASURES)
    for name, sides in of.items():
        assert set(sides) == ({"left", "right", "both"} if MEASURES[name].is_sided else {"both"})


def test_a_skeleton_without_heels_has_no_angle_of_the_sole() -> None:
    of = courses_of(to_skeleton(CLEAN, COCO_17)).of
    assert "heel_lift" not in of
    assert np.nanmax(of["knee_flexion"]["both"].values) > 80


def test_times_are_even_whatever_those_of_the_clip_are() -> None:
    uneven = perform("squat", repetitions=1, rate_hz=17.0, noise=Noise.bad(), seed=4).sequence
    steps = np.diff(courses_of(uneven).times_s)
    assert steps == pytest.approx(1.0 / RATE_HZ)


def without(sequence: PoseSequence, start_s: float, end_s: float) -> PoseSequence:
    gone = (sequence.times_s >= start_s) & (sequence.times_s <= end_s)
    image, world = sequence.image.copy(), sequence.world.copy()
    image[gone], world[gone] = np.nan, np.nan
    return dataclasses.replace(sequence, image=image, world=world)


@pytest.mark.parametrize(("gap_s", "is_bridged"), [(0.2, True), (0.8, False)])
def test_short_gaps_are_bridged_and_long_ones_stay(gap_s: float, is_bridged: bool) -> None:
    courses = courses_of(without(CLEAN, 2.0, 2.0 + gap_s))
    middle = np.abs(courses.times_s - 2.0 - gap_s / 2).argmin()
    assert np.isfinite(courses.of["knee_flexion"]["both"].values[middle]) == is_bridged


def test_noise_is_what_the_smoothing_takes_away() -> None:
    noisy = perform("squat", repetitions=2, yaw_deg=80.0, noise=Noise.bad(), seed=1).sequence
    clean, rough = (courses_of(one).of["knee_flexion"]["left"].noise for one in (CLEAN, noisy))
    assert clean < 0.5
    assert rough > 3 * clean


def test_what_was_never_seen_is_nowhere() -> None:
    hidden = dataclasses.replace(CLEAN, visibility=np.zeros_like(CLEAN.visibility))
    course = courses_of(hidden).of["knee_flexion"]["both"]
    assert np.isnan(course.values).all()
    assert np.isnan(course.reach)
    assert course.trust == 0.0
    assert np.isnan(courses_of(hidden).at("knee_flexion", "left", 1.0))
