"""Observations of frames that come one after the other, for browsers that cannot find a person; in a guarded child."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Set
from dataclasses import replace

from poise.errors import DamagedMedia, DamagedRecording, EstimationError, PoiseError
from poise.estimation.models import Model
from poise.isolation.guard import Cancellation, run_guarded
from poise.media.limits import MediaLimits
from poise.pose import Observation, Part
from poise.studio.live.items import MAX_ITEM_BYTES, decode_items
from poise.studio.streaming.line import ANSWERED, ASKED, receive
from poise.studio.streaming.task import WantedParts, find_in_pictures

_PATIENCE_S = 30.0  # the first picture waits for the model
_GONE = "The studio cannot look at pictures any more."


class PictureStream:
    """One person's frames, in order; call `find` from one thread at a time.

    Parameters
    ----------
    model : Model
        Lite or full, for the body.
    limits : MediaLimits
        Bounds on each picture and on the child.
    parts : set of Part
        What is looked for.
    """

    def __init__(self, model: Model, limits: MediaLimits, parts: Set[Part] = frozenset({Part.BODY})) -> None:
        self._ours, self._theirs = socket.socketpair()
        self._ours.settimeout(_PATIENCE_S)
        self._error: PoiseError | None = None
        self._cancellation = Cancellation()
        self._thread = threading.Thread(target=self._run, args=(model, limits, parts), daemon=True)
        self._thread.start()

    def find(self, time_s: float, picture: bytes) -> Observation:
        """Look at the next frame, a JPEG.

        Raises
        ------
        DamagedMedia
            If it cannot be read.
        PoiseError
            If the child is gone; the stream is of no use any more.
        """
        try:
            self._ours.sendall(ASKED.pack(time_s, len(picture)) + picture)
            width, height, size = ANSWERED.unpack(receive(self._ours, ANSWERED.size))
            data = receive(self._ours, min(size, MAX_ITEM_BYTES))
        except OSError as error:
            self.close()
            raise self._error or EstimationError(_GONE) from error
        if not data:
            raise DamagedMedia("The picture cannot be read; please load the page again.")
        return self._read(data, time_s, (width, height))

    def _read(self, data: bytes, time_s: float, image_size: tuple[int, int]) -> Observation:
        # The child is not trusted: whoever took it over with a picture can answer what they like.
        try:
            (item,) = decode_items(data)
            return replace(item, time_s=time_s).observation(image_size)
        except (DamagedRecording, ValueError) as error:
            self.close()
            raise EstimationError(_GONE) from error

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

    def _run(self, model: Model, limits: MediaLimits, parts: Set[Part]) -> None:
        wanted = WantedParts(model, tuple(sorted(parts)))
        with self._theirs, self._theirs.makefile("wb") as line, self._cancellation:
            try:
                run_guarded(find_in_pictures, wanted, limits=limits, outputs={"line": line})
            except PoiseError as error:
                self._error = error
