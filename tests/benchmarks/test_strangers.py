"""The counter that is the floor to beat, and how films are split and compared."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks.accuracy.repetitions.strangers import Film, half
from benchmarks.accuracy.repetitions.zigzag import zigzag_count
from tests.synthetic.performance import perform

from poise.catalogue import catalogue


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
    first, second = half(films, "first"), half(films, "second")
    assert sorted(film.name for film in first + second) == ["a_1", "a_2", "b_1", "c_1", "c_2"]
    assert {"a_1", "a_2"} <= {film.name for film in first}


def test_numbered_clips_of_one_class_are_halved_by_their_numbers() -> None:
    films = [Film(Path(f"sit_up_0{number}.npz"), "sit_up", "sit-up", 1) for number in (0, 2, 4, 6)]
    assert [film.name for film in half(films, "second")] == ["sit_up_02", "sit_up_06"]


def test_every_counted_exercise_can_be_counted_by_the_zigzag() -> None:
    done = perform("squat", repetitions=1)
    for name in catalogue():
        assert zigzag_count(done.sequence, name) >= 0
