"""The counter that is the floor to beat, and how films are split and compared."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from benchmarks.accuracy.repetitions.false_counts import count_false
from benchmarks.accuracy.repetitions.films import Film, read_films, take_half
from benchmarks.accuracy.repetitions.strangers import wilson
from benchmarks.accuracy.repetitions.zigzag import zigzag_count
from tests.synthetic.performance import perform

from poise.catalogue import catalogue
from poise.pose import PoseSequence


@pytest.mark.parametrize("exercise", ["squat", "push-up", "biceps-curl", "lateral-raise", "split-squat"])
def test_a_zigzag_counts_a_clean_set(exercise: str) -> None:
    done = perform(exercise, repetitions=4)
    assert zigzag_count(done.sequence, exercise) == 4


@pytest.mark.parametrize(
    ("counted", "error"),
    [(9, 0), (8, 0), (10, 1), (6, 2)],
    ids=["the truth", "an acceptable count", "one more", "two below the nearest right one"],
)
def test_a_count_is_compared_with_the_nearest_right_one(counted: int, error: int) -> None:
    assert Film(Path("a.npz"), "biceps-curl", "biceps-curl", 9, (8,)).error(counted) == error


def test_the_halves_are_whole_families_and_together_everything() -> None:
    names = ("a_1", "a_2", "b_1", "c_1", "c_2")
    films = [Film(Path(f"{name}.npz"), "squat", "squat", 1) for name in names]
    odd, even = take_half(films, "odd"), take_half(films, "even")
    assert [film.name for film in odd] == ["a_1", "a_2", "c_1", "c_2"]
    assert [film.name for film in even] == ["b_1"]


def test_clips_of_one_class_by_many_people_take_turns() -> None:
    films = [Film(Path(f"sit_up_0{number}.npz"), "sit_up", "sit-up", 1) for number in (0, 2, 4, 6)]
    assert [film.name for film in take_half(films, "even")] == ["sit_up_02", "sit_up_06"]


def test_every_counted_exercise_can_be_counted_by_the_zigzag() -> None:
    done = perform("squat", repetitions=1)
    for name in catalogue():
        assert zigzag_count(done.sequence, name) >= 0


def write_track(path: Path, sequence: PoseSequence) -> Path:
    np.savez(
        path,
        t=sequence.times_s,
        lm_px=np.concatenate([sequence.image, sequence.visibility[..., None]], -1),
        lm_world_m=sequence.world,
        wh=np.array(sequence.image_size),
    )
    return path


def test_what_a_wrong_exercise_counts_is_told_apart_by_how_alike_it_is(tmp_path: Path) -> None:
    path = write_track(tmp_path / "a_1.npz", perform("squat", repetitions=3).sequence)
    chosen = {name: catalogue()[name] for name in ("squat", "sit-to-stand", "pull-up", "plank")}
    tallies = count_false([Film(path, "squat", "squat", 3)], chosen)
    assert {group: (tally.choices, tally.counted > 0) for group, tally in tallies.items()} == {
        "look-alike": (1, True),
        "unrelated": (1, False),
    }


def test_films_in_which_nothing_repeats_are_holds(tmp_path: Path) -> None:
    path = write_track(tmp_path / "a_1.npz", perform("plank", hold_s=4.0).sequence)
    tallies = count_false([Film(path, "plank", "plank", 0)], {"squat": catalogue()["squat"]})
    assert list(tallies) == ["holds"]


def test_the_interval_of_a_share_is_wilsons() -> None:
    # 81 of 263: Newcombe 1998, Stat Med 17:857-872, table I.
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)


@pytest.mark.parametrize(
    ("form", "is_right", "wrong"),
    [
        ("good, deep", True, frozenset()),
        ("1-4 wrong, 5-7 right", False, {1, 2, 3, 4}),
        ("a little high", False, frozenset()),
    ],
)
def test_what_a_person_said_about_the_form_is_read(
    tmp_path: Path, form: str, is_right: bool, wrong: frozenset[int]
) -> None:
    (tmp_path / "tracks").mkdir()
    write_track(tmp_path / "tracks" / "a_1.npz", perform("squat", repetitions=1).sequence)
    label = {"exercise": "squat", "true_complete_reps": 7, "form": form}
    (tmp_path / "labels.json").write_text(json.dumps({"clips": {"a_1.mp4": label}}))
    (film,) = read_films(tmp_path)
    assert (film.is_right_form, film.wrong) == (is_right, wrong)
