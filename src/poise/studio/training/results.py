"""What a training says, its state of the moment, and what it came to."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean
from typing import Literal, Self

from poise.analysis import repetition as engine
from poise.analysis.repetition import Level
from poise.catalogue.programmes import BlockKind
from poise.studio.activity.activity import ActivityEvent, LiveState
from poise.studio.coaching.session_results import CoachingState, Counts, NumberedSet
from poise.studio.library.programme_results import AmountResult
from poise.studio.results import Result, SessionDetails
from poise.studio.training.plan import TrainingStep

Ended = Literal["reached", "limit", "stopped", "skipped", "repeated", "finished"]
TrainingPhase = Literal["announced", "working", "resting", "finished"]


class AnnouncedStep(Result):
    """A set as it is announced; the fields are those of `TrainingStep`."""

    block: BlockKind
    exercise: str
    target: AmountResult
    level: Level
    side: Literal["both", "left", "right"]
    number: int
    of: int
    rounds: int
    rest_s: float
    text: str

    @classmethod
    def of_step(cls, step: TrainingStep) -> Self:
        """Return a step of a plan."""
        return cls(**{**dict(step), "target": AmountResult(**dict(step.target))})


class StepBeganEvent(ActivityEvent):
    """A set is announced: it begins when its start position is taken.

    Parameters
    ----------
    step, steps : int
        Which of how many, from 1.
    what : AnnouncedStep
        What is to be done.
    """

    kind: Literal["step-began"] = "step-began"
    step: int
    steps: int
    what: AnnouncedStep


class StepArmedEvent(ActivityEvent):
    """The start position was taken, and the set counts from now on.

    Parameters
    ----------
    step : int
        Which one.
    countdown_s : float
        So long after this the seconds of a set run that is worked by time; 0 for all others.
    """

    kind: Literal["step-armed"] = "step-armed"
    step: int
    countdown_s: float


class StepEndedEvent(Counts, ActivityEvent):
    """A set is over.

    Parameters
    ----------
    step : int
        Which one.
    exercise : str
        Its exercise.
    ended : str
        ``"reached"`` (its target), ``"limit"`` (tried for long enough without reaching it), ``"stopped"``,
        ``"skipped"``, ``"repeated"`` (it begins again), ``"finished"`` (with the whole training).
    worked_s : float
        Seconds worked, 0 where nothing but repetitions or a hold was to be done.
    score : float or None
        0..100; None where there is nothing to score.
    cue : str
        What to do better, "" where nothing was wrong: the cue of the fault that came most often.
    """

    kind: Literal["step-ended"] = "step-ended"
    step: int
    exercise: str
    ended: Ended
    worked_s: float
    score: float | None
    cue: str


class RestBeganEvent(ActivityEvent):
    """A rest, after which the next set is announced by itself.

    Parameters
    ----------
    seconds : float
        How long.
    step : int
        Which set comes next.
    what : AnnouncedStep
        What is to be done in it.
    """

    kind: Literal["rest-began"] = "rest-began"
    seconds: float
    step: int
    what: AnnouncedStep


class TrainingEndedEvent(ActivityEvent):
    """All sets are over, or the person finished; `steps_done` of `steps` were done."""

    kind: Literal["training-ended"] = "training-ended"
    steps_done: int
    steps: int


class TrainingState(LiveState):
    """The state of the moment.

    Parameters
    ----------
    phase : str
        ``"announced"`` (the start position is not yet taken), ``"working"``, ``"resting"`` or ``"finished"``.
    step : int
        The present set, in a rest the next one, from 1; 0 once all are over.
    steps : int
        How many there are.
    rest_left_s : float
        Seconds of rest that are left, 0 in a set.
    worked_s : float
        Seconds worked in a set that is worked by time.
    set : CoachingState or None
        The set under way, as in coaching; `set` in it is its step.
    """

    kind: Literal["training"] = "training"
    phase: TrainingPhase
    step: int
    steps: int
    rest_left_s: float = 0.0
    worked_s: float = 0.0
    set: CoachingState | None = None


class TrainingSet(NumberedSet):
    """A set that was done; `set` is its number among those of its exercise in this session.

    Parameters
    ----------
    step : int
        Which step of the plan it was, from 1.
    side : str
        Which side was announced.
    ended : str
        How it ended, as in `StepEndedEvent`.
    worked_s : float
        Seconds worked where it was worked by time.
    """

    step: int
    side: Literal["both", "left", "right"]
    ended: Ended
    worked_s: float


class ExercisePart(Counts):
    """What was done of one exercise in a training; `score` is the mean over its repetitions or holds."""

    exercise: str
    score: float | None
    sets: tuple[TrainingSet, ...]


class TrainingDetails(Counts, SessionDetails):
    """A whole training: its sums, and its exercises.

    Parameters
    ----------
    programme : str
        Its identifier.
    steps, steps_done : int
        How many sets there were to do, and of how many the target was reached.
    score : float or None
        Mean over repetitions and holds, 0..100; None where there is nothing to score.
    parts : tuple of ExercisePart
        In the order in which they were first done.
    """

    kind: Literal["training"] = "training"
    programme: str
    steps: int
    steps_done: int
    score: float | None
    parts: tuple[ExercisePart, ...]


def mean_score(sets: Sequence[engine.SetSummary]) -> float | None:
    """Return the mean score of all repetitions and holds, None without any."""
    scores = [repetition.score for done in sets for repetition in done.repetitions]
    scores += [done.score for done in sets if done.score is not None and not done.repetitions]
    return round(fmean(scores), 1) if scores else None
