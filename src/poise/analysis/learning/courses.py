"""Every measure over the whole clip, on an even grid of time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.ndimage import gaussian_filter1d

from poise.analysis.measuring.body import Body, Joints
from poise.analysis.measuring.measures import MEASURES, Gauge, gauges
from poise.errors import PoseError
from poise.pose import FloatArray, PoseSequence, Skeleton

RATE_HZ = 30.0
_BRIDGED_S = 0.4  # longer gaps stay gaps; the engine bridges up to 1 s, a lesson is better careful
_SMOOTH_S = 0.07  # leaves a high knee of 0.4 s standing and takes the estimator's jitter away
_ROBUST = 1.4826  # from the median absolute deviation to a standard deviation


@dataclass(frozen=True, eq=False, slots=True)
class Course:
    """One measure of one side over time.

    Parameters
    ----------
    values : (T,) float64
        Smoothed, in the measure's unit; NaN where it was not seen.
    noise : float
        Standard deviation of what the smoothing took away.
    trust : float
        Mean likelihood that its points were seen, 0..1.
    """

    values: FloatArray
    noise: float
    trust: float

    @property
    def reach(self) -> float:
        """The range between the 2nd and the 98th percentile, NaN if it was never seen."""
        seen = self.values[np.isfinite(self.values)]
        return float(np.subtract(*np.percentile(seen, (98, 2)))) if len(seen) else float("nan")


@dataclass(frozen=True, eq=False, slots=True)
class Courses:
    """All measures over time, by name and by side (``left``, ``right``, ``both``).

    Measures of the whole body have ``both`` only. ``both`` of a sided measure is the mean of the sides, weighted by
    likelihood, range and jitter as the engine weights them.
    """

    times_s: FloatArray
    of: Mapping[str, Mapping[str, Course]]

    def at(self, measure: str, side: str, time_s: float, width_s: float = 0.12) -> float:
        """Return the median of a measure about an instant, NaN if it was not seen."""
        sides = self.of[measure]
        near = np.abs(self.times_s - time_s) <= width_s
        values = sides.get(side, sides["both"]).values[near]
        values = values[np.isfinite(values)]
        return float(np.median(values)) if len(values) else float("nan")


def courses_of(sequence: PoseSequence) -> Courses:
    """Read every measure that the skeleton allows, at every instant."""
    readers = _readers(sequence.skeleton)
    needed = tuple({index for reader in readers for index in reader.indices})
    values = np.full((len(sequence), len(readers)), np.nan)
    trusts = np.zeros_like(values)
    for row, pose in enumerate(sequence):
        body = Body(pose, needed)
        for column, reader in enumerate(readers):
            trust = reader.trust(body)
            if trust > 0:
                values[row, column], trusts[row, column] = reader.read(body), trust
    grid_s = np.arange(sequence.times_s[0], sequence.times_s[-1] + 1e-9, 1.0 / RATE_HZ)
    found: dict[str, dict[str, Course]] = {}
    for column, reader in enumerate(readers):
        course = _course(sequence.times_s, values[:, column], trusts[:, column], grid_s)
        found.setdefault(reader.measure.name, {})[reader.side or "both"] = course
    for name, sides in found.items():
        if MEASURES[name].is_sided:
            sides["both"] = _joined(sides["left"], sides["right"])
    return Courses(grid_s, found)


def _readers(skeleton: Skeleton) -> list[Gauge]:
    joints = Joints(skeleton)
    found: list[Gauge] = []
    for name in MEASURES:
        try:
            found += gauges(name, joints)
        except PoseError:  # a skeleton without heels has no angle of the sole
            continue
    return found


def _course(times_s: FloatArray, values: FloatArray, trusts: FloatArray, grid_s: FloatArray) -> Course:
    seen = np.isfinite(values)
    if seen.sum() < 2:
        return Course(np.full(len(grid_s), np.nan), 0.0, 0.0)
    seen_s = times_s[seen]
    even = np.interp(grid_s, seen_s, values[seen])
    after = np.searchsorted(seen_s, grid_s).clip(1, len(seen_s) - 1)
    is_gap = (seen_s[after] - seen_s[after - 1] > _BRIDGED_S) | (grid_s > seen_s[-1]) | (grid_s < seen_s[0])
    smooth = gaussian_filter1d(even, _SMOOTH_S * RATE_HZ, mode="nearest")
    rough = values[seen] - np.interp(seen_s, grid_s, smooth)
    noise = _ROBUST * float(np.median(np.abs(rough - np.median(rough))))
    return Course(np.where(is_gap, np.nan, smooth), noise, float(trusts[seen].mean()))


def _joined(left: Course, right: Course) -> Course:
    sides = np.stack([left.values, right.values])
    weights = np.array([_weight(left), _weight(right)])
    if weights.sum() <= 0:
        return left
    there = np.isfinite(sides) * weights[:, None]
    total = there.sum(axis=0)
    values = np.where(
        total > 0, (np.nan_to_num(sides) * there).sum(axis=0) / np.maximum(total, 1e-12), np.nan
    )
    shares = weights / weights.sum()
    return Course(
        values,
        float(shares @ [left.noise, right.noise]),
        float(shares @ [left.trust, right.trust]),
    )


def _weight(course: Course) -> float:
    reach = course.reach
    if not reach > 0:
        return 0.0
    return (0.1 + course.trust) * reach * reach / (reach + 2 * course.noise)
