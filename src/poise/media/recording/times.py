"""Time stamps, exactly: as ticks of a clock where one fits, as the bits of their float64 otherwise."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from poise.media.recording.planes import fold, shuffle, unfold, unshuffle
from poise.pose import FloatArray

# Clocks of cameras, containers and browsers, slowest first: the time bases that video files have in practice.
_CLOCKS_HZ = (
    1_000, 600, 11_988, 12_800, 15_360, 16_000, 19_200, 24_000, 25_600, 30_000, 30_720, 48_000, 60_000, 90_000,
    120_000, 1_000_000, 10_000_000, 14_112_000, 1_000_000_000,
)  # fmt: skip
# Above this a float64 cannot count in ones.
MAX_TICKS = 2**53


def clock_of(times_s: FloatArray) -> int | None:
    """Return the ticks per second of a clock that gives exactly these times, or None."""
    for clock_hz in _CLOCKS_HZ:
        with np.errstate(over="ignore"):
            ticks = np.rint(times_s * clock_hz)
        if (np.abs(ticks) < MAX_TICKS).all() and (_bits(ticks / clock_hz) == _bits(times_s)).all():
            return clock_hz
    return None


def encode_times(times_s: FloatArray, clock_hz: int | None) -> bytes:
    """Return second differences of the ticks (of the bits without a clock), folded and shuffled."""
    numbers = _bits(times_s) if clock_hz is None else np.rint(times_s * clock_hz).astype(np.int64)
    second = np.diff(numbers, n=2, prepend=np.zeros(2, np.int64))
    return shuffle(fold(second))


def decode_times(data: bytes, clock_hz: int | None) -> FloatArray:
    """Undo `encode_times`; whether the times make sense is left to `PoseSequence`."""
    second = unfold(unshuffle(data, 8)).astype(np.int64, copy=False)
    numbers = np.cumsum(np.cumsum(second, dtype=np.int64), dtype=np.int64)
    return numbers.view(np.float64) if clock_hz is None else numbers / clock_hz


def _bits(times_s: FloatArray) -> NDArray[np.int64]:
    return np.ascontiguousarray(times_s, np.float64).view(np.int64)
