"""From a progress signal to repetitions: rest, peak, rest.

The signal is about 0 at rest and 1 at the peak of a full repetition. What counts is the swing, not the level: real
people rest with bent knees and the model's zero differs from view to view, so turning points are found by
hysteresis on the person's own range with the exercise's absolute floor, and a repetition is judged complete by
comparing its way out with its way back.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, replace
from enum import StrEnum
from statistics import median

# One set of parameters for all exercises; shares are of the present swing unless said otherwise.
_TURN_OF_FLOOR = 0.5  # a turn must be half as large as the least attempt, so noise below it never turns
_TURN_OF_RANGE = 0.25  # ... and a quarter of the person's usual range: bounces at the bottom are smaller
_BACK_SHARE = 0.5  # turning round before half way back is a bounce, after it the end of a repetition
_SETTLED_SHARE = 0.70  # back this far and slow again: lockout
_SETTLED_SPEED = 0.3  # slow means below this share of the fastest speed on the way back
_SLOW_S = 0.1  # slow this long is slow; less is noise
_HOME_SHARE = 0.84  # back this far for ...
_HOME_S = 0.04  # ... this long counts as lockout even if the person drifts on,
_HOME_FIRST_S = 0.12  # or this long while it is not known from where the person starts
_BEYOND_SHARE, _BEYOND_S = 1.15, 0.5  # ... or this long, if on the way to a rest beyond the start
_STALLED_S = 1.0  # standing still half way back this long ends the repetition, not fully extended
_HALF_SHARE = 0.6  # a way out shorter than this share of the way back began in the middle: a half repetition
_HALF_OF_MINIMUM = 0.25  # neither way may be shorter than this share of the shortest repetition
_LAST_S = 0.25  # films are cut with the arms up: a last way back must be seen this long to be believed
_CUT_S = 0.3  # a way back shorter than this ...
_CUT_SPEED = 4.0  # ... and this much faster than the way out is a cut in the film, not a movement
_LEAP_SHARE = 0.6  # one way made for the most part between two pictures ...
_LEAP_S = 0.07  # ... no farther apart than this ...
_LEAP_TIMES = 2.0  # ... in steps so many times those of the other way is a cut too
_RANGE_SHARE = 0.4  # swings below this share of the usual range are fidgeting, not attempts
_STIRRING_SHARE = 0.3  # away from rest by less than this share of a turn is still rest: noise and sway
_RISING = 0.02  # progress by which a peak must grow in one pose to be on its way; less is drift
_STANCE_S = 3.0  # below the floor and not growing for so long it is a new stance, no attempt
_TURNING_OF_FLOOR, _TURNING_OF_SWING = 0.4, 0.25  # back from the peak by so much is the way back
_FAMILIAR = 0.7, 1.4  # a swing is of the usual range between these shares of it
_VALLEY_S = 2.5  # the rest level follows slow changes of stance with this time constant
_SPEED_S = 0.04  # smoothing of the speed
_SET_UNDER_WAY = 3  # after so many repetitions the set is established
_REMEMBERED = 5  # the usual range is the median of so many repetitions


class Phase(StrEnum):
    """Where in a repetition the person is."""

    READY = "ready"
    OUT = "out"
    BACK = "back"


class Outcome(StrEnum):
    """What became of a swing."""

    COMPLETE = "complete"
    UNFINISHED = "unfinished"


@dataclass(frozen=True, slots=True)
class Swing:
    """A movement away from rest and back.

    Parameters
    ----------
    start_s, peak_s, end_s : float
        When it left rest, turned, and came back.
    start, peak, end : float
        Progress at those times; a movement announced as back while it still goes on is expected to end where it
        began.
    outcome : Outcome
        Complete, or only half a repetition.
    is_cut_short : bool
        Whether it was no longer seen before it came to rest: then nobody knows how far it would have come back.
    """

    start_s: float
    peak_s: float
    end_s: float
    start: float
    peak: float
    end: float
    outcome: Outcome
    is_cut_short: bool = False

    @property
    def amplitude(self) -> float:
        """The smaller of the ways out and back, in progress."""
        return self.peak - max(self.start, self.end)


class Memory:
    """The person's usual range, shared by the limbs of one person."""

    def __init__(self) -> None:
        self._amplitudes: deque[float] = deque(maxlen=_REMEMBERED)
        self.usual = 0.0

    def add(self, amplitude: float) -> None:
        """Learn from a complete repetition."""
        self._amplitudes.append(amplitude)
        self.usual = median(self._amplitudes)

    def is_familiar(self, amplitude: float) -> bool:
        """Whether a swing is like the repetitions of a set that is well under way."""
        return (
            len(self._amplitudes) >= _SET_UNDER_WAY and _FAMILIAR[0] <= amplitude / self.usual <= _FAMILIAR[1]
        )

    def forget(self) -> None:
        """Start anew, after a cut to another view or person."""
        self._amplitudes.clear()
        self.usual = 0.0


