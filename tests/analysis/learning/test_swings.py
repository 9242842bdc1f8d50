from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poise.analysis.learning.swings import alike, nearest, swings, turning_points
from poise.pose import FloatArray

NAN = float("nan")


def waves(
    count: int, *, low: float = 10.0, high: float = 100.0, length: int = 40, idle: int = 20
) -> FloatArray:
    one = low + (high - low) * (1 - np.cos(np.linspace(0, 2 * np.pi, length))) / 2
    return np.concatenate([np.full(idle, low), *([one] * count), np.full(idle, low)])


TURNS = {
    "nothing": ([], []),
    "never seen": ([NAN, NAN], []),
    "still": ([5.0, 5.0, 5.0], []),
    "one way": ([0.0, 5.0, 10.0], [0, 2]),
    "out and back": ([0.0, 10.0, 0.0], [0, 1, 2]),
    "a small reversal is noise": ([0.0, 10.0, 8.0, 12.0, 0.0], [0, 3, 4]),
    "a gap is passed over": ([0.0, NAN, 10.0, NAN, 0.0], [0, 2, 4]),
    "falls first": ([10.0, 0.0, 10.0], [0, 1, 2]),
}


@pytest.mark.parametrize("name", TURNS)
def test_turning_points(name: str) -> None:
    values, places = TURNS[name]
    assert turning_points(np.array(values), least=4.0) == places


@settings(deadline=None)
@given(st.lists(st.floats(-100, 100), max_size=60), st.floats(1.0, 50.0))
def test_highs_and_lows_take_turns_and_differ_enough(values: list[float], least: float) -> None:
    points = turning_points(np.array(values), least)
    steps = np.diff(np.array(values)[points])
    assert points == sorted(set(points))
    assert (np.abs(steps) >= least).all()
    assert (steps[1:] * steps[:-1] < 0).all()


@pytest.mark.parametrize("count", [1, 2, 6])
@pytest.mark.parametrize("upwards", [True, False])
def test_every_wave_is_a_swing_and_rest_is_left_out(count: int, upwards: bool) -> None:
    values = waves(count)
    found = swings(values if upwards else -values, upwards=upwards, least=20.0)
    assert len(found) == count
    sign = 1 if upwards else -1
    for swing in found:
        assert swing.rest == pytest.approx(sign * 10.0)
        assert swing.top == pytest.approx(sign * 100.0, abs=1.0)
        assert 20 < swing.length < 40


def test_half_repetitions_at_the_ends_are_no_swings() -> None:
    values = waves(3, idle=0)[15:-15]  # begins and ends near a peak
    assert len(swings(values, upwards=True, least=20.0)) == 1


def test_what_differs_from_the_others_is_left_out() -> None:
    values = np.concatenate([waves(1, high=40.0), waves(3), waves(1, high=45.0)])
    kept = alike(swings(values, upwards=True, least=15.0))
    assert [round(swing.top) for swing in kept] == [100, 100, 100]


def test_the_most_usual_ones_are_kept_in_the_order_of_time() -> None:
    values = np.concatenate([waves(1, high=70.0), waves(2), waves(1, high=110.0)])
    kept = nearest(swings(values, upwards=True, least=15.0), 2)
    assert [round(swing.top) for swing in kept] == [100, 100]
    assert kept[0].start < kept[1].start


@pytest.mark.parametrize(("hidden", "count"), [(0, 3), (30, 3), (60, 2), (1800, 2)])
def test_a_swing_of_which_more_than_a_second_was_not_seen_is_none(hidden: int, count: int) -> None:
    shown = waves(3)
    turn = 20 + 40 + 20  # the peak of the second
    values = np.concatenate([shown[:turn], np.full(hidden, NAN), shown[turn:]])
    assert len(swings(values, upwards=True, least=20.0)) == count
