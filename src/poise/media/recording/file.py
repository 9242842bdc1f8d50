"""Recordings on the disc."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO

from poise.errors import MediaNotFound, RecordingError
from poise.media.atomic import atomic_write
from poise.media.recording.codec import decode_recording, encode_recording
from poise.media.recording.limits import RecordingLimits
from poise.media.recording.recording import Recording


def write_recording(target: str | Path | BinaryIO, recording: Recording) -> None:
    """Write a recording to a file, whole or not at all, or to an open binary file.

    Raises
    ------
    OutputError
        If the file cannot be written.
    RecordingError
        If the recording is larger than readers accept.
    """
    data = encode_recording(recording)
    if not isinstance(target, str | os.PathLike):
        target.write(data)
        return
    with atomic_write(target) as file:
        file.write(data)


def read_recording(source: str | Path | bytes, limits: RecordingLimits | None = None) -> Recording:
    """Read a recording from a file or from bytes.

    Raises
    ------
    MediaNotFound
        If there is no such file or it cannot be opened.
    RecordingError
        As `decode_recording`; the sentence begins with the file's name.
    """
    if isinstance(source, bytes):
        return decode_recording(source, limits)
    path = Path(source)
    limits = limits or RecordingLimits()
    data = read_bounded(path, limits.max_file_bytes)
    try:
        return decode_recording(data, limits)
    except RecordingError as error:
        raise type(error)(f"{path.name}: {error}") from error


def read_bounded(path: Path, max_bytes: int) -> bytes:
    """Return the bytes of a regular file of at most `max_bytes`.

    Raises
    ------
    MediaNotFound
        If there is no such file or it cannot be opened.
    RecordingError
        If it is larger.
    """
    try:
        if not path.is_file():
            raise MediaNotFound(f"{path} is not a file; please check the name.")
        with path.open("rb") as file:
            data = file.read(max_bytes + 1)
    except (OSError, ValueError) as error:
        raise MediaNotFound(f"{path} cannot be opened; please check its name and rights.") from error
    if len(data) > max_bytes:
        raise RecordingError(f"{path.name} has more than {max_bytes} bytes; please cut it shorter.")
    return data
