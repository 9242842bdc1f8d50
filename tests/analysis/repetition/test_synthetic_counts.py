"""The synthetic person does every exercise of the catalogue, and the engine counts what was done."""

from __future__ import annotations

import os

import pytest
from tests.synthetic.noise import Noise
from tests.synthetic.performance import perform

from poise.analysis.repetition import Kind
from poise.catalogue import catalogue
from poise.studio.coaching.coach import judge

COUNTED = [name for name, exercise in catalogue().items() if exercise.kind is Kind.REPETITIONS]
HELD = [name for name, exercise in catalogue().items() if exercise.kind is Kind.HOLD]


@pytest.mark.parametrize("name", COUNTED)
def test_what_was_done_is_counted(name: str) -> None:
    done = perform(name, repetitions=3)
    summary, _ = judge(done.sequence, catalogue()[name])
    assert summary.attempted == len(done.truth.repetitions) == 3


@pytest.mark.parametrize(
    ("name", "other"), [("good-morning", "sit_down"), ("side-lunge", "sit_down"), ("sumo-squat", "pick_up")]
)
def test_what_is_done_after_a_set_is_not_counted_for_being_as_large(name: str, other: str) -> None:
    done = perform(name, repetitions=4, yaw_deg=40.0, lead_out=(other,), noise=Noise.typical())
    summary, _ = judge(done.sequence, catalogue()[name])
    assert summary.attempted == 4


@pytest.mark.parametrize("name", HELD)
def test_what_was_held_is_held(name: str) -> None:
    summary, _ = judge(perform(name, hold_s=10.0).sequence, catalogue()[name])
    assert summary.hold_s == pytest.approx(10.0, abs=1.5)


@pytest.mark.stress
@pytest.mark.skipif(not os.environ.get("POISE_STRESS"), reason="a long campaign; run make stress")
@pytest.mark.parametrize("rate_hz", [8.0, 15.0, 30.0, 60.0])
@pytest.mark.parametrize("speed", [0.7, 1.0, 1.5])
@pytest.mark.parametrize("name", COUNTED)
def test_neither_rate_nor_speed_changes_the_count(name: str, speed: float, rate_hz: float) -> None:
    done = perform(name, repetitions=4, rate_hz=rate_hz, speed=speed)
    summary, _ = judge(done.sequence, catalogue()[name])
    assert summary.attempted == 4
