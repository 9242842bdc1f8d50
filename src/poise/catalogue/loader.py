"""Read exercise files and say plainly what is wrong with one: file, line, key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from pydantic import ValidationError

from poise.analysis.repetition import Exercise
from poise.catalogue.schema import ExerciseFile
from poise.errors import CatalogueError

_OWN = Path(__file__).parent / "exercises"
_LARGEST_BYTES = 256 * 1024


def load_exercise(path: Path) -> Exercise:
    """Read and check one exercise file.

    Raises
    ------
    CatalogueError
        If it cannot be read or is wrong; the message names file, line and key.
    """
    text = _read(path)
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(f"{path.name} is not valid TOML: {str(error).rstrip('.')}.") from None
    try:
        parsed = ExerciseFile.model_validate(content)
    except ValidationError as error:
        raise CatalogueError(_sentence(path, text, error)) from None
    if parsed.id != path.stem:
        line = _line_of(text, ("id",))
        raise CatalogueError(f"{path.name}, line {line}, id: must be {path.stem!r}, the file's own name.")
    return parsed.build()


def catalogue(extra: Path | None = None) -> Mapping[str, Exercise]:
    """Return all exercises by identifier, in alphabetical order.

    Parameters
    ----------
    extra : Path, optional
        A folder of further exercise files; one with the identifier of an own exercise takes its place.

    Raises
    ------
    CatalogueError
        If a file is wrong or `extra` is not a folder.
    """
    exercises = dict(_own())
    if extra is not None:
        if not extra.is_dir():
            raise CatalogueError(f"there is no folder {extra} with exercises; create it or name another.")
        exercises |= _load_folder(extra)
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
    return MappingProxyType(_load_folder(_OWN))


def _load_folder(folder: Path) -> dict[str, Exercise]:
    return {path.stem: load_exercise(path) for path in sorted(folder.glob("*.toml"))}


def _hint(name: str, known: tuple[str, ...]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(name.lower().replace(" ", "-").replace("_", "-"), known, n=3)
    return f"did you mean {' or '.join(close)}?"[:-1] if close else "`poise exercises` lists all"


def _read(path: Path) -> str:
    try:
        if path.stat().st_size > _LARGEST_BYTES:
            raise CatalogueError(f"{path.name} is too large for an exercise file (over 256 kB).")
        return path.read_text("utf-8")
    except OSError as error:
        raise CatalogueError(f"{path} cannot be read: {error.strerror or error}.") from None
    except UnicodeDecodeError:
        raise CatalogueError(f"{path.name} is not a text file in UTF-8; save it as one.") from None


def _sentence(path: Path, text: str, error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    place = tuple(first["loc"])
    key = ".".join(str(part + 1) if isinstance(part, int) else part for part in place) or "the whole file"
    what = first["msg"].removeprefix("Value error, ").rstrip(".")
    given = first.get("input")
    if isinstance(given, str | int | float):
        what += f" (it says {given!r})"
    more = f" There are {error.error_count() - 1} more errors." if error.error_count() > 1 else ""
    return f"{path.name}, line {_line_of(text, place)}, {key}: {what[0].lower()}{what[1:]}.{more}"


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
