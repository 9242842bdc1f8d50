"""Dynamic time warping: how far two movements are apart when each may be slower or faster in parts."""

from __future__ import annotations

import numpy as np

from poise.pose import FloatArray

# How far the warped time may run ahead or behind, as a share of the length (Sakoe and Chiba 1978).
_BAND = 0.25


def dtw_distances(one: FloatArray, others: FloatArray) -> FloatArray:
    """Return the warped distances of one sequence from several.

    Parameters
    ----------
    one : (T, F)
        A sequence.
    others : (M, T, F)
        Sequences of the same length.

    Returns
    -------
    (M,)
        The least sum of distances of matched frames along a path from start to end within a band, by the steps
        (1, 1), (1, 0) and (0, 1) (Sakoe and Chiba 1978), divided by T.
    """
    length = len(one)
    costs = np.linalg.norm(one[None, :, None, :] - others[:, None, :, :], axis=-1)
    band = max(1, round(_BAND * length))
    total = np.full((len(others), length + 1, length + 1), np.inf)
    total[:, 0, 0] = 0.0
    for row in range(1, length + 1):
        for column in range(max(1, row - band), min(length, row + band) + 1):
            before = np.minimum(total[:, row - 1, column - 1], total[:, row - 1, column])
            before = np.minimum(before, total[:, row, column - 1])
            total[:, row, column] = costs[:, row - 1, column - 1] + before
    distances: FloatArray = total[:, length, length] / length
    return distances


def resample(frames: FloatArray, times_s: FloatArray, count: int) -> FloatArray:
    """Return frames (T, F) at `count` equal steps of their time, (count, F), by linear interpolation.

    NaN is bridged from the neighbours in time; a column that is never seen stays NaN.
    """
    wanted = np.linspace(times_s[0], times_s[-1], count)
    columns = [_column(column, times_s, wanted) for column in frames.T]
    return np.stack(columns, axis=1)


def _column(column: FloatArray, times_s: FloatArray, wanted_s: FloatArray) -> FloatArray:
    seen = np.isfinite(column)
    if not seen.any():
        return np.full(len(wanted_s), np.nan)
    return np.interp(wanted_s, times_s[seen], column[seen])
