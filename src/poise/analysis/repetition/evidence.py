"""How strongly a swing speaks against being the exercise that the person chose.

Who chose an exercise most likely does it, so its signs are evidence. A sign that is missed by a few degrees hardly
speaks against it. Swings that are alike belong to one set: if one of them has every sign, the others that lack one by a
little are counted, too, also those just before it.
"""

from __future__ import annotations

from dataclasses import dataclass

from poise.analysis.measuring.bound import Bound
from poise.analysis.measuring.measures import MEASURES
from poise.analysis.repetition.counter import Swing
from poise.analysis.repetition.limb import move_together
from poise.analysis.repetition.record import Repetition

# By so much a measure is misread on films of strangers: limits missed by less mean little.
_SPREAD = {"deg": 30.0, "leg": 0.15, "trunk": 0.3, "arm": 0.25, "hips": 0.8, "shoulders": 0.8, "ankles": 0.8}
_SPREAD_ELSE = 0.3
_MAY_MISS_BY = (
    0.5  # spreads, of a single sign, by a swing like one that has them all: with 1.0 wrong exercises gain
)
_ALIKE_RANGE, _ALIKE_TIME = 1.4, 1.6  # swings are alike that differ by no more than such a factor
_APART_S = 6.0  # and lie no farther apart than this
_LEAST_RANGE = 0.6  # limbs that are busy with something else hardly go the whole way from rest to peak
_REMEMBERED = 8  # accepted swings that can vouch for others
_WAITING = 3  # who has lacked a sign more often than this before one had it does something else


def distance(bound: Bound, value: float) -> float:
    """Return by how much a value misses a bound, in spreads of its measure; 0 if it holds or was not seen."""
    if bound.holds(value):
        return 0.0
    missed = bound.minimum - value if value < bound.minimum else value - bound.maximum
    return missed / _SPREAD.get(MEASURES[bound.measure].unit, _SPREAD_ELSE)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What speaks against a swing.

    Parameters
    ----------
    missed : tuple of str
        The measures of the signs it lacks.
    strength : float
        How far these are missed, in spreads of their measures; their sum. Infinite where the very measure that is
        counted is out of bounds: it was seen as well as the swing itself.
    """

    missed: tuple[str, ...] = ()
    strength: float = 0.0


def are_alike(one: Swing, other: Swing) -> bool:
    """Whether two swings are alike in range and duration, and close in time."""
    ranges = one.amplitude, other.amplitude
    durations = one.end_s - one.start_s, other.end_s - other.start_s
    gap_s = max(one.start_s, other.start_s) - min(one.end_s, other.end_s)
    return (
        max(ranges) <= _ALIKE_RANGE * min(ranges)
        and max(durations) <= _ALIKE_TIME * min(durations)
        and gap_s <= _APART_S
        and not _is_same(one, other)
    )


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A swing that lacks signs, and the repetition that it would be."""

    swing: Swing
    against: Contradiction
    repetition: Repetition

    @property
    def is_minor(self) -> bool:
        """Whether it lacks so little that other swings can vouch for it."""
        is_one_sign = len(self.against.missed) == 1 and self.against.strength <= _MAY_MISS_BY
        return is_one_sign and self.swing.amplitude >= _LEAST_RANGE


class Evidence:
    """The swings of late, with and without every sign, until it is clear which are the exercise."""

    def __init__(self) -> None:
        self._accepted: list[Swing] = []
        self._waiting: list[Doubtful] = []

    def take(self, swing: Swing, against: Contradiction, repetition: Repetition) -> list[Doubtful]:
        """Take the next swing; return what is to be counted now, this one or earlier ones too, oldest first."""
        newest = Doubtful(swing, against, repetition)
        if not against.missed:
            return [*self._vouch(swing), newest]
        if not newest.is_minor:
            return []
        if any(are_alike(swing, one) for one in self._accepted):
            return [*self._vouch(swing), newest]
        self._waiting = [*self._waiting, newest][-_WAITING:]
        return []

    def _vouch(self, swing: Swing) -> list[Doubtful]:
        """Accept a swing and, one after the other, what waits and is like those accepted."""
        believed: list[Doubtful] = []
        fresh = [swing]
        while fresh:
            accepted = fresh.pop()
            self._accepted = [*self._accepted, accepted][-_REMEMBERED:]
            self._waiting = [one for one in self._waiting if not _is_same(one.swing, accepted)]
            alike = [one for one in self._waiting if are_alike(one.swing, accepted)]
            self._waiting = [one for one in self._waiting if one not in alike]
            believed += alike
            fresh += [one.swing for one in alike]
        return sorted(believed, key=lambda one: one.swing.end_s)


def _is_same(one: Swing, other: Swing) -> bool:
    return move_together(one, other.start_s, other.peak_s, other.end_s)
