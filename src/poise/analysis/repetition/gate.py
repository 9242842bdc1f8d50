"""Whether the person is in position."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from poise.analysis.measuring.bound import Bound
from poise.analysis.repetition.evidence import distance

_ARM_S = 0.1  # short: a one-second clip can hold a whole repetition
_DISARM_S = 0.5  # out of position this long ends the set's readiness, less is noise


class Gate:
    """Arm when the posture of the exercise has been taken, disarm when it is left for good.

    Parameters
    ----------
    bounds : sequence of Bound
        The posture.
    slack : float
        By so many spreads of its measure a bound may be missed: 0 where nothing else tells what is done.
    """

    def __init__(self, bounds: Sequence[Bound], slack: float = 0.0) -> None:
        self._bounds, self._slack = tuple(bounds), slack
        self.is_armed = False
        self._since = math.nan
        self._frames = 0

    def close(self) -> None:
        """Ask for the posture anew."""
        self.is_armed = False
        self._since = math.nan
        self._frames = 0

    def update(self, time_s: float, read: Callable[[str], float]) -> bool:
        """Take the next instant, `read` giving the measures; return whether the gate is open."""
        holds = all(distance(bound, read(bound.measure)) <= self._slack for bound in self._bounds)
        if holds == self.is_armed:
            self._since, self._frames = math.nan, 0
            return self.is_armed
        if self._frames == 0:
            self._since = time_s
        self._frames += 1
        needed_s = _DISARM_S if self.is_armed else _ARM_S
        if self._frames >= 2 and time_s - self._since >= needed_s - 1e-6:
            self.is_armed = holds
            self._since, self._frames = math.nan, 0
        return self.is_armed
