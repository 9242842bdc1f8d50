"""Which exercise a film shows: recognised where that is clear, asked for where it is not."""

from __future__ import annotations

from dataclasses import dataclass

from poise.analysis.recognition import Candidate, look_alikes
from poise.analysis.repetition import Kind, Level
from poise.pose import PoseSequence
from poise.studio.coaching.coach import judge
from poise.studio.jobs.running import JobQuestion
from poise.studio.library.exercises import all_exercises
from poise.studio.recognising.recognise import recognise_person

_CLOSE = 0.85  # a rival that explains this share of what the best candidate does, and looks different
_LONGEST_S = 8.0  # a slow repetition; going into a hold, staying there and leaving it takes longer


@dataclass(frozen=True, slots=True)
class RecognisedExercise:
    """What a film shows.

    Parameters
    ----------
    exercise : str
        An identifier of the catalogue.
    certainty : float
        0.5 where another exercise explains as much of what was seen, 1 where none explains any of it.
    """

    exercise: str
    certainty: float


def recognise_exercise(person: PoseSequence) -> RecognisedExercise:
    """Return which exercise somebody in a film does.

    Raises
    ------
    JobQuestion
        If it cannot be said; the candidates are those from which a person chooses.
    """
    found = recognise_person(person)
    if found.exercise is None:
        raise JobQuestion(
            "No exercise was recognised in the film; choose which one it is, and try again.", candidates=()
        )
    best, *others = found.candidates
    if moved := _moved_within(person, found.exercise):
        raise _question(found.exercise, moved)
    if others and _is_rival(others[0], best):
        raise _question(best.exercise, others[0].exercise)
    explained_s = best.explained_s + (others[0].explained_s if others else 0.0)
    return RecognisedExercise(best.exercise, round(best.explained_s / explained_s, 2))


def _is_rival(other: Candidate, best: Candidate) -> bool:
    is_close = other.explained_s >= _CLOSE * best.explained_s
    return is_close and other.exercise not in look_alikes(best.exercise)


def _moved_within(person: PoseSequence, exercise: str) -> str | None:
    """Return the exercise of repetitions that was done where a hold was recognised; None where it was a hold.

    Somebody who does one push-up and stays up is seen in the plank for most of the time.
    """
    exercises = all_exercises()
    if exercises[exercise].kind is not Kind.HOLD:
        return None
    for name in look_alikes(exercise):
        if exercises[name].kind is Kind.HOLD:
            continue
        summary, _ = judge(person, exercises[name], Level.BEGINNER)
        if any(one.duration_s <= _LONGEST_S for one in summary.repetitions):
            return name
    return None


def _question(one: str, other: str) -> JobQuestion:
    names = [all_exercises()[name].name for name in (other, one)]
    return JobQuestion(
        f"This may be {names[0]} or {names[1]}; choose which one it is.", candidates=(other, one)
    )
