"""What was learned from a demonstration."""

from __future__ import annotations

from typing import Self

from poise.studio.learning.learn import LearnedExercise
from poise.studio.library.results import ExerciseResult
from poise.studio.results import Result


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
            repetitions=tuple(
                DemonstrationResult(
                    start_s=round(one.start_s, 3),
                    peak_s=round(one.peak_s, 3),
                    end_s=round(one.end_s, 3),
                    side=one.side,
                )
                for one in lesson.repetitions
            ),
            counted=lesson.counted,
            doubtful=lesson.is_doubtful,
        )
