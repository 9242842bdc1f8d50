"""Read a TOML file that a person wrote, check it against its model, and say what is wrong: file, line, key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from poise.catalogue.own_files import read_own_text
from poise.errors import CatalogueError

_MAX_SHOWN = 60
_MAX_MESSAGE = 2000  # the list of all measures has 1,100 letters
_MAX_PARTS = 32
_KEY_PART = r"""(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+"""
_DEEP_KEY = re.compile(rf"(?<![\w\-\"'])(?:{_KEY_PART}){{{_MAX_PARTS}}}")

F = TypeVar("F", bound=BaseModel)


def read_toml_file(path: Path, model: type[F], context: Mapping[str, object] | None = None) -> F:
    """Read and check one file whose key `id` is its own name.

    Parameters
    ----------
    path : Path
        The file.
    model : type of BaseModel
        What it may say; it has a field `id`.
    context : mapping of str to object, optional
        Handed to the model's validators.

    Raises
    ------
    CatalogueError
        If it cannot be read or is wrong; the message names file, line and key.
    """
    text = read_own_text(path)
    parsed, content = _checked(path, text, model, context)
    if content.get("id") != path.stem:
        line = _line_of(text, ("id",))
        raise CatalogueError(f"{path.name}, line {line}, id: must be {path.stem!r}, the file's own name.")
    return parsed


def read_toml_text(text: str, name: str, model: type[F], context: Mapping[str, object] | None = None) -> F:
    """Read and check a file that is at hand as text.

    Parameters
    ----------
    text : str
        What the file holds.
    name : str
        What the file is called in messages.
    model : type of BaseModel
        What it may say.
    context : mapping of str to object, optional
        Handed to the model's validators.

    Raises
    ------
    CatalogueError
        If it is wrong; the message names file, line and key.
    """
    return _checked(Path(name), text, model, context)[0]


def _checked(
    path: Path, text: str, model: type[F], context: Mapping[str, object] | None
) -> tuple[F, dict[str, Any]]:
    content = _parsed(path, text)
    try:
        return model.model_validate(content, context=context), content
    except ValidationError as error:
        raise CatalogueError(_sentence(path, text, error)) from None


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
    at, end, prefix, is_entry = 0, len(lines), "", False
    for position, part in enumerate(place):
        if isinstance(part, int):
            continue
        prefix = f"{prefix}.{part}" if prefix else part
        index = place[position + 1] if position + 1 < len(place) else None
        headers = _headers(lines, prefix)
        # What belongs to an entry of a list stands between its header and the next; a table may follow its own parts.
        headers = [line for line in headers if at <= line < end] or ([] if is_entry else headers)
        if not headers:
            found = _find_key(lines, part, at)
            at = at if found is None else found
            continue
        number = min(index if isinstance(index, int) else 0, len(headers) - 1)
        at = headers[number]
        if isinstance(index, int):
            is_entry, end = True, next(iter(headers[number + 1 :]), end)
    return at + 1


def _headers(lines: list[str], name: str) -> list[int]:
    pattern = re.compile(rf"\s*\[\[?\s*{re.escape(name)}\s*\]\]?\s*(#.*)?$")
    return [index for index, line in enumerate(lines) if pattern.match(line)]


def _find_key(lines: list[str], key: str, start: int) -> int | None:
    pattern = re.compile(rf"(\s*|.*[{{,]\s*){re.escape(key)}\s*=")
    for index in range(start, len(lines)):
        if index > start and lines[index].lstrip().startswith("["):
            return None
        if pattern.match(lines[index]):
            return index
    return None
