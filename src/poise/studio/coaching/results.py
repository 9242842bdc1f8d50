"""What coaching found: sets, repetitions and faults, and the events on the way."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Literal, Self

from poise.analysis import repetition as engine
from poise.analysis.measuring.regions import Region
from poise.analysis.repetition import Level, Severity
from poise.studio.activity.activity import ActivityEvent
from poise.studio.results import Result


class FaultResult(Result):
    """Something that was wrong with a repetition or a hold.

    Parameters
    ----------
    name : str
        The rule's identifier, ``"too-shallow"``.
    time_s : float
        When it was at its worst, in seconds.
    cue : str
        What to say.
    severity : Severity
        Major faults make a repetition inaccurate.
    parts : tuple of Region
        Of the body, that it speaks of; none in results of older versions.
    """

    name: str
    time_s: float
    cue: str
    severity: Severity
    parts: tuple[Region, ...] = ()

    @classmethod
    def of(cls, fault: engine.Fault) -> Self:
        """Return what the engine found."""
        return cls(
            name=fault.name,
            time_s=_milliseconds(fault.time_s),
            cue=fault.cue,
            severity=fault.severity,
            parts=fault.parts,
        )


class TempoResult(Result):
    """Seconds lowering, at the peak, and lifting."""

    eccentric: float
    pause: float
    concentric: float

    @classmethod
    def of(cls, tempo: engine.Tempo) -> Self:
        """Return what the engine measured."""
        return cls(
            eccentric=_milliseconds(tempo.eccentric_s),
            pause=_milliseconds(tempo.pause_s),
            concentric=_milliseconds(tempo.concentric_s),
        )


class RepetitionResult(Result):
    """One complete repetition with its verdict; the fields are those of `poise.analysis.repetition.Repetition`."""

    number: int
    start_s: float
    peak_s: float
    end_s: float
    accurate: bool
    score: float
    side: str
    faults: tuple[FaultResult, ...]
    range_deg: Mapping[str, float]
    tempo_s: TempoResult
    asymmetry: float | None

    @classmethod
    def of(cls, repetition: engine.Repetition) -> Self:
        """Return what the engine found; ranges that were not seen are left out."""
        return cls(
            number=repetition.number,
            start_s=_milliseconds(repetition.start_s),
            peak_s=_milliseconds(repetition.peak_s),
            end_s=_milliseconds(repetition.end_s),
            accurate=repetition.is_accurate,
            score=repetition.score,
            side=repetition.side,
            faults=_faults(repetition.faults),
            range_deg={
                name: round(value, 1) for name, value in repetition.range_deg.items() if math.isfinite(value)
            },
            tempo_s=TempoResult.of(repetition.tempo),
            asymmetry=repetition.asymmetry,
        )


class FatigueResult(Result):
    """How a set changed from its first to its last third, in per cent; None below 6 repetitions."""

    range_percent: float | None
    concentric_percent: float | None


class RestResult(Result):
    """A pause within a set, in seconds."""

    start_s: float
    end_s: float


class NoticeResult(Result):
    """Something about the set-up, not the movement; `name` says what."""

    name: str
    time_s: float
    text: str

    @classmethod
    def of(cls, notice: engine.Notice) -> Self:
        """Return what the engine noticed."""
        return cls(name=notice.code, time_s=_milliseconds(notice.time_s), text=notice.text)


class SetResult(Result):
    """A whole set.

    Parameters
    ----------
    attempted, accurate, unfinished : int
        Complete repetitions, those without range or major form fault, and halves told apart.
    other_movements : int
        Swings that were large enough but not this exercise.
    hold_s : float
        Seconds held, 0 for repetitions.
    score : float or None
        0..100; None where there is nothing to score.
    consistency : float or None
        0..100; None below two repetitions.
    unjudged : mapping of str to str
        Rules that could not be judged in most repetitions, and why.
    """

    kind: Literal["coaching"] = "coaching"
    exercise: str
    level: Level
    attempted: int
    accurate: int
    unfinished: int
    other_movements: int
    hold_s: float
    score: float | None
    consistency: float | None
    fatigue: FatigueResult
    rests_s: tuple[RestResult, ...]
    repetitions: tuple[RepetitionResult, ...]
    faults: tuple[FaultResult, ...]
    unjudged: Mapping[str, str]
    notices: tuple[NoticeResult, ...]

    @classmethod
    def of(cls, summary: engine.SetSummary) -> Self:
        """Return what the engine found."""
        return cls(
            exercise=summary.exercise,
            level=summary.level,
            attempted=summary.attempted,
            accurate=summary.accurate,
            unfinished=summary.unfinished,
            other_movements=summary.other_movements,
            hold_s=summary.hold_s,
            score=summary.score,
            consistency=summary.consistency,
            fatigue=FatigueResult(
                range_percent=summary.fatigue.range_percent,
                concentric_percent=summary.fatigue.concentric_percent,
            ),
            rests_s=tuple(
                RestResult(start_s=_milliseconds(start), end_s=_milliseconds(end))
                for start, end in summary.rests_s
            ),
            repetitions=tuple(map(RepetitionResult.of, summary.repetitions)),
            faults=_faults(summary.faults),
            unjudged=dict(summary.unjudged),
            notices=tuple(map(NoticeResult.of, summary.notices)),
        )


class FilmedSet(Result):
    """Where a set was filmed.

    Parameters
    ----------
    media : str
        The file.
    recognised : bool
        Whether the exercise was recognised rather than chosen.
    """

    media: str
    recognised: bool


class RepetitionEvent(ActivityEvent):
    """A repetition is complete."""

    kind: Literal["repetition"] = "repetition"
    repetition: RepetitionResult

    @classmethod
    def of(cls, event: engine.Completed) -> Self:
        """Return what the engine said."""
        return cls(time_s=_milliseconds(event.time_s), repetition=RepetitionResult.of(event.repetition))


class CueEvent(ActivityEvent):
    """Something to say now, the rule that it comes from, and the parts of the body that this speaks of."""

    kind: Literal["cue"] = "cue"
    rule: str
    text: str
    parts: tuple[Region, ...] = ()

    @classmethod
    def of(cls, event: engine.Cue) -> Self:
        """Return what the engine said."""
        return cls(time_s=_milliseconds(event.time_s), rule=event.rule, text=event.text, parts=event.parts)


class NoticeEvent(ActivityEvent):
    """Something about the set-up, not the movement: ``lost``, ``cut``, ``start-position``."""

    kind: Literal["notice"] = "notice"
    code: str
    text: str

    @classmethod
    def of(cls, event: engine.Notice) -> Self:
        """Return what the engine said."""
        return cls(time_s=_milliseconds(event.time_s), code=event.code, text=event.text)


class HoldEvent(ActivityEvent):
    """A hold began, was broken or resumed; `hold_s` are the seconds held so far."""

    kind: Literal["hold"] = "hold"
    is_holding: bool
    hold_s: float

    @classmethod
    def of(cls, event: engine.HoldChanged) -> Self:
        """Return what the engine said."""
        return cls(time_s=_milliseconds(event.time_s), is_holding=event.is_holding, hold_s=event.hold_s)


class UnfinishedEvent(ActivityEvent):
    """A movement began or ended in the middle, or was too small: told apart, never counted."""

    kind: Literal["unfinished"] = "unfinished"
    start_s: float
    end_s: float

    @classmethod
    def of(cls, event: engine.Unfinished) -> Self:
        """Return what the engine said."""
        return cls(
            time_s=_milliseconds(event.time_s),
            start_s=_milliseconds(event.start_s),
            end_s=_milliseconds(event.end_s),
        )


CoachingEvent = RepetitionEvent | CueEvent | NoticeEvent | HoldEvent | UnfinishedEvent


def coaching_event(event: engine.Event) -> CoachingEvent:
    """Return what the engine said as an event for the socket, the log and the history."""
    match event:
        case engine.Completed():
            return RepetitionEvent.of(event)
        case engine.Cue():
            return CueEvent.of(event)
        case engine.Notice():
            return NoticeEvent.of(event)
        case engine.HoldChanged():
            return HoldEvent.of(event)
        case engine.Unfinished():
            return UnfinishedEvent.of(event)


def _faults(faults: Iterable[engine.Fault]) -> tuple[FaultResult, ...]:
    return tuple(map(FaultResult.of, faults))


def _milliseconds(time_s: float) -> float:
    return round(time_s, 3)
