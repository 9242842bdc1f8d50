"""The language between the guarded child and its parent.

The child may have been taken over by the file that it reads, so the parent believes nothing: every length,
name, type and shape is checked before it is used, and nothing that arrives can be executed (no pickle).

A message is one byte for its kind, the length of a JSON text as four bytes (big-endian), and the text. A task and
an answer are followed by the arrays that the text describes, as raw little-endian buffers in that order.
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Callable, Mapping
from enum import Enum
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Arrays = dict[str, NDArray[Any]]

_HEAD = struct.Struct(">cI")
_MOST_TEXT_BYTES = 16 * 2**20
_MOST_ARRAYS = 256
_MOST_DIMENSIONS = 8
_TYPES = frozenset(
    {"|b1", "|u1", "|i1", "<u2", "<i2", "<u4", "<i4", "<u8", "<i8", "<f2", "<f4", "<f8"},
)


class Message(Enum):
    """The kinds of messages: a task goes to the child, the others come from it."""

    TASK = b"T"
    PROGRESS = b"P"
    ANSWER = b"A"
    FAILURE = b"F"


class WireError(ValueError):
    """What arrived is not in this language."""


def send(pipe: BinaryIO, kind: Message, content: Mapping[str, Any]) -> None:
    """Write one message without arrays."""
    text = json.dumps(content).encode()
    pipe.write(_HEAD.pack(kind.value, len(text)) + text)
    pipe.flush()


def send_with_arrays(
    pipe: BinaryIO, kind: Message, content: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]
) -> None:
    """Write one message and its arrays.

    Raises
    ------
    TypeError
        If an array is of a type that is not sent.
    """
    # Arrays of the other byte order are turned; NumPy is loaded already where there are arrays.
    plain = {
        name: array.astype(array.dtype.newbyteorder("<"), order="C", copy=False)
        for name, array in arrays.items()
    }
    described = [[name, array.dtype.str, list(array.shape)] for name, array in plain.items()]
    for name, type_, _ in described:
        if type_ not in _TYPES:
            raise TypeError(f"the array {name!r} is of type {type_}")
    send(pipe, kind, {**content, "arrays": described})
    for array in plain.values():
        pipe.write(array.reshape(-1).view("u1").data)
    pipe.flush()


def receive(read: Callable[[int], bytearray]) -> tuple[Message, dict[str, Any]]:
    """Read one message; `read` returns exactly as many bytes as it is asked for.

    Raises
    ------
    WireError
        If it is malformed or too long.
    """
    kind, length = _HEAD.unpack(read(_HEAD.size))
    if length > _MOST_TEXT_BYTES:
        raise WireError(f"a message of {length} bytes")
    try:
        message, content = Message(kind), json.loads(read(length))
    except (ValueError, RecursionError) as error:
        raise WireError(str(error)) from error
    if not isinstance(content, dict):
        raise WireError("a message that is not an object")
    return message, content


def receive_arrays(described: object, read_into: Callable[[memoryview], None], most_bytes: int) -> Arrays:
    """Read the arrays of a task or an answer.

    Parameters
    ----------
    described : object
        What the message's text says of them; nothing is taken for granted.
    read_into : callable
        Fills the given buffer entirely.
    most_bytes : int
        The most that all arrays together may have.

    Raises
    ------
    WireError
        If the description is malformed or asks for more.
    """
    plan = _plan(described)
    if not plan:
        return {}
    import numpy as np

    total = sum(math.prod(shape) * np.dtype(type_).itemsize for _, type_, shape in plan)
    if total > most_bytes:
        raise WireError(f"arrays of {total} bytes")
    arrays: Arrays = {}
    for name, type_, shape in plan:
        arrays[name] = array = _empty(np.dtype(type_), shape)
        if array.size:
            read_into(array.reshape(-1).view("u1").data)
    return arrays


def _empty(dtype: np.dtype[Any], shape: tuple[int, ...]) -> NDArray[Any]:
    import numpy as np

    try:
        return np.empty(shape, dtype)
    except ValueError as error:
        raise WireError(str(error)) from error


def _plan(described: object) -> list[tuple[str, str, tuple[int, ...]]]:
    if not isinstance(described, list) or len(described) > _MOST_ARRAYS:
        raise WireError("arrays that are not described by a list of reasonable length")
    plan = []
    for entry in described:
        match entry:
            case [str(name), str(type_), [*shape]] if type_ in _TYPES and _is_shape(shape):
                plan.append((name, type_, tuple(shape)))
            case _:
                raise WireError("an array that is not described by name, type and shape")
    return plan


def _is_shape(shape: list[object]) -> bool:
    return len(shape) <= _MOST_DIMENSIONS and all(type(length) is int and length >= 0 for length in shape)
