"""The items of a live session and their bytes, as docs/live-protocol.md lays them out."""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from types import MappingProxyType

from poise.errors import DamagedRecording
from poise.pose import Observation, Part, Pose
from poise.pose.landmarks import ROW_BYTES, Rows, from_bytes, pack, to_bytes, unpack
from poise.studio.activity.activity import Mark

VERSION = 2
VERSIONS = (1, 2)
MAX_ITEMS = 64
MAX_SESSION_S = 86_400.0

_BATCH = struct.Struct("<BBHI")
_ITEM = struct.Struct("<BBHd")
_PART = struct.Struct("<BBH")
_ITEMS = 1  # the one kind of batch

PART_CODES: Mapping[Part, int] = MappingProxyType(
    {Part.BODY: 0, Part.LEFT_HAND: 1, Part.RIGHT_HAND: 2, Part.FACE: 3}
)
_PART_OF = {code: part for part, code in PART_CODES.items()}


class ItemKind(IntEnum):
    """What an item is; `LANDMARKS` (a body alone) is how pages of version 1 sent what they saw."""

    NOBODY = 0
    LANDMARKS = 1
    MARK = 2
    OBSERVATION = 4


MAX_ITEM_BYTES = _ITEM.size + sum(_PART.size + ROW_BYTES * len(part.skeleton) for part in Part)

_MARKS = frozenset(mark.value for mark in Mark)


@dataclass(frozen=True, eq=False, slots=True)
class Item:
    """What was seen in one frame, a frame with nobody in it, or a mark.

    Parameters
    ----------
    kind : ItemKind
        Which of these, and in which form it is written.
    time_s : float
        Seconds since the session began, by the camera's clock.
    parts : mapping of Part to (K, 8) float32
        Rows of landmarks (`poise.pose.landmarks`) of each part that was found; none for other kinds.
    mark : Mark or None
        For marks only.
    is_looked_at : bool
        Whether a model looked at the frame. Not in the bytes of an item: live every frame is looked at.
    """

    kind: ItemKind
    time_s: float
    parts: Mapping[Part, Rows] = field(default_factory=dict)
    mark: Mark | None = None
    is_looked_at: bool = True

    @classmethod
    def of(cls, seen: Observation) -> Item:
        """Return the item that says what was seen."""
        kind = ItemKind.NOBODY if seen.is_empty else ItemKind.OBSERVATION
        rows = {part: pack(pose) for part, pose in seen.parts.items()}
        return cls(kind, seen.time_s, rows, is_looked_at=seen.is_looked_at)

    def observation(self, image_size: tuple[int, int]) -> Observation:
        """Return what was seen in a frame of `image_size`; a part of which no point is known was not found."""
        poses = {
            part: unpack(rows, part.skeleton, self.time_s, image_size) for part, rows in self.parts.items()
        }
        found = {part: pose for part, pose in poses.items() if pose.is_seen}
        return Observation(self.time_s, image_size, found, self.is_looked_at)

    def pose(self, image_size: tuple[int, int]) -> Pose:
        """Return the body in a frame of `image_size`; all NaN where it was not found."""
        return self.observation(image_size).pose(Part.BODY)


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
    """Read a binary message of items, of any version.

    Raises
    ------
    DamagedRecording
        If it is not of the form that the protocol lays down.
    """
    if len(message) < _BATCH.size:
        raise _damaged("it is shorter than its head")
    version, kind, count, first = _BATCH.unpack_from(message)
    if version not in VERSIONS:
        raise _damaged(f"version {version} is not known here")
    if kind != _ITEMS or not 1 <= count <= MAX_ITEMS:
        raise _damaged(f"it must hold 1 to {MAX_ITEMS} items")
    data = message[_BATCH.size :]
    items = decode_items(data)
    if len(items) != count:
        raise _damaged(f"it holds {len(items)} items and not {count}")
    if any(abs(item.time_s) > MAX_SESSION_S for item in items):
        raise _damaged("a session lasts 24 hours at most")
    if version == 1 and any(item.kind is ItemKind.OBSERVATION for item in items):
        raise _damaged("version 1 knows no observations")
    return Batch(first, items, data)


