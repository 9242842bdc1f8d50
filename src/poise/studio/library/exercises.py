"""Exercises as the user names them: from the catalogue, from their own folder, or a file."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import platformdirs

from poise.analysis.repetition import Exercise
from poise.catalogue import catalogue, exercise_named, load_exercise, load_folder


def own_exercises_folder() -> Path:
    """Return the folder of the user's own exercises: `POISE_EXERCISES`, or one in the user's data folder."""
    chosen = os.environ.get("POISE_EXERCISES")
    return (
        Path(chosen) if chosen else Path(platformdirs.user_data_dir("poise", appauthor=False)) / "exercises"
    )


def all_exercises() -> Mapping[str, Exercise]:
    """Return all exercises by identifier, the user's own among them; files that are wrong are left out."""
    return catalogue(_own_folder_if_there())


def exercise_troubles() -> tuple[str, ...]:
    """Return a sentence for each of the user's own files that is left out; it names file, line and key."""
    return load_folder(own_exercises_folder())[1]


def find_exercise(name: str) -> Exercise:
    """Return the exercise of that identifier, or the one in the file of that name.

    Raises
    ------
    CatalogueError
        If there is none; the sentence names the closest ones. If it is one's own and wrong, what is wrong with it.
    """
    if name.endswith(".toml"):
        return load_exercise(Path(name))
    known = all_exercises()
    own = own_exercises_folder() / f"{name}.toml"
    if name not in known and own.parent == own_exercises_folder() and own.exists():
        return load_exercise(own)
    return exercise_named(name, _own_folder_if_there())


def _own_folder_if_there() -> Path | None:
    folder = own_exercises_folder()
    return folder if folder.is_dir() else None
