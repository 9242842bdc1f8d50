"""Smoothing: causal for what is shown now, without lag for what was recorded, and gaps treated as gaps."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from poise.pose.pose import FloatArray

# Passing a second-order filter forwards and backwards lowers its -3 dB point; dividing the tangent by this moves it
# back to where it was asked for (Winter 2009, Biomechanics and Motor Control of Human Movement, 4th ed., eq. 2.20).
_TWO_PASSES = (2.0**0.5 - 1.0) ** 0.25
# How much is mirrored at the ends so that the filter has settled where the data begin, in periods of the cut-off.
_PADDING_PERIODS = 1.5


class OneEuro:
    """The 1-euro filter: little jitter at rest, little lag in movement, one value after the other.

    Casiez, Roussel and Vogel 2012, "1 euro filter: a simple speed-based low-pass filter for noisy input in
    interactive systems", CHI. The defaults suit joint angles in degrees: about 12 ms of lag. The often copied
    beta of 0.01 lags 75 ms and cuts peaks by 7 degrees.

    Parameters
    ----------
    min_cutoff_hz : float
        Cut-off at rest; lower is smoother.
    beta : float
        How much the cut-off rises with speed, in Hz per unit and second; higher lags less.
    derivative_cutoff_hz : float
        Cut-off of the speed's own smoothing.

    Examples
    --------
    >>> smooth = OneEuro()
    >>> float(smooth.update(10.0, 0.0))
    10.0
    """

    def __init__(
        self, min_cutoff_hz: float = 1.5, beta: float = 0.1, derivative_cutoff_hz: float = 2.0
    ) -> None:
        if min(min_cutoff_hz, derivative_cutoff_hz) <= 0 or beta < 0:
            raise ValueError("cut-off frequencies must be positive and beta not negative")
        self._min_cutoff_hz, self._beta, self._derivative_cutoff_hz = (
            min_cutoff_hz,
            beta,
            derivative_cutoff_hz,
        )
        self._value: FloatArray | None = None
        self._speed: FloatArray | None = None
        self._time_s = -np.inf

    def update(self, value: ArrayLike, time_s: float) -> FloatArray:
        """Take in the next value, of any shape but always the same, and return the smoothed one.

        Where the value is NaN the answer is NaN, and smoothing begins anew with the next known value.

        Raises
        ------
        ValueError
            If time does not increase, or the shape changes.
        """
        # A copy: callers may use one buffer for every frame.
        value = np.array(value, dtype=np.float64)
        # Written so that a time that is NaN is refused too.
        if not time_s > self._time_s:
            raise ValueError("values must come in the order of time")
        if self._value is None or self._speed is None:
            self._value, self._speed, self._time_s = value, np.zeros_like(value), time_s
            return value.copy()
        if value.shape != self._value.shape:
            raise ValueError(f"values must keep the shape {self._value.shape}, not become {value.shape}")
        step_s, self._time_s = time_s - self._time_s, time_s
        begins = np.isnan(self._value)
        before = np.where(begins, value, self._value)
        speed = np.nan_to_num((value - before) / step_s)
        share = _share(np.full_like(speed, self._derivative_cutoff_hz), step_s)
        self._speed = np.where(begins, 0.0, self._speed + share * (speed - self._speed))
        share = _share(self._min_cutoff_hz + self._beta * np.abs(self._speed), step_s)
        self._value = np.asarray(before + share * (value - before))
        return self._value.copy()


def _share(cutoff_hz: FloatArray, step_s: float) -> FloatArray:
    """Return how much of a new value passes a first-order low-pass with this cut-off in one step."""
    turn = 2.0 * np.pi * cutoff_hz * step_s
    share: FloatArray = turn / (turn + 1.0)
    return share


def low_pass(values: FloatArray, times_s: FloatArray, cutoff_hz: float = 4.0) -> FloatArray:
    """Smooth recorded values without lag: a second-order Butterworth filter, forwards and backwards.

    Parameters
    ----------
    values : (T, ...) float64
        One value per instant; NaN where unknown. Each run of known values is smoothed by itself, and what is
        unknown stays unknown. Runs too short or too slowly sampled for the filter stay as they are.
    times_s : (T,) float64
        Strictly increasing. Uneven times are brought to an even grid of the same mean rate, and back. Where two
        instants are more than a period of the cut-off apart, nothing of what is kept can be known in between, and
        a new run begins.
    cutoff_hz : float
        Frequency at which half the power is left, after both passes. 3 to 4 Hz suits human movement in
        recordings of 25 to 60 Hz.

    Raises
    ------
    ValueError
        If the cut-off is not positive.

    Notes
    -----
    Winter 2009 (see above). The data are first continued past both ends, turned about the end point, so that they
    begin and end without a step.
    """
    if cutoff_hz <= 0:
        raise ValueError("the cut-off frequency must be positive")
    # In this order of memory, so that the columns are a view and what is written there arrives.
    smooth = np.array(values, dtype=np.float64, order="C")
    if not smooth.size:
        return smooth
    columns = smooth.reshape(len(smooth), -1)
    holes = np.flatnonzero(np.diff(times_s) * cutoff_hz > 1.0) + 1
    for pattern, members in _columns_by_pattern(np.isfinite(columns)):
        for start, stop in _split(_runs(pattern), holes):
            columns[start:stop, members] = _smoothed_run(
                columns[start:stop, members], times_s[start:stop], cutoff_hz
            )
    return smooth


def _columns_by_pattern(known: NDArray[np.bool_]) -> list[tuple[NDArray[np.bool_], NDArray[np.intp]]]:
    """Group the columns that are known at the same instants: they can be smoothed together."""
    patterns, membership = np.unique(known, axis=1, return_inverse=True)
    return [(patterns[:, group], np.flatnonzero(membership == group)) for group in range(patterns.shape[1])]


def _runs(known: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return the runs of True as (start, stop)."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], known, [False]]).astype(np.int8)))
    return [(int(start), int(stop)) for start, stop in edges.reshape(-1, 2)]


def _split(runs: list[tuple[int, int]], holes: NDArray[np.intp]) -> list[tuple[int, int]]:
    """Cut runs before the instants at which a new one begins."""
    parts: list[tuple[int, int]] = []
    for start, stop in runs:
        borders = [start, *holes[(holes > start) & (holes < stop)].tolist(), stop]
        parts.extend(pairwise(borders))
    return parts


def _smoothed_run(values: FloatArray, times_s: FloatArray, cutoff_hz: float) -> FloatArray:
    count = len(values)
    if count < 3:
        return values
    grid_s = np.linspace(times_s[0], times_s[-1], count)
    rate_hz = (count - 1) / (times_s[-1] - times_s[0])
    # At half the rate nothing is left to remove, and the filter's formula ends.
    if cutoff_hz >= 0.49 * rate_hz:
        return values
    even = _resampled(values, times_s, grid_s)
    padding = min(count - 1, int(np.ceil(_PADDING_PERIODS * rate_hz / cutoff_hz)))
    extended = np.concatenate(
        [2 * even[0] - even[padding:0:-1], even, 2 * even[-1] - even[-2 : -padding - 2 : -1]]
    )
    coefficients = _butterworth(cutoff_hz / rate_hz)
    once = _filtered(extended, coefficients)
    twice = _filtered(once[::-1], coefficients)[::-1]
    return _resampled(twice[padding : padding + count], grid_s, times_s)


def _resampled(values: FloatArray, from_s: FloatArray, to_s: FloatArray) -> FloatArray:
    if np.array_equal(from_s, to_s):
        return values
    columns = [np.interp(to_s, from_s, column) for column in values.T]
    return np.stack(columns, axis=1)


def _butterworth(cutoff_share: float) -> tuple[float, float, float]:
    """Return b0, a1, a2 of a second-order Butterworth low-pass (b = b0 * [1, 2, 1]) by the bilinear transform.

    `cutoff_share` is the cut-off as a share of the rate; it is corrected for two passes.
    """
    warped = np.tan(np.pi * cutoff_share) / _TWO_PASSES
    scale = 1.0 + np.sqrt(2.0) * warped + warped**2
    return (
        warped**2 / scale,
        2.0 * (warped**2 - 1.0) / scale,
        (1.0 - np.sqrt(2.0) * warped + warped**2) / scale,
    )


def _filtered(values: FloatArray, coefficients: tuple[float, float, float]) -> FloatArray:
    b0, a1, a2 = coefficients
    # In steady state at the first value, so that a constant passes unchanged from the start.
    input_1 = input_2 = output_1 = output_2 = values[0]
    filtered = np.empty_like(values)
    for number, value in enumerate(values):
        output = b0 * (value + 2.0 * input_1 + input_2) - a1 * output_1 - a2 * output_2
        input_1, input_2, output_1, output_2 = value, input_1, output, output_1
        filtered[number] = output
    return filtered


def fill_gaps(values: FloatArray, times_s: FloatArray, max_gap_s: float) -> FloatArray:
    """Fill short gaps by straight lines in time; longer ones, and those at the ends, stay unknown.

    Parameters
    ----------
    values : (T, ...) float64
        NaN where unknown.
    times_s : (T,) float64
        Strictly increasing.
    max_gap_s : float
        The longest time between the known values on both sides of a gap that is filled.
    """
    filled = np.array(values, dtype=np.float64, order="C")
    if not filled.size:
        return filled
    columns = filled.reshape(len(filled), -1)
    for pattern, members in _columns_by_pattern(np.isfinite(columns)):
        for start, stop in _runs(~pattern):
            if start == 0 or stop == len(pattern) or times_s[stop] - times_s[start - 1] > max_gap_s:
                continue
            share = (times_s[start:stop] - times_s[start - 1]) / (times_s[stop] - times_s[start - 1])
            before, after = columns[start - 1, members], columns[stop, members]
            columns[start:stop, members] = before + share[:, None] * (after - before)
    return filled


def velocity(values: FloatArray, times_s: FloatArray) -> FloatArray:
    """Return the rate of change (T, ...) per second, by central differences on uneven times.

    NaN where the value itself or a neighbour is unknown; at the ends the one-sided difference.
    """
    values = np.asarray(values, dtype=np.float64)
    if len(values) < 2:
        return np.full(values.shape, np.nan)
    speed = np.gradient(values, times_s, axis=0)
    # On even times numpy's formula does not look at the value itself.
    return np.where(np.isnan(values), np.nan, speed)
