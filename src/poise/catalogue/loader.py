"""Read exercise files and say plainly what is wrong with one: file, line, key."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType

from poise.analysis.repetition import Exercise
from poise.catalogue.own_files import hint, load_own_files
from poise.catalogue.schema import ExerciseFile
from poise.catalogue.swing_classifier import with_identities
from poise.catalogue.toml_file import read_toml_file, read_toml_text
from poise.errors import CatalogueError

MAX_TEXT = 20_000
"""Characters of an exercise that people keep in a studio; the longest of the catalogue has a third of it."""

_OWN = Path(__file__).parent / "exercises"


def load_exercise(path: Path) -> Exercise:
    """Read and check one exercise file.

    Raises
    ------
    CatalogueError
        If it cannot be read or is wrong; the message names file, line and key.
    """
    return read_toml_file(path, ExerciseFile).build()


@lru_cache(maxsize=512)
def exercise_of_text(text: str) -> Exercise:
    """Read and check the text of an exercise file.

    Raises
    ------
    CatalogueError
        If it is wrong; the message names line and key.
    """
    if len(text) > MAX_TEXT:
        raise CatalogueError(f"The exercise has more than {MAX_TEXT} characters; shorten it.")
    return read_toml_text(text, "exercise.toml", ExerciseFile).build()


def load_folder(folder: Path) -> tuple[Mapping[str, Exercise], tuple[str, ...]]:
    """Return the exercises in a folder by identifier, and a sentence for each file that is left out.

    A file is read again only when it has changed.
    """
    return load_own_files(folder, load_exercise)


def catalogue(extra: Path | None = None) -> Mapping[str, Exercise]:
    """Return all exercises by identifier, in alphabetical order.

    Parameters
    ----------
    extra : Path, optional
        A folder of further exercise files; one with the identifier of an exercise of the catalogue takes its place.
        Those that are wrong are left out; `load_folder` says why.

    Raises
    ------
    CatalogueError
        If `extra` is not a folder.
    """
    exercises = dict(_own())
    if extra is not None:
        if not extra.is_dir():
            raise CatalogueError(f"there is no folder {extra} with exercises; create it or name another.")
        exercises |= load_folder(extra)[0]
    return MappingProxyType(dict(sorted(exercises.items())))


def exercise_named(name: str, extra: Path | None = None) -> Exercise:
    """Return one exercise by its identifier.

    Raises
    ------
    CatalogueError
        If there is no such exercise; the message names the closest ones.
    """
    exercises = catalogue(extra)
    if name in exercises:
        return exercises[name]
    raise CatalogueError(f"there is no exercise {name!r}; {hint(name, exercises, '`poise exercises`')}.")


@cache
def _own() -> Mapping[str, Exercise]:
    exercises = {path.stem: load_exercise(path) for path in sorted(_OWN.glob("*.toml"))}
    return MappingProxyType(with_identities(exercises))
