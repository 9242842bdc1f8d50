"""Exercises and poses by their names, from the identifiers that sessions keep."""

from __future__ import annotations

from poise.catalogue.poses import library
from poise.catalogue.translation import Language, translate
from poise.studio.library.exercises import all_exercises


def exercise_title(identifier: str, language: Language) -> str:
    """Return the name of an exercise in a language, or its identifier as words."""
    exercise = all_exercises().get(identifier)
    if exercise is None:
        return identifier.replace("-", " ").capitalize()
    return translate(exercise.name, language)


def pose_title(identifier: str, language: Language) -> str:
    """Return the name of a pose of the library in a language; one's own poses and pictures are called as they are."""
    pose = library().get(identifier)
    return translate(pose.name, language) if pose else identifier
