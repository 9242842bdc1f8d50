"""Exercises and poses by their names, from the identifiers that sessions keep."""

from __future__ import annotations

from poise.catalogue.poses import library
from poise.catalogue.translation import Language, translate
from poise.studio.library.exercises import all_exercises
from poise.studio.library.own_exercises import named_in, own_title
from poise.studio.library.poses import all_poses


def exercise_title(identifier: str, language: Language) -> str:
    """Return the name of an exercise in a language, or its identifier as words."""
    exercise = all_exercises().get(identifier)
    if exercise is None:
        return own_title(identifier)
    return translate(exercise.name, language)


def pose_title(identifier: str, language: Language) -> str:
    """Return the name of a pose in a language; of a picture, and of a pose that is gone, its identifier."""
    pose = library().get(identifier) or all_poses()[0].get(identifier)
    return translate(pose.name, language) if pose else named_in(identifier)
