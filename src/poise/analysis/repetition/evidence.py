"""How strongly a swing speaks against being the exercise that the person chose.

Who chose an exercise most likely does it, so its signs are evidence and not gates. A sign that is missed by a few
degrees, or was read from a limb that points at the camera, hardly speaks against it. Swings that agree with one another
and lack the same sign speak against the sign: cameras and bodies differ, and all of the set is seen the same way.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import fmean

from poise.analysis.repetition.exercise import Bound
from poise.analysis.repetition.measures import MEASURES

# By so much a measure is misread on films of strangers: limits missed by less mean little.
_SPREAD = {"deg": 30.0, "leg": 0.15, "trunk": 0.3, "arm": 0.25, "hips": 0.8, "shoulders": 0.8, "ankles": 0.8}
_SPREAD_ELSE = 0.3
_FARTHEST = 3.0  # one sign alone says no more than this, however far off it is
# Agreeing swings are counted once there are so many, if they speak against the exercise by no more than this in the
# mean. Of 12 refused sets of the chosen exercise on films of strangers 8 stay below 0.5, of 265 sets of another one 22.
# With 0.2 and 0.3 the error on Countix is .438 instead of .391, and other movement is counted as often.
_ENOUGH = ((2, 0.3), (3, 0.5))
_MAY_LACK = 1  # who lacks several signs does something else
_LEAST_RANGE = 0.55  # limbs that are busy with something else hardly go the whole way from rest to peak
_ALIKE_RANGE, _ALIKE_TIME = 1.6, 2.0  # swings agree that differ by no more than such a factor
_APART_S = 8.0  # and lie no farther apart than this
_REMEMBERED = 4


def distance(bound: Bound, value: float) -> float:
    """Return by how much a value misses a bound, in spreads of its measure; 0 if it holds or was not seen."""
    if bound.holds(value):
        return 0.0
    missed = bound.minimum - value if value < bound.minimum else value - bound.maximum
    return min(_FARTHEST, missed / _SPREAD.get(MEASURES[bound.measure].unit, _SPREAD_ELSE))


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What speaks against a swing.

    Parameters
    ----------
    missed : tuple of str
        The measures of the signs it lacks.
    strength : float
        How far these are missed, in spreads of their measures, times how well they were seen; their sum.
    """

    missed: tuple[str, ...] = ()
    strength: float = 0.0

    def merge(self, other: Contradiction) -> Contradiction:
        """Return what speaks against a repetition that two limbs did together: what speaks against the clearer one."""
        return self if self.strength <= other.strength else other


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A swing that lacks signs, as far as it must be compared with others."""

    amplitude: float
    start_s: float
    end_s: float
    against: Contradiction

    def agrees(self, other: Doubtful) -> bool:
        """Whether two swings are alike in range and duration, and close in time."""
        durations = self.end_s - self.start_s, other.end_s - other.start_s
        gap_s = max(self.start_s, other.start_s) - min(self.end_s, other.end_s)
        return (
            max(self.amplitude, other.amplitude) <= _ALIKE_RANGE * min(self.amplitude, other.amplitude)
            and max(durations) <= _ALIKE_TIME * min(durations)
            and gap_s <= _APART_S
        )


@dataclass(slots=True)
class Doubts:
    """The swings of late that lack signs, until enough of them agree."""

    _waiting: list[Doubtful] = field(default_factory=list)
    _believed: Doubtful | None = None

    def take(self, swing: Doubtful) -> list[Doubtful]:
        """Take the next swing that lacks signs; return those that are to be counted now, in their order."""
        if len(swing.against.missed) > _MAY_LACK or swing.amplitude < _LEAST_RANGE:
            return []
        if self._is_like_believed(swing):
            self._believed = swing
            return [swing]
        self._waiting = [*self._waiting, swing][-_REMEMBERED:]
        alike = [one for one in self._waiting if one.agrees(swing) and _lack_the_same(one, swing)]
        strength = fmean(one.against.strength for one in alike)
        if not any(len(alike) >= count and strength <= limit for count, limit in _ENOUGH):
            return []
        self._believed = swing
        self._waiting = []
        return alike

    def _is_like_believed(self, swing: Doubtful) -> bool:
        believed = self._believed
        return (
            believed is not None
            and believed.agrees(swing)
            and swing.against.strength <= max(limit for _, limit in _ENOUGH)
        )


def _lack_the_same(one: Doubtful, other: Doubtful) -> bool:
    return one is other or bool(set(one.against.missed) & set(other.against.missed))
