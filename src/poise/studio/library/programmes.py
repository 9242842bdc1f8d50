"""Programmes as the user names them: the ready ones, those in their own folder, or a file."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import platformdirs

from poise.catalogue.programmes import (
    Programme,
    load_programme,
    load_programmes,
    programme_named,
    programmes,
)
from poise.studio.library.exercises import all_exercises


def own_programmes_folder() -> Path:
    """Return the folder of the user's own programmes: `POISE_PROGRAMMES`, or one in the user's data folder."""
    chosen = os.environ.get("POISE_PROGRAMMES")
    return (
        Path(chosen) if chosen else Path(platformdirs.user_data_dir("poise", appauthor=False)) / "programmes"
    )


def all_programmes() -> Mapping[str, Programme]:
    """Return all programmes by identifier, the user's own among them; files that are wrong are left out."""
    return programmes(own_programmes_folder(), all_exercises())


def programme_troubles() -> tuple[str, ...]:
    """Return a sentence for each of the user's own files that is left out; it names file, line and key."""
    return load_programmes(own_programmes_folder(), all_exercises())[1]


def find_programme(name: str) -> Programme:
    """Return the programme of that identifier, or the one in the file of that name.

    Raises
    ------
    CatalogueError
        If there is none; the sentence names the closest ones. If it is one's own and wrong, what is wrong with it.
    """
    folder, exercises = own_programmes_folder(), all_exercises()
    if name.endswith(".toml"):
        return load_programme(Path(name), exercises)
    known = all_programmes()
    own = folder / f"{name}.toml"
    if name not in known and own.parent == folder and own.exists():
        return load_programme(own, exercises)
    return programme_named(name, folder, exercises)
