"""The verdict on a repetition: identity, range, form, tempo, score."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import cached_property, partial
from statistics import median

from poise.analysis.measuring.body import NAN
from poise.analysis.measuring.facing import View
from poise.analysis.measuring.measures import MEASURES
from poise.analysis.measuring.regions import regions_of
from poise.analysis.repetition.counter import Swing
from poise.analysis.repetition.evidence import NOT_FORGIVEN, Contradiction, distance
from poise.analysis.repetition.exercise import Exercise, FormRule, Level, Limbs, Moment, Severity
from poise.analysis.repetition.margins import TOWARDS_CAMERA
from poise.analysis.repetition.ranges import NOT_SEEN, RangeJudge
from poise.analysis.repetition.record import Fault, Repetition, Tempo
from poise.analysis.repetition.swing_classifier import UNKNOWN, Resemblance
from poise.analysis.repetition.swing_features import SwingReader
from poise.analysis.repetition.trace import Trace

_PAUSE_SHARE = 0.1  # the pause is the time spent within a tenth of the range from the peak
_RARE = 0.1  # a limit counts as broken if more than a tenth of the time breaks it
_EXTREME = 0.05  # a travel leaves out so much of the time at either end, which may be noise
_REST_S = 0.3  # ranges are measured from so long before the movement, at rest
_POINTS = {Severity.MAJOR: 20.0, Severity.MINOR: 7.0}
# How much less one side may do where both should do the same. The model's own left-right error reaches 0.47 on a real
# push-up seen from 45 degrees.
_ONE_SIDED = {Level.BEGINNER: 0.7, Level.STANDARD: 0.6, Level.STRICT: 0.5}
# A side that is hidden for part of the movement seems to do less than it does: then the sides cannot be compared.
_MOSTLY = 0.85
_OUT_OF_POSTURE = 0.3  # share of a swing: with less, what is outside may be noise
_NO_ANGLES = frozenset(TOWARDS_CAMERA.values())  # these tell about the camera, not the person
_RANGE_POINTS = 100.0  # missing half of the range costs half of the score

_INSTANTS: Mapping[Moment, Callable[[Swing], float]] = {
    Moment.START: lambda swing: swing.start_s,
    Moment.PEAK: lambda swing: swing.peak_s,
    Moment.END: lambda swing: swing.end_s,
}


def _percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class Judge:
    """Judge swings of one exercise at one level from the trace of what was measured."""

    def __init__(self, exercise: Exercise, level: Level, trace: Trace) -> None:
        self._exercise, self._level, self._trace = exercise, level, trace
        self._reach = RangeJudge(exercise, level, trace)

    @cached_property
    def _swing_reader(self) -> SwingReader:
        return SwingReader(self._trace.joints)

    def contradiction(self, swing: Swing, side: str) -> Contradiction:
        """Return what speaks against a swing being this exercise.

        What was not seen does not speak against it.
        """
        missed, strength = [], 0.0
        counted = {signal.measure for signal in self._exercise.signals}
        for confirmation in self._exercise.confirmations:
            if swing.amplitude > confirmation.up_to:
                continue
            bound = confirmation.bound
            value = self._at(bound.measure, confirmation.moment, swing, side, clear=False)
            if not bound.holds(value):
                missed.append(bound.measure)
                strength += math.inf if bound.measure in counted else distance(bound, value)
        for bound in self._exercise.posture if self._exercise.identity else ():  # else the gate asked for it
            values = self._trace.over(bound.measure, "both", swing.start_s, swing.end_s, clear=False)
            if sum(not bound.holds(value) for value in values) > _OUT_OF_POSTURE * len(values):
                missed.append(bound.measure)
                strength += NOT_FORGIVEN
        return Contradiction(tuple(missed), strength, self._resemblance(swing))

    def _resemblance(self, swing: Swing) -> Resemblance:
        """Return how the whole body resembles this exercise beside the others of the catalogue."""
        identity = self._exercise.identity
        if identity is None:
            return UNKNOWN
        poses = self._trace.poses_between(swing.start_s - _REST_S, swing.end_s)
        found = identity.compare(self._swing_reader.read(poses, swing.start_s, swing.peak_s))
        return found.of_way(min(1.0, swing.amplitude))

    def repetition(
        self, number: int, swing: Swing, side: str, view: View, *, now_s: float, tempo: Tempo
    ) -> Repetition:
        """Return the record of a complete swing."""
        reach = self._reach.judge(swing, side, view)
        side = self._leading(swing, side)
        form_faults, unjudged = self._form_faults(swing, side, view)
        unjudged |= reach.unjudged
        asymmetry = self._asymmetry(swing)
        form_faults += self._one_sided(swing, asymmetry)
        faults = sorted([*reach.faults, *form_faults], key=lambda fault: fault.severity is not Severity.MAJOR)
        score = 100.0 - _RANGE_POINTS * reach.missing - sum(_POINTS[fault.severity] for fault in form_faults)
        return Repetition(
            number=number,
            start_s=swing.start_s,
            peak_s=swing.peak_s,
            end_s=swing.end_s,
            side=side,
            is_accurate=all(fault.severity is not Severity.MAJOR for fault in faults),
            score=round(min(100.0, max(0.0, score)), 1),
            faults=tuple(faults),
            range_deg=self._ranges(swing),
            tempo=tempo,
            amplitude=swing.amplitude,
            asymmetry=asymmetry,
            unjudged=unjudged,
            announced_s=now_s,
        )

    def _at(self, measure: str, moment: Moment, swing: Swing, side: str, *, clear: bool) -> float:
        around = partial(self._trace.around, measure, side, clear=clear)
        if moment in _INSTANTS:
            return around(_INSTANTS[moment](swing))
        if moment is Moment.CHANGE:
            return around(swing.peak_s) - around(swing.start_s)
        values = self._trace.over(measure, side, swing.start_s, swing.end_s, clear=clear)
        if values and moment is Moment.TRAVEL:
            return _percentile(values, 1 - _EXTREME) - _percentile(values, _EXTREME)
        return median(values) if values else NAN

    def _form_faults(self, swing: Swing, side: str, view: View) -> tuple[list[Fault], dict[str, str]]:
        faults: list[Fault] = []
        unjudged: dict[str, str] = {}
        for rule in self._exercise.rules:
            if view not in rule.views:
                unjudged[rule.name] = f"cannot be judged from the {view}"
                continue
            value, time_s = self._worst(rule, swing, side)
            if math.isnan(value):
                unjudged[rule.name] = NOT_SEEN
            elif (excess := rule.excess(value, self._level)) > 0:
                limit = value - excess if rule.at_most is not None else value + excess
                faults.append(Fault(rule.name, rule.severity, time_s, rule.cue, value, limit, rule.parts))
        return faults, unjudged

    def _worst(self, rule: FormRule, swing: Swing, side: str) -> tuple[float, float]:
        if rule.moment is not Moment.WHOLE:
            time_s = {Moment.START: swing.start_s, Moment.END: swing.end_s}.get(rule.moment, swing.peak_s)
            return self._at(rule.measure, rule.moment, swing, side, clear=True), time_s
        values = self._trace.over(rule.measure, side, swing.start_s, swing.end_s, clear=True)
        if not values:
            return NAN, NAN
        value = _percentile(values, 1 - _RARE if rule.at_most is not None else _RARE)
        return value, swing.start_s + (swing.end_s - swing.start_s) * _place(values, value)

    def _ranges(self, swing: Swing) -> dict[str, float]:
        ranges: dict[str, float] = {}
        for gauge in self._trace.gauges:
            if not gauge.measure.is_sided or gauge.measure.unit != "deg" or gauge.measure.name in _NO_ANGLES:
                continue
            span = self._span(swing, gauge.measure.name, gauge.side)
            if not math.isnan(span):
                ranges[f"{gauge.side}_{gauge.measure.name}"] = round(span, 1)
        return ranges

    def _asymmetry(self, swing: Swing) -> float | None:
        measure = self._exercise.signals[0].measure
        if not MEASURES[measure].is_sided:
            return None
        left, right = (self._whole_span(swing, measure, side) for side in ("left", "right"))
        if math.isnan(left) or math.isnan(right):
            return None
        return round(abs(left - right) / max(left, right, 1e-9), 3)

    def _span(self, swing: Swing, measure: str, side: str) -> float:
        """Return the range of a measure in a swing, with the rest just before it; NaN if it was hardly seen."""
        values = self._trace.over(measure, side, swing.start_s - _REST_S, swing.end_s, clear=True)
        return _percentile(values, 0.98) - _percentile(values, 0.02) if len(values) >= 3 else NAN

    def _whole_span(self, swing: Swing, measure: str, side: str) -> float:
        """Return the range of a measure in a swing that was seen (nearly) from rest to peak to rest, else NaN."""
        start_s, end_s = swing.start_s - _REST_S, swing.end_s
        seen = len(self._trace.over(measure, side, start_s, end_s, clear=True))
        if seen < _MOSTLY * self._trace.count(start_s, end_s):
            return NAN
        if math.isnan(self._trace.around(measure, side, swing.peak_s, clear=True)):
            return NAN
        return self._span(swing, measure, side)

    def _one_sided(self, swing: Swing, asymmetry: float | None) -> list[Fault]:
        limit = _ONE_SIDED[self._level]
        is_meant_even = self._exercise.limbs is Limbs.BILATERAL and not self._exercise.lead
        if not is_meant_even or asymmetry is None or asymmetry <= limit:
            return []
        return [
            Fault(
                "one-sided",
                Severity.MAJOR,
                swing.peak_s,
                "Use both sides evenly",
                asymmetry,
                limit,
                regions_of(self._exercise.signals[0].measure),
            )
        ]

    def _leading(self, swing: Swing, side: str) -> str:
        lead = self._exercise.lead
        if not lead or side != "both":
            return side
        left, right = (self._trace.around(lead, s, swing.peak_s, clear=False) for s in ("left", "right"))
        return side if math.isnan(left) or math.isnan(right) else ("left" if left > right else "right")


def tempo_of(swing: Swing, samples: list[tuple[float, float]], starts_with: str) -> Tempo:
    """Split the time of a swing, from (time, progress) samples."""
    near = swing.peak - _PAUSE_SHARE * swing.amplitude
    times = [time for time, progress in samples if swing.start_s <= time <= swing.end_s and progress >= near]
    first, last = (times[0], times[-1]) if times else (swing.peak_s, swing.peak_s)
    out_s, back_s = first - swing.start_s, swing.end_s - last
    lowering, lifting = (out_s, back_s) if starts_with == "eccentric" else (back_s, out_s)
    return Tempo(round(lowering, 3), round(last - first, 3), round(lifting, 3))


def _place(values: list[float], value: float) -> float:
    return values.index(value) / max(1, len(values) - 1)
