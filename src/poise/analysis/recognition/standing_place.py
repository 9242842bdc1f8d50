"""Where somebody was in the frame over a whole recording, and when they walked away from there."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from poise.pose import Pose

_WALKED_TRUNKS = 1.2  # to the side, about 60 cm: people shift their feet within a set
_GONE_S = 1.25  # so long nobody is bridged while repetitions are counted, too
_AROUND_S = 0.5  # where somebody is, is the median of so long


class StandingPlace:
    """Follow the hips of one person through a recording.

    Parameters
    ----------
    poses : sequence of Pose
        Of the whole recording, in the order of time.
    """

    def __init__(self, poses: Sequence[Pose]) -> None:
        self._times_s = np.array([pose.time_s for pose in poses])
        hips, shoulders = (_middle(poses, part) for part in ("hip", "shoulder"))
        self._x_px = hips[:, 0]
        self._trunk_px = np.hypot(*(shoulders - hips).T)

    def is_left(self, begin_s: float, end_s: float) -> bool:
        """Whether the person walked away, or was not seen, between two times."""
        before, within = self._between(begin_s - _AROUND_S, begin_s), self._between(begin_s, end_s)
        x_px, seen_s = self._x_px[within], self._times_s[within][np.isfinite(self._x_px[within])]
        if np.diff(seen_s, prepend=begin_s, append=end_s).max() > _GONE_S:
            return True
        here_px = self._x_px[before]
        if not np.isfinite(here_px).any() or not len(seen_s):
            return False
        trunk_px = float(np.nanmax(self._trunk_px[before | within]))
        return bool(np.nanmax(np.abs(x_px - np.nanmedian(here_px))) > _WALKED_TRUNKS * trunk_px)

    def _between(self, begin_s: float, end_s: float) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        return (self._times_s >= begin_s) & (self._times_s <= end_s)


def _middle(poses: Sequence[Pose], part: str) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Return the middle of a left and a right point in pixels, shape (T, 2)."""
    indices = poses[0].skeleton.indices((f"left_{part}", f"right_{part}"))
    return np.array([pose.image[indices, :2].mean(axis=0) for pose in poses])
