"""What somebody does in a training, piece by piece, as the items that a browser would send."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from typing import Self

from tests.analysis.repetition.figure import film, squats, unseen
from tests.studio.live.stream_maker import frame, mark
from tests.synthetic.performance import perform

from poise.pose import Pose
from poise.studio.live import Item, Mark

RATE_HZ = 20.0
STEP_S = 1 / RATE_HZ


class Course:
    """Items that follow one another; each piece begins where the one before ended."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self.time_s = 0.0

    def squats(self, count: int, depth_deg: float = 115.0) -> Self:
        """Squat so often, upright before and after."""
        self.stand(0.3)
        self._add(_squats(count, depth_deg))
        return self.stand(0.4)

    def stand(self, seconds: float) -> Self:
        """Stand still."""
        return self._add(_standing(seconds))

    def planks(self, seconds: float) -> Self:
        """Hold a plank, and rise."""
        return self._add(_plank(seconds))

    def nobody(self, seconds: float) -> Self:
        """Be away from the camera, which goes on."""
        return self._add(frame(unseen(i * STEP_S)) for i in range(round(seconds * RATE_HZ)))

    def gap(self, seconds: float) -> Self:
        """Let time pass without any item."""
        self.time_s = round(self.time_s + seconds, 6)
        return self

    def say(self, which: Mark) -> Self:
        """Mark something."""
        self.items.append(mark(which, self.time_s))
        return self

    def _add(self, items: Iterable[Item]) -> Self:
        added = [replace(item, time_s=round(item.time_s + self.time_s, 6)) for item in items]
        self.items += added
        self.time_s = round(added[-1].time_s + STEP_S, 6) if added else self.time_s
        return self


@cache
def _squats(count: int, depth_deg: float) -> tuple[Item, ...]:
    return tuple(frame(pose) for pose in film(squats(depth_deg), 2.0 * count, RATE_HZ))


@cache
def _standing(seconds: float) -> tuple[Item, ...]:
    return tuple(frame(pose) for pose in film(lambda _: 8.0, seconds, RATE_HZ))


@cache
def _plank(seconds: float) -> tuple[Item, ...]:
    def begun(pose: Pose, first_s: float) -> Item:
        return replace(frame(pose), time_s=pose.time_s - first_s)

    poses = list(perform("plank", hold_s=seconds, rate_hz=RATE_HZ).sequence)
    return tuple(begun(pose, poses[0].time_s) for pose in poses)
