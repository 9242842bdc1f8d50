"""Media made for the tests: a drawn person, whom the models take for a real one, in pictures and clips."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import islice
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from poise.estimation.drawn_person import draw_person

RATE_HZ = 25
TIME_BASE = Fraction(1, 1000)


def write_picture(path: Path, pixels: NDArray[np.uint8] | None = None) -> Path:
    """Write a picture of the drawn person, or of `pixels`."""
    Image.fromarray(draw_person() if pixels is None else pixels).save(path)
    return path


def walking_person(frames: int, image_size: tuple[int, int] = (320, 240)) -> Iterator[NDArray[np.uint8]]:
    """Yield pictures of a person who drifts from left to right."""
    width, height = image_size
    for frame in range(frames):
        x = width * (0.35 + 0.3 * frame / max(frames - 1, 1))
        yield draw_person(image_size, foot_px=(x, height * 0.93))


def write_clip(
    path: Path,
    *,
    frames: int = 30,
    times_ms: list[int] | None = None,
    stored: tuple[int, int] = (320, 240),
    aspect: Fraction | None = None,
) -> Path:
    """Write a clip of the drawn person, with times of one's own choice, scaled to `stored` with pixels of `aspect`."""
    times_ms = times_ms or [round(1000 * frame / RATE_HZ) for frame in range(frames)]
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=RATE_HZ)
        stream.width, stream.height, stream.pix_fmt = *stored, "yuv420p"
        if aspect is not None:
            stream.codec_context.sample_aspect_ratio = aspect
        stream.codec_context.time_base = TIME_BASE
        for pixels, time_ms in zip(walking_person(len(times_ms)), times_ms, strict=True):
            frame = av.VideoFrame.from_ndarray(pixels, format="rgb24").reformat(*stored, format="yuv420p")
            frame.pts, frame.time_base = time_ms, TIME_BASE
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def cut_clip(clip: Path, into: Path, *, frames: int) -> Path:
    """Write the first frames of a clip as they are stored; a model looks at each frame for a fiftieth of a second."""
    with av.open(str(clip)) as source, av.open(str(into), "w") as film:
        stream = source.streams.video[0]
        copy = film.add_stream_from_template(stream)
        for packet in islice(source.demux(stream), frames):
            packet.stream = copy
            film.mux(packet)
    return into
