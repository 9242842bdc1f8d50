"""Which of several streams is the film: the default one, then the largest, never a cover or a still."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import pytest
from av.stream import Disposition
from tests.media.made_media import quarters

from poise.errors import UnsupportedMedia
from poise.media.video import open_video

NONE = Disposition(0)


@dataclass(frozen=True)
class Stream:
    """What one stream is."""

    size: tuple[int, int]
    disposition: Disposition = NONE
    frames: int = 10
    codec: str = "libx264"


SMALL, LARGE = (64, 48), (96, 64)
CASES: dict[str, tuple[list[Stream], tuple[int, int]]] = {
    "the only one": ([Stream(SMALL)], SMALL),
    "the largest of equals": ([Stream(SMALL), Stream(LARGE)], LARGE),
    "the default one, even if it is smaller": ([Stream(LARGE), Stream(SMALL, Disposition.default)], SMALL),
    "the largest of two default ones": (
        [Stream(SMALL, Disposition.default), Stream(LARGE, Disposition.default)],
        LARGE,
    ),
    "no cover, even if it is larger": (
        [Stream((192, 128), Disposition.attached_pic, frames=1, codec="mjpeg"), Stream(SMALL)],
        SMALL,
    ),
    "no thumbnail of one frame, even if it is the default": (
        [Stream((192, 128), Disposition.default, frames=1, codec="mjpeg"), Stream(SMALL)],
        SMALL,
    ),
    "one that can be read, even if it is not the default": (
        [Stream(LARGE, Disposition.default, codec="mpeg2video"), Stream(SMALL)],
        SMALL,
    ),
}


def write(path: Path, streams: list[Stream]) -> Path:
    with av.open(str(path), "w") as out:
        targets: list[Any] = []
        for stream in streams:
            target: Any = out.add_stream(stream.codec, rate=25)
            target.width, target.height = stream.size
            target.pix_fmt = "yuvj420p" if stream.codec == "mjpeg" else "yuv420p"
            target.disposition = stream.disposition
            targets.append(target)
        for stream, target in zip(streams, targets, strict=True):
            for number in range(stream.frames):
                frame = av.VideoFrame.from_ndarray(quarters(*stream.size), format="rgb24")
                frame.pts = number
                out.mux(target.encode(frame.reformat(format=target.pix_fmt)))
            out.mux(target.encode(None))
    return path


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("suffix", [".mp4", ".mkv"])
def test_the_film_is(case: str, suffix: str, tmp_path: Path) -> None:
    streams, expected = CASES[case]
    if suffix == ".mkv" and any(stream.disposition == Disposition.attached_pic for stream in streams):
        suffix = ".mov"  # Matroska has covers as attachments
    if not any(stream.disposition for stream in streams):
        suffix = ".mkv"  # the writer of mp4 makes the first one the default
    with open_video(write(tmp_path / f"a{suffix}", streams)) as video:
        assert video.info.image_size == expected
        assert len(list(video.frames())) == 10


def test_a_cover_alone_is_no_film(tmp_path: Path) -> None:
    cover = Stream(SMALL, Disposition.attached_pic, frames=1, codec="mjpeg")
    with pytest.raises(UnsupportedMedia, match="no video"):
        open_video(write(tmp_path / "a.mp4", [cover]))
