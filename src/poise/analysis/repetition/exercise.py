"""What the engine must know about an exercise; the catalogue builds these from a trainer's file."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from poise.analysis.measuring.bound import Bound
from poise.analysis.measuring.facing import View
from poise.analysis.measuring.regions import Region
from poise.analysis.repetition.swing_classifier import Identity


class Level(StrEnum):
    """How strictly range and form are judged."""

    BEGINNER = "beginner"
    STANDARD = "standard"
    STRICT = "strict"


class Kind(StrEnum):
    """Whether repetitions are counted or seconds held."""

    REPETITIONS = "repetitions"
    HOLD = "hold"


class Group(StrEnum):
    """Under which heading people look for an exercise; `OWN` are those that say none."""

    LEGS = "legs"
    PUSH = "push"
    PULL = "pull"
    CORE = "core"
    BALANCE = "balance"
    MOBILITY = "mobility"
    OWN = "own"


class Limbs(StrEnum):
    """How the two sides of the body share the work.

    ``BILATERAL``: both move together and one signal, fused from both, is counted. ``ALTERNATING`` and ``EITHER``:
    each limb is counted by itself, and limbs that move at the same time make one repetition; alternating
    exercises are taught left, right, left, either ones leave the choice to the person.
    """

    BILATERAL = "bilateral"
    ALTERNATING = "alternating"
    EITHER = "either"


class Moment(StrEnum):
    """At which part of a repetition a rule is judged.

    ``WHOLE`` is the level that a tenth of the time exceeds, ``CHANGE`` the peak minus the start, and ``TRAVEL`` the
    span that is covered from start to end: a tilted camera adds to levels, but hardly to changes and spans.
    """

    START = "start"
    PEAK = "peak"
    END = "end"
    WHOLE = "whole"
    CHANGE = "change"
    TRAVEL = "travel"


class Severity(StrEnum):
    """A major fault makes a repetition inaccurate, a minor one only costs points."""

    MAJOR = "major"
    MINOR = "minor"


ByLevel = Mapping[Level, float]


@dataclass(frozen=True, slots=True)
class Signal:
    """A measure that drives the count.

    Parameters
    ----------
    measure : str
        A name of `poise.analysis.measuring.measures`.
    rest, peak : float
        Its usual values at rest and at the peak of a full repetition; progress is 0 at the one and 1 at the other.
    weight : float
        Its share where several signals drive the count.
    """

    measure: str
    rest: float
    peak: float
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What must also be true of a movement for it to be this exercise and not another.

    Parameters
    ----------
    bound : Bound
        The measure and its limits.
    moment : Moment
        When it is looked at; ``CHANGE`` means its value at the peak minus its value at the start.
    up_to : float
        Asked only of swings up to this share of rest to peak: half a repetition resembles more other movements.
    """

    bound: Bound
    moment: Moment
    up_to: float = math.inf


@dataclass(frozen=True, slots=True)
class FormRule:
    """One way in which a repetition can be wrong, judged apart from the counting.

    Parameters
    ----------
    name : str
        Identifier in kebab-case.
    measure : str
        What is measured.
    moment : Moment
        When.
    at_most, at_least : mapping of Level to float, or None
        The limits by level; exactly one is given.
    views : frozenset of View
        From where it can be judged; from elsewhere the rule is silent.
    severity : Severity
        Whether it makes the repetition inaccurate.
    cue : str
        At most six words, to be spoken.
    explanation, source : str
        Why it matters, and who says so.
    parts : tuple of Region
        Of the body, that it speaks of.
    """

    name: str
    measure: str
    moment: Moment
    at_most: ByLevel | None
    at_least: ByLevel | None
    views: frozenset[View]
    severity: Severity
    cue: str
    explanation: str
    source: str
    parts: tuple[Region, ...] = ()

    def excess(self, value: float, level: Level) -> float:
        """Return by how much `value` breaks the rule, in the measure's unit; 0 or less is within."""
        if self.at_most is not None:
            return value - self.at_most[level]
        return self.at_least[level] - value if self.at_least is not None else 0.0


@dataclass(frozen=True, slots=True)
class RangeOfMotion:
    """How far a repetition must go to count as accurate, by level, in the first signal's measure."""

    measure: str
    peak: ByLevel
    rest: ByLevel
    shallow_cue: str
    extension_cue: str


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise of the catalogue.

    Parameters
    ----------
    identifier, name : str
        ``"romanian-deadlift"`` and ``"Romanian deadlift"``.
    kind : Kind
        Repetitions or a hold.
    group : Group
        Under which heading it is listed.
    is_recognised : bool
        Whether a movement may be said to look like it; a choice of one that is not is never questioned.
    limbs : Limbs
        How the sides share the work.
    views : tuple of View
        Where the camera may stand.
    signals : tuple of Signal
        What drives the count (none for a hold).
    floor : float
        The least swing, as a share of rest to peak, that is an attempt at all.
    minimum_s : float
        No repetition is shorter.
    posture : tuple of Bound
        What must hold while the set goes on; the arming gate asks for it too.
    confirmations : tuple of Confirmation
        What tells this exercise from others.
    range_of_motion : RangeOfMotion or None
        How far an accurate repetition goes (None for a hold).
    rules : tuple of FormRule
        Form.
    zone : tuple of Bound
        For a hold: the zone in which seconds count.
    starts_with : str
        ``"eccentric"`` if the way from rest to peak lowers the load (squat), else ``"concentric"`` (curl).
    lead : str
        For bilateral exercises with a leading leg: the measure that is larger on the leading side, else "".
    identity : Identity or None
        How to tell it from the other exercises of the catalogue by the whole body; None where that was not learned.
        It is no part of what the exercise is: two exercises that differ in this alone are equal.
    """

    identifier: str
    name: str
    kind: Kind
    limbs: Limbs
    views: tuple[View, ...]
    signals: tuple[Signal, ...] = ()
    floor: float = 0.4
    minimum_s: float = 0.4
    posture: tuple[Bound, ...] = ()
    confirmations: tuple[Confirmation, ...] = ()
    range_of_motion: RangeOfMotion | None = None
    rules: tuple[FormRule, ...] = ()
    zone: tuple[Bound, ...] = ()
    starts_with: str = "eccentric"
    lead: str = ""
    muscles: tuple[str, ...] = ()
    equipment: tuple[str, ...] = ()
    instructions: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    summary: str = ""
    group: Group = Group.OWN
    is_recognised: bool = True
    identity: Identity | None = field(default=None, compare=False, repr=False)
