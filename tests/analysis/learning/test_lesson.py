"""What is learned from a demonstration counts other performances of it."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from benchmarks.accuracy.repetitions.clips import Clip, read_clips
from tests.synthetic.noise import Noise
from tests.synthetic.performance import perform

from poise.analysis.learning import Lesson, learn
from poise.analysis.measuring.facing import View
from poise.analysis.repetition import Engine, Exercise, Level, Limbs
from poise.errors import DemonstrationError
from poise.pose import PoseSequence


def lesson_of(sequence: PoseSequence, repetitions: int | None = None) -> Lesson:
    return learn(sequence, name="Mine", identifier="mine", repetitions=repetitions, source="a test")


def shown(name: str, yaw_deg: float, *, repetitions: int = 3, seed: int = 3) -> PoseSequence:
    noise = Noise.typical()
    return perform(
        name, repetitions=repetitions, yaw_deg=yaw_deg, noise=noise, seed=seed, rate_hz=25.0
    ).sequence


def count(exercise: Exercise, sequence: PoseSequence) -> int:
    engine = Engine(exercise)
    for pose in sequence:
        engine.update(pose)
    return engine.finish().attempted


# name, camera, how the sides share the work
SHOWN = [
    ("squat", 85.0, Limbs.BILATERAL),
    ("squat", 5.0, Limbs.BILATERAL),
    ("push-up", 85.0, Limbs.BILATERAL),
    ("overhead-press", 45.0, Limbs.BILATERAL),
    ("pull-up", 175.0, Limbs.BILATERAL),
    ("jumping-jack", 5.0, Limbs.BILATERAL),
    ("sit-up", 85.0, Limbs.BILATERAL),
    ("deadlift", 85.0, Limbs.BILATERAL),
    ("calf-raise", 85.0, Limbs.BILATERAL),
    ("alternating-biceps-curl", 5.0, Limbs.ALTERNATING),
    ("high-knees", 45.0, Limbs.ALTERNATING),
    ("standing-knee-extension", 45.0, Limbs.EITHER),
]


@pytest.mark.parametrize(("name", "yaw_deg", "limbs"), SHOWN, ids=str)
def test_learned_from_one_person_counts_another_who_is_faster_smaller_and_filmed_otherwise(
    name: str, yaw_deg: float, limbs: Limbs
) -> None:
    lesson = lesson_of(shown(name, yaw_deg))
    assert lesson.exercise.limbs is limbs
    assert len(lesson.repetitions) == lesson.counted == 3
    assert not lesson.is_doubtful
    other = perform(
        name,
        repetitions=5,
        yaw_deg=yaw_deg + 8.0,
        speed=1.4,
        stature_m=1.6,
        rate_hz=20.0,
        noise=Noise.typical(),
        seed=9,
    )
    assert count(lesson.exercise, other.sequence) == other.truth.count


@pytest.mark.parametrize("name", ["squat", "push-up", "biceps-curl", "sit-up", "jumping-jack"])
def test_repetitions_are_where_they_were_performed(name: str) -> None:
    done = perform(name, repetitions=3, yaw_deg=45.0)
    lesson = lesson_of(done.sequence)
    for found, true in zip(lesson.repetitions, done.truth.repetitions, strict=True):
        assert found.peak_s == pytest.approx(true.peak_s, abs=0.5)
        assert true.start_s - 0.2 <= found.start_s < found.end_s <= true.end_s + 0.2


def test_what_is_learned_is_what_was_shown() -> None:
    exercise = lesson_of(shown("squat", 85.0)).exercise
    (signal,) = exercise.signals
    assert signal.measure in ("knee_flexion", "hip_flexion")
    assert signal.rest < 30.0
    assert signal.peak > 80.0
    assert exercise.starts_with == "eccentric"
    assert exercise.views == (View.SIDE,)
    assert exercise.sources == ("Learned from a test",)
    assert exercise.range_of_motion is not None
    peaks = [exercise.range_of_motion.peak[level] for level in Level]
    rests = [exercise.range_of_motion.rest[level] for level in Level]
    assert signal.rest < rests[2] < rests[1] < rests[0] < peaks[0] < peaks[1] < peaks[2] < signal.peak
    assert lesson_of(shown("biceps-curl", 85.0)).exercise.starts_with == "concentric"


@pytest.mark.parametrize(
    ("name", "other"), [("push-up", "squat"), ("squat", "push-up"), ("biceps-curl", "squat")]
)
def test_another_exercise_is_not_taken_for_the_learned_one(name: str, other: str) -> None:
    exercise = lesson_of(shown(name, 85.0)).exercise
    assert count(exercise, shown(other, 85.0)) == 0


def test_a_repetition_that_bends_the_knees_twice_is_learned_where_the_number_is_said() -> None:
    burpees = shown("burpee", 85.0, repetitions=2)
    assert len(lesson_of(burpees).repetitions) == 4
    lesson = lesson_of(burpees, 2)
    assert len(lesson.repetitions) == lesson.counted == 2
    assert count(lesson.exercise, shown("burpee", 80.0, repetitions=4, seed=8)) == 4


# What is done first begins and ends standing, which is not where the later ones rest.
@pytest.mark.parametrize("name", ["biceps-curl", "push-up", "deadlift", "sit-to-stand", "hip-thrust"])
def test_walking_in_and_getting_ready_is_no_repetition(name: str) -> None:
    lead_in = ("walk_in", "pick_up") if name == "biceps-curl" else ("walk_in",)
    done = perform(
        name,
        repetitions=4,
        yaw_deg=60.0,
        lead_in=lead_in,
        seed=2,
        noise=Noise.typical(),
    )
    lesson = lesson_of(done.sequence)
    assert len(lesson.repetitions) == lesson.counted == 4
    again = perform(name, repetitions=5, yaw_deg=60.0, seed=6, noise=Noise.typical())
    assert count(lesson.exercise, again.sequence) == 5


def test_a_demonstration_in_a_mirror_teaches_the_same() -> None:
    done = shown("squat", 45.0)
    one, other = lesson_of(done).exercise, lesson_of(done.mirrored()).exercise
    assert one.signals[0].measure == other.signals[0].measure
    assert one.signals[0].peak == pytest.approx(other.signals[0].peak, abs=2.0)


def emptied(sequence: PoseSequence) -> PoseSequence:
    return dataclasses.replace(
        sequence, image=np.full_like(sequence.image, np.nan), world=np.full_like(sequence.world, np.nan)
    )


def standing() -> PoseSequence:
    return perform("squat", repetitions=0, idle_s=(2.0, 2.0), noise=Noise.typical()).sequence


SQUATS = perform("squat", repetitions=2, rate_hz=15.0).sequence
REFUSED = {
    "nobody": (emptied(SQUATS), None, "nobody is seen"),
    "too few pictures": (SQUATS[:8], None, "8 pictures"),
    "too long": (
        dataclasses.replace(SQUATS, times_s=SQUATS.times_s * 100.0), None, "too long for a demonstration"),
    "nobody moves": (standing(), None, "nothing moves enough"),
    "a hold": (perform("plank", yaw_deg=85.0, hold_s=4.0).sequence[40:100], None, "held|goes out and comes back"),
    "only the way down": (perform("squat", repetitions=1).sequence[:54], None, "goes out and comes back"),
    "fewer than said": (SQUATS, 5, "5 repetitions are said to be shown, but 2 are seen"),
}  # fmt: skip


@pytest.mark.parametrize("why", REFUSED)
def test_what_shows_no_repetition_is_refused_in_one_sentence(why: str) -> None:
    sequence, repetitions, message = REFUSED[why]
    with pytest.raises(DemonstrationError, match=message) as caught:
        lesson_of(sequence, repetitions)
    assert str(caught.value).count("\n") == 0
    assert str(caught.value).endswith(".")


def test_gaps_in_which_nobody_is_found_are_bridged_or_left_out() -> None:
    done = perform("squat", repetitions=4, yaw_deg=45.0, noise=Noise.bad(), seed=4)
    lesson = lesson_of(done.sequence)
    assert len(lesson.repetitions) == lesson.counted == 4


# Learned from -> counted on, of the reference clips: the demonstrations (clips of a few repetitions) of exercises of
# which another clip is there. The Romanian deadlift is not among them: the other clip is a deadlift from the floor.
PAIRS = [
    ("mm_push_up", "cal_pushup1"),
    ("mm_push_up", "cal_pushup_vp"),
    ("rohan_squat", "mrp_squat2"),
    ("rohan_squat", "juri_squat"),
    ("cal_pullup10", "cal_pullup13"),
]


@pytest.fixture(scope="module")
def clips(reference_data: Path) -> dict[str, Clip]:
    return {clip.name: clip for clip in read_clips(reference_data / "exercise")}


@pytest.mark.reference
@pytest.mark.parametrize(("teacher", "pupil"), PAIRS)
def test_learned_from_one_real_clip_counts_another(clips: dict[str, Clip], teacher: str, pupil: str) -> None:
    lesson = lesson_of(clips[teacher].sequence)
    assert len(lesson.repetitions) == lesson.counted == clips[teacher].count
    assert count(lesson.exercise, clips[pupil].sequence) == clips[pupil].count


@pytest.mark.reference
@pytest.mark.parametrize("teacher", sorted({teacher for teacher, _ in PAIRS}))
def test_a_real_demonstration_is_accurate_itself(clips: dict[str, Clip], teacher: str) -> None:
    sequence = clips[teacher].sequence
    engine = Engine(lesson_of(sequence).exercise)
    for pose in sequence:
        engine.update(pose)
    summary = engine.finish()
    assert summary.accurate == summary.attempted == clips[teacher].count
