"""Pictures and videos made on the spot, whole ones and broken ones."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image

Pixels = NDArray[np.uint8]

TIME_BASE = Fraction(1, 1000)
UNEVEN_MS = (0, 33, 66, 70, 200, 240, 500, 505, 900, 1400)

RED, GREEN, BLUE, GREY = (200, 30, 30), (30, 180, 30), (30, 30, 200), (120, 120, 120)


def quarters(width: int = 96, height: int = 64) -> Pixels:
    """Return a picture whose corners can be told apart: red, green; blue, grey."""
    pixels = np.empty((height, width, 3), np.uint8)
    pixels[: height // 2, : width // 2] = RED
    pixels[: height // 2, width // 2 :] = GREEN
    pixels[height // 2 :, : width // 2] = BLUE
    pixels[height // 2 :, width // 2 :] = GREY
    return pixels


def corners(pixels: Pixels) -> list[str]:
    """Name the colours of the four quarters' centres, row by row."""
    height, width = pixels.shape[:2]
    names = {"red": RED, "green": GREEN, "blue": BLUE, "grey": GREY}
    found = []
    for y in (height // 4, height * 3 // 4):
        for x in (width // 4, width * 3 // 4):
            distance = {
                name: np.abs(pixels[y, x].astype(int) - colour).max() for name, colour in names.items()
            }
            found.append(min(distance, key=lambda name: distance[name]))
    return found


def write_video(
    path: Path,
    *,
    codec: str = "libx264",
    times_ms: Sequence[int] = tuple(range(0, 1200, 40)),
    size: tuple[int, int] = (96, 64),
    rotation_deg: int = 0,
    matrix: Sequence[int] | None = None,
    aspect: Fraction | None = None,
    sound: bool = False,
    options: dict[str, str] | None = None,
    pictures: Sequence[Pixels] | None = None,
) -> Path:
    """Write a video of `quarters` that brighten from frame to frame, with the time stamps given."""
    is_steady = path.suffix == ".avi" or codec == "mjpeg"
    with av.open(str(path), "w") as container:
        stream: Any = container.add_stream(codec, rate=25, options=options or {})
        stream.width, stream.height, stream.pix_fmt = *size, "yuvj420p" if codec == "mjpeg" else "yuv420p"
        stream.codec_context.time_base = Fraction(1, 25) if is_steady else TIME_BASE
        if rotation_deg:
            stream.set_display_rotation(rotation_deg)
        if matrix is not None:
            stream.set_display_matrix(matrix)
        if aspect is not None:
            stream.codec_context.sample_aspect_ratio = aspect
        voice: Any = container.add_stream("aac", rate=48000, layout="mono") if sound else None
        for number, time_ms in enumerate(times_ms):
            pixels = pictures[number] if pictures is not None else quarters(*size) + np.uint8(number % 40)
            frame = av.VideoFrame.from_ndarray(pixels, format="rgb24")
            frame.time_base = stream.codec_context.time_base
            frame.pts = round(Fraction(time_ms, 1000) / frame.time_base)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
        if voice is not None:
            container.mux(voice.encode(_silence()))
            container.mux(voice.encode(None))
    return path


def write_sound(path: Path, *, cover: bool = False) -> Path:
    """Write an mp4 with sound alone, or with a cover picture such as music files have."""
    with av.open(str(path), "w") as container:
        voice: Any = container.add_stream("aac", rate=48000, layout="mono")
        if cover:
            from av.stream import Disposition

            picture: Any = container.add_stream("mjpeg", rate=1)
            picture.width, picture.height, picture.pix_fmt = 96, 64, "yuvj420p"
            picture.disposition = Disposition.attached_pic
            frame = av.VideoFrame.from_ndarray(quarters(), format="rgb24").reformat(format="yuvj420p")
            frame.pts, frame.time_base = 0, Fraction(1, 1)
            container.mux(picture.encode(frame))
            container.mux(picture.encode(None))
        container.mux(voice.encode(_silence()))
        container.mux(voice.encode(None))
    return path


def _silence() -> av.AudioFrame:
    frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
    frame.sample_rate, frame.pts, frame.time_base = 48000, 0, Fraction(1, 48000)
    return frame


def frame_times(path: Path) -> list[float]:
    """Return a video's time stamps in seconds, decoded without any of our code."""
    with av.open(str(path)) as medium:
        return [float(frame.time) for frame in medium.decode(video=0)]


def write_bomb(path: Path, width: int, height: int) -> Path:
    """Write a one-bit PNG of any size whose file is small: rows of zeros compress a thousandfold."""
    deflate = zlib.compressobj(9)
    row = bytes(1 + (width + 7) // 8)
    data = b"".join(deflate.compress(row) for _ in range(height)) + deflate.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + png_chunk(b"IDAT", data) + png_chunk(b"IEND", b"")
    )
    return path


def png_chunk(name: bytes, data: bytes) -> bytes:
    """Return a chunk of a PNG file with its length and checksum."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def write_picture(path: Path, form: str = "JPEG", **options: Any) -> Path:
    """Write `quarters` in the format that Pillow calls `form`."""
    Image.fromarray(quarters()).save(path, form, **options)
    return path


def without_index(path: Path) -> Path:
    """Cut an mp4 before its index, as a lost connection or a full card does."""
    data = path.read_bytes()
    path.write_bytes(data[: data.index(b"moov") - 4])
    return path


def with_damaged_payload(path: Path, *, seed: int = 0, share: float = 0.02) -> Path:
    """Overwrite some bytes of an mp4's coded pictures, sparing the first picture."""
    data = bytearray(path.read_bytes())
    begin = data.index(b"mdat") + 4
    end = data.index(b"moov") - 4 if data.index(b"moov") > begin else len(data)
    places = np.random.default_rng(seed).integers(begin + (end - begin) // 4, end, int((end - begin) * share))
    for place in places:
        data[place] = 0xFF
    path.write_bytes(data)
    return path


def join(path: Path, parts: Sequence[Path]) -> Path:
    """Write H.264 videos one after the other into one stream, each with its own size; a frame lasts 40 ms."""
    number = 0
    with av.open(str(path), "w") as out:
        target: Any = None
        for part in parts:
            with av.open(str(part)) as source:
                stream = source.streams.video[0]
                target = target or out.add_stream_from_template(stream)
                to_annex_b = av.BitStreamFilterContext("h264_mp4toannexb", stream)
                for packet in source.demux(stream):
                    for plain in to_annex_b.filter(packet if packet.size else None):
                        plain.time_base, plain.stream = TIME_BASE, target
                        plain.pts = plain.dts = number * 40
                        number += 1
                        out.mux(plain)
    return path
