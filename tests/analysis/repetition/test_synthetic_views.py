"""The count of the synthetic person's repetitions does not depend on view, frame rate, speed or noise."""

from __future__ import annotations

import os

import pytest
from tests.synthetic.exercises import EXERCISES
from tests.synthetic.noise import Noise
from tests.synthetic.performance import perform

from poise.analysis.repetition import Engine
from poise.catalogue import catalogue

RATES_HZ, SPEEDS = (8.0, 15.0, 30.0, 60.0), (0.6, 1.0, 1.5)
VIEWS = [(name, yaw) for name, m in EXERCISES.items() if not m.is_hold for yaw in m.views_deg]
# Each view once, at rates and speeds that take turns; the whole grid is the stress test.
SAMPLE = [(name, yaw, RATES_HZ[i % 4], SPEEDS[i % 3]) for i, (name, yaw) in enumerate(VIEWS)]
GRID = [(name, yaw, rate, speed) for name, yaw in VIEWS for rate in RATES_HZ for speed in SPEEDS]


def attempted(name: str, yaw_deg: float, rate_hz: float, speed: float, noise: Noise, repetitions: int) -> int:
    done = perform(
        name, repetitions=repetitions, yaw_deg=yaw_deg, rate_hz=rate_hz, speed=speed, noise=noise, seed=5
    )
    engine = Engine(catalogue()[name])
    for pose in done.sequence:
        engine.update(pose)
    return engine.finish().attempted


def test_the_synthetic_person_does_every_exercise_of_the_catalogue() -> None:
    assert set(EXERCISES) == set(catalogue())


@pytest.mark.parametrize(("name", "yaw_deg", "rate_hz", "speed"), SAMPLE)
def test_every_exercise_is_counted_from_each_of_its_views(
    name: str, yaw_deg: float, rate_hz: float, speed: float
) -> None:
    assert attempted(name, yaw_deg, rate_hz, speed, Noise.typical(), 2) == 2


@pytest.mark.stress
@pytest.mark.skipif(not os.environ.get("POISE_STRESS"), reason="a long campaign; run make stress")
@pytest.mark.parametrize("noise", [Noise.none(), Noise.typical()], ids=["clean", "noisy"])
@pytest.mark.parametrize(("name", "yaw_deg", "rate_hz", "speed"), GRID)
def test_every_exercise_is_counted_at_every_rate_and_speed(
    name: str, yaw_deg: float, rate_hz: float, speed: float, noise: Noise
) -> None:
    assert attempted(name, yaw_deg, rate_hz, speed, noise, 3) == 3


@pytest.mark.parametrize("name", ["squat", "alternating-biceps-curl", "reverse-lunge"])
def test_a_mirrored_performance_has_the_same_count(name: str) -> None:
    for side in ("left", "right"):
        done = perform(name, repetitions=4, yaw_deg=40.0, rate_hz=20.0, side=side, is_mirrored=True)
        engine = Engine(catalogue()[name])
        for pose in done.sequence:
            engine.update(pose)
        assert engine.finish().attempted == done.truth.count == 4


def test_the_same_seed_gives_the_same_performance_and_another_does_not() -> None:
    one, same, other = (
        perform("squat", repetitions=1, noise=Noise.bad(), seed=seed).sequence for seed in (3, 3, 4)
    )
    assert one.times_s.tolist() == same.times_s.tolist() != other.times_s.tolist()
    # As bytes, so that lost frames (NaN) compare equal.
    assert one.image.tobytes() == same.image.tobytes() != other.image.tobytes()
