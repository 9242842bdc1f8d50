"""Turn upright RGB pictures with their own times into H.264."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, cast

import numpy as np

from poise.errors import OutputError
from poise.media.film.colour import LIMITED_RANGE, ColourTags
from poise.media.pixels import Pixels

if TYPE_CHECKING:
    from av import Packet, VideoStream
    from av.container import OutputContainer

# Best first: not every build of FFmpeg carries x264. Older codecs (MPEG-4 part 2) play in no browser and
# cannot hold fine times, so they are not offered. A key frame every 60 pictures lets a browser jump about.
# Pictures that depend on later ones (B) are left out: where the rate varies they would falsify the film's
# duration, and their shifted clock needs an edit list, which not every player obeys.
_ENCODERS: tuple[tuple[str, dict[str, str]], ...] = (
    ("libx264", {"preset": "veryfast", "crf": "20", "g": "60", "bf": "0"}),
    ("libopenh264", {"g": "60"}),
)


@dataclass(frozen=True, slots=True)
class FilmShape:
    """What a film takes over from its source.

    Parameters
    ----------
    size : (int, int)
        Width and height of the upright pictures.
    time_base : Fraction
        Seconds per tick of the film's time stamps: the source's, or a whole part of them, so that times stay exact.
    rate : Fraction
        The source's average rate, for the encoder's bookkeeping only.
    colour : ColourTags
        The colour description.
    """

    size: tuple[int, int]
    time_base: Fraction
    rate: Fraction
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
        self._last: int | None = None
        self._step = self._longest_step = 0

    def _set_up(self) -> None:
        stream, shape = self._stream, self.shape
        stream.width, stream.height = shape.even_size
        stream.pix_fmt = "yuv420p"
        stream.time_base = shape.time_base
        context = stream.codec_context
        context.time_base = shape.time_base
        context.sample_aspect_ratio = Fraction(1)
        context.color_range = LIMITED_RANGE
        context.color_primaries = shape.colour.primaries
        context.color_trc = shape.colour.transfer
        context.colorspace = shape.colour.matrix

    def put(self, pixels: Pixels, time_s: float) -> None:
        """Encode one picture, shown from `time_s` on; times must increase."""
        from av import VideoFrame

        ticks = round(time_s / self.shape.time_base)
        if self._last is not None:
            # Frames that share a time stamp are spread, perhaps within one tick.
            ticks = max(ticks, self._last + 1)
            self._step = ticks - self._last
            self._longest_step = max(self._longest_step, self._step)
        self._last = ticks
        frame = VideoFrame.from_ndarray(_even(pixels, self.shape.even_size), format="rgb24")
        yuv = self.shape.colour.to_yuv(frame)
        yuv.pts, yuv.time_base = ticks, self.shape.time_base
        self._write(self._stream.encode(yuv))

    def finish(self, end_ticks: int | None) -> None:
        """Write what the encoder still holds back.

        Parameters
        ----------
        end_ticks : int or None
            When the last picture ends, if known. It is shown as long as that says, but (the source may have
            broken off) never longer than any other picture.
        """
        step = self._step
        if end_ticks is not None and self._last is not None:
            left = end_ticks - self._last
            if 0 < left <= self._longest_step or not self._longest_step:
                step = left
        self._write(self._stream.encode(None), last_step=step)

    def _write(self, packets: list[Packet[VideoStream]], last_step: int = 0) -> None:
        for packet in packets:
            # The encoder forgets how long the last picture stays; the film would end with its start.
            if last_step > 0 and packet.pts == self._last:
                packet.duration = last_step
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
    raise OutputError("no film can be written: PyAV has no H.264 encoder; install the official wheel of av.")


def _even(pixels: Pixels, size: tuple[int, int]) -> Pixels:
    """Repeat the last column or row of an odd picture: nothing is cut and no point moves."""
    width, height = size
    right, below = width - pixels.shape[1], height - pixels.shape[0]
    if not (right or below):
        return pixels
    return np.pad(pixels, ((0, below), (0, right), (0, 0)), mode="edge")
