"""What runs inside the guarded child process while a browser sends pictures: JPEG in, landmarks out."""

from __future__ import annotations

import io
import os
import socket
from typing import Any

import numpy as np
from numpy.typing import NDArray

from poise.estimation.models import Model
from poise.isolation.task import Context, OnProgress, Progress, task

_HEARTBEAT_S = 1.0
_LONGEST_PX = 1920


@task
def find_in_pictures(model: Model, context: Context) -> None:
    """Answer pictures on the ``line`` until its other end is closed."""
    from poise.estimation.mediapipe_estimators import PoseEstimator
    from poise.studio.picture_stream import ASKED, received

    estimator = PoseEstimator(model, video=True)
    with socket.socket(fileno=os.dup(context.outputs["line"].fileno())) as line:
        while _is_called(line, context.report):
            try:
                time_s, size = ASKED.unpack(received(line, ASKED.size))
                if size > context.limits.max_bytes:
                    break
                picture = received(line, size)
            except ConnectionError:
                break
            line.sendall(_answer(estimator, picture, time_s))
    estimator.close()


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


def _answer(estimator: Any, picture: bytes, time_s: float) -> bytes:  # noqa: ANN401  (its module is not loaded at start)
    from poise.studio.picture_stream import ANSWERED, FOUND, NOBODY, UNREADABLE

    pixels = _decoded(picture)
    if pixels is None:
        return ANSWERED.pack(UNREADABLE, 0, 0)
    height, width = pixels.shape[:2]
    poses = estimator.find(pixels, time_s)
    if not poses:
        return ANSWERED.pack(NOBODY, width, height)
    pose = poses[0]
    columns = (pose.image, pose.world, pose.visibility[:, None], pose.presence[:, None])
    return ANSWERED.pack(FOUND, width, height) + np.concatenate(columns, axis=1).astype("<f4").tobytes()


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
