"""Which exercise a film shows: recognised, or asked for where it cannot be said."""

from __future__ import annotations

import pytest
from tests.synthetic.performance import perform

from poise.pose import PoseSequence
from poise.studio.films.exercise import recognise_exercise
from poise.studio.jobs.running import JobQuestion


def on_the_hands(exercise: str, repetitions: int, after_s: float) -> PoseSequence:
    return perform(
        exercise, repetitions=repetitions, rate_hz=12.0, yaw_deg=95.0, idle_s=(0.5, after_s)
    ).sequence


def test_a_push_up_whose_top_is_held_is_no_plank_without_asking() -> None:
    with pytest.raises(JobQuestion, match=r"This may be .*[Pp]ush-up or Plank; choose") as asked:
        recognise_exercise(on_the_hands("push-up", 1, 12.0))
    assert asked.value.candidates[1] == "plank"
    assert "push-up" in asked.value.candidates[0]


def test_several_push_ups_are_recognised_for_certain() -> None:
    found = recognise_exercise(on_the_hands("push-up", 3, 0.5))
    assert found.exercise == "push-up"
    assert found.certainty > 0.5
