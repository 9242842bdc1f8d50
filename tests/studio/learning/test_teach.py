"""Teaching in the studio: what a demonstration gives to be corrected and tried, and what it is refused for."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.synthetic.noise import Noise
from tests.synthetic.performance import perform

from poise.analysis.repetition import Engine
from poise.catalogue import exercise_of_text
from poise.errors import DemonstrationError
from poise.pose import PoseSequence
from poise.studio.learning.teach import teach


def shown(exercise: str, repetitions: int = 3, yaw_deg: float = 20.0) -> PoseSequence:
    return perform(exercise, repetitions=repetitions, yaw_deg=yaw_deg, noise=Noise.typical()).sequence


def without(person: PoseSequence, *names: str) -> PoseSequence:
    """The person with some points below the picture."""
    at = [index for index, one in enumerate(person.skeleton.keypoints) if one.endswith(names)]
    image, visibility = person.image.copy(), person.visibility.copy()
    image[:, at, 1], visibility[:, at] = 5000.0, 0.05
    return replace(person, image=image, visibility=visibility)


@pytest.mark.parametrize(
    ("exercise", "measure", "limbs"),
    [
        ("squat", "knee_flexion", "bilateral"),
        ("jumping-jack", "shoulder_elevation", "bilateral"),
        ("alternating-biceps-curl", "elbow_flexion", "alternating"),
    ],
)
def test_what_counts_is_found_with_other_ways_to_count_the_same(
    exercise: str, measure: str, limbs: str
) -> None:
    found = teach([shown(exercise)], name="Mine", source="camera")
    first, *others = found.readings
    assert (first.signal.measure, first.exercise.limbs, first.counted) == (measure, limbs, 3)
    assert others
    assert {measure, *(one.signal.measure for one in others)} != {measure}
    assert len({one.signal.measure for one in found.readings}) == len(found.readings)
    assert {(one.counted, len(one.repetitions)) for one in found.readings} == {(3, 3)}
    assert found.warnings == ()


def test_every_way_to_count_is_a_whole_file_that_counts_another_set() -> None:
    found = teach([shown("squat")], name="My squat", source="camera")
    other = perform("squat", repetitions=5, yaw_deg=30.0, speed=1.2, noise=Noise.typical(), seed=7).sequence
    exercise = exercise_of_text(found.readings[0].text)
    assert (exercise.name, exercise.identifier) == ("My squat", found.identifier)
    engine = Engine(exercise)
    for pose in other:
        engine.update(pose)
    assert engine.finish().attempted == 5


def test_the_figure_goes_from_rest_to_the_peak_and_back() -> None:
    cycle = teach([shown("squat")], name="Mine", source="camera").cycle
    assert cycle is not None
    nose_m = [cycle.world(frame)[0, 1] - cycle.world(frame)[27, 1] for frame in (0, cycle.peak, 23)]
    assert 5 < cycle.peak < 18
    # y points down: the head is high above the ankle at rest, and much nearer at the bottom.
    assert nose_m[1] > max(nose_m[0], nose_m[2]) + 0.25
    assert abs(nose_m[0] - nose_m[2]) < 0.1


@pytest.mark.parametrize(
    ("people", "sentence"),
    [
        (lambda: [], "Nobody was seen; show yourself with the whole body in the picture."),
        (
            lambda: [perform("squat", repetitions=0, idle_s=(2.0, 2.0)).sequence],
            "Nothing moves enough to be counted",
        ),
        (
            lambda: [
                without(
                    perform("squat", repetitions=0, idle_s=(2.0, 2.0)).sequence, "ankle", "heel", "foot_index"
                )
            ],
            "I could not see your feet; step back until all of you is seen, and show it again.",
        ),
    ],
    ids=["nobody", "somebody who stands still", "somebody whose feet are cut off"],
)
def test_what_cannot_be_learned_is_said_in_one_sentence(people: object, sentence: str) -> None:
    with pytest.raises(DemonstrationError, match=sentence):
        teach(people(), name="Mine", source="camera")  # type: ignore[operator]


def test_what_makes_a_lesson_weak_is_a_warning() -> None:
    curls = without(shown("biceps-curl", repetitions=1), "ankle", "heel", "foot_index")
    found = teach([curls, curls], name="Mine", source="clip.mp4")
    assert [one.split(";")[0] for one in found.warnings] == [
        "More than one person was seen",
        "I could not see your feet",
        "Only one repetition was seen",
    ]


def test_points_that_were_never_seen_leave_the_figure_out() -> None:
    person = shown("biceps-curl")
    world = person.world.copy()
    world[:, -1] = np.nan
    assert teach([replace(person, world=world)], name="Mine", source="camera").cycle is None
