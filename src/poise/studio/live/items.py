"""The items of a live session and their bytes, as docs/live-protocol.md lays them out."""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from poise.errors import DamagedRecording
from poise.pose import BLAZEPOSE_33, Pose

VERSION = 1
MAX_ITEMS = 64

_BATCH = struct.Struct("<BBHI")
_ITEM = struct.Struct("<BBHd")
_POINTS = len(BLAZEPOSE_33)
_VALUES = 8  # x, y, z in pixels, x, y, z in metres, visibility, presence
_LANDMARK_BYTES = _POINTS * _VALUES * 4


class ItemKind(IntEnum):
    """What an item is."""

    NOBODY = 0
    LANDMARKS = 1
    MARK = 2


class Mark(IntEnum):
    """What the person did between two pictures."""

    SET_ENDS = 1
    SET_BEGINS = 2
    PAUSE = 3
    GO_ON = 4


_MARKS = frozenset(mark.value for mark in Mark)


@dataclass(frozen=True, eq=False, slots=True)
class Item:
    """One picture's landmarks, a picture with nobody in it, or a mark.

    Parameters
    ----------
    kind : ItemKind
        Which of the three.
    time_s : float
        Seconds since the session began, by the camera's clock.
    values : (33, 8) float32, or None
        Per point: x, y, z in pixels, x, y, z in metres, visibility, presence (as in `poise.pose.Pose`); for
        landmarks only.
    mark : Mark or None
        For marks only.
    """

    kind: ItemKind
    time_s: float
    values: NDArray[np.float32] | None = None
    mark: Mark | None = None

    def pose(self, image_size: tuple[int, int]) -> Pose:
        """Return the pose in a picture of `image_size`; all NaN where nobody was seen."""
        values = np.full((_POINTS, _VALUES), np.nan)
        if self.values is not None:
            values[:] = self.values
        return Pose(
            BLAZEPOSE_33, values[:, :3], values[:, 3:6], values[:, 6], values[:, 7], self.time_s, image_size
        )


@dataclass(frozen=True, eq=False, slots=True)
class Batch:
    """Consecutive items of which `first` is the number of the first; `data` are their bytes as they came."""

    first: int
    items: tuple[Item, ...]
    data: bytes

    def since(self, number: int) -> Batch:
        """Return the batch without the items below `number`."""
        drop = min(max(number - self.first, 0), len(self.items))
        skipped = sum(_size_of(item) for item in self.items[:drop])
        return Batch(self.first + drop, self.items[drop:], self.data[skipped:])


def decode_batch(message: bytes) -> Batch:
    """Read a binary message of items.

    Raises
    ------
    DamagedRecording
        If it is not of the form that the protocol lays down.
    """
    if len(message) < _BATCH.size:
        raise _damaged("it is shorter than its head")
    version, kind, count, first = _BATCH.unpack_from(message)
    if version != VERSION:
        raise _damaged(f"version {version} is not known here")
    if kind != 1 or not 1 <= count <= MAX_ITEMS:
        raise _damaged(f"it must hold 1 to {MAX_ITEMS} items")
    data = message[_BATCH.size :]
    items = decode_items(data)
    if len(items) != count:
        raise _damaged(f"it holds {len(items)} items and not {count}")
    return Batch(first, items, data)


def decode_items(data: bytes) -> tuple[Item, ...]:
    """Read items that stand one after the other.

    Raises
    ------
    DamagedRecording
        If one is cut off or not of the form that the protocol lays down.
    """
    items, start = [], 0
    while start < len(data):
        item = _decode_item(data, start)
        items.append(item)
        start += _size_of(item)
    return tuple(items)


def encode_item(item: Item) -> bytes:
    """Return an item as bytes."""
    points = 0 if item.values is None else len(item.values)
    head = _ITEM.pack(item.kind, item.mark or 0, points, item.time_s)
    return head if item.values is None else head + np.ascontiguousarray(item.values, "<f4").tobytes()


def encode_batch(first: int, items: tuple[Item, ...]) -> bytes:
    """Return a binary message of consecutive items."""
    return _BATCH.pack(VERSION, 1, len(items), first) + b"".join(encode_item(item) for item in items)


def _size_of(item: Item) -> int:
    return _ITEM.size + (_LANDMARK_BYTES if item.kind is ItemKind.LANDMARKS else 0)


def _decode_item(data: bytes, start: int) -> Item:
    if len(data) - start < _ITEM.size:
        raise _damaged("an item is cut off")
    kind, code, points, time_s = _ITEM.unpack_from(data, start)
    if not math.isfinite(time_s):
        raise _damaged("a time is not a number")
    if (kind, code, points) == (ItemKind.NOBODY, 0, 0):
        return Item(ItemKind.NOBODY, time_s)
    if kind == ItemKind.MARK and code in _MARKS and points == 0:
        return Item(ItemKind.MARK, time_s, mark=Mark(code))
    if (kind, code, points) != (ItemKind.LANDMARKS, 0, _POINTS):
        raise _damaged(f"there is no item of kind {kind}, code {code} and {points} points")
    return Item(ItemKind.LANDMARKS, time_s, values=_decode_values(data, start + _ITEM.size))


def _decode_values(data: bytes, start: int) -> NDArray[np.float32]:
    if len(data) - start < _LANDMARK_BYTES:
        raise _damaged("an item is cut off")
    values = np.frombuffer(data, "<f4", _POINTS * _VALUES, start).reshape(_POINTS, _VALUES)
    # What is infinite was not seen: NaN is the one word for that.
    return np.where(np.isfinite(values), values, np.float32(np.nan))


def _damaged(why: str) -> DamagedRecording:
    return DamagedRecording(f"The live message cannot be read: {why}; please load the page again.")
