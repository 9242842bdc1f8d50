"""What the coached film says at each instant, worked out before anything is drawn."""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass
from typing import Annotated, Self

import numpy as np
from numpy.typing import NDArray

from poise.analysis.repetition import Completed, Cue, Engine, Event, Exercise, Kind, Level, Live, Notice
from poise.isolation.codec import ArrayOf
from poise.pose import FloatArray, PoseSequence

# A verdict and a cue stay on screen for so long.
_VERDICT_S = 1.2
_CUE_S = 2.5
_NO_VERDICT, _ACCURATE, _INACCURATE = range(3)


@dataclass(frozen=True, slots=True)
class Caption:
    """What the screen says at one instant.

    Parameters
    ----------
    progress : float
        0 at rest, 1 at the peak of a full repetition; NaN while nothing is seen.
    band : (float, float)
        Where the peak of an accurate repetition lies.
    attempted, accurate : int
        Counts so far.
    hold_s : float
        Seconds held so far.
    is_accurate : bool or None
        The verdict on a repetition that has just ended.
    cue : str
        What to do, empty for nothing.
    """

    progress: float
    band: tuple[float, float]
    attempted: int
    accurate: int
    hold_s: float
    is_accurate: bool | None
    cue: str


@dataclass(frozen=True, eq=False, slots=True)
class Captions:
    """The captions of a film, as columns: one more than there are times, as the first is before them all.

    Parameters
    ----------
    is_hold : bool
        Whether seconds are counted instead of repetitions.
    times_s : (T,) float64
        From when on each caption but the first stands.
    progress, band, attempted, accurate, hold_s : (T + 1, ...)
        As in `Caption`.
    verdict : (T + 1,) uint8
        0 none, 1 accurate, 2 not.
    cue : (T + 1,) int32
        Which of `cues` is said.
    cues : tuple of str
        Everything that is said; the first is nothing.
    """

    is_hold: bool
    times_s: Annotated[FloatArray, ArrayOf("<f8", "times")]
    progress: Annotated[FloatArray, ArrayOf("<f8", "captions")]
    band: Annotated[FloatArray, ArrayOf("<f8", "captions", 2)]
    attempted: Annotated[NDArray[np.int32], ArrayOf("<i4", "captions")]
    accurate: Annotated[NDArray[np.int32], ArrayOf("<i4", "captions")]
    hold_s: Annotated[FloatArray, ArrayOf("<f8", "captions")]
    verdict: Annotated[NDArray[np.uint8], ArrayOf("|u1", "captions")]
    cue: Annotated[NDArray[np.int32], ArrayOf("<i4", "captions")]
    cues: tuple[str, ...]

    @classmethod
    def of(cls, captions: list[Caption], times_s: list[float], *, is_hold: bool) -> Self:
        """Return captions as columns."""
        cues = tuple(dict.fromkeys(["", *(one.cue for one in captions)]))
        verdicts = {None: _NO_VERDICT, True: _ACCURATE, False: _INACCURATE}
        return cls(
            is_hold,
            np.array(times_s, dtype=np.float64),
            np.array([one.progress for one in captions], dtype=np.float64),
            np.array([one.band for one in captions], dtype=np.float64),
            np.array([one.attempted for one in captions], dtype=np.int32),
            np.array([one.accurate for one in captions], dtype=np.int32),
            np.array([one.hold_s for one in captions], dtype=np.float64),
            np.array([verdicts[one.is_accurate] for one in captions], dtype=np.uint8),
            np.array([cues.index(one.cue) for one in captions], dtype=np.int32),
            cues,
        )

    def at(self, time_s: float) -> Caption:
        """Return what the screen says at `time_s`."""
        index = bisect_right(self.times_s, time_s)
        low, high = self.band[index].tolist()
        verdict = int(self.verdict[index])
        return Caption(
            float(self.progress[index]),
            (low, high),
            int(self.attempted[index]),
            int(self.accurate[index]),
            float(self.hold_s[index]),
            None if verdict == _NO_VERDICT else verdict == _ACCURATE,
            self.cues[self.cue[index]],
        )


def caption_set(person: PoseSequence | None, exercise: Exercise, level: Level) -> Captions:
    """Run the engine over a person and return what it says at each instant; nobody gives the empty count."""
    engine = Engine(exercise, level) if person is None else Engine(exercise, level, person.skeleton)
    screen = _Screen()
    captions, times_s = [screen.caption(engine.live)], []
    for pose in person or ():
        screen.show(engine.update(pose), pose.time_s)
        times_s.append(pose.time_s)
        captions.append(screen.caption(engine.live))
    return Captions.of(captions, times_s, is_hold=exercise.kind is Kind.HOLD)


class _Screen:
    """What was said last and still stands."""

    def __init__(self) -> None:
        self._is_accurate: bool | None = None
        self._cue = ""
        self._verdict_until_s = self._cue_until_s = -math.inf

    def show(self, events: list[Event], time_s: float) -> None:
        if time_s > self._verdict_until_s:
            self._is_accurate = None
        if time_s > self._cue_until_s:
            self._cue = ""
        for event in events:
            if isinstance(event, Completed):
                self._is_accurate = event.repetition.is_accurate
                self._verdict_until_s = time_s + _VERDICT_S
            elif isinstance(event, Cue | Notice):
                self._cue, self._cue_until_s = event.text, time_s + _CUE_S

    def caption(self, live: Live) -> Caption:
        return Caption(
            live.progress,
            live.band,
            live.attempted,
            live.accurate,
            live.hold_s,
            self._is_accurate,
            self._cue,
        )
