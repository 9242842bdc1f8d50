"""What the engine says about repetitions and sets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from poise.analysis.measuring.regions import Region
from poise.analysis.repetition.exercise import Level, Severity


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that was wrong with a repetition or a hold.

    Parameters
    ----------
    name : str
        The rule's identifier, ``"too-shallow"`` or ``"not-fully-extended"``.
    severity : Severity
        Major faults make a repetition inaccurate.
    time_s : float
        When it was at its worst.
    cue : str
        What to say.
    value, limit : float
        What was measured and what is allowed, in the measure's unit.
    parts : tuple of Region
        Of the body, that it speaks of.
    """

    name: str
    severity: Severity
    time_s: float
    cue: str
    value: float
    limit: float
    parts: tuple[Region, ...] = ()


@dataclass(frozen=True, slots=True)
class Tempo:
    """Seconds lowering, at the peak, and lifting."""

    eccentric_s: float
    pause_s: float
    concentric_s: float


@dataclass(frozen=True, slots=True)
class Repetition:
    """One complete repetition with its verdict.

    Parameters
    ----------
    number : int
        1 for the first of the set.
    start_s, peak_s, end_s : float
        When it left rest, turned, and was back.
    side : str
        ``"left"``, ``"right"`` or ``"both"``.
    is_accurate : bool
        Complete range and no major fault.
    score : float
        0..100, see docs/coaching.md.
    faults : tuple of Fault
        Worst first.
    range_deg : mapping of str to float
        Range of each joint angle, per side: ``{"left_knee_flexion": 104.0}``.
    tempo : Tempo
        How the time was spent.
    amplitude : float
        Share of the exercise's usual range, 1 for all of it.
    asymmetry : float or None
        Difference of the sides' ranges over the larger one; None where only one side was seen.
    unjudged : mapping of str to str
        Rules that were silent, and why.
    announced_s : float
        Time of the pose with which it was announced.
    """

    number: int
    start_s: float
    peak_s: float
    end_s: float
    side: str
    is_accurate: bool
    score: float
    faults: tuple[Fault, ...]
    range_deg: Mapping[str, float]
    tempo: Tempo
    amplitude: float
    asymmetry: float | None
    unjudged: Mapping[str, str]
    announced_s: float

    @property
    def duration_s(self) -> float:
        """Seconds from leaving rest to being back."""
        return self.end_s - self.start_s


@dataclass(frozen=True, slots=True)
class Completed:
    """A repetition is complete."""

    time_s: float
    repetition: Repetition


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A movement began or ended in the middle, or was too small: told apart, never counted."""

    time_s: float
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Cue:
    """Something to say now, and the parts of the body that it speaks of."""

    time_s: float
    rule: str
    text: str
    parts: tuple[Region, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """Something about the set-up, not the movement: ``lost``, ``cut``, ``start-position``."""

    time_s: float
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class HoldChanged:
    """A hold began, was broken or resumed."""

    time_s: float
    is_holding: bool
    hold_s: float


Event = Completed | Unfinished | Cue | Notice | HoldChanged


@dataclass(frozen=True, slots=True)
class Live:
    """The state of the moment, for a screen.

    Parameters
    ----------
    phase : str
        ``"waiting"`` (not armed), ``"ready"``, ``"out"``, ``"back"``, ``"holding"``.
    progress : float
        0 at rest, 1 at the peak of a full repetition; NaN while nothing is seen.
    band : (float, float)
        Where the peak of an accurate repetition lies on the gauge.
    attempted, accurate : int
        Counts so far.
    hold_s : float
        Seconds held so far.
    """

    phase: str
    progress: float
    band: tuple[float, float]
    attempted: int
    accurate: int
    hold_s: float


@dataclass(frozen=True, slots=True)
class Fatigue:
    """How the set changed from its first to its last third, in per cent (None below 6 repetitions)."""

    range_percent: float | None
    concentric_percent: float | None


@dataclass(frozen=True, slots=True)
class SetSummary:
    """A whole set.

    Parameters
    ----------
    attempted, accurate, unfinished : int
        Complete repetitions, those without range or major form fault, and halves told apart.
    other_movements : int
        Swings that were large enough but not this exercise.
    score : float or None
        Mean score of the repetitions; of a hold the per cent of the time judged in which no rule was broken. None
        without any.
    consistency : float or None
        100 minus the coefficient of variation of range and duration in per cent, not below 0.
    rests_s : tuple of (float, float)
        Pauses within the set.
    unjudged : mapping of str to str
        Rules that could not be judged in most repetitions, and why.
    """

    exercise: str
    level: Level
    attempted: int
    accurate: int
    unfinished: int
    other_movements: int
    hold_s: float
    score: float | None
    consistency: float | None
    fatigue: Fatigue
    rests_s: tuple[tuple[float, float], ...]
    repetitions: tuple[Repetition, ...]
    faults: tuple[Fault, ...]
    unjudged: Mapping[str, str]
    notices: tuple[Notice, ...]
