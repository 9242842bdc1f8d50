"""Kept sessions as files for other programs and for the page, part by part."""

from __future__ import annotations

import json
import math
import socket
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, BinaryIO, Self

import numpy as np

from poise.errors import OutputError
from poise.media.export.parts import RecordingParts, export_parts
from poise.pose.angles import angles_of, joint_angles_deg
from poise.studio.json_numbers import numbers

EXPORTS = ("json", "csv", "trc", "mot", "poise")
_MOST_FRAMES = 9_000  # five minutes at 30 Hz; longer replays are thinned out evenly


def export_session(
    parts: RecordingParts | None, result: Mapping[str, Any], form: str, file: BinaryIO
) -> None:
    """Write a session in a format for other programs.

    Parameters
    ----------
    parts : RecordingParts or None
        Its landmarks.
    result : mapping
        The session's record, which is all of ``json`` where there are no landmarks.
    form : str
        One of `EXPORTS`.
    file : binary file
        Written from its place on.

    Raises
    ------
    OutputError
        If there is nothing to write in this format.
    """
    if form == "json":
        _write_json(parts, result, file)
    elif parts is None:
        raise OutputError("This session has no recording; it can be exported as JSON only.")
    else:
        export_parts(parts, f".{form}", file, f"session.{form}")


def _write_json(parts: RecordingParts | None, result: Mapping[str, Any], file: BinaryIO) -> None:
    """Write the record, and the landmarks as `poise estimate -o x.json` writes them."""
    record = json.dumps(dict(result), ensure_ascii=False, allow_nan=False, indent=1)
    file.write(b'{"session": ' + record.encode() + b',\n"landmarks": ')
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
    document = _empty_replay() if parts is None else _replay(parts)
    file.write(json.dumps(document, separators=(",", ":")).encode())


def _empty_replay() -> dict[str, Any]:
    return {"times_s": [], "image": [], "world": [], "visibility": [], "image_size": [0, 0], "angles": {}}


def _replay(parts: RecordingParts) -> dict[str, Any]:
    step = max(1, math.ceil(len(parts.times_s) / _MOST_FRAMES))
    document = _empty_replay()
    before = 0
    for part in parts.read():
        person = part.people[0]
        chosen = slice(-before % step, None, step)
        before += len(person)
        angles = joint_angles_deg(person.world[chosen], person.skeleton, angles_of(person.skeleton))
        document["times_s"] += numbers(person.times_s[chosen], 3)
        document["image"] += [numbers(one, 1) for one in person.image[chosen, :, :2]]
        document["world"] += [numbers(one, 3) for one in person.world[chosen]]
        document["visibility"] += [numbers(one, 2) for one in person.visibility[chosen]]
        document["image_size"] = list(person.image_size)
        for name, values in angles.items():
            document["angles"].setdefault(name, []).extend(numbers(np.asarray(values), 1))
    return document


class Kind(IntEnum):
    """What is sent to the child process that writes exports."""

    PART = 1  # of the recording
    FILE = 2  # to be put into the archive as it is
    RECORDING = 3  # all its parts were sent
    END = 4


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
        from poise.studio.picture_stream import received

        kind, name_bytes, content_bytes = _HEAD.unpack(received(line, _HEAD.size))
        name = received(line, name_bytes).decode()
        return cls(Kind(kind), name, received(line, content_bytes))


_HEAD = struct.Struct("<BHI")
