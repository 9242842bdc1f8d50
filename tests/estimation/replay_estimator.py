"""An estimator that has seen it all before: poses out of recordings, for tests and for replaying sessions."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import Self

import numpy as np

from poise.media.pixels import Pixels
from poise.pose import Pose, PoseSequence


class ReplayEstimator:
    """Answers with the poses that recorded people had at the time asked for.

    Parameters
    ----------
    people : sequence of PoseSequence
        What was recorded.
    tolerance_s : float
        How far the recorded instant may be from the one asked for.
    """

    def __init__(self, people: Sequence[PoseSequence], *, tolerance_s: float = 0.02) -> None:
        self._people, self._tolerance_s = tuple(people), tolerance_s

    def find(self, pixels: Pixels, time_s: float = 0.0) -> tuple[Pose, ...]:
        """Return the recorded poses nearest to `time_s`; the picture is not looked at."""
        poses = (self._at(person, time_s) for person in self._people)
        return tuple(pose for pose in poses if pose is not None and pose.is_seen)

    def _at(self, person: PoseSequence, time_s: float) -> Pose | None:
        if not len(person):
            return None
        nearest = int(np.argmin(np.abs(person.times_s - time_s)))
        return person[nearest] if abs(person.times_s[nearest] - time_s) <= self._tolerance_s else None

    def close(self) -> None:
        """Do nothing; there is no model to give back."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
