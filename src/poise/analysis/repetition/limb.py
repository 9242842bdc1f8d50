"""The limbs that an exercise counts: each a fused signal and a counter."""

from __future__ import annotations

import math
from dataclasses import replace
from statistics import fmean

from poise.analysis.measuring.body import Body, Joints
from poise.analysis.measuring.measures import MEASURES, Gauge, gauges
from poise.analysis.repetition.counter import Counter, Memory, Phase, Swing
from poise.analysis.repetition.exercise import Exercise, Limbs
from poise.analysis.repetition.fusion import Fusion

_SAME_PEAK = 0.3  # limbs whose peaks are closer than this share of the shorter swing move together
_SAME_TIME = 0.7  # ... and so do those that overlap by more than this share of it
_LONGEST = 4096
_PEAK_S = 0.1  # the height of a peak is the mean from so long before it to so long after: an extreme holds the noise
_END_SHARE = (
    0.05  # ... and that of an end likewise, but no longer than this share: quick repetitions hardly rest
)


class Limb:
    """One limb (or both together) on its way through repetitions.

    Attributes
    ----------
    side : str
        ``"left"``, ``"right"`` or ``"both"``.
    progress : float
        Where it is now, NaN while unseen.
    """

    def __init__(self, exercise: Exercise, side: str, joints: Joints, memory: Memory) -> None:
        self.side = side
        own = [self._gauges(signal.measure, joints) for signal in exercise.signals]
        self.indices = tuple({index for group in own for gauge in group for index in gauge.indices})
        self._fusion = Fusion.of(exercise.signals, own)
        self.counter = Counter(exercise.floor, exercise.minimum_s, memory)
        self.progress = float("nan")
        self.samples: list[tuple[float, float]] = []

    def _gauges(self, measure: str, joints: Joints) -> list[Gauge]:
        return [g for g in gauges(measure, joints) if self.side == "both" or g.side in ("", self.side)]

    def sense(self, body: Body) -> bool:
        """Take the next pose; return whether the limb is seen."""
        self.progress = self._fusion.update(body)
        return not math.isnan(self.progress)

    @property
    def has_jumped(self) -> bool:
        """Whether the signal has just made an impossible jump."""
        return self._fusion.has_jumped

    def count(self, time_s: float) -> Swing | None:
        """Let the counter take the present progress."""
        if math.isnan(self.progress):
            return None
        if self.counter.phase is Phase.READY and len(self.samples) > 128:
            del self.samples[:64]
        if len(self.samples) > _LONGEST:
            self.samples = self.samples[::2]
        self.samples.append((time_s, self.progress))
        return self.counter.update(time_s, self.progress)

    def levelled(self, swing: Swing) -> Swing:
        """Return a swing whose peak and end are without what noise adds to an extreme."""
        peak = self._mean(swing.peak_s - _PEAK_S, swing.peak_s + _PEAK_S, swing.peak)
        around_s = min(_PEAK_S, _END_SHARE * (swing.end_s - swing.start_s))
        if swing.end == swing.start:  # not seen yet: it is expected to end where it began
            end = self._mean(swing.start_s - 2 * around_s, swing.start_s, swing.end)
        else:
            end = self._mean(swing.end_s - around_s, swing.end_s + around_s, swing.end)
        return replace(swing, peak=peak, end=end)

    def _mean(self, start_s: float, end_s: float, otherwise: float) -> float:
        near = [value for time_s, value in self.samples if start_s - 1e-6 <= time_s <= end_s + 1e-6]
        return fmean(near) if near else otherwise

    def reset(self, *, forget_quality: bool) -> None:
        """Forget the present movement, and after a cut what was learned about the limb too."""
        self.counter.reset()
        self.samples.clear()
        if forget_quality:
            self._fusion.reset()


def limbs_of(exercise: Exercise, joints: Joints, memory: Memory) -> list[Limb]:
    """Return the limbs to count: one for both sides together, or one each."""
    is_sided = all(MEASURES[signal.measure].is_sided for signal in exercise.signals)
    if not exercise.signals:
        return []
    sides = ("both",) if exercise.limbs is Limbs.BILATERAL or not is_sided else ("left", "right")
    return [Limb(exercise, side, joints, memory) for side in sides]


def move_together(one: Swing, other_start_s: float, other_peak_s: float, other_end_s: float) -> bool:
    """Whether another limb's movement belongs to the same repetition as `one`.

    Limbs that take turns overlap by half at most (one goes up while the other comes down).
    """
    shorter = min(one.end_s - one.start_s, other_end_s - other_start_s)
    overlap = min(one.end_s, other_end_s) - max(one.start_s, other_start_s)
    return abs(one.peak_s - other_peak_s) <= _SAME_PEAK * shorter or overlap >= _SAME_TIME * shorter
