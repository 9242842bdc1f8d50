"""The synthetic person does every exercise of the catalogue, and the engine counts what was done."""

from __future__ import annotations

import os

import pytest
from tests.analysis.repetition.kin import are_kin
from tests.synthetic.exercises import EXERCISES
from tests.synthetic.noise import Noise
from tests.synthetic.performance import perform

from poise.analysis.repetition import Engine, Kind
from poise.catalogue import catalogue
from poise.studio.coaching.coach import judge

COUNTED = [name for name, exercise in catalogue().items() if exercise.kind is Kind.REPETITIONS]
HELD = [name for name, exercise in catalogue().items() if exercise.kind is Kind.HOLD]


@pytest.mark.parametrize("name", ["squat", "push-up", "dead-bug"])
def test_what_was_done_is_counted(name: str) -> None:
    """Every exercise is counted from each of its views in test_synthetic_views."""
    done = perform(name, repetitions=3, rate_hz=15.0, yaw_deg=EXERCISES[name].views_deg[0])
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
    done = perform(name, hold_s=6.0, rate_hz=15.0, yaw_deg=EXERCISES[name].views_deg[0])
    summary, _ = judge(done.sequence, catalogue()[name])
    assert summary.hold_s == pytest.approx(6.0, abs=1.5)
    assert not summary.faults


@pytest.mark.stress
@pytest.mark.skipif(not os.environ.get("POISE_STRESS"), reason="a long campaign; run make stress")
@pytest.mark.parametrize("rate_hz", [8.0, 15.0, 30.0, 60.0])
@pytest.mark.parametrize("speed", [0.7, 1.0, 1.5])
@pytest.mark.parametrize("name", COUNTED)
def test_neither_rate_nor_speed_changes_the_count(name: str, speed: float, rate_hz: float) -> None:
    yaw_deg = EXERCISES[name].views_deg[0]
    done = perform(name, repetitions=4, rate_hz=rate_hz, speed=speed, yaw_deg=yaw_deg)
    summary, _ = judge(done.sequence, catalogue()[name])
    assert summary.attempted == 4


def mistaken(doing: str, others: list[str]) -> dict[str, tuple[int, float]]:
    """What exercises count, or hold for over a second, while another one is done."""
    yaw_deg = EXERCISES[doing].views_deg[0]
    seen = list(perform(doing, repetitions=3, rate_hz=10.0, yaw_deg=yaw_deg, hold_s=6.0, seed=5).sequence)
    found = {}
    for name in others:
        engine = Engine(catalogue()[name])
        for pose in seen:
            engine.update(pose)
        summary = engine.finish()
        if name != doing and not are_kin(name, doing) and (summary.attempted or summary.hold_s > 1.0):
            found[name] = summary.attempted, summary.hold_s
    return found


NAMES = list(catalogue())
SHARE = 8  # of the others, each exercise is watched by every eighth; together all of them have a turn


@pytest.mark.parametrize("doing", NAMES)
def test_an_exercise_is_not_counted_as_an_unrelated_one(doing: str) -> None:
    assert mistaken(doing, NAMES[NAMES.index(doing) % SHARE :: SHARE]) == {}


@pytest.mark.stress
@pytest.mark.skipif(not os.environ.get("POISE_STRESS"), reason="a long campaign; run make stress")
@pytest.mark.parametrize("doing", NAMES)
def test_an_exercise_is_counted_as_none_of_the_unrelated_ones(doing: str) -> None:
    assert mistaken(doing, NAMES) == {}
