"""Whether hands and feet are still: who sits at a machine and moves a weight holds nothing."""

from __future__ import annotations

import math
from collections import deque

from poise.analysis.measuring.body import Body, Joints, length, middle, sub
from poise.pose import Pose, Skeleton

_LOOKED_S = 1.0  # the way of hands and feet is measured over so long
_SMOOTH_S = 0.2  # jitter of the estimator is taken out
# In trunk lengths. Planks on film and all holds of the synthetic person stay below 0.21 in three quarters of the time,
# pull-downs, flies and leg presses at machines are above 0.35 in as much of it; rows are in a quarter.
_STILL_TRUNKS = 0.35

_Place = tuple[float, float, float]


class Stillness:
    """Follow hands and feet around the hips, also where they are hidden: the estimator moves them as they may move."""

    def __init__(self, skeleton: Skeleton) -> None:
        joints = Joints(skeleton)
        self._ends = tuple(
            joints[f"{side}_{end}"] for end in ("wrist", "ankle") for side in ("left", "right")
        )
        self._trunk = tuple(
            joints[f"{side}_{end}"] for end in ("shoulder", "hip") for side in ("left", "right")
        )
        self._smooth: dict[int, _Place] = {}
        self._ways: dict[int, deque[tuple[float, _Place]]] = {end: deque() for end in self._ends}
        self._time_s = math.nan

    def update(self, pose: Pose) -> bool:
        """Take the next pose; return whether hands and feet have been still of late, as far as they are known."""
        body = Body(pose, ())
        ls, rs, lh, rh = (body.world[index] for index in self._trunk)
        hips = middle(lh, rh)
        trunk = length(sub(middle(ls, rs), hips))
        share = 1.0 - math.exp(-(pose.time_s - self._time_s) / _SMOOTH_S) if self._smooth else 1.0
        self._time_s = pose.time_s
        ways = [
            self._is_still(body, end, hips, trunk, share) for end in self._ends
        ]  # each end looks every time
        return all(ways)

    def _is_still(self, body: Body, end: int, hips: _Place, trunk: float, share: float) -> bool:
        way = self._ways[end]
        x, y, z = sub(body.world[end], hips)
        if not math.isfinite(x + y + z) or not trunk > 0:
            way.clear()
            self._smooth.pop(end, None)
            return True
        place = x / trunk, y / trunk, z / trunk
        before = self._smooth.get(end, place)
        smooth = tuple(old + (new - old) * share for old, new in zip(before, place, strict=True))
        self._smooth[end] = smooth = (smooth[0], smooth[1], smooth[2])
        way.append((body.time_s, smooth))
        while body.time_s - way[0][0] > _LOOKED_S:
            way.popleft()
        spans = [max(axis) - min(axis) for axis in zip(*(at for _, at in way), strict=True)]
        return math.hypot(*spans) <= _STILL_TRUNKS
