"""Kept sessions as files for other programs and for the page, part by part."""

from __future__ import annotations

import json
import math
import socket
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import BinaryIO, Self

import numpy as np

from poise.errors import OutputError
from poise.media.export.parts import RecordingParts, export_parts
from poise.pose.angles import angles_of, joint_angles_deg
from poise.studio.json_numbers import numbers

_AT_ONCE = 200  # values that are written together
_MOST_FRAMES = 9_000  # five minutes at 30 Hz; longer replays are thinned out evenly


class SessionFormat(StrEnum):
    """What a session is written as; `REPLAY` is the page's own format."""

    JSON = "json"
    CSV = "csv"
    TRC = "trc"
    MOT = "mot"
    POISE = "poise"
    REPLAY = "replay"


def export_session(parts: RecordingParts | None, record: bytes, form: SessionFormat, file: BinaryIO) -> None:
    """Write a session in a format for other programs.

    Parameters
    ----------
    parts : RecordingParts or None
        Its landmarks.
    record : bytes
        The session's record as JSON, which is all of ``json`` where there are no landmarks.
    form : SessionFormat
        Which format; a replay is written by `write_replay`.
    file : binary file
        Written from its place on.

    Raises
    ------
    OutputError
        If there is nothing to write in this format.
    """
    if form is SessionFormat.JSON:
        _write_json(parts, record, file)
    elif parts is None:
        raise OutputError("This session has no recording; it can be exported as JSON only.")
    else:
        export_parts(parts, f".{form}", file, f"session.{form}")


def _write_json(parts: RecordingParts | None, record: bytes, file: BinaryIO) -> None:
    """Write the record, and the landmarks as `poise estimate -o x.json` writes them."""
    file.write(b'{"session": ' + record + b',\n"landmarks": ')
    if parts is None:
        file.write(b"null")
    else:
        export_parts(parts, ".json", file, "session.json")
    file.write(b"}\n")


def write_replay(parts: RecordingParts | None, file: BinaryIO) -> None:
    """Write a recording as the page replays it: compact JSON.

    Each frame's points are flat lists: ``image`` x, y in pixels, ``world`` x, y, z in metres; null was not seen.
    ``angles`` are degrees in space. Of a long recording every n-th frame is given.
    """
    columns: dict[str, list[str]] = {name: [] for name in ("times_s", "image", "world", "visibility")}
    angles: dict[str, list[str]] = {}
    if parts is not None:
        _read_replay(parts, columns, angles)
    image_size = parts.first.image_size if parts is not None else (0, 0)
    file.write(b"{")
    for name, texts in columns.items():
        _write_member(name, texts, file)
        file.write(b",")
    file.write(f'"image_size":{_text(list(image_size))},"angles":{{'.encode())
    for number, (name, texts) in enumerate(angles.items()):
        file.write(b"," if number else b"")
        _write_member(name, texts, file)
    file.write(b"}}")


def _read_replay(
    parts: RecordingParts, columns: Mapping[str, list[str]], angles: dict[str, list[str]]
) -> None:
    """Collect the values as JSON: as numbers of Python they would take ten times the memory."""
    step = max(1, math.ceil(len(parts.times_s) / _MOST_FRAMES))
    before = 0
    for part in parts.read():
        person = part.people[0]
        chosen = slice(-before % step, None, step)
        before += len(person)
        columns["times_s"] += map(_text, numbers(person.times_s[chosen], 3))
        columns["image"] += [_text(numbers(one, 1)) for one in person.image[chosen, :, :2]]
        columns["world"] += [_text(numbers(one, 3)) for one in person.world[chosen]]
        columns["visibility"] += [_text(numbers(one, 2)) for one in person.visibility[chosen]]
        found = joint_angles_deg(person.world[chosen], person.skeleton, angles_of(person.skeleton))
        for name, values in found.items():
            angles.setdefault(name, []).extend(map(_text, numbers(np.asarray(values), 1)))


def _write_member(name: str, values: Sequence[str], file: BinaryIO) -> None:
    """Write a list that has a name, some values at a time."""
    file.write(f'"{name}":['.encode())
    for first in range(0, len(values), _AT_ONCE):
        some = ",".join(values[first : first + _AT_ONCE])
        file.write((f",{some}" if first else some).encode())
    file.write(b"]")


def _text(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))


class Kind(IntEnum):
    """What is sent to the child process that writes exports."""

    PART = 1  # of the recording
    FILE = 2  # to be put into the archive as it is
    RECORDING = 3  # all its parts were sent
    END = 4
    FILM = 6  # some bytes of a film; they follow those before them under the same name
    ITEMS = 5  # of a session that still grows; the name is `StreamInfo` as JSON


@dataclass(frozen=True, slots=True)
class StreamInfo:
    """What must be known of a session to make a recording of its items.

    Parameters
    ----------
    image_size : (int, int)
        Of the camera's picture in pixels.
    metadata : mapping of str to str
        Of the recording.
    """

    image_size: tuple[int, int]
    metadata: Mapping[str, str]

    def written(self) -> str:
        """Return it as JSON."""
        return json.dumps({"image_size": self.image_size, "metadata": dict(self.metadata)})

    @classmethod
    def read(cls, text: str) -> Self:
        """Return what `written` wrote."""
        given = json.loads(text)
        return cls(tuple(given["image_size"]), given["metadata"])


@dataclass(frozen=True, slots=True)
class Message:
    """One message to the child process.

    Parameters
    ----------
    kind : Kind
        What it is.
    name : str
        Of a file or a folder in the archive.
    content : bytes
        Of a file or a part.
    """

    kind: Kind
    name: str = ""
    content: bytes = b""

    def packed(self) -> bytes:
        """Return it as it goes over the line."""
        name = self.name.encode()
        return _HEAD.pack(self.kind, len(name), len(self.content)) + name + self.content

    @classmethod
    def received(cls, line: socket.socket) -> Self:
        """Return the next one.

        Raises
        ------
        ConnectionError
            If the other side ends before it is whole.
        """
        from poise.studio.streaming.line import receive

        kind, name_bytes, content_bytes = _HEAD.unpack(receive(line, _HEAD.size))
        name = receive(line, name_bytes).decode()
        return cls(Kind(kind), name, receive(line, content_bytes))


_HEAD = struct.Struct("<BHI")
