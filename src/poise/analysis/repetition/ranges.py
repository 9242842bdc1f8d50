"""Whether a repetition went all the way, as far as that was seen."""

from __future__ import annotations

from dataclasses import dataclass, field

from poise.analysis.measuring.facing import View
from poise.analysis.measuring.measures import MEASURES
from poise.analysis.measuring.regions import regions_of
from poise.analysis.repetition.counter import Swing
from poise.analysis.repetition.exercise import Exercise, Level, RangeOfMotion, Severity
from poise.analysis.repetition.margins import HEAD_ON_DEG, TILTED, TILTED_DEG, TOWARDS_CAMERA, margin_of
from poise.analysis.repetition.record import Fault
from poise.analysis.repetition.trace import Trace

SHALLOW, NOT_EXTENDED = "too-shallow", "not-fully-extended"
NOT_SEEN = "the joints it needs were not seen"
_HEAD_ON = "the arms point at the camera"
_CUT_SHORT = "it was not seen to its end"


@dataclass(frozen=True, slots=True)
class RangeVerdict:
    """What is said about the range of a repetition.

    Parameters
    ----------
    faults : tuple of Fault
        Where it fell short.
    missing : float
        What is missing of the way there and back, as a share of the exercise's usual range.
    unjudged : dict of str to str
        Which of the two limits could not be judged, and why.
    """

    faults: tuple[Fault, ...] = ()
    missing: float = 0.0
    unjudged: dict[str, str] = field(default_factory=dict)


class RangeJudge:
    """Judge how far swings of one exercise go at one level."""

    def __init__(self, exercise: Exercise, level: Level, trace: Trace) -> None:
        self._exercise, self._level, self._trace = exercise, level, trace

    def judge(self, swing: Swing, side: str, view: View) -> RangeVerdict:
        """Return where a swing falls short by more than its measure is misread by."""
        rom = self._exercise.range_of_motion
        if rom is None:
            return RangeVerdict()
        signal = self._exercise.signals[0]
        span = signal.peak - signal.rest
        margin = margin_of(signal.measure, view, is_one_sided=self._is_one_sided(side, swing)) / abs(span)
        limits = (
            (SHALLOW, self._short_of_peak(swing, rom), swing.peak_s, swing.peak, rom.peak, rom.shallow_cue),
            (
                NOT_EXTENDED,
                self._short_of_rest(swing, rom),
                swing.end_s,
                swing.end,
                rom.rest,
                rom.extension_cue,
            ),
        )
        faults, missing, unjudged = [], 0.0, {}
        for name, short, time_s, reached, wanted, cue in limits:
            if short <= margin:
                continue
            if why := self._unseen(swing, side, time_s, is_peak=name == SHALLOW):
                unjudged[name] = why
                continue
            missing += short
            value = round(signal.rest + reached * span, 1)
            limit, parts = wanted[self._level], regions_of(signal.measure)
            faults.append(Fault(name, Severity.MAJOR, time_s, cue, value, limit, parts))
        return RangeVerdict(tuple(faults), missing, unjudged)

    def _short_of_peak(self, swing: Swing, rom: RangeOfMotion) -> float:
        """Return by what share of the usual range the peak falls short of its limit."""
        signal = self._exercise.signals[0]
        wanted = (rom.peak[self._level] - signal.rest) / (signal.peak - signal.rest)
        # Who rests beyond where anybody does is seen by a tilted camera: what the rest is off, the peak is off, too.
        beyond_deg = -swing.start * abs(signal.peak - signal.rest)
        is_tilted = signal.measure in TILTED and beyond_deg > TILTED_DEG
        return wanted - swing.peak + (swing.start if is_tilted else 0.0)

    def _short_of_rest(self, swing: Swing, rom: RangeOfMotion) -> float:
        signal = self._exercise.signals[0]
        return swing.end - (rom.rest[self._level] - signal.rest) / (signal.peak - signal.rest)

    def _is_one_sided(self, side: str, swing: Swing) -> bool:
        """Whether one side alone was seen clearly at the peak."""
        measure = self._exercise.signals[0].measure
        if side != "both" or not MEASURES[measure].is_sided:
            return side != "both"
        return sum(self._trace.is_clear_around(measure, one, swing.peak_s) for one in ("left", "right")) == 1

    def _unseen(self, swing: Swing, side: str, time_s: float, *, is_peak: bool) -> str:
        """Return why an end of the range cannot be judged, "" if it can."""
        measure = self._exercise.signals[0].measure
        if is_peak and self._trace.is_hidden_at(measure, side, time_s, (swing.start_s, swing.end_s)):
            return NOT_SEEN
        if swing.is_cut_short and not is_peak:
            return _CUT_SHORT
        if not self._trace.is_clear_around(measure, side, time_s):
            return NOT_SEEN
        towards = TOWARDS_CAMERA.get(measure)
        if towards and self._trace.around(towards, side, time_s, clear=False) > HEAD_ON_DEG:
            return _HEAD_ON
        return ""
