"""Whole numbers as bytes that compress well: differences over time, near zero, byte by byte."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def fold(numbers: NDArray[np.signedinteger[Any]]) -> NDArray[np.unsignedinteger[Any]]:
    """Map 0, -1, 1, -2 ... to 0, 1, 2, 3 ..., so that small numbers of either sign have high bytes of zero."""
    bits = numbers.dtype.itemsize * 8
    folded: NDArray[np.unsignedinteger[Any]] = ((numbers << 1) ^ (numbers >> (bits - 1))).view(
        f"u{bits // 8}"
    )
    return folded


def unfold(folded: NDArray[np.unsignedinteger[Any]]) -> NDArray[np.signedinteger[Any]]:
    """Undo `fold`."""
    one = folded.dtype.type(1)
    signed: NDArray[np.signedinteger[Any]] = ((folded >> one) ^ (~(folded & one) + one)).view(
        f"i{folded.dtype.itemsize}"
    )
    return signed


def shuffle(numbers: NDArray[np.unsignedinteger[Any]]) -> bytes:
    """Return all lowest bytes, then all next ones, and so on."""
    little = np.ascontiguousarray(numbers, dtype=numbers.dtype.newbyteorder("<"))
    return little.reshape(-1).view(np.uint8).reshape(-1, numbers.dtype.itemsize).T.tobytes()


def unshuffle(data: bytes, itemsize: int) -> NDArray[np.unsignedinteger[Any]]:
    """Undo `shuffle`; returns a flat array of unsigned numbers of `itemsize` bytes."""
    planes = np.frombuffer(data, np.uint8).reshape(itemsize, -1)
    numbers: NDArray[np.unsignedinteger[Any]] = (
        np.ascontiguousarray(planes.T).view(f"<u{itemsize}").reshape(-1)
    )
    return numbers.astype(f"=u{itemsize}", copy=False)
