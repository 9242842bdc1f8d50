"""Put an MP4 file's index before its data, so that browsers begin to play before they have all of it.

The multiplexer writes the index (`moov`) last, because it does not know it earlier, and its own way of moving
it opens the file again by name, which a guarded process may not. Here the open file is enough. Box layout and
offsets after ISO/IEC 14496-12 (2022), sections 4.2, 8.7.5.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from io import SEEK_END
from typing import BinaryIO

import numpy as np

from poise.errors import OutputError

_CHUNK = 1 << 20
_NESTED = (b"moov", b"trak", b"mdia", b"minf", b"stbl")


@dataclass(frozen=True, slots=True)
class _Box:
    kind: bytes
    start: int
    body: int
    end: int


def move_index_first(file: BinaryIO) -> bool:
    """Move the index of a finished MP4 file in front of its data, in place.

    Parameters
    ----------
    file : binary file
        Open for reading and writing; the film begins at its first byte. The file keeps its length.

    Returns
    -------
    bool
        Whether the index now comes first. False if there is no room for larger offsets (the film has more
        than 4 GB), in which case nothing was changed: the film plays, but only once it is all there.

    Raises
    ------
    OutputError
        If the file is not a finished MP4 file.
    """
    boxes = {box.kind: box for box in _file_boxes(file)}
    if not {b"moov", b"mdat"} <= boxes.keys():
        raise OutputError("the film could not be finished: it has no index; write it again.")
    index, data = boxes[b"moov"], boxes[b"mdat"]
    if index.start < data.start:
        return True
    file.seek(index.start)
    moov = bytearray(file.read(index.end - index.start))
    try:
        _shift_offsets(moov, len(moov))
    except OverflowError:
        return False
    _shift_bytes(file, data.start, index.start, len(moov))
    file.seek(data.start)
    file.write(moov)
    file.seek(0, SEEK_END)
    return True


def _file_boxes(file: BinaryIO) -> Iterator[_Box]:
    length = file.seek(0, SEEK_END)
    start = 0
    while start + 8 <= length:
        file.seek(start)
        box = _read_box(file.read(16), start, length)
        yield box
        start = box.end


def _memory_boxes(memory: bytearray, start: int, end: int) -> Iterator[_Box]:
    while start + 8 <= end:
        box = _read_box(bytes(memory[start : start + 16]), start, end)
        yield box
        start = box.end


def _read_box(head: bytes, start: int, limit: int) -> _Box:
    size, kind = struct.unpack_from(">I4s", head)
    body = start + 8
    if size == 1 and len(head) >= 16:
        size, body = struct.unpack_from(">Q", head, 8)[0], start + 16
    end = limit if size == 0 else start + size
    if not body <= end <= limit:
        raise OutputError("the film could not be finished: its boxes do not fit together; write it again.")
    return _Box(kind, start, body, end)


def _shift_offsets(moov: bytearray, by: int) -> None:
    """Add `by` to every chunk offset; raise OverflowError before anything is lost if one does not fit."""
    for box in _offset_tables(moov, 0, len(moov)):
        count = struct.unpack_from(">I", moov, box.body + 4)[0]
        kind = ">u4" if box.kind == b"stco" else ">u8"
        table = np.frombuffer(moov, dtype=kind, count=count, offset=box.body + 8)
        moved = table.astype(np.uint64) + np.uint64(by)
        if count and int(moved.max()) > np.iinfo(table.dtype).max:
            raise OverflowError
        table[:] = moved


def _offset_tables(moov: bytearray, start: int, end: int) -> Iterator[_Box]:
    for box in _memory_boxes(moov, start, end):
        if box.kind in _NESTED:
            yield from _offset_tables(moov, box.body, box.end)
        elif box.kind in (b"stco", b"co64"):
            yield box


def _shift_bytes(file: BinaryIO, start: int, end: int, by: int) -> None:
    """Move the bytes from `start` to `end` on by `by`, the last ones first, so that none is overrun."""
    while end > start:
        size = min(_CHUNK, end - start)
        end -= size
        file.seek(end)
        chunk = file.read(size)
        file.seek(end + by)
        file.write(chunk)
