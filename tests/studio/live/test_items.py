from __future__ import annotations

import base64
import json
import math
import struct
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.studio.live.stream_maker import mark

from poise.errors import DamagedRecording
from poise.pose import Observation, Part, Pose
from poise.pose.landmarks import ROW_VALUES, Rows, to_bytes
from poise.studio.live import Batch, Item, ItemKind, Mark, decode_batch, decode_items, encode_item
from poise.studio.live.items import encode_batch

SIZE = (640, 480)
GOLDEN: list[dict[str, Any]] = json.loads(
    Path(__file__).parents[2].joinpath("golden", "live_items.json").read_text("utf-8")
)["items"]


def rows(part: Part, value: float | None = None) -> Rows:
    """Return the rows of the golden file, or rows of one value."""
    count = len(part.skeleton) * ROW_VALUES
    values = np.arange(count) % 257 / 8 - 16 if value is None else np.full(count, value)
    return values.astype(np.float32).reshape(-1, ROW_VALUES)


def landmarks(time_s: float = 1.0, value: float = 2.0) -> Item:
    """Return a body as pages of version 1 sent it."""
    return Item(ItemKind.LANDMARKS, time_s, {Part.BODY: rows(Part.BODY, value)})


def observation(*parts: Part, time_s: float = 1.0) -> Item:
    return Item(ItemKind.OBSERVATION, time_s, {part: rows(part) for part in parts})


def bytes_of(items: tuple[Item, ...]) -> bytes:
    return b"".join(encode_item(item) for item in items)


@pytest.mark.parametrize("golden", GOLDEN, ids=[one["is"] for one in GOLDEN])
def test_an_item_has_the_bytes_that_the_page_writes(golden: dict[str, Any]) -> None:
    data = base64.b64decode(golden["bytes"])
    (item,) = decode_items(data)
    assert (item.kind.name.lower(), item.time_s) == (golden["kind"], golden["time_s"])
    assert [part.value for part in item.parts] == golden["parts"]
    assert item.mark is (None if golden["mark"] is None else Mark[golden["mark"].upper()])
    for part, found in item.parts.items():
        np.testing.assert_array_equal(found, rows(part))
    assert encode_item(item) == data


FLOATS = st.floats(width=32, allow_infinity=False, allow_nan=False)


@st.composite
def observations(draw: st.DrawFn) -> Item:
    """Make items of any parts, of which some points were not seen."""
    parts = draw(st.sets(st.sampled_from(Part), min_size=1))
    value, hole = draw(FLOATS), draw(st.integers(0, 20))
    found = {part: rows(part, value) for part in sorted(parts)}
    for each in found.values():
        each[hole] = np.nan
    return Item(ItemKind.OBSERVATION, draw(st.floats(0, 86_400)), found)


KINDS = st.one_of(
    st.sampled_from([landmarks(), Item(ItemKind.NOBODY, 0.5), mark(Mark.PAUSE, 2.0)]), observations()
)


@given(st.lists(KINDS, min_size=1, max_size=64).map(tuple), st.integers(0, 2**32 - 1))
def test_what_was_encoded_is_decoded(items: tuple[Item, ...], first: int) -> None:
    batch = decode_batch(encode_batch(first, items))
    assert (batch.first, batch.data) == (first, bytes_of(items))
    assert bytes_of(batch.items) == bytes_of(items)
    assert [item.mark for item in batch.items] == [item.mark for item in items]


def test_what_pages_of_version_1_send_is_read() -> None:
    items = (landmarks(), Item(ItemKind.NOBODY, 1.5), mark(Mark.SET_ENDS, 2.0))
    assert bytes_of(decode_batch(encode_batch(3, items, version=1)).items) == bytes_of(items)


def test_versions_1_and_2_of_a_body_are_one_observation() -> None:
    old, new = landmarks(), Item(ItemKind.OBSERVATION, 1.0, landmarks().parts)
    for seen in (old.observation(SIZE), new.observation(SIZE)):
        assert list(seen.parts) == [Part.BODY]
        np.testing.assert_array_equal(seen.pose(Part.BODY).image, np.full((33, 3), 2.0))


@given(observations())
def test_an_observation_survives_its_item(item: Item) -> None:
    seen = item.observation(SIZE)
    (back,) = decode_items(encode_item(Item.of(seen)))
    assert {part: to_bytes(found) for part, found in back.parts.items()} == {
        part: to_bytes(item.parts[part]) for part in seen.parts
    }
    assert back.time_s == seen.time_s


def test_an_observation_without_parts_says_that_nobody_is_there() -> None:
    item = Item.of(Observation(1.5, SIZE))
    assert (item.kind, item.time_s) == (ItemKind.NOBODY, 1.5)
    assert item.observation(SIZE).is_empty


def test_a_part_of_which_no_point_is_known_was_not_found() -> None:
    hand = Pose.unseen(Part.LEFT_HAND.skeleton, 1.0, SIZE)
    assert Item.of(Observation(1.0, SIZE, {Part.LEFT_HAND: hand})).observation(SIZE).is_empty


@given(st.lists(KINDS, min_size=1, max_size=12).map(tuple), st.integers(0, 40))
def test_what_is_known_already_is_dropped_with_its_bytes(items: tuple[Item, ...], number: int) -> None:
    rest = Batch(10, items, bytes_of(items)).since(number)
    assert rest.first == min(max(number, 10), 10 + len(items))
    assert rest.items == items[rest.first - 10 :]
    assert rest.data == bytes_of(rest.items)