def decode_items(data: bytes) -> tuple[Item, ...]:
    """Read items that stand one after the other, of any version.

    Raises
    ------
    DamagedRecording
        If one is cut off or not of the form that the protocol lays down.
    """
    return tuple(_items(data))


def encode_item(item: Item) -> bytes:
    """Return an item as bytes."""
    if item.kind is ItemKind.OBSERVATION:
        return _encode_observation(item)
    rows = item.parts.get(Part.BODY)
    head = _ITEM.pack(item.kind, item.mark or 0, 0 if rows is None else len(rows), item.time_s)
    return head if rows is None else head + to_bytes(rows)


def encode_batch(first: int, items: tuple[Item, ...], version: int = VERSION) -> bytes:
    """Return a binary message of consecutive items."""
    return _BATCH.pack(version, _ITEMS, len(items), first) + b"".join(encode_item(item) for item in items)


def _encode_observation(item: Item) -> bytes:
    head = _ITEM.pack(item.kind, len(item.parts), 0, item.time_s)
    parts = (_PART.pack(PART_CODES[part], 0, len(rows)) + to_bytes(rows) for part, rows in item.parts.items())
    return head + b"".join(parts)


def _size_of(item: Item) -> int:
    heads = _PART.size * len(item.parts) if item.kind is ItemKind.OBSERVATION else 0
    return _ITEM.size + heads + ROW_BYTES * sum(map(len, item.parts.values()))


def _items(data: bytes) -> Iterator[Item]:
    start = 0
    while start < len(data):
        item = _decode_item(data, start)
        yield item
        start += _size_of(item)


def _decode_item(data: bytes, start: int) -> Item:
    if len(data) - start < _ITEM.size:
        raise _damaged("an item is cut off")
    kind, code, points, time_s = _ITEM.unpack_from(data, start)
    body = start + _ITEM.size
    if not math.isfinite(time_s):
        raise _damaged("a time is not a number")
    if (kind, code, points) == (ItemKind.NOBODY, 0, 0):
        return Item(ItemKind.NOBODY, time_s)
    if kind == ItemKind.MARK and code in _MARKS and points == 0:
        return Item(ItemKind.MARK, time_s, mark=Mark(code))
    if (kind, code, points) == (ItemKind.LANDMARKS, 0, len(Part.BODY.skeleton)):
        return Item(ItemKind.LANDMARKS, time_s, {Part.BODY: _decode_rows(data, body, points)})
    if kind == ItemKind.OBSERVATION and 1 <= code <= len(Part) and points == 0:
        return Item(ItemKind.OBSERVATION, time_s, _decode_parts(data, body, code))
    raise _damaged(f"there is no item of kind {kind}, code {code} and {points} points")


def _decode_parts(data: bytes, start: int, count: int) -> Mapping[Part, Rows]:
    parts: dict[Part, Rows] = {}
    for _ in range(count):
        if len(data) - start < _PART.size:
            raise _damaged("an item is cut off")
        code, reserved, points = _PART.unpack_from(data, start)
        part = _PART_OF.get(code)
        if part is None or reserved or points != len(part.skeleton):
            raise _damaged(f"there is no part of code {code} and {points} points")
        if part in parts:
            raise _damaged(f"the {part.value.replace('_', ' ')} stands twice in one item")
        parts[part] = _decode_rows(data, start + _PART.size, points)
        start += _PART.size + ROW_BYTES * points
    return MappingProxyType(parts)


def _decode_rows(data: bytes, start: int, points: int) -> Rows:
    if len(data) - start < ROW_BYTES * points:
        raise _damaged("an item is cut off")
    return from_bytes(data, points, start)


def _damaged(why: str) -> DamagedRecording:
    return DamagedRecording(f"The live message cannot be read: {why}; please load the page again.")
