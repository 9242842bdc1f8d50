"""Recognise: which exercise of the catalogue a person does, and whether that contradicts a choice."""

from __future__ import annotations

from itertools import takewhile

from poise.analysis.recognition import Recognition, recognise
from poise.analysis.repetition import Exercise, Notice, SetSummary
from poise.pose import PoseSequence
from poise.studio.library.exercises import all_exercises

# A few repetitions are enough, and every exercise's engine has to watch them.
_LOOK_S = 40.0


def recognise_person(person: PoseSequence | None) -> Recognition:
    """Return which exercise a person's first 40 s look like; nobody looks like none."""
    if person is None:
        return Recognition(None, (), 0.0)
    until_s = float(person.times_s[0]) + _LOOK_S if len(person.times_s) else 0.0
    return recognise(takewhile(lambda pose: pose.time_s <= until_s, person), all_exercises())


def question_choice(summary: SetSummary, person: PoseSequence | None, chosen: Exercise) -> tuple[Notice, ...]:
    """Return a notice if the set looks like another exercise than the chosen one.

    Looked into only where the chosen exercise explains little of what was done, and can be recognised at all.
    """
    if person is None or not chosen.is_recognised or not _explains_little(summary):
        return ()
    found = recognise_person(person)
    if found.exercise is None or not found.contradicts(chosen.identifier):
        return ()
    name = all_exercises()[found.exercise].name.lower()
    text = f"This looks like the {name} rather than the {chosen.name.lower()}."
    return (Notice(float(person.times_s[-1]), "other-exercise", text),)


def _explains_little(summary: SetSummary) -> bool:
    if summary.attempted:
        return 2 * summary.accurate < summary.attempted or summary.other_movements > summary.attempted
    return summary.hold_s < 3.0
