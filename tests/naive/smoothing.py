"""The slow obvious twins of `poise.pose.smoothing`: scalars and loops, scipy for the filter."""

from __future__ import annotations

import math

import numpy as np
from scipy import signal


def one_euro(
    values: list[float], times_s: list[float], min_cutoff_hz: float, beta: float, derivative_cutoff_hz: float
) -> list[float]:
    """The filter as the paper writes it, for one channel."""

    def alpha(cutoff_hz: float, step_s: float) -> float:
        tau = 1.0 / (2.0 * math.pi * cutoff_hz)
        return 1.0 / (1.0 + tau / step_s)

    smoothed: list[float] = []
    value, speed, last_s = math.nan, 0.0, math.nan
    for raw, time_s in zip(values, times_s, strict=True):
        if math.isnan(raw) or math.isnan(value):
            value, speed = raw, 0.0
        else:
            step_s = time_s - last_s
            speed += alpha(derivative_cutoff_hz, step_s) * ((raw - value) / step_s - speed)
            value += alpha(min_cutoff_hz + beta * abs(speed), step_s) * (raw - value)
        last_s = time_s
        smoothed.append(value)
    return smoothed


def low_pass(values: np.ndarray, rate_hz: float, cutoff_hz: float) -> np.ndarray:
    """The zero-phase filter of one evenly sampled run, by scipy."""
    corrected = math.atan(math.tan(math.pi * cutoff_hz / rate_hz) / (math.sqrt(2.0) - 1.0) ** 0.25) / math.pi
    b, a = signal.butter(2, 2.0 * corrected)
    padding = min(len(values) - 1, math.ceil(1.5 * rate_hz / cutoff_hz))
    return np.asarray(signal.filtfilt(b, a, values, padtype="odd", padlen=padding))


def fill_gaps(values: list[float], times_s: list[float], max_gap_s: float) -> list[float]:
    """Straight lines over short gaps, one sample after the other."""
    filled = list(values)
    for number, value in enumerate(values):
        if not math.isnan(value):
            continue
        left = next((i for i in range(number, -1, -1) if not math.isnan(values[i])), None)
        right = next((i for i in range(number, len(values)) if not math.isnan(values[i])), None)
        if left is None or right is None or times_s[right] - times_s[left] > max_gap_s:
            continue
        share = (times_s[number] - times_s[left]) / (times_s[right] - times_s[left])
        filled[number] = values[left] + share * (values[right] - values[left])
    return filled


def velocity(values: list[float], times_s: list[float]) -> list[float]:
    """The slope at each instant of the parabola through it and its neighbours, one-sided at the ends."""

    def slope(one: int, other: int) -> float:
        return (values[other] - values[one]) / (times_s[other] - times_s[one])

    last = len(values) - 1
    speeds = []
    for here in range(len(values)):
        if here in (0, last):
            speeds.append(slope(max(here - 1, 0), min(here + 1, last)))
            continue
        before_s, after_s = times_s[here] - times_s[here - 1], times_s[here + 1] - times_s[here]
        before, after = slope(here - 1, here), slope(here, here + 1)
        speeds.append((before * after_s + after * before_s) / (before_s + after_s))
    return speeds
