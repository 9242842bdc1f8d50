"""Time that nobody saw: where the times of two poses are too far apart, nothing is known of what lies between.

Cameras are muted, tabs put to sleep, connections lost and films cut; the poses then simply stop for a while. Such a gap
must lead to what poses with nobody in them lead to, so it is filled with those.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from poise.pose import Pose

# Poses are expected five times a second or more, and two of three may be lost. It is also as long as a wobble of a
# hold may last.
MAX_STEP_S = 0.6
# After so long without anybody nothing more changes: all movements, holds and people are given up by then.
_SETTLED_S = 3.0
_STEP_S = (
    0.25  # divides the delays of the engine (1.0, 1.25, 1.5 and 2.0 s), so that they end where they should
)


def unseen_between(time_s: float, pose: Pose) -> Iterator[Pose]:
    """Return poses of nobody for the gap between `time_s` and the next pose, none where there is no gap.

    Parameters
    ----------
    time_s : float
        Time of the pose before; NaN if there was none.
    pose : Pose
        The next pose.
    """
    gap_s = pose.time_s - time_s
    if not gap_s > MAX_STEP_S:
        return
    last = math.ceil(min(gap_s, _SETTLED_S + _STEP_S) / _STEP_S - 1e-6)
    for step in range(1, last):
        yield nobody_at(time_s + step * _STEP_S, pose)


def nobody_at(time_s: float, like: Pose) -> Pose:
    """Return a pose of nobody, of the same skeleton and picture size as another."""
    points, likelihoods = np.full((len(like.skeleton), 3), np.nan), np.full(len(like.skeleton), np.nan)
    return Pose(like.skeleton, points, points, likelihoods, likelihoods, time_s, like.image_size)
