"""Turn upright RGB pictures with their own times into H.264."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, cast

import numpy as np

from poise.errors import OutputError
from poise.media.overlay.canvas import Pixels
from poise.media.overlay.colour import ColourTags

if TYPE_CHECKING:
    from av import Packet, VideoStream
    from av.container import OutputContainer

# Best first: not every build of FFmpeg carries x264; mpeg4 is always there, though few browsers play it. A
# key frame every 60 pictures lets a browser jump about without delay.
_ENCODERS: tuple[tuple[str, dict[str, str]], ...] = (
    ("libx264", {"preset": "veryfast", "crf": "20", "g": "60"}),
    ("libopenh264", {}),
    ("mpeg4", {"qscale": "3"}),
)


@dataclass(frozen=True, slots=True)
class FilmShape:
    """What a film takes over from its source.

    Parameters
    ----------
    size : (int, int)
        Width and height of the upright pictures.
    time_base : Fraction
        Seconds per tick of the source's time stamps; kept, so that times stay exact.
    rate : Fraction
        The source's average rate, for the encoder's bookkeeping only.
    pixel_aspect : Fraction
        Width of a pixel over its height.
    colour : ColourTags
        The colour description.
    """

    size: tuple[int, int]
    time_base: Fraction
    rate: Fraction
    pixel_aspect: Fraction
    colour: ColourTags

    @property
    def even_size(self) -> tuple[int, int]:
        """The size that 4:2:0 pictures can have: odd edges grow by one pixel."""
        width, height = self.size
        return width + width % 2, height + height % 2


class FilmEncoder:
    """Encodes pictures into a video stream of `film`.

    Make it before the film's first packet is written.
    """

    def __init__(self, film: OutputContainer, shape: FilmShape) -> None:
        self.shape = shape
        self._film = film
        self.codec, options = choose_encoder()
        self._stream = cast("VideoStream", film.add_stream(self.codec, rate=shape.rate, options=options))
        self._set_up()
        self._durations: dict[int, int] = {}
        self._last: int | None = None
        self.frames = 0

    def _set_up(self) -> None:
        stream, shape = self._stream, self.shape
        stream.width, stream.height = shape.even_size
        stream.pix_fmt = "yuv420p"
        stream.time_base = shape.time_base
        context = stream.codec_context
        context.time_base = shape.time_base
        context.sample_aspect_ratio = shape.pixel_aspect
        context.color_range = 1
        context.color_primaries = shape.colour.primaries
        context.color_trc = shape.colour.transfer
        context.colorspace = shape.colour.matrix

    def put(self, pixels: Pixels, ticks: int, duration_ticks: int) -> bool:
        """Encode one picture at `ticks` of the time base; say whether it was taken.

        A picture that is not later than the one before it (damaged sources) is left out.
        """
        from av import VideoFrame

        if self._last is not None and ticks <= self._last:
            return False
        self._last = ticks
        self._durations[ticks] = max(duration_ticks, 0)
        frame = VideoFrame.from_ndarray(_even(pixels, self.shape.even_size), format="rgb24")
        yuv = self.shape.colour.to_yuv(frame)
        yuv.pts, yuv.time_base = ticks, self.shape.time_base
        self._write(self._stream.encode(yuv))
        self.frames += 1
        return True

    def finish(self) -> None:
        """Write what the encoder still holds back."""
        self._write(self._stream.encode(None))

    def _write(self, packets: list[Packet[VideoStream]]) -> None:
        for packet in packets:
            # The encoder forgets how long the last picture stays; without it the film ends one frame early.
            if packet.pts is not None and (duration := self._durations.pop(packet.pts, 0)):
                packet.duration = duration
            self._film.mux(packet)


def choose_encoder() -> tuple[str, dict[str, str]]:
    """Return the best encoder of this FFmpeg and its options.

    Raises
    ------
    OutputError
        If there is none.
    """
    from av.codec import Codec
    from av.codec.codec import UnknownCodecError

    for name, options in _ENCODERS:
        try:
            Codec(name, "w")
        except UnknownCodecError:
            continue
        return name, dict(options)
    raise OutputError("no film can be written: PyAV has no video encoder; install the official wheel of av.")


def _even(pixels: Pixels, size: tuple[int, int]) -> Pixels:
    """Repeat the last column or row of an odd picture: nothing is cut and no point moves."""
    width, height = size
    right, below = width - pixels.shape[1], height - pixels.shape[0]
    if not (right or below):
        return pixels
    return np.pad(pixels, ((0, below), (0, right), (0, 0)), mode="edge")
