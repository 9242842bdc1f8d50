"""Read exercise files and say plainly what is wrong with one: file, line, key."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from poise.analysis.repetition import Exercise
from poise.catalogue.own_files import MAX_FILES, own_files, read_own_text
from poise.catalogue.schema import ExerciseFile
from poise.errors import CatalogueError

_OWN = Path(__file__).parent / "exercises"
_MAX_SHOWN = 60
_MAX_MESSAGE = 2000  # the list of all measures has 1,100 letters
_MAX_PARTS = 32
_KEY_PART = r"""(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+"""
_DEEP_KEY = re.compile(rf"(?<![\w\-\"'])(?:{_KEY_PART}){{{_MAX_PARTS}}}")


def load_exercise(path: Path) -> Exercise:
    """Read and check one exercise file.

    Raises
    ------
    CatalogueError
        If it cannot be read or is wrong; the message names file, line and key.
    """
    text = read_own_text(path)
    content = _parsed(path, text)
    try:
        parsed = ExerciseFile.model_validate(content)
    except ValidationError as error:
        raise CatalogueError(_sentence(path, text, error)) from None
    if parsed.id != path.stem:
        line = _line_of(text, ("id",))
        raise CatalogueError(f"{path.name}, line {line}, id: must be {path.stem!r}, the file's own name.")
    return parsed.build()


def _parsed(path: Path, text: str) -> dict[str, Any]:
    # The parser's time grows with the square of a dotted key's parts: a line of 64 kB would take it 40 s.
    if (deep := _DEEP_KEY.search(text)) is not None:
        line = text.count("\n", 0, deep.start()) + 1
        raise CatalogueError(f"{path.name}, line {line}: a key has more than {_MAX_PARTS} parts; shorten it.")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(f"{path.name} is not valid TOML: {str(error).rstrip('.')}.") from None
    except ValueError:
        raise CatalogueError(f"{path.name}: a number in it has too many digits; correct it.") from None
    except RecursionError:
        raise CatalogueError(f"{path.name}: its values are nested too deeply; correct it.") from None


def load_folder(folder: Path) -> tuple[Mapping[str, Exercise], tuple[str, ...]]:
    """Return the exercises in a folder by identifier, and a sentence for each file that is left out.

    A file is read again only when it has changed.
    """
    files, troubles = own_files(folder, ".toml")
    read = {path.stem: _exercise_or_trouble(path, _version(path)) for path in files}
    exercises = {name: found for name, found in read.items() if isinstance(found, Exercise)}
    wrong = [found for found in read.values() if isinstance(found, str)]
    return exercises, (*troubles, *wrong)


def _version(path: Path) -> tuple[int, ...]:
    try:
        status = os.stat(path)  # noqa: PTH116  (also for names that pathlib refuses)
    except (OSError, ValueError):
        return ()
    return (
        status.st_dev,
        status.st_ino,
        status.st_size,
        status.st_mtime_ns,
        status.st_ctime_ns,
        status.st_mode,
    )


@lru_cache(maxsize=2 * MAX_FILES)
def _exercise_or_trouble(path: Path, _version: tuple[int, ...]) -> Exercise | str:
    try:
        return load_exercise(path)
    except CatalogueError as error:
        return str(error)


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
    raise CatalogueError(f"there is no exercise {name!r}; {_hint(name, tuple(exercises))}.")


@cache
def _own() -> Mapping[str, Exercise]:
    return MappingProxyType({path.stem: load_exercise(path) for path in sorted(_OWN.glob("*.toml"))})


def _hint(name: str, known: tuple[str, ...]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(name.lower().replace(" ", "-").replace("_", "-"), known, n=3)
    return f"did you mean {' or '.join(close)}?"[:-1] if close else "`poise exercises` lists all"


def _sentence(path: Path, text: str, error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    place = tuple(first["loc"])
    key = ".".join(str(part + 1) if isinstance(part, int) else part for part in place) or "the whole file"
    what = first["msg"].removeprefix("Value error, ").rstrip(".")
    what = what if len(what) <= _MAX_MESSAGE else f"{what[:_MAX_MESSAGE]}…"
    given = first.get("input")
    if isinstance(given, str | float) or (isinstance(given, int) and given.bit_length() <= 64):
        what += f" (it says {_short(repr(given))})"
    more = f" There are {error.error_count() - 1} more errors." if error.error_count() > 1 else ""
    return f"{path.name}, line {_line_of(text, place)}, {_short(key)}: {what[0].lower()}{what[1:]}.{more}"


def _short(text: str) -> str:
    return text if len(text) <= _MAX_SHOWN else f"{text[:_MAX_SHOWN]}…"


def _line_of(text: str, place: tuple[int | str, ...]) -> int:
    """Return the line (from 1) on which the value at `place` stands, as near as the text tells."""
    lines = text.splitlines()
    at, prefix = 0, ""
    for position, part in enumerate(place):
        if isinstance(part, int):
            continue
        prefix = f"{prefix}.{part}" if prefix else part
        index = place[position + 1] if position + 1 < len(place) else None
        header = _find_header(lines, prefix, index if isinstance(index, int) else 0)
        found = header if header is not None else _find_key(lines, part, at)
        at = at if found is None else found
    return at + 1


def _find_header(lines: list[str], name: str, number: int) -> int | None:
    pattern = re.compile(rf"\s*\[\[?\s*{re.escape(name)}\s*\]\]?\s*(#.*)?$")
    matches = [index for index, line in enumerate(lines) if pattern.match(line)]
    return matches[min(number, len(matches) - 1)] if matches else None


def _find_key(lines: list[str], key: str, start: int) -> int | None:
    pattern = re.compile(rf"(\s*|.*[{{,]\s*){re.escape(key)}\s*=")
    for index in range(start, len(lines)):
        if index > start and lines[index].lstrip().startswith("["):
            return None
        if pattern.match(lines[index]):
            return index
    return None
