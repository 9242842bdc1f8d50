"""Whether the person is there, is the same, and is in position."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from enum import StrEnum

from poise.analysis.measuring.body import Body, Joints
from poise.analysis.measuring.bound import Bound

_ARM_S = 0.1  # short: a one-second clip can hold a whole repetition
_DISARM_S = 0.5  # out of position this long ends the set's readiness, less is noise
_JUMP_S = 0.2  # somewhere else this long is a cut or another person, less is a glitch of the tracker
_BACK_S = 10.0  # who is where they were before a cut, so soon after it, was only hidden by somebody else
_SAME_SIZE = 1.6  # ... if they are as large as before, up to this factor
_JUMP_TRUNKS = 0.5  # nobody moves half a trunk and ...
_JUMP_TRUNKS_S = 10.0  # ... 10 trunk lengths (about 5 m) per second more between two pictures


class Continuity(StrEnum):
    """How a pose goes on from the one before."""

    SAME = "same"
    DOUBTFUL = "doubtful"
    CUT = "cut"
    RETURNED = "returned"


class JumpDetector:
    """Notice cuts and changes of person: the trunk is suddenly somewhere else and stays there.

    Who was hidden by a passer-by, whom the estimator followed for a moment, is back where they were.
    """

    def __init__(self, joints: Joints) -> None:
        names = ("left_shoulder", "right_shoulder", "left_hip", "right_hip")
        self.indices = tuple(joints[name] for name in names)
        self._x = self._y = self._size = self._time = math.nan
        self._odd_s = self._allowed = math.nan
        self._left: tuple[float, float, float, float] | None = None

    def update(self, body: Body) -> Continuity:
        """Take the next pose and say whether it continues the one before."""
        ls, rs, lh, rh = (body.image[index] for index in self.indices)
        x, y = (ls[0] + rs[0] + lh[0] + rh[0]) / 4, (ls[1] + rs[1] + lh[1] + rh[1]) / 4
        size = max(math.hypot(ls[0] - rh[0], ls[1] - rh[1]), math.hypot(rs[0] - lh[0], rs[1] - lh[1]))
        if math.isnan(x) or math.isnan(y):
            return Continuity.SAME
        step_s, as_seen = body.time_s - self._time, size
        size = max(size, self._size * math.exp(-step_s)) if not math.isnan(step_s) else size
        if math.isnan(self._odd_s):
            self._allowed = (_JUMP_TRUNKS + _JUMP_TRUNKS_S * step_s) * size
        moved = 0.0 if math.isnan(step_s) else math.hypot(x - self._x, y - self._y)
        if moved > _JUMP_TRUNKS * size and self._is_back(x, y, as_seen, body.time_s):
            self._left = None
            self._follow(x, y, as_seen, body.time_s)
            return Continuity.RETURNED
        if moved > self._allowed:
            if math.isnan(self._odd_s):
                self._odd_s = body.time_s
            if body.time_s - self._odd_s < _JUMP_S:
                return Continuity.DOUBTFUL
            self._left = self._x, self._y, self._size, self._time
            self._follow(x, y, size, body.time_s)
            return Continuity.CUT
        self._follow(x, y, size, body.time_s)
        return Continuity.SAME

    def _is_back(self, x: float, y: float, size: float, time_s: float) -> bool:
        if self._left is None or time_s - self._left[3] > _BACK_S:
            return False
        left_x, left_y, left_size, left_s = self._left
        is_as_large = 1 / _SAME_SIZE < size / left_size < _SAME_SIZE
        allowed = (_JUMP_TRUNKS + min(1.0, time_s - left_s)) * left_size
        return is_as_large and math.hypot(x - left_x, y - left_y) <= allowed

    def _follow(self, x: float, y: float, size: float, time_s: float) -> None:
        self._x, self._y, self._size, self._time = x, y, size, time_s
        self._odd_s = math.nan


class Gate:
    """Arm when the posture of the exercise has been taken, disarm when it is left for good."""

    def __init__(self, bounds: Sequence[Bound]) -> None:
        self._bounds = tuple(bounds)
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
        holds = all(bound.holds(read(bound.measure)) for bound in self._bounds)
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
