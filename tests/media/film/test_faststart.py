"""The index of a film comes first, and every picture is still found."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import av
import pytest
from tests.drawing.made_clips import Clip

from poise.errors import OutputError
from poise.media.film.faststart import move_index_first


def box_kinds(data: bytes) -> list[bytes]:
    kinds, start = [], 0
    while start < len(data):
        size, kind = struct.unpack_from(">I4s", data, start)
        kinds.append(kind)
        start += size
    return kinds


def decoded(data: bytes) -> list[tuple[float | None, bytes]]:
    with av.open(io.BytesIO(data), "r") as medium:
        frames = [frame for packet in medium.demux() for frame in packet.decode()]
    return [
        (frame.time, frame.to_ndarray().tobytes())
        for frame in frames
        if isinstance(frame, av.VideoFrame | av.AudioFrame)
    ]


@pytest.mark.parametrize("sound", [None, "aac"])
def test_the_index_moves_to_the_front_and_everything_decodes_as_before(
    tmp_path: Path, sound: str | None
) -> None:
    before = Clip(sound_codec=sound, size=(320, 240)).write(tmp_path / "film.mp4").read_bytes()
    file = io.BytesIO(before)
    assert move_index_first(file)
    after = file.getvalue()
    assert box_kinds(before)[-1] == b"moov"
    assert box_kinds(after).index(b"moov") < box_kinds(after).index(b"mdat")
    assert len(after) == len(before)
    assert decoded(after) == decoded(before)


def test_a_film_with_its_index_first_is_left_alone(tmp_path: Path) -> None:
    file = io.BytesIO(Clip().write(tmp_path / "film.mp4").read_bytes())
    move_index_first(file)
    once = file.getvalue()
    assert move_index_first(file)
    assert file.getvalue() == once


def box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(body), kind) + body


def with_offsets(kind: bytes, layout: str, offset: int) -> bytes:
    table = box(kind, struct.pack(f">II{layout}", 0, 1, offset))
    moov = table
    for parent in (b"stbl", b"minf", b"mdia", b"trak", b"moov"):
        moov = box(parent, moov)
    return box(b"ftyp", b"isom") + box(b"mdat", b"x" * 100) + moov


def test_offsets_of_eight_bytes_are_moved_too() -> None:
    file = io.BytesIO(with_offsets(b"co64", "Q", 20))
    assert move_index_first(file)
    moved = file.getvalue()
    offset = struct.unpack_from(">Q", moved, moved.index(b"co64") + 12)[0]
    assert moved[offset : offset + 100] == b"x" * 100


def test_an_index_without_room_for_larger_offsets_stays_where_it_is() -> None:
    data = with_offsets(b"stco", "I", 2**32 - 10)
    file = io.BytesIO(data)
    assert not move_index_first(file)
    assert file.getvalue() == data


@pytest.mark.parametrize(
    "data",
    [
        b"",
        box(b"ftyp", b"isom"),
        box(b"ftyp", b"isom") + box(b"mdat", b"xxxx"),
        struct.pack(">I4s", 1000, b"mdat") + b"x" * 10,
        struct.pack(">I4s", 4, b"mdat") + b"x" * 10,
    ],
)
def test_what_is_no_finished_film_is_refused(data: bytes) -> None:
    with pytest.raises(OutputError, match="could not be finished"):
        move_index_first(io.BytesIO(data))
