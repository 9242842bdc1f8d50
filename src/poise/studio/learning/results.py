"""What was learned from a demonstration."""

from __future__ import annotations

import math
from typing import Annotated, Self

import numpy as np
from pydantic import Field, ValidationError, model_validator

from poise.analysis.learning import Lesson
from poise.analysis.measuring.measures import MEASURES
from poise.catalogue.poses.demonstration import FRAMES as DEMONSTRATION_FRAMES
from poise.catalogue.poses.demonstration import Demonstration
from poise.pose import BLAZEPOSE_33, FloatArray
from poise.store import OwnExercise
from poise.studio.learning.learn import LearnedExercise
from poise.studio.library.results import ExerciseResult
from poise.studio.results import Result

_POINTS = len(BLAZEPOSE_33)
_FRAME_VALUES = 3 * _POINTS


class SignalResult(Result):
    """A measure that repetitions are counted by: its values at rest and at the peak."""

    measure: str
    rest: float
    peak: float


class DemonstrationResult(Result):
    """One repetition that was shown, in seconds of the clip."""

    start_s: float
    peak_s: float
    end_s: float
    side: str


class LearnedResult(ExerciseResult):
    """An exercise that was learned, as `poise exercises learn --json` prints it.

    Parameters
    ----------
    media, file : str
        The clip, and the exercise file that was written.
    counted : int
        How many repetitions the exercise finds in its own clip.
    doubtful : bool
        Whether that is another number than were shown.
    """

    media: str
    file: str
    starts_with: str
    minimum_s: float
    signals: tuple[SignalResult, ...]
    repetitions: tuple[DemonstrationResult, ...]
    counted: int
    doubtful: bool

    @classmethod
    def of_clip(cls, learned: LearnedExercise) -> Self:
        """Return what was learned from a clip."""
        lesson = learned.lesson
        exercise = lesson.exercise
        return cls(
            **dict(ExerciseResult.of(exercise)),
            media=str(learned.estimate.media),
            file=str(learned.file),
            starts_with=exercise.starts_with,
            minimum_s=exercise.minimum_s,
            signals=tuple(
                SignalResult(measure=one.measure, rest=one.rest, peak=one.peak) for one in exercise.signals
            ),
            repetitions=_shown(lesson),
            counted=lesson.counted,
            doubtful=lesson.is_doubtful,
        )


class BoundResult(Result):
    """How a measure stays during the set, in its unit; None is no limit."""

    measure: str
    at_least: float | None
    at_most: float | None


class ReadingResult(Result):
    """One way to count the repetitions of a demonstration.

    Parameters
    ----------
    exercise : ExerciseResult
        The exercise that counts this way.
    signal : SignalResult
        What counts.
    unit : str
        Of the signal: ``"deg"``, or the length it is a share of.
    posture : tuple of BoundResult
        How the body is held.
    repetitions : tuple of DemonstrationResult
        What was taken for the repetitions.
    counted : int
        How many the exercise finds in its own demonstration.
    doubtful : bool
        Whether that is another number.
    text : str
        The exercise file.
    """

    exercise: ExerciseResult
    signal: SignalResult
    unit: str
    starts_with: str
    posture: tuple[BoundResult, ...]
    repetitions: tuple[DemonstrationResult, ...]
    counted: int
    doubtful: bool
    text: str

    @classmethod
    def of(cls, lesson: Lesson, text: str) -> Self:
        """Return what a lesson says, with the file of its exercise."""
        exercise = lesson.exercise
        signal = exercise.signals[0]
        return cls(
            exercise=ExerciseResult.of(exercise),
            signal=SignalResult(measure=signal.measure, rest=signal.rest, peak=signal.peak),
            unit=MEASURES[signal.measure].unit,
            starts_with=exercise.starts_with,
            posture=tuple(
                BoundResult(measure=one.measure, at_least=_finite(one.minimum), at_most=_finite(one.maximum))
                for one in exercise.posture
            ),
            repetitions=_shown(lesson),
            counted=lesson.counted,
            doubtful=lesson.is_doubtful,
            text=text,
        )


class CycleResult(Result):
    """The movement of one repetition, to be drawn as a figure.

    Parameters
    ----------
    duration_s : float
        From the first frame to the last one; frames are evenly spaced.
    peak : int
        Index of the frame at the peak.
    points_mm : tuple of int
        x, y, z of 33 points in millimetres, point after point, frame after frame, as `Pose.world`.
    """

    duration_s: Annotated[float, Field(ge=0, le=60)]
    peak: Annotated[int, Field(ge=0, lt=60)]
    points_mm: Annotated[
        tuple[Annotated[int, Field(ge=-20_000, le=20_000)], ...],
        Field(min_length=_FRAME_VALUES, max_length=60 * _FRAME_VALUES),
    ]

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        frames, rest = divmod(len(self.points_mm), _FRAME_VALUES)
        if rest or self.peak >= frames:
            raise ValueError(
                "a movement has 33 points of three values in each frame, and its peak in one of them"
            )
        return self

    @classmethod
    def of(cls, points_m: FloatArray, duration_s: float, peak: int) -> Self:
        """Return the movement of points (T, 33, 3) in metres."""
        points = tuple(round(1000 * value) for value in points_m.ravel().tolist())
        return cls(duration_s=round(duration_s, 3), peak=peak, points_mm=points)

    def world(self, frame: int) -> FloatArray:
        """Return the points (33, 3) of one frame in metres."""
        points_m: FloatArray = np.array(self.points_mm, dtype=float).reshape(-1, _POINTS, 3)[frame] / 1000
        return points_m


def taught_demonstration(kept: OwnExercise) -> Demonstration | None:
    """Return the way from the start to the peak of what was shown for an exercise; None where nothing was."""
    cycle = cycle_of(kept)
    if cycle is None:
        return None
    indices = np.linspace(0, cycle.peak, DEMONSTRATION_FRAMES).round().astype(int)
    return Demonstration(np.stack([cycle.world(int(index)) for index in indices]), seen_from_deg=0.0)


def cycle_of(kept: OwnExercise) -> CycleResult | None:
    """Return the movement that an exercise was learned from; None where there is none, or an unreadable one."""
    try:
        return CycleResult.model_validate_json(kept.demonstration) if kept.demonstration else None
    except ValidationError:
        return None


class TaughtResult(Result):
    """What was learned from a demonstration, before anything of it is kept.

    Parameters
    ----------
    identifier : str
        What the exercise will be called by programs.
    source : str
        The film's name, or ``camera``.
    duration_s : float
        Of the demonstration.
    readings : tuple of ReadingResult
        Ways to count it, the best first.
    warnings : tuple of str
        What the person should know, one sentence each.
    cycle : CycleResult or None
        The movement; None where points of the body are not known.
    """

    identifier: str
    name: str
    source: str
    duration_s: float
    readings: tuple[ReadingResult, ...]
    warnings: tuple[str, ...]
    cycle: CycleResult | None


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _shown(lesson: Lesson) -> tuple[DemonstrationResult, ...]:
    return tuple(
        DemonstrationResult(
            start_s=round(one.start_s, 3),
            peak_s=round(one.peak_s, 3),
            end_s=round(one.end_s, 3),
            side=one.side,
        )
        for one in lesson.repetitions
    )
