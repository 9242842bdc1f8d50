"""What runs inside the guarded child process while a browser sends frames: JPEG in, observations out."""

from __future__ import annotations

import io
import os
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from poise.estimation.models import Model
from poise.isolation.task import Context, OnProgress, Progress, task
from poise.pose import Part
from poise.studio.streaming.line import ANSWERED, ASKED, receive

if TYPE_CHECKING:
    from poise.estimation.parts import PartsEstimator

_HEARTBEAT_S = 1.0
_LONGEST_PX = 1920


@dataclass(frozen=True, slots=True)
class WantedParts:
    """What is looked for: some parts of one person, the body by this model."""

    model: Model
    parts: tuple[Part, ...]


@task
def find_in_pictures(wanted: WantedParts, context: Context) -> None:
    """Answer pictures on the ``line`` until its other end is closed."""
    from poise.estimation.makers import make_parts_estimator

    with (
        make_parts_estimator(frozenset(wanted.parts), wanted.model, video=True) as estimator,
        socket.socket(fileno=os.dup(context.outputs["line"].fileno())) as line,
    ):
        while _is_called(line, context.report):
            try:
                time_s, size = ASKED.unpack(receive(line, ASKED.size))
                if size > context.limits.max_bytes:
                    break
                picture = receive(line, size)
            except ConnectionError:
                break
            line.sendall(_answer(estimator, picture, time_s))


def _is_called(line: socket.socket, report: OnProgress) -> bool:
    """Wait for the next picture, telling now and then that all is well; False when the other end is closed."""
    line.settimeout(_HEARTBEAT_S)
    while True:
        report(Progress("listening"))
        try:
            is_there = bool(line.recv(1, socket.MSG_PEEK))
        except TimeoutError:
            continue
        line.settimeout(None)
        return is_there


def _answer(estimator: PartsEstimator, picture: bytes, time_s: float) -> bytes:
    from poise.studio.live.items import Item, encode_item

    pixels = _decoded(picture)
    if pixels is None:
        return ANSWERED.pack(0, 0, 0)
    seen = estimator.observe(pixels, time_s)
    item = encode_item(Item.of(seen))
    return ANSWERED.pack(*seen.image_size, len(item)) + item


def _decoded(picture: bytes) -> NDArray[np.uint8] | None:
    from PIL import Image

    from poise.media.jpeg_scans import has_too_many_scans

    if has_too_many_scans(picture):
        return None
    try:
        with Image.open(io.BytesIO(picture), formats=["JPEG"]) as image:
            if max(image.size) > _LONGEST_PX or min(image.size) < 16:
                return None
            return np.ascontiguousarray(np.asarray(image.convert("RGB")))
    except (OSError, ValueError, Image.DecompressionBombError):
        return None
