"""What a kept session was about, in words."""

from __future__ import annotations

from poise.catalogue.poses import library
from poise.catalogue.translation import Language, translate
from poise.store import Session, SessionKind
from poise.studio.library.exercises import all_exercises


def title_of(session: Session, language: Language) -> str:
    """Return the name of its exercise or pose in a language; of a picture the name of its file.

    An exercise that is no longer in the catalogue is called by its identifier.
    """
    if session.kind is SessionKind.COACHING:
        return exercise_title(session.subject, language)
    pose = library().get(session.subject)
    return translate(pose.name, language) if pose else session.subject


def exercise_title(identifier: str, language: Language) -> str:
    """Return the name of an exercise in a language, or its identifier as words."""
    exercise = all_exercises().get(identifier)
    if exercise is None:
        return identifier.replace("-", " ").capitalize()
    return translate(exercise.name, language)
