"""How strongly a swing speaks against being the exercise that the person chose.

Who chose an exercise most likely does it, so its signs are evidence. A sign that is missed by a few degrees hardly
speaks against it. Swings that are alike belong to one set: if one of them has every sign, the others that lack one by a
little are counted, too, also those just before it. Swings that are alike and lack the same sign, while their bodies
together look like the exercise, speak against the sign.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from poise.analysis.measuring.bound import Bound
from poise.analysis.measuring.measures import MEASURES, PICTURE_HEIGHTS
from poise.analysis.repetition.counter import Swing
from poise.analysis.repetition.limb import move_together
from poise.analysis.repetition.record import Repetition
from poise.analysis.repetition.swing_classifier import UNKNOWN, Resemblance

# By so much a measure is misread on films of strangers: limits missed by less mean little.
_SPREAD = {"deg": 30.0, "leg": 0.15, "trunk": 0.3, "arm": 0.25, "hips": 0.8, "shoulders": 0.8, "ankles": 0.8}
_SPREAD_ELSE = 0.3
_MAY_MISS_BY = (
    0.5  # spreads, of a single sign, by a swing like one that has them all: with 1.0 wrong exercises gain
)
# Log-odds of the likeliest exercise that looks different against the chosen one. On families of films that the
# classifier was not trained on, above the first others must vouch for a swing that has every sign (1 % of those that
# were right, a third to a half of what was counted falsely), above the second it is something else.
_RIVAL, _RIVAL_FAR = 3.0, 4.0
_ALIKE_FAR = 3.5  # ... and if one that looks alike is so much likelier, others must vouch, too
# Who looks so much like the exercise may lack signs where others vouch, or at once, if it looks so much more like it
# than like any that looks alike: these are told apart by the signs.
_LOOKS, _SURE, _ALIKE_LOOKS = -0.5, -1.5, -2.5
# So many swings that are alike and lack the same sign agree, if in the mean their bodies look so much more like the
# exercise than like any different one, and than like any other: a sign misread all through the set. A tilted camera or
# a limb that points at it misreads levels, but hardly a way in the picture: what rises there is believed.
_AGREEING, _AGREED, _ALIKE_AGREED = 2, -1.0, -0.8
NOT_FORGIVEN = 10.0  # spreads that a missed posture counts more than a sign: other swings cannot vouch for it
_ALIKE_RANGE, _ALIKE_TIME = 1.4, 1.6  # swings are alike that differ by no more than such a factor
_APART_S = 6.0  # and lie no farther apart than this
_LEAST_RANGE = 0.6  # limbs that are busy with something else hardly go the whole way from rest to peak
_REMEMBERED = 8  # swings that can vouch for others, or agree with them
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
    resemblance : Resemblance
        Whether the whole body looks more like another exercise.
    """

    missed: tuple[str, ...] = ()
    strength: float = 0.0
    resemblance: Resemblance = UNKNOWN

    @property
    def is_none(self) -> bool:
        """Whether nothing speaks against it: it has every sign and looks like it, or it looks so much like it."""
        if self.missed:
            return self._looks(_SURE)
        return not (self.resemblance.rival > _RIVAL or self.resemblance.best > _ALIKE_FAR)

    @property
    def is_minor(self) -> bool:
        """Whether so little speaks against it that other swings can vouch for it."""
        if not self.missed:
            return not self.resemblance.rival > _RIVAL_FAR
        is_one_sign = len(self.missed) == 1 and self.strength <= _MAY_MISS_BY
        return self._looks(_LOOKS) or (is_one_sign and not self.resemblance.rival > _RIVAL)

    @property
    def may_be_misread(self) -> bool:
        """Whether it lacks one sign that can be misread all through a set."""
        is_one_sign = len(self.missed) == 1 and self.strength < math.inf
        return is_one_sign and not PICTURE_HEIGHTS.intersection(self.missed)

    def _looks(self, at_most: float) -> bool:
        """Whether the whole body looks like the exercise, and what is counted is within its bounds."""
        looks = self.resemblance.rival <= at_most and self.resemblance.best <= _ALIKE_LOOKS
        return looks and self.strength < math.inf


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
        return self.against.is_minor and self.swing.amplitude >= _LEAST_RANGE


class Evidence:
    """The swings of late, with and without every sign, until it is clear which are the exercise."""

    def __init__(self) -> None:
        self._accepted: list[Swing] = []
        self._waiting: list[Doubtful] = []
        self._recent: list[Doubtful] = []

    def take(self, swing: Swing, against: Contradiction, repetition: Repetition) -> list[Doubtful]:
        """Take the next swing; return what is to be counted now, this one or earlier ones too, oldest first."""
        newest = Doubtful(swing, against, repetition)
        believed = self._believe(newest)
        self._recent = [*self._recent, newest][-_REMEMBERED:]
        return believed

    def _believe(self, newest: Doubtful) -> list[Doubtful]:
        if newest.against.is_none:
            return [*self._vouch(newest.swing), newest]
        if newest.is_minor:
            if any(are_alike(newest.swing, one) for one in self._accepted):
                return [*self._vouch(newest.swing), newest]
            self._waiting = [*self._waiting, newest][-_WAITING:]
        return self._agree(newest)

    def _agree(self, newest: Doubtful) -> list[Doubtful]:
        """Return the swings not yet accepted that lack the same sign as the newest, if together they look like it."""
        if not newest.against.may_be_misread:
            return []
        alike = [newest]
        for one in reversed(self._recent):
            is_alike = are_alike(one.swing, alike[-1].swing) or are_alike(one.swing, newest.swing)
            if is_alike and set(one.against.missed) <= set(newest.against.missed):
                alike.append(one)
        if len(alike) < _AGREEING or not _look_like_it(alike):
            return []
        believed = [one for one in alike if not any(_is_same(one.swing, other) for other in self._accepted)]
        self._accepted = [*self._accepted, *(one.swing for one in believed)][-_REMEMBERED:]
        self._waiting = [one for one in self._waiting if one not in believed]
        return sorted(believed, key=lambda one: one.swing.end_s)

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


def _look_like_it(swings: Sequence[Doubtful]) -> bool:
    """Whether the bodies of some swings look like the exercise in the mean of those of whom that is known."""
    known = [one.against.resemblance for one in swings if not math.isnan(one.against.resemblance.rival)]
    if not known:
        return False
    rival, best = (fmean(values) for values in zip(*((one.rival, one.best) for one in known), strict=True))
    return rival <= _AGREED and best <= _ALIKE_AGREED


def _is_same(one: Swing, other: Swing) -> bool:
    return move_together(one, other.start_s, other.peak_s, other.end_s)
