"""Poses in pictures that come one after the other, for browsers that cannot find them; in a guarded child process."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from poise.errors import DamagedMedia, EstimationError, PoiseError
from poise.estimation.models import Model
from poise.isolation.guard import Cancellation, run_guarded
from poise.media.limits import MediaLimits
from poise.studio.picture_stream_child import find_in_pictures

ASKED = struct.Struct("<dI")  # time in seconds, bytes of the picture
ANSWERED = struct.Struct("<BHH")  # what became of it, width and height in pixels
NOBODY, FOUND, UNREADABLE = 0, 1, 2
VALUE_BYTES = 33 * 8 * 4
_PATIENCE_S = 30.0  # the first picture waits for the model


@dataclass(frozen=True, eq=False, slots=True)
class SeenPicture:
    """What was found in one picture.

    Parameters
    ----------
    image_size : (int, int)
        Its width and height in pixels.
    values : (33, 8) float32 or None
        Per point x, y, z in pixels, x, y, z in metres, visibility, presence; None where nobody was found.
    """

    image_size: tuple[int, int]
    values: NDArray[np.float32] | None


class PictureStream:
    """One person's pictures, in order; call `find` from one thread at a time.

    Parameters
    ----------
    model : Model
        Lite or full.
    limits : MediaLimits
        Bounds on each picture and on the child.
    """

    def __init__(self, model: Model, limits: MediaLimits) -> None:
        self._ours, self._theirs = socket.socketpair()
        self._ours.settimeout(_PATIENCE_S)
        self._error: PoiseError | None = None
        self._cancellation = Cancellation()
        self._thread = threading.Thread(target=self._run, args=(model, limits), daemon=True)
        self._thread.start()

    def find(self, time_s: float, picture: bytes) -> SeenPicture:
        """Look at the next picture, a JPEG.

        Raises
        ------
        DamagedMedia
            If it cannot be read.
        PoiseError
            If the child is gone; the stream is of no use any more.
        """
        try:
            self._ours.sendall(ASKED.pack(time_s, len(picture)) + picture)
            state, width, height = ANSWERED.unpack(received(self._ours, ANSWERED.size))
            data = received(self._ours, VALUE_BYTES) if state == FOUND else b""
        except OSError as error:
            self.close()
            raise self._error or EstimationError("The studio cannot look at pictures any more.") from error
        if state == UNREADABLE:
            raise DamagedMedia("The picture cannot be read; please load the page again.")
        values = np.frombuffer(data, "<f4").reshape(33, 8) if data else None
        return SeenPicture((width, height), values)

    def cancel(self) -> None:
        """Begin to end the child, without waiting; a `find` that waits in another thread ends, too."""
        with contextlib.suppress(OSError):  # closed already, or the child is gone
            self._ours.shutdown(socket.SHUT_RDWR)
        self._cancellation.cancel()  # then its end of the line is closed, which wakes whoever waits in `find`

    def close(self) -> None:
        """End the child and wait until it is gone."""
        self.cancel()
        self._thread.join(_PATIENCE_S)
        self._ours.close()

    def _run(self, model: Model, limits: MediaLimits) -> None:
        with self._theirs, self._theirs.makefile("wb") as line, self._cancellation:
            try:
                run_guarded(find_in_pictures, model, limits=limits, outputs={"line": line})
            except PoiseError as error:
                self._error = error


def received(line: socket.socket, count: int) -> bytes:
    """Return exactly `count` bytes.

    Raises
    ------
    ConnectionError
        If the other side ends before.
    """
    parts: list[bytes] = []
    while count:
        part = line.recv(min(count, 1 << 16))
        if not part:
            raise ConnectionError("the other side ended")
        parts.append(part)
        count -= len(part)
    return b"".join(parts)
