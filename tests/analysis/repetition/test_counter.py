from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from poise.analysis.repetition.counter import Counter, Memory, Outcome, Swing

Signal = Callable[[float], float]


def waves(period_s: float, depth: float = 1.0, rest: float = 0.0) -> Signal:
    return lambda t: rest + depth / 2 * (1 - math.cos(2 * math.pi * t / period_s))


def path(*corners: tuple[float, float]) -> Signal:
    """Straight lines between (time, value) corners."""

    def value(t: float) -> float:
        for (t0, v0), (t1, v1) in pairwise(corners):
            if t <= t1:
                return v0 + (v1 - v0) * (t - t0) / (t1 - t0)
        return corners[-1][1]

    return value


def run(signal: Signal, seconds: float, rate: float = 30.0) -> list[Swing]:
    memory = Memory()
    counter = Counter(0.35, 0.4, memory)
    swings = []
    for index in range(int(seconds * rate) + 1):
        swing = counter.update(index / rate, signal(index / rate))
        if swing is not None:
            swings.append(swing)
            if swing.outcome is Outcome.COMPLETE:
                memory.add(swing.amplitude)
    last = counter.finish()
    return swings if last is None else [*swings, last]


def count(swings: list[Swing]) -> tuple[int, int]:
    complete = sum(swing.outcome is Outcome.COMPLETE for swing in swings)
    return complete, len(swings) - complete


CASES: dict[str, tuple[Signal, float, tuple[int, int]]] = {
    "five even repetitions": (waves(2.0), 10.2, (5, 0)),
    "fast ones": (waves(0.7), 7.1, (10, 0)),
    "slow ones": (waves(8.0), 24.5, (3, 0)),
    "the person rests half bent": (waves(2.0, depth=0.6, rest=0.5), 10.2, (5, 0)),
    "standing still": (lambda t: 0.05 * math.sin(9 * t), 10.0, (0, 0)),
    "fidgeting below the floor": (waves(1.0, depth=0.2), 10.0, (0, 0)),
    "a bounce at the bottom is not a second repetition": (
        path((0, 0), (1, 0), (2, 1), (2.3, 0.75), (2.6, 1), (3.6, 0), (5, 0)), 5.0, (1, 0)),
    "a long pause at the bottom": (path((0, 0), (1, 0), (2, 1), (9, 1), (10, 0), (11, 0)), 11.0, (1, 0)),
    "a pause in the middle of the way up": (
        path((0, 0), (1, 0), (2, 1), (3, 0.6), (6, 0.6), (7, 0), (8, 0)), 8.0, (1, 0)),
    "not all the way up between two": (
        path((0, 0), (1, 0), (2, 1), (3, 0.35), (4, 1), (5, 0), (6, 0)), 6.0, (2, 0)),
    "begins at the bottom": (path((0, 1), (1, 1), (2, 0), (3, 0), (4, 1), (5, 0), (6, 0)), 6.0, (1, 0)),
    "begins half way down": (path((0, 0.55), (0.5, 1), (1.5, 0), (3, 0), (4, 1), (5, 0), (6, 0)), 6.0, (1, 1)),
    "the film is cut from standing to the bottom": (
        path((0, 0), (2, 0), (2.02, 1), (3, 1), (4, 0), (5, 0)), 5.0, (0, 1)),
    "the film is cut from the bottom to standing": (
        path((0, 0), (1, 0), (2, 1), (2.5, 1), (2.52, 0), (5, 0)), 5.0, (0, 1)),
    "lowered in two seconds and thrown up": (path((0, 0), (1, 0), (3, 1), (3.35, 0), (5, 0)), 5.0, (1, 0)),
    "relaxes farther than it began, once the range is known": (
        path((0, 0.3), (1, 0.3), (2, 1), (3, 0.3), (4, 0.3), (5, 1), (6.5, -0.3), (8, -0.3)), 8.0, (2, 0)),
    "ends at the bottom": (path((0, 0), (1, 0), (2, 1), (3, 0), (4, 0), (5, 1), (6, 1)), 6.0, (1, 1)),
    "a stance that drifts is not a repetition": (path((0, 0), (20, 0.5), (40, 0)), 40.0, (0, 0)),
    "a shallow one among deep ones is told apart": (
        path(*[(t, float(t % 2)) for t in range(11)], (11, 0.39), (12, 0), (13, 0)), 13.0, (5, 1)),
    "one spike of a single picture": (lambda t: 1.0 if abs(t - 3) < 0.02 else 0.0, 6.0, (0, 1)),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_swings_are_counted_as_a_trainer_would(name: str) -> None:
    signal, seconds, expected = CASES[name]
    assert count(run(signal, seconds)) == expected


@example(
    period_s=5.984375, depth=0.45, rest=0.0, rate=30.0
)  # announced on the move, before it is back by the floor
@settings(max_examples=60, deadline=None)
@given(
    period_s=st.floats(0.8, 6.0),
    depth=st.floats(0.45, 1.5),
    rest=st.floats(-0.2, 0.5),
    rate=st.sampled_from([8.0, 15.0, 24.0, 30.0, 60.0]),
)
def test_the_count_depends_neither_on_speed_nor_depth_nor_rest_nor_rate(
    period_s: float, depth: float, rest: float, rate: float
) -> None:
    swings = run(waves(period_s, depth, rest), 6 * period_s + 0.6, rate)
    assert count(swings)[0] == 6


@pytest.mark.parametrize("rate", [8.0, 15.0, 30.0, 60.0])
def test_a_repetition_ends_within_300_ms_of_lockout(rate: float) -> None:
    signal = path((0, 0), (1, 0), (2, 1), (3, 0), (6, 0))
    counter = Counter(0.35, 0.4, Memory())
    said = next(
        index / rate for index in range(200) if counter.update(index / rate, signal(index / rate)) is not None
    )
    assert said - 3.0 <= 0.3


def test_times_and_levels_of_a_swing_are_those_of_the_movement() -> None:
    (swing,) = run(path((0, 0.1), (1, 0.1), (2, 0.9), (3.5, 0.1), (5, 0.1)), 5.0)
    assert swing.start_s == pytest.approx(1.0, abs=0.15)
    assert swing.peak_s == pytest.approx(2.0, abs=0.04)
    assert swing.end_s == pytest.approx(3.5, abs=0.3)
    assert swing.peak == pytest.approx(0.9, abs=0.03)
    assert swing.amplitude == pytest.approx(0.8, abs=0.12)


@pytest.mark.parametrize("rate", [8.0, 10.0, 12.0, 15.0, 24.0, 30.0, 60.0])
def test_few_pictures_a_second_delay_the_announcement_by_half_a_picture_at_most(rate: float) -> None:
    counter = Counter(0.35, 0.4, Memory())
    signal = path((0, 0), (1, 0), (2, 1), (3, 0), (5, 0))
    announced_s = next(
        index / rate for index in range(int(5 * rate)) if counter.update(index / rate, signal(index / rate))
    )
    home_s, wait_s = (
        2.84,
        0.12,
    )  # 84 % of the way back, and so long there while the person's start is not known
    first_seen_s = math.ceil(home_s * rate) / rate
    assert home_s - 0.02 < announced_s <= first_seen_s + max(1.0 / rate, wait_s + 0.5 / rate) + 1e-6