class Counter:
    """Find repetitions in a progress signal, one value at a time.

    Parameters
    ----------
    floor : float
        The least swing, in progress, that is an attempt.
    minimum_s : float
        No repetition is shorter.
    memory : Memory
        The person's usual range.
    """

    def __init__(self, floor: float, minimum_s: float, memory: Memory) -> None:
        self._floor, self._minimum_s, self._memory = floor, minimum_s, memory
        self.reset()

    def reset(self) -> None:
        """Forget the present movement."""
        self.phase = Phase.READY
        self._time = math.nan
        self._value = self._speed = self._step_s = 0.0
        self._valley = self._high = self._low = math.inf
        self._valley_s = self._high_s = self._low_s = math.nan
        self._top_speed = self._out_speed = self._out_step = self._back_step = 0.0
        self._settling_s = self._moved_s = self._slow_s = math.nan

    @property
    def start_s(self) -> float:
        """When the present movement left rest (NaN if there is none)."""
        return self._valley_s if self.phase is not Phase.READY else math.nan

    @property
    def peak_s(self) -> float:
        """When the present movement was farthest out so far (NaN if there is none)."""
        return self._high_s if self.phase is not Phase.READY else math.nan

    @property
    def rest(self) -> float:
        """Progress at which the person rests at present (NaN before the first value)."""
        return self._valley if self._valley < math.inf else math.nan

    def update(self, time_s: float, value: float) -> Swing | None:
        """Take the next progress value; return the swing that ended with it, if one did."""
        if math.isnan(self._time):
            self._time, self._value = time_s, value
            self._rest_at(time_s, value)
            return None
        self._step_s = step_s = time_s - self._time
        step = value - self._value
        speed = step / step_s
        self._speed += (speed - self._speed) * (1 - math.exp(-step_s / _SPEED_S))
        self._time, self._value = time_s, value
        if step_s <= _LEAP_S:
            self._out_step, self._back_step = max(self._out_step, step), max(self._back_step, -step)
        if self.phase is Phase.READY:
            self._ready(time_s, value, step_s)
        elif self.phase is Phase.OUT:
            self._out(time_s, value)
        else:
            return self._back(time_s, value)
        return None

    def finish(self) -> Swing | None:
        """End the set: a movement that did not come back is unfinished."""
        if self.phase is Phase.READY or self._high - self._valley < self._floor:
            return None
        is_back = self.phase is Phase.BACK and self._back_share() >= _SETTLED_SHARE
        if is_back and self._low_s - self._high_s >= _LAST_S:
            swing = self._judge()
            return swing and replace(swing, is_cut_short=True)
        return self._swing(Outcome.UNFINISHED)

    def _turn(self) -> float:
        return max(_TURN_OF_FLOOR * self._floor, _TURN_OF_RANGE * self._memory.usual)

    def _rest_at(self, time_s: float, value: float) -> None:
        self.phase = Phase.READY
        self._valley, self._valley_s = value, time_s

    def _ready(self, time_s: float, value: float, step_s: float) -> None:
        if value <= self._valley:
            self._valley = value
        else:
            self._valley += (value - self._valley) * (1 - math.exp(-step_s / _VALLEY_S))
        if value - self._valley < _STIRRING_SHARE * self._turn():
            self._valley_s = time_s
            self._out_step = 0.0
        if value - self._valley >= self._turn():
            self._go_out(time_s, value)

    def _go_out(self, time_s: float, value: float) -> None:
        self.phase = Phase.OUT
        self._high, self._high_s = value, time_s
        self._moved_s = time_s
        self._out_speed = self._speed

    def _out(self, time_s: float, value: float) -> None:
        self._out_speed = max(self._out_speed, self._speed)
        if value > self._high:
            if value > self._high + _RISING:
                self._moved_s = time_s
            self._high, self._high_s = value, time_s
            self._back_step = 0.0
        swing = self._high - self._valley
        if self._high - value >= max(_TURNING_OF_FLOOR * self._floor, _TURNING_OF_SWING * swing):
            self.phase = Phase.BACK
            self._low, self._low_s = value, time_s
            self._top_speed, self._settling_s, self._slow_s = 0.0, math.nan, math.nan
        elif swing < self._floor and time_s - self._moved_s > _STANCE_S:
            self._rest_at(time_s, value)  # not an attempt but a new stance

    def _back_share(self) -> float:
        return (self._high - self._low) / (self._high - self._valley)

    def _back(self, time_s: float, value: float) -> Swing | None:
        if value < self._low:
            self._low, self._low_s = value, time_s
        self._top_speed = max(self._top_speed, -self._speed)
        share = self._back_share()
        if value - self._low >= self._turn():
            return self._reverse(time_s, value, share)
        if share < _BACK_SHARE:
            return None
        if self._is_settled(time_s, share):
            is_moving = math.isnan(self._slow_s) and share >= _HOME_SHARE
            swing = self._judge(is_moving=is_moving)
            if swing is not None and is_moving:
                swing = replace(swing, end=min(swing.end, swing.start))
            self._rest_at(time_s, self._low)
            return swing
        return None

    def _reverse(self, time_s: float, value: float, share: float) -> Swing | None:
        swing = self._judge() if share >= _BACK_SHARE else None
        if share >= _BACK_SHARE:
            self._valley, self._valley_s = self._low, self._low_s
            self._high = -math.inf
            self._out_speed, self._out_step = self._speed, 0.0
        self.phase = Phase.OUT
        self._moved_s = time_s
        if value > self._high:
            self._high, self._high_s = value, time_s
        return swing

    def _is_settled(self, time_s: float, share: float) -> bool:
        if share < _SETTLED_SHARE:
            return time_s - self._low_s > _STALLED_S
        if math.isnan(self._settling_s) and share >= _HOME_SHARE:
            self._settling_s = time_s
        if -self._speed > _SETTLED_SPEED * self._top_speed:
            self._slow_s = math.nan
        elif math.isnan(self._slow_s):
            self._slow_s = time_s
        return self._has_lasted(self._slow_s, _SLOW_S) or self._has_lasted(
            self._settling_s, self._patience_s(share)
        )

    def _has_lasted(self, since_s: float, wanted_s: float) -> bool:
        """Whether so much time has passed, by the picture nearest to it: the next would add up to 0.1 s."""
        lasted_s = self._time - since_s
        return lasted_s > 0 and lasted_s + self._step_s / 2 + 1e-6 >= wanted_s

    def _patience_s(self, share: float) -> float:
        if share > _BEYOND_SHARE:  # it began in the middle: wait for its end
            return _BEYOND_S
        is_usual = 0 < _HALF_SHARE * self._memory.usual <= self._high - self._valley
        return _HOME_S if is_usual else _HOME_FIRST_S

    def _judge(self, *, is_moving: bool = False) -> Swing | None:
        """Say what became of the swing; who is nearly back and still moving will come as far back as they went out."""
        out, back = self._high - self._valley, self._high - self._low
        if is_moving:
            back = max(back, out)
        if min(out, back) < self._floor or self._is_too_fast():
            return None if max(out, back) < self._floor else self._swing(Outcome.UNFINISHED)
        usual = self._memory.usual
        # Who rested with bent knees comes back farther than they went.
        whole = min(back, usual) if usual else back
        if out < _HALF_SHARE * whole or min(out, back) < _RANGE_SHARE * usual:
            return self._swing(Outcome.UNFINISHED)
        return self._swing(Outcome.COMPLETE)

    def _is_too_fast(self) -> bool:
        out_s, back_s = self._high_s - self._valley_s, self._low_s - self._high_s
        is_cut = back_s < _CUT_S and self._top_speed > _CUT_SPEED * self._out_speed
        shortest = min(out_s, back_s) / _HALF_OF_MINIMUM
        return is_cut or self._has_leapt() or min(out_s + back_s, shortest) < self._minimum_s

    def _has_leapt(self) -> bool:
        """Whether one way was a leap from one picture to the next, and the other was none."""
        out = self._out_step / (self._high - self._valley)
        back = self._back_step / (self._high - self._low)
        return max(out, back) > _LEAP_SHARE and max(out, back) > _LEAP_TIMES * min(out, back)

    def _swing(self, outcome: Outcome) -> Swing:
        low, low_s = (self._low, self._low_s) if self.phase is Phase.BACK else (self._value, self._time)
        return Swing(self._valley_s, self._high_s, low_s, self._valley, self._high, low, outcome)
