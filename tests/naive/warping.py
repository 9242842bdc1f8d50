"""The slow obvious twin of `poise.analysis.signing.warping`: recursion over all warping paths, one pair at a time."""

from __future__ import annotations

import math
from functools import cache


def dtw_distance(one: list[list[float]], other: list[list[float]], band: int) -> float:
    """Return the warped distance of two sequences of the same length."""

    @cache
    def total(row: int, column: int) -> float:
        if row < 0 or column < 0 or abs(row - column) > band:
            return math.inf
        cost = math.dist(one[row], other[column])
        if row == column == 0:
            return cost
        return cost + min(total(row - 1, column - 1), total(row - 1, column), total(row, column - 1))

    return total(len(one) - 1, len(other) - 1) / len(one)
