from __future__ import annotations

import pytest
from tests.synthetic.noise import Noise
from tests.synthetic.performance import perform

from poise.analysis.learning.candidates import find_candidates, least_swing
from poise.analysis.learning.courses import Courses, courses_of
from poise.analysis.measuring.measures import MEASURES
from poise.analysis.repetition import Limbs


def shown(name: str, yaw_deg: float, repetitions: int = 3) -> Courses:
    done = perform(name, repetitions=repetitions, yaw_deg=yaw_deg, noise=Noise.typical(), seed=3)
    return courses_of(done.sequence)


DRIVEN = [
    ("squat", 85.0, {"knee_flexion", "hip_flexion"}, Limbs.BILATERAL, True),
    ("push-up", 85.0, {"elbow_flexion"}, Limbs.BILATERAL, True),
    ("lateral-raise", 5.0, {"shoulder_elevation", "upper_arm_raise"}, Limbs.BILATERAL, True),
    ("deadlift", 85.0, {"hip_flexion", "knee_flexion"}, Limbs.BILATERAL, False),
    ("overhead-press", 5.0, {"shoulder_elevation"}, Limbs.BILATERAL, True),
    ("alternating-biceps-curl", 5.0, {"elbow_flexion"}, Limbs.ALTERNATING, True),
    ("standing-knee-extension", 45.0, {"knee_flexion"}, Limbs.EITHER, False),
]


@pytest.mark.parametrize(("name", "yaw_deg", "measures", "limbs", "rises"), DRIVEN)
def test_the_best_reading_is_the_joint_that_a_trainer_would_name(
    name: str, yaw_deg: float, measures: set[str], limbs: Limbs, rises: bool
) -> None:
    best = find_candidates(shown(name, yaw_deg))[0]
    assert best.measure in measures
    assert best.limbs is limbs
    assert (best.peak > best.rest) == rises
    assert len(best.repetitions) == 3


def test_readings_are_ranked_and_go_far_enough() -> None:
    found = find_candidates(shown("squat", 85.0))
    scores = [candidate.score for candidate in found]
    assert scores == sorted(scores, reverse=True)
    for candidate in found:
        assert abs(candidate.peak - candidate.rest) >= least_swing(candidate.measure)
        starts = [swing.start for _, swing in candidate.repetitions]
        assert starts == sorted(starts)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_known_number_chooses_the_reading(count: int) -> None:
    best = find_candidates(shown("burpee", 85.0, repetitions=count), count)[0]
    assert len(best.repetitions) == count


def test_there_is_no_candidate_where_somebody_stands() -> None:
    still = perform("squat", repetitions=0, idle_s=(2.0, 2.0), noise=Noise.typical()).sequence
    assert find_candidates(courses_of(still)) == []


@pytest.mark.parametrize("name", MEASURES)
def test_every_measure_has_a_least_swing(name: str) -> None:
    assert 0 < least_swing(name) < 30
