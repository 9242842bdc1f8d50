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


@pytest.mark.parametrize("time_s", [0.5, 0.4, float("nan")])
def test_one_euro_refuses_time_that_does_not_go_on(time_s: float) -> None:
    smooth = OneEuro()
    smooth.update(1.0, 0.5)
    with pytest.raises(ValueError, match="order of time"):
        smooth.update(1.0, time_s)


def test_one_euro_refuses_another_shape() -> None:
    smooth = OneEuro()
    smooth.update([1.0, 2.0], 0.0)
    with pytest.raises(ValueError, match="shape"):
        smooth.update(1.0, 0.1)


def test_one_euro_keeps_its_memory_to_itself() -> None:
    smooth, buffer = OneEuro(), np.zeros(2)
    first = smooth.update(buffer, 0.0)
    first[:] = buffer[:] = 100.0
    smooth.update([0.0, 0.0], 0.1)[:] = 100.0
    assert smooth.update([0.0, 0.0], 0.2).tolist() == [0.0, 0.0]


@pytest.mark.parametrize("settings", [(0.0, 0.1, 2.0), (1.5, -0.1, 2.0), (1.5, 0.1, 0.0)])
def test_one_euro_refuses_settings_without_meaning(settings: tuple[float, float, float]) -> None:
    with pytest.raises(ValueError, match="positive"):
        OneEuro(*settings)


@pytest.mark.parametrize("count", [10, 50, 300])
@pytest.mark.parametrize("cutoff_hz", [1.1, 4.0, 6.0, 14.0])
def test_low_pass_agrees_with_scipy(count: int, cutoff_hz: float) -> None:
    values = np.cumsum(np.random.default_rng(count).normal(size=count))
    done = low_pass(values, times(count, 0, even=True), cutoff_hz)
    assert done == pytest.approx(naive.low_pass(values, 30.0, cutoff_hz), abs=1e-9)


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


def test_low_pass_does_not_smooth_across_a_hole_in_time() -> None:
    rng, before_s = np.random.default_rng(7), times(150, 0, even=True)
    values, times_s = rng.normal(size=300), np.concatenate([before_s, before_s + 60.0])
    done = low_pass(values, times_s)
    assert done[:150] == pytest.approx(low_pass(values[:150], times_s[:150]))
    assert done[150:] == pytest.approx(low_pass(values[150:], times_s[150:]))


def test_recorded_values_may_lie_in_memory_in_any_order() -> None:
    values, times_s = np.random.default_rng(8).normal(size=(90, 3, 4)), times(90, 0, even=True)
    values[20:23] = np.nan
    turned = np.asfortranarray(values)
    assert low_pass(turned, times_s) == pytest.approx(low_pass(values, times_s), nan_ok=True)
    assert np.isfinite(fill_gaps(turned, times_s, 1.0)).all()


@pytest.mark.parametrize("cutoff_hz", [0.0, -1.0])
def test_low_pass_refuses_a_cutoff_without_meaning(cutoff_hz: float) -> None:
    with pytest.raises(ValueError, match="positive"):
        low_pass(np.zeros(9), np.arange(9.0), cutoff_hz)


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


@given(SIGNALS, st.integers(0, 9), st.booleans())
def test_velocity_agrees_with_the_slow_way(values: list[float], seed: int, even: bool) -> None:
    times_s = np.arange(len(values)) / 32 if even else times(len(values), seed)
    done = velocity(np.array(values), times_s)
    assert done == pytest.approx(naive.velocity(values, times_s.tolist()), nan_ok=True, abs=1e-6)


@pytest.mark.parametrize("values", [[], [1.0]], ids=str)
def test_one_instant_has_no_velocity(values: list[float]) -> None:
    assert np.isnan(velocity(np.array(values), np.arange(float(len(values))))).all()
