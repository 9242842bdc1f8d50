"""Text messages that are not what the protocol lays down, refused in one short sentence."""

from __future__ import annotations

import pytest

from poise.errors import OtherProtocol, ProtocolError
from poise.studio.activities import BUILT_IN
from poise.web.live.messages import EXPECTED, State, read_message, require_expected


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
        read_message(text, BUILT_IN)
    assert str(refused.value).startswith("The live message cannot be read: "), name
    assert len(str(refused.value)) < 250


OLD_HELLO = (
    '{"type": "hello", "protocol": 1, "session": "01936f3e-7c00-7000-8000-000000000001", "exercise": "squat", '
    '"level": "standard", "target": null, "image_size": [640, 480], "started_ms": 0, "events": 0, '
    '"estimation": "browser", "language": "en"}'
)


@pytest.mark.parametrize("text", [OLD_HELLO, '{"type": "hello", "protocol": 3, "what": "ever"}'])
def test_a_page_of_another_version_is_told_to_load_itself_again_whatever_else_it_says(text: str) -> None:
    with pytest.raises(OtherProtocol, match="another version than the studio; please load the page again"):
        read_message(text, BUILT_IN)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("kind", ["hello", "items", "finish", "ping"])
def test_what_is_not_expected_is_refused_with_what_was(kind: str, state: State) -> None:
    if kind in EXPECTED[state]:
        require_expected(kind, state)
        return
    with pytest.raises(ProtocolError) as refused:
        require_expected(kind, state)
    assert all(word in str(refused.value) for word in (kind, *EXPECTED[state]))
