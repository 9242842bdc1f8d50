from __future__ import annotations

import math
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.studio.live.stream_maker import mark

from poise.errors import DamagedRecording
from poise.studio.live import Batch, Item, ItemKind, Mark, decode_batch, decode_items, encode_item
from poise.studio.live.items import encode_batch


def landmarks(time_s: float = 1.0, value: float = 2.0) -> Item:
    return Item(ItemKind.LANDMARKS, time_s, np.full((33, 8), value, np.float32))


def bytes_of(items: tuple[Item, ...]) -> bytes:
    return b"".join(encode_item(item) for item in items)


KINDS = st.sampled_from([landmarks(), Item(ItemKind.NOBODY, 0.5), mark(Mark.PAUSE, 2.0)])


@given(st.lists(KINDS, min_size=1, max_size=64).map(tuple), st.integers(0, 2**32 - 1))
def test_what_was_encoded_is_decoded(items: tuple[Item, ...], first: int) -> None:
    batch = decode_batch(encode_batch(first, items))
    assert (batch.first, batch.data) == (first, bytes_of(items))
    assert bytes_of(batch.items) == bytes_of(items)
    assert [item.mark for item in batch.items] == [item.mark for item in items]


@given(st.lists(KINDS, min_size=1, max_size=12).map(tuple), st.integers(0, 40))
def test_what_is_known_already_is_dropped_with_its_bytes(items: tuple[Item, ...], number: int) -> None:
    rest = Batch(10, items, bytes_of(items)).since(number)
    assert rest.first == min(max(number, 10), 10 + len(items))
    assert rest.items == items[rest.first - 10 :]
    assert rest.data == bytes_of(rest.items)


def test_a_landmark_item_has_the_size_that_the_protocol_names() -> None:
    assert len(encode_item(landmarks())) == 1068


def test_what_is_infinite_was_not_seen() -> None:
    (item,) = decode_items(encode_item(landmarks(value=math.inf)))
    assert np.isnan(item.pose((640, 480)).image).all()


def batch(
    version: int = 1, kind: int = 1, count: int = 1, first: int = 0, items: bytes | None = None
) -> bytes:
    return struct.pack("<BBHI", version, kind, count, first) + (
        encode_item(landmarks()) if items is None else items
    )


def item(kind: int = 0, code: int = 0, points: int = 0, time_s: float = 1.0) -> bytes:
    return struct.pack("<BBHd", kind, code, points, time_s)


@pytest.mark.parametrize(
    ("message", "says"),
    [
        (b"", "shorter"),
        (batch()[:7], "shorter"),
        (batch(version=2), "version 2"),
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
        (batch(items=item(kind=2, code=5)), "no item"),
        (batch(items=item(kind=2, code=1, points=33)), "no item"),
        (batch(items=item(kind=0, code=1)), "no item"),
        (batch(items=item(time_s=math.nan)), "not a number"),
        (batch(items=item(time_s=math.inf)), "not a number"),
    ],
)
def test_what_the_protocol_does_not_know_gets_one_sentence(message: bytes, says: str) -> None:
    with pytest.raises(DamagedRecording, match=says) as caught:
        decode_batch(message)
    assert str(caught.value).count(".") == 1


@given(st.binary(max_size=3000))
def test_no_bytes_break_the_reader(message: bytes) -> None:
    try:
        decoded = decode_batch(message)
    except DamagedRecording:
        return
    assert decoded.items
