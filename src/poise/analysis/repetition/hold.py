"""Holds: seconds seen in the zone, broken and resumed."""

from __future__ import annotations

import math
from collections.abc import Callable

from poise.analysis.measuring.bound import Bound
from poise.analysis.measuring.measures import MEASURES
from poise.analysis.measuring.unseen import MAX_STEP_S

_ENTER_S = 0.8  # passing through the zone is not holding it: so long ...
_STILL_DEG = 15.0  # ... and moving less than this, in any of its angles
_SETTLED_S = 1.0
_LEAVE_S = 0.6  # a wobble does not break a hold; its time is not counted either


class Hold:
    """Count the seconds in which all bounds of the zone were seen to hold.

    Attributes
    ----------
    seconds : float
        Held so far.
    is_holding : bool
        Whether the hold stands (a wobble does not break it).
    began_s : float
        When the present or last hold was taken to stand, later by what of it was not seen; NaN before the first.
    """

    def __init__(self, zone: tuple[Bound, ...]) -> None:
        self._zone = zone
        self.seconds = 0.0
        self.is_holding = False
        self.began_s = math.nan
        self._angles = [MEASURES[bound.measure].unit == "deg" for bound in zone]
        self._entry: list[float] = []
        self._time = self._entered_s = self._left_s = math.nan

    def update(self, time_s: float, read: Callable[[str], float]) -> bool:
        """Take the next instant; return whether a hold has just begun or been broken."""
        values = [read(bound.measure) for bound in self._zone]
        is_known = _is_known(values)
        is_in = is_known and all(b.holds(v) for b, v in zip(self._zone, values, strict=True))
        step_s = time_s - self._time if not math.isnan(self._time) else 0.0
        self._time = time_s
        if step_s > MAX_STEP_S:
            self._skip(step_s)
            step_s = 0.0
        return self._stay(time_s, step_s, is_in) if self.is_holding else self._try(time_s, is_in, values)

    @property
    def is_settled(self) -> bool:
        """Whether the hold stands and is neither just being taken nor being left."""
        return self.is_holding and math.isnan(self._left_s) and self._time - self.began_s >= _SETTLED_S

    def leave(self) -> bool:
        """End the hold (the person was lost); return whether one stood."""
        stood, self.is_holding = self.is_holding, False
        self._time = self._entered_s = self._left_s = math.nan
        return stood

    def _skip(self, step_s: float) -> None:
        """Take out a step in which nothing was seen: it is neither held nor left, and settles nothing."""
        self._entered_s = math.nan
        self.began_s += step_s
        self._left_s += step_s

    def _try(self, time_s: float, is_in: bool, values: list[float]) -> bool:
        if not is_in:
            self._entered_s = math.nan
            return False
        if math.isnan(self._entered_s) or self._has_moved(values):
            self._entered_s, self._entry = time_s, values
        if time_s - self._entered_s < _ENTER_S:
            return False
        self.seconds += time_s - self._entered_s
        self.began_s = time_s
        self.is_holding, self._entered_s, self._left_s = True, math.nan, math.nan
        return True

    def _has_moved(self, values: list[float]) -> bool:
        changes = zip(values, self._entry, self._angles, strict=True)
        return any(is_angle and abs(now - before) > _STILL_DEG for now, before, is_angle in changes)

    def _stay(self, time_s: float, step_s: float, is_in: bool) -> bool:
        if is_in:
            self._left_s = math.nan
            self.seconds += step_s
            return False
        if math.isnan(self._left_s):
            self._left_s = time_s
        if time_s - self._left_s < _LEAVE_S:
            return False
        self.is_holding = False
        return True


def _is_known(values: list[float]) -> bool:
    """Whether enough is seen to speak of a hold: the first bound, which defines the zone, and half of all.

    A standing person whose legs are outside the picture would else hold a plank.
    """
    seen = sum(not math.isnan(value) for value in values)
    return bool(values) and not math.isnan(values[0]) and 2 * seen >= len(values)
