"""Seconds held: hysteresis between two scores, wobbles bridged, unseen time never counted."""

from __future__ import annotations

import math
from dataclasses import dataclass

from poise.analysis.holding.record import Attempt
from poise.analysis.holding.strictness import HoldScores
from poise.analysis.measuring.unseen import MAX_STEP_S

# Passing through the pose is not holding it.
ENTER_S = 0.5
# A wobble does not break a hold, nor does a body that is hidden for a moment; neither is counted.
WOBBLE_S = 0.6
HIDDEN_S = 1.25
# So long nothing may be judged in the first moment of a hold.
LOST_S = 0.3


@dataclass(slots=True)
class _Hold:
    """A hold under way, or one that may become one."""

    start_s: float
    is_mirrored: bool
    end_s: float
    hold_s: float = 0.0
    score_sum: float = 0.0

    def add(self, time_s: float, step_s: float, score: float) -> None:
        self.end_s = time_s
        self.hold_s += step_s
        self.score_sum += step_s * score

    def attempt(self) -> Attempt:
        mean = self.score_sum / self.hold_s if self.hold_s > 0 else 0.0
        return Attempt(
            round(self.start_s, 3),
            round(self.end_s, 3),
            round(self.hold_s, 3),
            round(mean, 1),
            self.is_mirrored,
        )


class HoldTimer:
    """Count the seconds in which a pose is held.

    A hold begins with the first moment of at least `ENTER_S` in which the score never falls below where holds end, and
    counts from that moment. It ends once the score was too low for `WOBBLE_S`, or nothing could be judged for
    `HIDDEN_S`, with the last moment in which it was seen.

    Parameters
    ----------
    scores : HoldScores
        Where holds begin and end.

    Attributes
    ----------
    attempts : list of Attempt
        The holds that have ended.
    """

    def __init__(self, scores: HoldScores) -> None:
        self._scores = scores
        self.attempts: list[Attempt] = []
        self._hold: _Hold | None = None
        self._candidate: _Hold | None = None
        self._time_s = self._last_s = math.nan
        self._off_s = 0.0
        self._hidden_s = 0.0

    @property
    def is_holding(self) -> bool:
        """Whether a hold stands."""
        return self._hold is not None

    @property
    def present_s(self) -> float:
        """Seconds of the present hold, of the last one where none stands."""
        if self._hold is not None:
            return self._hold.hold_s
        return self.attempts[-1].hold_s if self.attempts else 0.0

    @property
    def total_s(self) -> float:
        """Seconds held in all."""
        ended = sum(attempt.hold_s for attempt in self.attempts)
        return ended + (self._hold.hold_s if self._hold is not None else 0.0)

    @property
    def longest_s(self) -> float:
        """Seconds of the longest hold."""
        return max([attempt.hold_s for attempt in self.attempts] + [self.present_s])

    @property
    def began_s(self) -> float:
        """When the present hold began; NaN where none stands."""
        return self._hold.start_s if self._hold is not None else math.nan

    def update(self, time_s: float, score: float, is_mirrored: bool) -> bool:
        """Take the score of the next moment, NaN where it cannot be judged; return whether a hold began or ended."""
        step_s = time_s - self._time_s if not math.isnan(self._time_s) else 0.0
        self._time_s = time_s
        was_holding = self.is_holding
        if step_s > MAX_STEP_S:
            self._skip(step_s)
            step_s = 0.0
        if self._hold is not None:
            self._stay(self._hold, time_s, step_s, score)
        # What has just ended may begin anew with this very moment: after a gap somebody stands there again.
        if self._hold is None:
            self._try(time_s, score, is_mirrored)
        return was_holding != self.is_holding or (was_holding and self.began_s == time_s)

    def stop(self) -> bool:
        """End what is under way, and count nothing until the next moment; return whether a hold stood."""
        stood = self.is_holding
        if self._hold is not None:
            self.attempts.append(self._hold.attempt())
        self._hold = self._candidate = None
        self._time_s = math.nan
        self._off_s = self._hidden_s = 0.0
        return stood

    def _skip(self, gap_s: float) -> None:
        """Count nothing of a gap in which no moment was seen; a long one ends the hold."""
        self._candidate = None
        self._hidden_s += gap_s
        if self._hidden_s >= HIDDEN_S:
            time_s = self._time_s
            self.stop()
            self._time_s = time_s

    def _stay(self, hold: _Hold, time_s: float, step_s: float, score: float) -> None:
        if math.isnan(score):
            self._hidden_s += step_s
        elif score < self._scores.leave:
            self._off_s += step_s
        else:
            # A lost frame or two between moments that were seen are bridged, as slower frames would be.
            unseen_s = time_s - hold.end_s
            is_bridged = self._off_s == 0.0 and unseen_s <= MAX_STEP_S
            hold.add(time_s, unseen_s if is_bridged else step_s, score)
            self._off_s = self._hidden_s = 0.0
        if self._off_s >= WOBBLE_S or self._hidden_s >= HIDDEN_S:
            self.stop()
            self._time_s = time_s

    def _try(self, time_s: float, score: float, is_mirrored: bool) -> None:
        if math.isnan(score) and self._candidate is not None and time_s - self._candidate.end_s <= LOST_S:
            return
        if not score >= self._scores.leave:
            self._candidate = None
        elif self._candidate is not None:
            self._candidate.add(time_s, time_s - self._candidate.end_s, score)
            if self._candidate.hold_s >= ENTER_S:
                self._hold, self._candidate = self._candidate, None
        elif score >= self._scores.enter:
            self._candidate = _Hold(time_s, is_mirrored, time_s)
