"""The language between the guarded child and its parent, spoken by liars."""

from __future__ import annotations

import io
import json
import struct
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from poise.isolation.wire import Message, WireError, receive, receive_arrays, send, send_with_arrays


class Pipe:
    """Bytes that arrived, read as the parent reads."""

    def __init__(self, data: bytes) -> None:
        self.data = memoryview(data)

    def read(self, count: int) -> bytearray:
        if count > len(self.data):
            raise EOFError
        taken, self.data = bytearray(self.data[:count]), self.data[count:]
        return taken

    def read_into(self, buffer: memoryview) -> None:
        buffer[:] = self.read(len(buffer))


def message(kind: bytes, text: bytes) -> Pipe:
    return Pipe(struct.pack(">cI", kind, len(text)) + text)


def test_a_message_survives_the_way() -> None:
    pipe = io.BytesIO()
    send(pipe, Message.PROGRESS, {"done": 3, "text": "ü"})
    assert receive(Pipe(pipe.getvalue()).read) == (Message.PROGRESS, {"done": 3, "text": "ü"})


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["u1", "<i4", "<f8", ">f4", "?"]),
            st.lists(st.integers(0, 4), max_size=4),
        ),
        max_size=4,
    )
)
def test_arrays_survive_the_way(plan: list[tuple[str, list[int]]]) -> None:
    generator = np.random.default_rng(0)
    arrays = {
        str(number): generator.integers(0, 100, shape).astype(dtype)
        for number, (dtype, shape) in enumerate(plan)
    }
    pipe = io.BytesIO()
    send_with_arrays(pipe, Message.ANSWER, {"a": 1}, arrays)
    arrived = Pipe(pipe.getvalue())
    kind, content = receive(arrived.read)
    received = receive_arrays(content["arrays"], arrived.read_into, 10**6)
    assert (kind, content["a"]) == (Message.ANSWER, 1)
    assert list(received) == list(arrays)
    for name, array in arrays.items():
        np.testing.assert_array_equal(received[name], array)
    assert len(arrived.data) == 0


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (b"X", b"{}"),
        (b"\x80", b"{}"),
        (b"A", b""),
        (b"A", b"{"),
        (b"A", b"[]"),
        (b"A", b"3"),
        (b"A", b"\xff\xfe\xfd"),
        (b"A", b"[" * 100_000),
        (b"A", b'{"a": ' + b"9" * 5000 + b"}"),
    ],
)
def test_a_malformed_message_is_refused(kind: bytes, text: bytes) -> None:
    with pytest.raises(WireError):
        receive(message(kind, text).read)


def test_a_message_is_not_read_if_it_is_too_long() -> None:
    with pytest.raises(WireError, match="bytes"):
        receive(Pipe(struct.pack(">cI", b"A", 2**32 - 1)).read)


@pytest.mark.parametrize(
    "described",
    [
        None,
        "abc",
        {"a": 1},
        [3],
        [["a", "<f8"]],
        [["a", "<f8", 3]],
        [["a", "<f8", [-1]]],
        [["a", "<f8", [1.5]]],
        [["a", "<f8", [True]]],
        [["a", "<f8", ["3"]]],
        [["a", "<f8", [1] * 9]],
        [["a", "|O", [1]]],
        [["a", "<U5", [1]]],
        [["a", ["<f8"], [1]]],
        [["a", "<M8[s]", [1]]],
        [["a", "V8", [1]]],
        [[3, "<f8", [1]]],
        [["a", "<f8", [1], "more"]],
        [["a", "|u1", [2**62, 2**62]]],
        [["a", "|u1", [1001]]],
        [["a", "|u1", [2**40, 0]], ["b", "|u1", [1001]]],
        [["a", "|u1", [2**70, 0]]],
        [["a", "|u1", [600]], ["b", "|u1", [600]]],
        [["a", "|u1", [0]]] * 257,
    ],
)
def test_a_description_that_lies_is_refused(described: Any) -> None:
    described = json.loads(json.dumps(described))
    with pytest.raises(WireError):
        receive_arrays(described, Pipe(bytes(10_000)).read_into, most_bytes=1000)


@given(st.binary(max_size=200))
def test_no_bytes_whatever_do_harm(data: bytes) -> None:
    with pytest.raises((WireError, EOFError)):
        converse(Pipe(data))


def converse(pipe: Pipe) -> None:
    while True:
        _, content = receive(pipe.read)
        receive_arrays(content.get("arrays"), pipe.read_into, 1000)
