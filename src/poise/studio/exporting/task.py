"""What runs inside the guarded child process to export sessions: their parts come over a line, files go out.

Never more than one part of a recording is in memory.
"""

from __future__ import annotations

import gzip
import io
import os
import socket
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, BinaryIO, cast

from poise.isolation.task import Context, OnProgress, Progress, task
from poise.media.export.parts import RecordingParts, export_parts
from poise.media.recording import Recording, decode_recording
from poise.studio.exporting.session_export import (
    Kind,
    Message,
    SessionFormat,
    StreamInfo,
    export_session,
    write_replay,
)

if TYPE_CHECKING:
    from poise.studio.live import Recorder


@dataclass(frozen=True, slots=True)
class SessionRequest:
    """How one session is written.

    Parameters
    ----------
    form : SessionFormat
        The format.
    record : bytes
        The session's record as JSON, which is all of ``json`` where there are no landmarks.
    is_packed : bool
        Whether a replay goes through gzip.
    """

    form: SessionFormat
    record: bytes = b"{}"
    is_packed: bool = False


@task
def write_session(request: SessionRequest, context: Context) -> None:
    """Write one session, whose recording comes over the ``line``, to ``export``."""
    parts = KeptParts(context.outputs["parts"], context.report)
    for message in _messages(context.outputs["line"]):
        parts.take(message)
    file = cast("BinaryIO", _ForwardOnly(context.outputs["export"]))
    if request.form is SessionFormat.REPLAY:
        _write_replay(parts.recording(), file, is_packed=request.is_packed)
    else:
        export_session(parts.recording(), request.record, request.form, file)
    file.flush()


@task
def write_archive(_request: None, context: Context) -> None:
    """Write the files and recordings that come over the line into a zip; each recording is confirmed with a byte."""
    parts = KeptParts(context.outputs["parts"], context.report)
    file = cast("BinaryIO", _ForwardOnly(context.outputs["export"]))
    line = context.outputs["line"]
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        film = _FilmInArchive(archive)
        for message in _messages(line):
            if message.kind is Kind.FILM:
                film.write(message)
                context.report(Progress("receiving"))
                continue
            film.close()
            if message.kind is Kind.FILE:
                archive.writestr(message.name, message.content)
            elif message.kind in {Kind.PART, Kind.ITEMS}:
                parts.take(message)
            elif message.kind is Kind.RECORDING:
                _add_recording(archive, message.name, parts.recording())
                parts.clear()
                file.flush()
                os.write(line.fileno(), b"\x01")
    file.flush()


class _FilmInArchive:
    """A film in an archive, written as its bytes come; they are packed already."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive, self._name = archive, ""
        self._member: IO[bytes] | None = None

    def write(self, message: Message) -> None:
        """Begin a film, or go on with the one that was begun."""
        if self._member is None or self._name != message.name:
            self.close()
            self._name = message.name
            self._member = self._archive.open(zipfile.ZipInfo(message.name), "w", force_zip64=True)
        self._member.write(message.content)

    def close(self) -> None:
        """End the film that is being written; an archive takes one file at a time."""
        if self._member is not None:
            self._member.close()
            self._member = None


def _add_recording(archive: zipfile.ZipFile, folder: str, parts: RecordingParts | None) -> None:
    if parts is None:
        return
    for suffix in (".csv", ".poise"):
        with archive.open(f"{folder}/landmarks{suffix}", "w", force_zip64=True) as member:
            export_parts(parts, suffix, cast("BinaryIO", member), f"session{suffix}")


def _write_replay(parts: RecordingParts | None, file: BinaryIO, *, is_packed: bool) -> None:
    if not is_packed:
        write_replay(parts, file)
        return
    with gzip.GzipFile(fileobj=file, mode="wb", compresslevel=5, mtime=0) as packed:
        write_replay(parts, cast("BinaryIO", packed))


def _messages(line: BinaryIO) -> Iterator[Message]:
    with socket.socket(fileno=os.dup(line.fileno())) as end:
        while (message := Message.received(end)).kind is not Kind.END:
            yield message


class KeptParts:
    """The encoded parts of a recording in a file, decoded one at a time.

    Parameters
    ----------
    file : binary file
        Without a name, open for reading as well.
    on_progress : callable
        Called at each part, so that the parent knows that all is well.
    """

    def __init__(self, file: BinaryIO, on_progress: OnProgress) -> None:
        self._descriptor, self._on_progress = file.fileno(), on_progress
        self._sizes: list[int] = []
        self._recorder: Recorder | None = None

    def take(self, message: Message) -> None:
        """Keep what comes over the line: a part, or items of which parts are made."""
        if message.kind is Kind.PART:
            self._append(message.content)
            return
        # Only sessions that still grow need it, and it would double the time that the child takes to start.
        from poise.studio.live import Recorder, decode_items

        if self._recorder is None:
            stream = StreamInfo.read(message.name)
            self._recorder = Recorder(stream.image_size, stream.metadata)
        for part in self._recorder.take(decode_items(message.content)):
            self._append(part)

    def _append(self, part: bytes) -> None:
        at = sum(self._sizes)
        while part:
            written = os.pwrite(self._descriptor, part, at)
            part, at = part[written:], at + written
        self._sizes.append(at - sum(self._sizes))
        self._on_progress(Progress("receiving"))

    def clear(self) -> None:
        """Forget all parts."""
        self._sizes.clear()
        self._recorder = None
        os.ftruncate(self._descriptor, 0)

    def recording(self) -> RecordingParts | None:
        """Return the recording that they make, None where there are none."""
        if self._recorder is not None:
            for part in self._recorder.end():
                self._append(part)
        return RecordingParts.of(self._read)

    def _read(self) -> Iterator[Recording]:
        at = 0
        for size in self._sizes:
            self._on_progress(Progress("writing"))
            yield decode_recording(os.pread(self._descriptor, size, at))
            at += size


class _ForwardOnly(io.RawIOBase):
    """A file that is never gone back in: what was written may have been sent already."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:  # noqa: ANN401  (the buffer protocol, which typing cannot name here)
        self._file.write(data)
        return len(memoryview(data).cast("B")) if not isinstance(data, bytes) else len(data)

    def flush(self) -> None:
        self._file.flush()
