"""Text messages that are not what the protocol lays down, refused in one short sentence."""

from __future__ import annotations

import pytest

from poise.web.live.messages import ProtocolError, read_message


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("nothing", ""),
        ("no object", "[]"),
        ("an unknown type of 200 kB", '{"type": "' + "a" * 200_000 + '"}'),
        ("a type that is no word", '{"type": 1}'),
        ("a type with a zero in it", '{"type": "hello\\u0000"}'),
        ("no type", "{}"),
        ("half a surrogate", '{"type": "\\ud800"}'),
        ("deep nesting", "[" * 60_000),
        ("a number of 5,000 digits", '{"type": "ping", "at": ' + "9" * 5000 + "}"),
        ("a number above all", '{"type": "ping", "at": 1e999}'),
        ("a field of 100 kB that there is not", '{"type": "ping", "at": 1, "' + "a" * 100_000 + '": 1}'),
    ],
    ids=lambda value: value if len(value) < 60 else "",
)
def test_what_cannot_be_read_is_told_shortly(name: str, text: str) -> None:
    with pytest.raises(ProtocolError) as refused:
        read_message(text)
    assert str(refused.value).startswith("The live message cannot be read: "), name
    assert len(str(refused.value)) < 250
