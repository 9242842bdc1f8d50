"""One frame rate for formats that know no time stamps, or ask for a rate beside them."""

from __future__ import annotations

from poise.pose import FloatArray


def mean_rate_hz(times_s: FloatArray) -> float:
    """Return instants per second on average; 1 where fewer than two instants say nothing."""
    if len(times_s) < 2:
        return 1.0
    return float((len(times_s) - 1) / (times_s[-1] - times_s[0]))
