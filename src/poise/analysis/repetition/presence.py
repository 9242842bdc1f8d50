"""Whether somebody is there, and whether it is still the same person."""

from __future__ import annotations

import math
from collections.abc import Iterable
from enum import StrEnum

from poise.analysis.measuring.body import Body, Joints
from poise.pose import Skeleton

_LOST_S = 1.0  # so long unseen is said ...
_BRIDGED_S = 1.25  # ... and so long nobody at all, or
_BRIDGED_LIMBS_S = (
    2.0  # ... so long the limbs of somebody who is there, end the movement; shorter gaps are bridged
)
_JUMP_S = 0.2  # somewhere else this long is a cut or another person, less is a glitch of the tracker
_BACK_S = 10.0  # who is where they were before a cut, so soon after it, was only hidden by somebody else
_SAME_SIZE = 1.6  # ... if they are as large as before, up to this factor
_JUMP_TRUNKS = 0.5  # nobody moves half a trunk and ...
_JUMP_TRUNKS_S = 10.0  # ... 10 trunk lengths (about 5 m) per second more between two pictures

_PARTS = {"ankle": "feet", "heel": "feet", "foot_index": "feet", "knee": "knees", "hip": "hips",
          "wrist": "hands", "elbow": "elbows", "shoulder": "shoulders"}  # fmt: skip


class Absence:
    """For how long nobody, or no limb that is counted, has been seen.

    Attributes
    ----------
    is_paused : bool
        Whether the person asked for it, so that nothing is to be said.
    """

    def __init__(self) -> None:
        self.is_paused = False
        self._seen_s = math.nan
        self._is_lost = self._is_gone = False

    def begin(self, time_s: float) -> None:
        """Take it that somebody was there when the first pose came."""
        if math.isnan(self._seen_s):
            self._seen_s = time_s

    def end(self, time_s: float) -> None:
        """Somebody is seen."""
        self._seen_s, self._is_lost, self._is_gone = time_s, False, False

    def is_to_be_told(self, time_s: float) -> bool:
        """Whether this has just lasted so long that it is said; true once."""
        if self._is_lost or time_s - self._seen_s < _LOST_S:
            return False
        self._is_lost = True
        return not self.is_paused

    def ends_movement(self, time_s: float, *, is_anybody_there: bool) -> bool:
        """Whether this has just lasted so long that the movement is over; true once."""
        bridged_s = _BRIDGED_LIMBS_S if is_anybody_there else _BRIDGED_S
        if self._is_gone or time_s - self._seen_s < bridged_s:
            return False
        self._is_gone = True
        return True


def missing_part(body: Body, needed: Iterable[int], skeleton: Skeleton) -> str:
    """Return which part of the body is not seen, in a word; "" if nothing or all of it is hidden."""
    wanted = list(needed)
    hidden = [index for index in wanted if body.trust[index] <= 0]
    if not hidden or len(set(hidden)) == len(set(wanted)):
        return ""
    return _PARTS.get(skeleton.keypoints[hidden[-1]].split("_", 1)[1], "body")


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
