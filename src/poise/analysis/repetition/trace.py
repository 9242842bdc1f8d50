"""What was measured during the present repetition."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import pairwise
from statistics import median

from poise.analysis.measuring.body import NAN, Body, Joints
from poise.analysis.measuring.measures import Gauge, gauges
from poise.analysis.repetition.exercise import Exercise
from poise.analysis.repetition.margins import TOWARDS_CAMERA
from poise.pose import Pose

_LONGEST = 4096  # samples; a longer movement is thinned, so that memory is bounded
_EDGE_S = 0.12  # around the turning points, so much is looked at
_HIDDEN_S = 0.3  # a turn is seen for about so long


def measures_of(exercise: Exercise) -> tuple[str, ...]:
    """Return the names of all measures an exercise asks for, each once."""
    names = [signal.measure for signal in exercise.signals]
    names += [bound.measure for bound in (*exercise.posture, *exercise.zone)]
    names += [confirmation.bound.measure for confirmation in exercise.confirmations]
    names += [rule.measure for rule in exercise.rules]
    names += [exercise.lead] if exercise.lead else []
    names += [TOWARDS_CAMERA[name] for name in names[:1] if name in TOWARDS_CAMERA]
    return tuple(dict.fromkeys(names))


class Trace:
    """Samples of all measures of an exercise, for as long as they may be needed.

    Two readings are kept of each: what the model says, for posture and for telling movements apart, and what may
    be judged, with NaN where a point was hidden or outside the picture, for form.
    """

    def __init__(self, names: Iterable[str], joints: Joints) -> None:
        self.joints = joints
        self.gauges: list[Gauge] = [gauge for name in names for gauge in gauges(name, joints)]
        self.indices = tuple({index for gauge in self.gauges for index in gauge.indices})
        self._columns: dict[str, dict[str, int]] = {}
        for column, gauge in enumerate(self.gauges):
            self._columns.setdefault(gauge.measure.name, {})[gauge.side] = column
        self.times: list[float] = []
        self.rows: list[list[float]] = []
        self.clear_rows: list[list[float]] = []
        self.poses: list[Pose] = []

    def add(self, body: Body) -> None:
        """Measure a pose."""
        self.times.append(body.time_s)
        self.poses.append(body.pose)
        row = [gauge.read(body) if gauge.is_trusted(body) else NAN for gauge in self.gauges]
        self.rows.append(row)
        self.clear_rows.append(
            [value if gauge.is_clear(body) else NAN for value, gauge in zip(row, self.gauges, strict=True)]
        )
        if len(self.times) > _LONGEST:
            self.times, self.poses = self.times[::2], self.poses[::2]
            self.rows, self.clear_rows = self.rows[::2], self.clear_rows[::2]

    def drop_before(self, time_s: float) -> None:
        """Forget samples older than `time_s`, now and then."""
        if len(self.times) > 64 and self.times[32] < time_s:
            keep = next((i for i, t in enumerate(self.times) if t >= time_s), len(self.times) - 1)
            del self.times[:keep], self.rows[:keep], self.clear_rows[:keep], self.poses[:keep]

    def sides(self, measure: str) -> tuple[str, ...]:
        """Return the sides a measure has, ``("",)`` for one of the whole body."""
        return tuple(self._columns[measure])

    def newest(self, measure: str) -> float:
        """Return the latest value, the mean of both sides."""
        row = self.rows[-1]
        return _mean([row[column] for column in self._columns[measure].values()])

    def over(self, measure: str, side: str, start_s: float, end_s: float, *, clear: bool) -> list[float]:
        """Return the values of a measure in a span; for ``"both"`` the mean of the sides that were seen.

        `clear` asks for what may be judged only.
        """
        columns = self._columns[measure]
        chosen = [columns[side]] if side in columns else list(columns.values())
        first, last = bisect_left(self.times, start_s), bisect_right(self.times, end_s)
        rows = (self.clear_rows if clear else self.rows)[first:last]
        return [value for row in rows if (value := _mean([row[c] for c in chosen])) == value]

    def is_hidden_at(self, measure: str, side: str, time_s: float, span_s: tuple[float, float]) -> bool:
        """Whether, of a span, a stretch at an instant (or just before or after it) holds no value of a measure."""
        columns = self._columns[measure]
        chosen = [columns[side]] if side in columns else list(columns.values())
        first, last = bisect_left(self.times, span_s[0]), bisect_right(self.times, span_s[1])
        rows = zip(self.times[first:last], self.rows[first:last], strict=True)
        seen_s = [time for time, row in rows if not math.isnan(_mean([row[c] for c in chosen]))]
        return any(
            after_s - before_s > _HIDDEN_S and before_s - _EDGE_S <= time_s <= after_s + _EDGE_S
            for before_s, after_s in pairwise([span_s[0], *seen_s, span_s[1]])
        )

    def is_clear_around(self, measure: str, side: str, time_s: float) -> bool:
        """Whether a measure may be judged in at least half of the poses close to an instant."""
        span_s = time_s - _EDGE_S, time_s + _EDGE_S
        return 2 * len(self.over(measure, side, *span_s, clear=True)) >= max(1, self.count(*span_s))

    def poses_between(self, start_s: float, end_s: float) -> list[Pose]:
        """Return the poses of a span."""
        return self.poses[bisect_left(self.times, start_s) : bisect_right(self.times, end_s)]

    def count(self, start_s: float, end_s: float) -> int:
        """Return how many poses were measured in a span, whatever was seen in them."""
        return bisect_right(self.times, end_s) - bisect_left(self.times, start_s)

    def around(self, measure: str, side: str, time_s: float, *, clear: bool) -> float:
        """Return the median of a measure close to an instant, NaN if it was not seen."""
        values = self.over(measure, side, time_s - _EDGE_S, time_s + _EDGE_S, clear=clear)
        return median(values) if values else NAN


def _mean(values: list[float]) -> float:
    if len(values) == 1:
        return values[0]
    there = [value for value in values if not math.isnan(value)]
    return sum(there) / len(there) if there else NAN
