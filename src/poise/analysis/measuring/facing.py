"""From where the camera looks at the person."""

from __future__ import annotations

import math
from enum import StrEnum

from poise.analysis.measuring.body import Body, Joints

FRONT_DEG, SIDE_DEG = 30.0, 60.0  # halve the way between front, 45 degrees and side
_SMOOTH_S = 0.5  # the depth of shoulders and hips is noisy, and nobody turns faster in an exercise


class View(StrEnum):
    """From where the camera looks at the person."""

    FRONT = "front"
    OBLIQUE = "oblique"
    SIDE = "side"
    BACK = "back"


class Facing:
    """The view, from the line through the shoulders and the hips in space.

    A person who faces the camera has the left shoulder at the picture's right (yaw 0); a yaw of 90 degrees is a
    side view. The page's set-up check draws the same boundaries (`frontend/src/lib/live/check.ts`).
    """

    def __init__(self, joints: Joints) -> None:
        names = ("left_shoulder", "right_shoulder", "left_hip", "right_hip")
        self.indices = tuple(joints[name] for name in names)
        self._x = self._z = 0.0
        self._time = math.nan

    def update(self, body: Body) -> None:
        """Take the next pose."""
        ls, rs, lh, rh = (body.world[index] for index in self.indices)
        x, z = ls[0] - rs[0] + lh[0] - rh[0], ls[2] - rs[2] + lh[2] - rh[2]
        if not (math.isfinite(x) and math.isfinite(z)):
            return
        step_s = body.time_s - self._time
        share = min(1.0, step_s / _SMOOTH_S) if not math.isnan(step_s) else 1.0
        self._x += (x - self._x) * share
        self._z += (z - self._z) * share
        self._time = body.time_s

    @property
    def view(self) -> View:
        """The present view."""
        yaw = abs(math.degrees(math.atan2(self._z, self._x)))
        if yaw < FRONT_DEG:
            return View.FRONT
        if yaw > 180 - FRONT_DEG:
            return View.BACK
        return View.SIDE if SIDE_DEG <= yaw <= 180 - SIDE_DEG else View.OBLIQUE
