"""Read programme files and say plainly what is wrong with one: file, line, key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from poise.analysis.repetition import Exercise, Kind
from poise.catalogue.loader import catalogue
from poise.catalogue.own_files import hint, load_own_files
from poise.catalogue.programmes.programme import Programme
from poise.catalogue.programmes.schema import ProgrammeFile
from poise.catalogue.toml_file import read_toml_file, read_toml_text
from poise.errors import CatalogueError

MAX_TEXT = 65_536
"""Characters of a file."""

_OWN = Path(__file__).parent
_Kinds = frozenset[tuple[str, Kind]]


def load_programme(path: Path, exercises: Mapping[str, Exercise] | None = None) -> Programme:
    """Read and check one programme file.

    Parameters
    ----------
    path : Path
        The file.
    exercises : mapping of str to Exercise, optional
        Those that it may name; the catalogue's by default.

    Raises
    ------
    CatalogueError
        If it cannot be read or is wrong; the message names file, line and key.
    """
    return _reader(_kinds_of(exercises))(path)


def programme_of_text(text: str, exercises: Mapping[str, Exercise]) -> Programme:
    """Read and check the text of a programme file.

    Parameters
    ----------
    text : str
        What the file holds.
    exercises : mapping of str to Exercise
        Those that it may name.

    Raises
    ------
    CatalogueError
        If it is wrong; the message names line and key.
    """
    if len(text) > MAX_TEXT:
        raise CatalogueError(f"The programme has more than {MAX_TEXT} characters; shorten it.")
    context = {"kinds": dict(_kinds_of(exercises))}
    return read_toml_text(text, "programme.toml", ProgrammeFile, context).build()


def load_programmes(
    folder: Path, exercises: Mapping[str, Exercise] | None = None
) -> tuple[Mapping[str, Programme], tuple[str, ...]]:
    """Return the programmes in a folder by identifier, and a sentence for each file that is left out.

    A file is read again only when it or the exercises have changed.
    """
    return load_own_files(folder, _reader(_kinds_of(exercises)))


def programmes(
    extra: Path | None = None, exercises: Mapping[str, Exercise] | None = None
) -> Mapping[str, Programme]:
    """Return all programmes by identifier, in alphabetical order.

    Parameters
    ----------
    extra : Path, optional
        A folder of further programme files; one with the identifier of a ready one takes its place. Those that are
        wrong are left out; `load_programmes` says why.
    exercises : mapping of str to Exercise, optional
        Those that the further ones may name; the catalogue's by default.
    """
    found = {**_ready(), **(load_programmes(extra, exercises)[0] if extra is not None else {})}
    return MappingProxyType(dict(sorted(found.items())))


def programme_named(
    name: str, extra: Path | None = None, exercises: Mapping[str, Exercise] | None = None
) -> Programme:
    """Return one programme by its identifier; parameters are those of `programmes`.

    Raises
    ------
    CatalogueError
        If there is none; the message names the closest ones.
    """
    found = programmes(extra, exercises)
    if name in found:
        return found[name]
    raise CatalogueError(f"there is no programme {name!r}; {hint(name, found, '`poise train`')}.")


def _kinds_of(exercises: Mapping[str, Exercise] | None) -> _Kinds:
    known = catalogue() if exercises is None else exercises
    return frozenset((name, exercise.kind) for name, exercise in known.items())


@lru_cache(maxsize=16)
def _reader(kinds: _Kinds) -> Callable[[Path], Programme]:
    """Return what reads a file against these exercises: the same function for the same exercises."""
    context = {"kinds": dict(kinds)}
    return lambda path: read_toml_file(path, ProgrammeFile, context).build()


@lru_cache(maxsize=1)
def _ready() -> Mapping[str, Programme]:
    read = _reader(_kinds_of(None))
    return {path.stem: read(path) for path in sorted(_OWN.glob("*.toml"))}
