"""Smoothing agrees with its slow twins, adds no lag where it promises none, and leaves gaps alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.naive import smoothing as naive

from poise.pose.smoothing import OneEuro, fill_gaps, low_pass, velocity

SIGNALS = st.lists(st.one_of(st.floats(-180, 180), st.just(float("nan"))), min_size=2, max_size=40)


def times(count: int, seed: int, *, even: bool = False) -> np.ndarray:
    steps = np.full(count, 1 / 30) if even else np.random.default_rng(seed).uniform(0.005, 0.1, count)
    return np.cumsum(steps)


@given(SIGNALS, st.integers(0, 9))
def test_one_euro_agrees_with_the_paper_and_begins_anew_after_a_gap(values: list[float], seed: int) -> None:
    times_s = times(len(values), seed)
    smooth = OneEuro(1.5, 0.1, 2.0)
    done = [float(smooth.update(value, time_s)) for value, time_s in zip(values, times_s, strict=True)]
    assert done == pytest.approx(naive.one_euro(values, list(times_s), 1.5, 0.1, 2.0), nan_ok=True, abs=1e-9)


def test_one_euro_smooths_each_channel_by_itself() -> None:
    rng, together, alone = np.random.default_rng(1), OneEuro(), [OneEuro() for _ in range(6)]
    for number in range(30):
        value = rng.normal(size=(2, 3))
        one = together.update(value, number / 30)
        each = [smooth.update(v, number / 30) for smooth, v in zip(alone, value.reshape(-1), strict=True)]
        assert one.reshape(-1) == pytest.approx(np.array(each))


def test_one_euro_refuses_time_that_stands_still() -> None:
    smooth = OneEuro()
    smooth.update(1.0, 0.5)
    with pytest.raises(ValueError, match="order of time"):
        smooth.update(1.0, 0.5)


@pytest.mark.parametrize("count", [10, 50, 300])
@pytest.mark.parametrize("cutoff_hz", [1.0, 4.0, 6.0])
def test_low_pass_agrees_with_scipy_where_the_ends_have_settled(count: int, cutoff_hz: float) -> None:
    values = np.cumsum(np.random.default_rng(count).normal(size=count))
    done = low_pass(values, times(count, 0, even=True), cutoff_hz)
    assert done == pytest.approx(naive.low_pass(values, 30.0, cutoff_hz), abs=0.35 if count == 10 else 0.05)


@pytest.mark.parametrize("frequency_hz", [0.5, 1.0, 2.0])
def test_low_pass_has_no_lag_and_half_the_power_at_its_cutoff(frequency_hz: float) -> None:
    times_s = times(1200, 0, even=True)
    wave = np.sin(2 * np.pi * frequency_hz * times_s)
    inner = slice(300, 900)
    slow = low_pass(wave, times_s, 8 * frequency_hz)[inner]
    assert slow == pytest.approx(wave[inner], abs=0.01)
    at_cutoff = low_pass(wave, times_s, frequency_hz)[inner]
    assert np.ptp(at_cutoff) / np.ptp(wave[inner]) == pytest.approx(np.sqrt(0.5), abs=0.01)


def test_low_pass_of_uneven_times_removes_noise_and_keeps_the_movement() -> None:
    rng, times_s = np.random.default_rng(3), times(400, 4)
    movement = 50 * np.sin(2 * np.pi * 0.4 * times_s)
    noisy = movement + rng.normal(scale=4, size=400)
    error = np.std(low_pass(noisy, times_s, 3.0) - movement)
    assert error < 0.6 * np.std(noisy - movement)


def test_low_pass_treats_every_run_and_channel_by_itself() -> None:
    rng, times_s = np.random.default_rng(5), times(120, 0, even=True)
    values = rng.normal(size=(120, 2, 3))
    values[40:60, 0, 1] = np.nan
    values[100:, 1, 2] = np.nan
    done = low_pass(values, times_s)
    assert np.array_equal(np.isnan(done), np.isnan(values))
    assert done[:40, 0, 1] == pytest.approx(low_pass(values[:40, 0, 1], times_s[:40]))
    assert done[60:, 0, 1] == pytest.approx(low_pass(values[60:, 0, 1], times_s[60:]))
    assert done[:, 0, 0] == pytest.approx(low_pass(values[:, 0, 0], times_s))


@pytest.mark.parametrize("values", [[], [1.0], [1.0, 2.0], [np.nan, np.nan, np.nan]], ids=str)
def test_what_is_too_short_stays_as_it_is(values: list[float]) -> None:
    times_s = np.arange(len(values), dtype=np.float64)
    assert low_pass(np.array(values), times_s) == pytest.approx(np.array(values), nan_ok=True)


@given(SIGNALS, st.integers(0, 9), st.floats(0.01, 1.0))
def test_filling_gaps_agrees_with_the_slow_way(values: list[float], seed: int, max_gap_s: float) -> None:
    times_s = times(len(values), seed)
    done = fill_gaps(np.array(values), times_s, max_gap_s)
    assert done == pytest.approx(naive.fill_gaps(values, list(times_s), max_gap_s), nan_ok=True, abs=1e-9)


def test_velocity_of_a_steady_movement_on_uneven_times_is_steady() -> None:
    times_s = times(50, 6)
    assert velocity(np.stack([3 * times_s, -times_s], axis=1), times_s) == pytest.approx(
        np.tile([3.0, -1.0], (50, 1))
    )
