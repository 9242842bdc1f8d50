"""Write a programme as the file that the loader reads."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

_ORDER = ("id", "name", "summary", "level", "sources")


def programme_text(content: Mapping[str, Any]) -> str:
    """Return the text of a programme file.

    Parameters
    ----------
    content : mapping
        The keys of docs/programmes.md, with `blocks` and their `exercises` as lists of mappings; keys whose value is
        None are left out. It is written as it is: the loader says what is wrong with it.
    """
    lines = [*_keys({name: content.get(name) for name in _ORDER})]
    for block in content["blocks"]:
        lines += [
            "",
            "[[blocks]]",
            *_keys({key: value for key, value in block.items() if key != "exercises"}),
        ]
        for one in block["exercises"]:
            lines += ["", "[[blocks.exercises]]", *_keys(one)]
    return "\n".join(lines) + "\n"


def _keys(table: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"{key} = {_value(value)}" for key, value in table.items() if value is not None)


def _value(value: object) -> str:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Sequence):
        return f"[{', '.join(_value(one) for one in value)}]"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _text(value: str) -> str:
    # A basic string of TOML has the escapes of JSON, but for the delete character.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