def test_a_landmark_item_has_the_size_that_the_protocol_names() -> None:
    assert len(encode_item(landmarks())) == 1068
    assert len(encode_item(observation(Part.BODY))) == 1072
    assert len(encode_item(observation(*Part))) == 17_724


def test_what_is_infinite_was_not_seen() -> None:
    for kind in (ItemKind.LANDMARKS, ItemKind.OBSERVATION):
        sent = Item(kind, 1.0, {Part.BODY: rows(Part.BODY, math.inf)})
        (item,) = decode_items(encode_item(sent))
        assert np.isnan(item.parts[Part.BODY]).all()
        assert item.observation(SIZE).is_empty


def batch(
    version: int = 1, kind: int = 1, count: int = 1, first: int = 0, items: bytes | None = None
) -> bytes:
    return struct.pack("<BBHI", version, kind, count, first) + (
        encode_item(landmarks()) if items is None else items
    )


def item(kind: int = 0, code: int = 0, points: int = 0, time_s: float = 1.0) -> bytes:
    return struct.pack("<BBHd", kind, code, points, time_s)


HAND = to_bytes(rows(Part.LEFT_HAND))


def parts(*heads: tuple[int, int, int], count: int | None = None, each: bytes = HAND) -> bytes:
    """Return an observation whose parts have these codes, reserved bytes and numbers of points."""
    head = item(kind=4, code=len(heads) if count is None else count)
    return head + b"".join(struct.pack("<BBH", *one) + each for one in heads)


@pytest.mark.parametrize(
    ("message", "says"),
    [
        (b"", "shorter"),
        (batch()[:7], "shorter"),
        (batch(version=0), "version 0"),
        (encode_batch(0, (Item(ItemKind.NOBODY, 86_400.1),)), "24 hours"),
        (encode_batch(0, (Item(ItemKind.NOBODY, 1e308),)), "24 hours"),
        (batch(version=3), "version 3"),
        (batch(version=1, items=parts((1, 0, 21))), "no observations"),
        (batch(kind=3), "1 to 64"),
        (batch(count=0, items=b""), "1 to 64"),
        (batch(count=65), "1 to 64"),
        (batch(count=2), "1 items and not 2"),
        (batch()[:-1], "cut off"),
        (batch(items=item()[:-1]), "cut off"),
        (batch(items=item(kind=1, points=33)), "cut off"),
        (batch(items=item(kind=1, points=32)), "no item"),
        (batch(items=item(kind=3)), "no item"),
        (batch(items=item(kind=2, code=0)), "no item"),
        (batch(items=item(kind=2, code=9)), "no item"),
        (batch(items=item(kind=2, code=1, points=33)), "no item"),
        (batch(items=item(kind=0, code=1)), "no item"),
        (batch(items=parts(count=0)), "no item"),
        (batch(items=parts(count=5)), "no item"),
        (batch(items=item(kind=4, code=1, points=21)), "no item"),
        (batch(items=parts((4, 0, 21))), "no part of code 4"),
        (batch(items=parts((255, 0, 21))), "no part of code 255"),
        (batch(items=parts((1, 7, 21))), "no part of code 1"),
        (batch(items=parts((1, 0, 20))), "no part of code 1 and 20 points"),
        (batch(items=parts((1, 0, 0), each=b"")), "no part of code 1 and 0 points"),
        (batch(items=parts((0, 0, 21))), "no part of code 0 and 21 points"),
        (batch(items=parts((3, 0, 65_535))), "no part of code 3"),
        (batch(items=parts((1, 0, 21), (1, 0, 21))), "left hand stands twice"),
        (batch(items=parts((1, 0, 21), count=2)), "cut off"),
        (batch(items=parts((1, 0, 21))[:-1]), "cut off"),
        (batch(items=parts((1, 0, 21), (2, 0, 21))[: 12 + 4 + len(HAND) + 3]), "cut off"),
        (batch(items=parts((1, 0, 21)) + b"\0"), "cut off"),
        (batch(items=item(kind=4, code=1, time_s=math.nan)), "not a number"),
        (batch(items=item(time_s=math.nan)), "not a number"),
        (batch(items=item(time_s=math.inf)), "not a number"),
    ],
)
def test_what_the_protocol_does_not_know_gets_one_sentence(message: bytes, says: str) -> None:
    with pytest.raises(DamagedRecording, match=says) as caught:
        decode_batch(message)
    assert str(caught.value).count(".") == 1


def damaged(heads: Iterable[tuple[int, bytes]]) -> bytes:
    """Return a batch of all parts with some bytes exchanged."""
    message = bytearray(encode_batch(0, (observation(Part.LEFT_HAND, Part.RIGHT_HAND), landmarks())))
    for at, other in heads:
        message[at % len(message) : at % len(message) + 1] = other
    return bytes(message)


DAMAGE = st.lists(st.tuples(st.integers(0, 5000), st.binary(max_size=3)), max_size=4).map(damaged)
HEADS = st.lists(st.tuples(st.integers(0, 30), st.binary(min_size=1, max_size=1)), max_size=4).map(damaged)


@given(st.one_of(st.binary(max_size=3000), DAMAGE, HEADS))
def test_no_bytes_break_the_reader(message: bytes) -> None:
    try:
        decoded = decode_batch(message)
    except DamagedRecording:
        return
    assert decoded.items
