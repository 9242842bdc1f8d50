"""Which measure drives the repetitions, on which limbs, and in which direction."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from poise.analysis.learning.courses import RATE_HZ, Course, Courses
from poise.analysis.learning.swings import Swing, alike, nearest, swings, turning_points
from poise.analysis.measuring.measures import MEASURES
from poise.analysis.repetition.exercise import Limbs

# What a measure must swing at the least to be an exercise, by unit: twice the model's error between views or more.
LEAST = {"deg": 16.0, "trunk": 0.15, "leg": 0.12, "arm": 0.25, "shin": 0.25}
_LEAST_WIDTH = 0.6  # for widths, shares of hips, shoulders or ankles
_NOISE = 5.0  # and so many standard deviations of its noise
_SHORTEST_S = 0.25  # a swing that is faster is a glitch
_TURN_SHARES = (0.35, 0.2)  # a turn is this share of the clip's range; less where something else was larger
_STILL = 0.35  # a limb that moves less than this share of the other one is still
_SEEN = 0.5  # stillness is believed of limbs that were likely seen
_TIDY_ALONE = 0.6  # a single repetition resembles no other
_AROUND_S = 1.0  # rest is looked for so long before and after the repetitions, not in the walking in
_TOGETHER = 0.25  # peaks closer than this share of a repetition belong together
# Joint angles mean the same from every view; inclinations tilt with the camera; widths shrink with the view;
# places in the picture follow every step of the person or the camera.
_PRIOR = {
    "knee_flexion": 0.8,
    "hip_flexion": 0.7,
    "elbow_flexion": 0.8,
    "shoulder_elevation": 0.7,
    "thigh_raise": 0.4,
    "upper_arm_raise": 0.4,
    "trunk_lean": 0.3,
    "heel_lift": 0.3,
    "ankle_plantarflexion": 0.3,
}
_PRIOR_BY_UNIT = {"deg": 0.0, "leg": -0.3, "arm": -0.3}
_PRIOR_OTHER = -1.0
# Relative differences, ill-defined as candidates: they have two signs or jump where a limb passes another.
_NEVER = {
    "knee_difference",
    "hip_sag",
    "trunk_side_lean",
    "trunk_forward_lean",
    "shoulder_tilt",
    "shin_lean",
    "knee_over_toes",
    "arm_towards_camera",
    "upper_arm_towards_camera",
    "hand_lift",
}


@dataclass(frozen=True, eq=False, slots=True)
class Candidate:
    """One reading of the clip: a measure, its limbs, its direction, and the repetitions it shows.

    Parameters
    ----------
    measure : str
        Its name.
    limbs : Limbs
        How the sides share the work.
    repetitions : tuple of (str, Swing)
        Side and swing, in the order of time.
    score : float
        How well it explains the clip; higher is better.
    """

    measure: str
    limbs: Limbs
    repetitions: tuple[tuple[str, Swing], ...]
    score: float

    @property
    def rest(self) -> float:
        """The usual value at rest."""
        return float(np.median([swing.rest for _, swing in self.repetitions]))

    @property
    def peak(self) -> float:
        """The usual value at the peak."""
        return float(np.median([swing.top for _, swing in self.repetitions]))


def least_swing(measure: str) -> float:
    """Return the least swing of a measure that is a movement, in its unit."""
    return LEAST.get(MEASURES[measure].unit, _LEAST_WIDTH)


def find_candidates(courses: Courses, count: int | None = None) -> list[Candidate]:
    """Return all readings of the clip that show repetitions, the best first.

    Parameters
    ----------
    courses : Courses
        Every measure over time.
    count : int, optional
        How many repetitions are known to be shown; readings with another number come last.
    """
    found = [
        candidate
        for measure in courses.of
        if measure not in _NEVER
        for upwards in (True, False)
        for share in _TURN_SHARES
        for candidate in _readings(courses, measure, upwards=upwards, share=share, count=count)
    ]
    return sorted(found, key=lambda candidate: -candidate.score)


def _readings(
    courses: Courses, measure: str, *, upwards: bool, share: float, count: int | None
) -> Iterator[Candidate]:
    sides = courses.of[measure]
    shown = {side: _shown(course, measure, upwards, share) for side, course in sides.items()}
    left, right = shown.get("left", []), shown.get("right", [])
    if left and right and not _coincide(left, right):
        together = sorted(
            [("left", swing) for swing in left] + [("right", swing) for swing in right],
            key=lambda one: one[1].start,
        )
        parts = [(sides["left"], left), (sides["right"], right)]
        yield from _candidate(measure, Limbs.ALTERNATING, together, parts, count)
    elif (alone := _alone(sides.get("left"), sides.get("right"))) and shown[alone]:
        one_sided = [(alone, swing) for swing in shown[alone]]
        yield from _candidate(measure, Limbs.EITHER, one_sided, [(sides[alone], shown[alone])], count)
    elif shown["both"]:
        both = [("both", swing) for swing in shown["both"]]
        yield from _candidate(measure, Limbs.BILATERAL, both, [(sides["both"], shown["both"])], count)


def _shown(course: Course, measure: str, upwards: bool, share: float) -> list[Swing]:
    least = max(least_swing(measure), _NOISE * course.noise)
    reach = course.reach
    if not reach >= least:
        return []
    found = swings(course.values, upwards=upwards, least=max(least, share * reach))
    return alike([swing for swing in found if swing.length >= _SHORTEST_S * RATE_HZ])


def _coincide(left: Sequence[Swing], right: Sequence[Swing]) -> bool:
    """Whether the sides move at the same time rather than in turn."""
    near = sum(
        any(abs(one.peak - other.peak) <= _TOGETHER * min(one.length, other.length) for other in right)
        for one in left
    )
    return near > 0.34 * min(len(left), len(right))


def _alone(left: Course | None, right: Course | None) -> str:
    """Return the side that moves while the other one is seen to be still, or nothing."""
    if left is None or right is None:
        return ""
    if right.reach < _STILL * left.reach and right.trust >= _SEEN:
        return "left"
    if left.reach < _STILL * right.reach and left.trust >= _SEEN:
        return "right"
    return ""


def _candidate(
    measure: str,
    limbs: Limbs,
    repetitions: list[tuple[str, Swing]],
    parts: Sequence[tuple[Course, list[Swing]]],
    count: int | None,
) -> Iterator[Candidate]:
    if count is not None and len(repetitions) > count:
        kept = set(nearest([swing for _, swing in repetitions], count))
        penalty = 1.0 + 0.5 * (len(repetitions) - count)
        repetitions = [one for one in repetitions if one[1] in kept]
    else:
        penalty = 0.0 if count is None else 3.0 * (count - len(repetitions))
    score = float(np.mean([_score(measure, course, own) for course, own in parts])) - penalty
    yield Candidate(measure, limbs, tuple(repetitions), score)


def _score(measure: str, course: Course, own: Sequence[Swing]) -> float:
    """Say how well these swings explain the course; each term is about 0..1 but for the first (0..3)."""
    size = float(np.median([abs(swing.size) for swing in own]))
    strength = min(3.0, math.log2(size / (least_swing(measure) / 2 + 2 * course.noise)))
    tops, rests = np.std([swing.top for swing in own]), np.std([swing.rest for swing in own])
    lengths = [swing.length for swing in own]
    uneven = float(tops + rests) / size + float(np.std(lengths) / np.mean(lengths))
    tidy = 1.0 - min(1.0, uneven) if len(own) > 1 else _TIDY_ALONE
    unit = MEASURES[measure].unit
    prior = _PRIOR.get(measure, _PRIOR_BY_UNIT.get(unit, _PRIOR_OTHER))
    return strength + tidy + 1.5 * _explained(course, own, size) + course.trust + prior + _rest(course, own)


def _explained(course: Course, own: Sequence[Swing], size: float) -> float:
    """Return the share of all the way that was covered in these repetitions."""
    points = turning_points(course.values, 0.2 * size)
    way = float(np.abs(np.diff(course.values[points])).sum())
    return min(1.0, 2.0 * sum(abs(swing.size) for swing in own) / way) if way > 0 else 0.0


def _rest(course: Course, own: Sequence[Swing]) -> float:
    """Say how much the end that is taken for rest looks like it: where a set begins, ends and lingers."""
    rest = float(np.median([swing.rest for swing in own]))
    size = float(np.median([swing.top for swing in own])) - rest
    margin = int(_AROUND_S * RATE_HZ)
    first, last = min(swing.start for swing in own) - margin, max(swing.end for swing in own) + margin
    near = course.values[max(0, first) : last + 1]
    progress = (near[np.isfinite(near)] - rest) / size
    lingers = float((progress < 0.25).mean() - (progress > 0.75).mean())
    edge = int(0.3 * RATE_HZ)
    ends = (np.median(progress[:edge]), np.median(progress[-edge:]))
    begins = sum(0.5 * (abs(value) < 0.3) - 0.25 * (value > 0.7) for value in ends)
    return lingers + float(begins) + (0.3 if size > 0 else 0.0)
