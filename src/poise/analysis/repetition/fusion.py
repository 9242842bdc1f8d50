"""One progress signal from several gauges: both sides of the body, one or more measures."""

from __future__ import annotations

import math

from poise.analysis.measuring.body import NAN, Body
from poise.analysis.measuring.measures import Gauge
from poise.analysis.repetition.exercise import Signal

_TRUST_S = 0.7  # weights change slowly, so that a change of trust is not mistaken for a movement
_RANGE_S = 8.0  # the range of a limb is remembered about as long as two slow repetitions last
_JITTER_S = 2.0
_SMOOTH_S = 0.05  # lag of the smoothing; at 15 frames per second it takes three quarters of each new value
_FASTEST_DEG_S = 1500.0  # twice a jumping jack in 0.6 s, whose shoulder turns at 150 * pi / 0.6 = 790 at most
_FASTEST_PER_S = (
    12.0  # progress per second of a measure that is no angle: the way out in a twelfth of a second
)
_JUMP = 0.1  # progress that may change at once, whatever the time: noise of a single pose
_SAME = 0.25  # impossible values so close to one another agree
# Weights of a limb: one that was hardly trusted keeps a little, and one that has hardly moved yet has some range, so
# that neither is left out for good. Chosen by reason, not fitted.
_LEAST_TRUST, _LEAST_REACH = 0.1, 0.15
_JITTER_WEIGHT = 2.0  # a jerk goes there and back, so it is twice the stray of a point
_GLITCH_S = 0.2  # an impossible jump is ignored this long, then believed (a cut)


class Channel:
    """One gauge as progress, with its quality learned as it goes.

    Visibility alone does not tell which side is reliable (DESIGN 3.7): a hidden limb is often hallucinated with
    little range or with much jitter, so both lower its weight.
    """

    __slots__ = (
        "_before",
        "_jitter",
        "_last",
        "_rest",
        "_scale",
        "_time",
        "gauge",
        "high",
        "low",
        "trust",
        "value",
    )

    def __init__(self, gauge: Gauge, signal: Signal) -> None:
        self.gauge = gauge
        self._rest, self._scale = signal.rest, 1.0 / (signal.peak - signal.rest)
        self.reset()

    def reset(self) -> None:
        """Forget what was learned about the limb."""
        self.value = self._last = self._before = NAN
        self._time = self.trust = NAN
        self._jitter = 0.0
        self.low = self.high = NAN

    def read(self, body: Body) -> bool:
        """Take the next pose; return whether the limb is seen."""
        trust = self.gauge.trust(body)
        value = (self.gauge.read(body) - self._rest) * self._scale if trust > 0 else NAN
        self.value = value
        if math.isnan(value):
            self._time = NAN
            return False
        step_s = body.time_s - self._time
        if math.isnan(step_s):
            self.trust = trust if math.isnan(self.trust) else self.trust
            self._last = self._before = value
            self.low, self.high = min(value, self.low), max(value, self.high)
        else:
            self._learn(value, trust, step_s)
        self._time = body.time_s
        return True

    def _learn(self, value: float, trust: float, step_s: float) -> None:
        self.trust += (trust - self.trust) * min(1.0, step_s / _TRUST_S)
        jerk = abs(value - 2 * self._last + self._before)
        self._jitter += (jerk - self._jitter) * min(1.0, step_s / _JITTER_S)
        self._before, self._last = self._last, value
        pull = (self.high - self.low) * min(1.0, step_s / _RANGE_S)
        self.low = min(value, self.low + pull / 2)
        self.high = max(value, self.high - pull / 2)

    @property
    def weight(self) -> float:
        """How much this limb counts beside the others."""
        reach = self.high - self.low + _LEAST_REACH
        return (_LEAST_TRUST + self.trust) * reach * reach / (reach + _JITTER_WEIGHT * self._jitter)


class Fusion:
    """The weighted mean of channels, guarded against impossible jumps and lightly smoothed.

    Attributes
    ----------
    value : float
        Smoothed progress, NaN while nothing is seen.
    has_jumped : bool
        Whether the signal has just made an impossible jump that stayed: a cut.
    """

    def __init__(self, channels: list[tuple[Channel, float]], fastest: float) -> None:
        self._channels = channels
        self._fastest = fastest
        self.reset()

    @classmethod
    def of(cls, signals: tuple[Signal, ...], gauges: list[list[Gauge]]) -> Fusion:
        """Make a fusion of the given gauges of each signal."""
        channels = [
            (Channel(gauge, signal), signal.weight)
            for signal, own in zip(signals, gauges, strict=True)
            for gauge in own
        ]
        swing = abs(signals[0].peak - signals[0].rest)
        is_angle = gauges[0][0].measure.unit == "deg"
        return cls(channels, _FASTEST_DEG_S / swing if is_angle else _FASTEST_PER_S)

    def reset(self) -> None:
        """Forget everything, after a cut."""
        for channel, _ in self._channels:
            channel.reset()
        self.value = self._raw = self._odd = NAN
        self._time = self._odd_s = NAN
        self.has_jumped = False

    def update(self, body: Body) -> float:
        """Take the next pose and return the smoothed progress, NaN if no limb is seen."""
        self.has_jumped = False
        total = weights = 0.0
        for channel, share in self._channels:
            if channel.read(body):
                weight = share * channel.weight
                total += weight * channel.value
                weights += weight
        if weights <= 0:
            return NAN
        return self._smooth(body.time_s, total / weights)

    def _smooth(self, time_s: float, raw: float) -> float:
        if math.isnan(self._time):
            self.value = self._raw = raw
            self._time = time_s
            return raw
        step_s = time_s - self._time
        if abs(raw - self._raw) > self._fastest * step_s + _JUMP and self._doubt(time_s, raw):
            return self.value
        self._odd = self._odd_s = NAN
        self._time, self._raw = time_s, raw
        self.value += (raw - self.value) * (1 - math.exp(-step_s / _SMOOTH_S))
        return self.value

    def _doubt(self, time_s: float, raw: float) -> bool:
        """Whether an impossible value is to be ignored as a glitch; a second one like it is believed."""
        if math.isnan(self._odd_s):
            self._odd, self._odd_s = raw, time_s
            return True
        if abs(raw - self._odd) > _SAME and time_s - self._odd_s < _GLITCH_S:
            self._odd = raw
            return True
        self.has_jumped = True
        self.value = raw
        return False
