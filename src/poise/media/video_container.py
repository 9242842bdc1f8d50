"""Open a video's container so that it can open nothing else, and decode it packet by packet."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from poise.errors import DamagedMedia, MediaTooLarge, UnsupportedMedia
from poise.media.limits import MediaLimits
from poise.media.video_clock import FrameClock
from poise.media.video_painter import Shape

if TYPE_CHECKING:
    import av
    from av.container import InputContainer
    from av.stream import Disposition

# ffmpeg's names. Playlists, concatenations, image sequences and devices are thereby out of reach.
_DEMUXERS = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi"
_VIDEO_DECODERS = frozenset(
    {"h264", "hevc", "vp8", "vp9", "libdav1d", "av1", "mpeg4", "mjpeg", "h263", "prores"}
)
_AUDIO_DECODERS = frozenset(
    {"aac", "mp3float", "mp3", "opus", "libopus", "vorbis", "flac", "alac", "ac3", "eac3"}
)

# Where a packet is one frame, and decoders know without decoding whether others refer to it.
_SKIPPING_CODECS = frozenset({"h264", "hevc"})

# AVFMT_FLAG_GENPTS of libavformat/avformat.h.
_GENERATE_TIMES = 0x1

# A container that trips the demuxer more often than this is not worth reading on.
_MOST_READ_ERRORS = 32

# A thumbnail of a film lasts less than this share of it.
_SHORT_SHARE = 0.2
_CLOCK_TIME = re.compile(r"(\d+):(\d+):(\d+(?:\.\d+)?)")

Damage = Callable[[], None]
# From a time stamp up to but without another, in seconds.
Span = tuple[float, float]
WHOLE: Span = (-math.inf, math.inf)


@dataclass(frozen=True, eq=False, slots=True)
class Decoded:
    """A frame as it comes out of the decoder.

    Parameters
    ----------
    ticks : int or None
        When it is shown on the stream's own clock, None where nothing says so.
    frame : av.VideoFrame
        The frame.
    shape : Shape
        How it is to be shown.
    """

    ticks: int | None
    frame: av.VideoFrame
    shape: Shape


@dataclass(frozen=True, eq=False, slots=True)
class OpenContainer:
    """A container and the video stream chosen in it.

    `stated_size` and `stated_aspect` are what the coded stream itself said of its frames and pixels at first.
    """

    name: str
    container: InputContainer
    stream: av.VideoStream
    stated_size: tuple[int, int]
    stated_aspect: Fraction | None

    @property
    def time_base(self) -> Fraction:
        """Seconds per tick of time stamps."""
        return self.stream.time_base or Fraction(1, 1000)

    @property
    def is_clocked(self) -> bool:
        """Whether packets say when frames are shown; those of an AVI follow from their order and a constant rate."""
        return "avi" not in self.container.format.name

    @property
    def reorders(self) -> bool:
        """Whether the decoder holds frames back, because they are stored in another order than they are shown."""
        return bool(self.stream.codec_context.has_b_frames)

    @property
    def aspect(self) -> Fraction | None:
        """Width of a pixel over its height, None where nothing says so."""
        return self.stream.sample_aspect_ratio

    @property
    def codec(self) -> str:
        """The name of the stream's coding, whoever decodes it."""
        return self.stream.codec_context.codec.canonical_name

    @property
    def has_audio(self) -> bool:
        """Whether there is sound beside the pictures."""
        return bool(self.container.streams.audio)

    @property
    def recorded_ms(self) -> int | None:
        """When it was recorded as the container states it, in milliseconds since 1970, None where it does not."""
        stated = self.container.metadata.get("creation_time", "")
        try:
            recorded = datetime.fromisoformat(stated)
            # ISO 8601 without a zone means UTC here: ffmpeg writes the Z, and some other programs leave it out.
            return round((recorded if recorded.tzinfo else recorded.replace(tzinfo=UTC)).timestamp() * 1000)
        except (ValueError, OverflowError):
            return None

    @property
    def frame_rate_hz(self) -> float:
        """Average frames per second, 0 where unknown."""
        return float(self.stream.average_rate or self.stream.guessed_rate or 0)

    @property
    def duration_s(self) -> float:
        """Length as the container states it, 0 where it does not; Matroska counts from its own time 0."""
        if self.stream.duration and self.stream.duration > 0:
            return float(self.stream.duration * self.time_base)
        duration_us = self.container.duration
        return duration_us / 1e6 if duration_us and duration_us > 0 else 0.0

    @property
    def counts_from_zero(self) -> bool:
        """Whether the stated length begins at time 0 and not at the first frame."""
        return "matroska" in self.container.format.name

    def seek(self, time_s: float) -> bool:
        """Go to the last keyframe at or before `time_s`; False if this container cannot."""
        import av.error

        try:
            self.container.seek(round(time_s / self.time_base), stream=self.stream)
        except (av.error.FFmpegError, OverflowError):
            return False
        return True

    def packets(self, on_damage: Damage) -> Generator[av.Packet[av.VideoStream]]:
        """Read the stream's packets from here to the end, going on after unreadable ones."""
        import av.error

        for _ in range(_MOST_READ_ERRORS):
            try:
                yield from self.container.demux(self.stream)
            except av.error.MemoryError as error:
                raise _impossible(self.name) from error
            except av.error.FFmpegError:
                on_damage()
            else:
                return

    def decoded(
        self, clock: FrameClock, on_damage: Damage, span: Span = WHOLE, counted: Span = WHOLE
    ) -> Generator[Decoded]:
        """Decode from here to the end, leaving out what is damaged.

        Only frames within `span`, on the container's own clock, matter: before it frames that no other frame
        refers to may be left out, which spares time. Damage is told within `counted`.
        """
        import av.error

        context = self.stream.codec_context
        can_skip = self.codec in _SKIPPING_CODECS
        shape: Shape | None = None
        for packet in self.packets(on_damage):
            time_s = span[0] if packet.pts is None else float(packet.pts * self.time_base)
            if can_skip:
                context.skip_frame = "NONREF" if time_s < span[0] else "DEFAULT"
            clock.send(packet)
            try:
                frames = packet.decode()
            except av.error.MemoryError as error:
                raise _impossible(self.name) from error
            except av.error.EOFError:
                continue
            except av.error.FFmpegError:
                clock.fail()
                if counted[0] <= time_s < counted[1]:
                    on_damage()
                continue
            for frame in frames:
                ticks = clock.ticks_of(frame, is_flushed=not packet.size)
                # Only a key frame brings new parameters. To ask each frame takes a tenth of a millisecond.
                if shape is None or frame.key_frame or (frame.width, frame.height) != shape.stored:
                    shape = Shape.of(frame, self._aspect_of(frame))
                yield Decoded(ticks, frame, shape)

    def _aspect_of(self, frame: av.VideoFrame) -> Fraction | None:
        own = _own_aspect(self.stream)
        if (frame.width, frame.height) == self.stated_size and own == self.stated_aspect:
            return self.aspect
        # Frames have changed on the way: what the container says of pixels was said of the first ones.
        return own if own or self.stated_aspect else self.aspect


@contextmanager
def open_container(path: Path, limits: MediaLimits, threads: int) -> Iterator[OpenContainer]:
    """Open the video at `path` with at most the given number of decoder threads.

    Raises
    ------
    DamagedMedia
        If it cannot be opened.
    UnsupportedMedia
        If it holds no video, or one in a coding that Poise does not read.
    MediaTooLarge
        If its frames are over the limit.
    """
    with _opened(path, limits) as container:
        # ffmpeg would make up time stamps where there are none, wrong ones where frames are reordered.
        container.flags &= ~_GENERATE_TIMES
        stream = _video_stream(path, container)
        _require_known_codec(path, stream)
        context = stream.codec_context
        opened = OpenContainer(
            path.name, container, stream, (context.width, context.height), _own_aspect(stream)
        )
        _require_pixels(path, opened, limits)
        # Without time stamps a frame's time is that of the packet which brought it out, and several threads
        # confuse that.
        context.thread_count = threads if opened.is_clocked else 1
        context.thread_type = "FRAME" if context.thread_count > 1 else "NONE"
        yield opened


def _opened(path: Path, limits: MediaLimits) -> InputContainer:
    import av
    import av.error

    options = {
        "format_whitelist": _DEMUXERS,
        "protocol_whitelist": "file",
        "codec_whitelist": ",".join(sorted(_VIDEO_DECODERS | _AUDIO_DECODERS)),
        # The decoders themselves refuse to allocate more, also when the size changes on the way.
        "max_pixels": str(limits.max_video_pixels),
    }
    try:
        # The prefix keeps a file whose name looks like an address from being taken for one.
        return av.open(f"file:{path.resolve()}", options=options, metadata_errors="replace")
    except av.error.MemoryError as error:
        raise _impossible(path.name) from error
    except (av.error.FFmpegError, ValueError) as error:
        raise DamagedMedia(
            f"{path.name} is damaged or incomplete and cannot be opened; please export or copy it again."
        ) from error


def _own_aspect(stream: av.VideoStream) -> Fraction | None:
    return stream.codec_context.sample_aspect_ratio or None


def _impossible(name: str) -> DamagedMedia:
    # Tables of a container and frames within the limits need little: only wrong figures ask for more than there is.
    return DamagedMedia(f"{name} is damaged: it states impossible figures; please export or copy it again.")


def _video_stream(path: Path, container: InputContainer) -> av.VideoStream:
    streams = [stream for stream in container.streams.video if not stream.disposition & _still()]
    if not streams:
        content = "only sound" if container.streams.audio else "no video"
        raise UnsupportedMedia(f"{path.name} holds {content}; please give a file with moving pictures.")
    return max(streams, key=lambda stream: _preference(stream, container))


def _still() -> Disposition:
    """Return the marks of streams that are no film: covers of music, thumbnails, enhancements of another stream."""
    from av.stream import Disposition

    return (
        Disposition.attached_pic
        | Disposition.timed_thumbnails
        | Disposition.still_image
        | Disposition.dependent
    )


def _is_short(stream: av.VideoStream, container: InputContainer) -> bool:
    """Say whether a stream has one frame only, or by its tag (Matroska) lasts a small part of the film."""
    if stream.frames == 1:
        return True
    tagged = _CLOCK_TIME.fullmatch(stream.metadata.get("DURATION", ""))
    if tagged is None:
        return False
    hours, minutes, seconds = (float(part) for part in tagged.groups())
    lasts_s, whole_s = 3600 * hours + 60 * minutes + seconds, (container.duration or 0) / 1e6
    return lasts_s < _SHORT_SHARE * whole_s


def _preference(stream: av.VideoStream, container: InputContainer) -> tuple[bool, bool, bool, int]:
    """Rank streams: those that move and can be read, then the default one, then the largest; the first of equals."""
    from av.stream import Disposition

    context = stream.codec_context
    # PyAV's stubs do not say that a stream without a decoder has no context.
    is_readable = getattr(context, "name", "unknown") in _VIDEO_DECODERS
    pixels = context.width * context.height if is_readable else 0
    return (
        is_readable,
        not _is_short(stream, container),
        bool(stream.disposition & Disposition.default),
        pixels,
    )


def _require_known_codec(path: Path, stream: av.VideoStream) -> None:
    context = stream.codec_context
    # PyAV's stubs do not say that a stream without a decoder has no context.
    name = getattr(context, "name", "unknown")
    if name not in _VIDEO_DECODERS:
        raise UnsupportedMedia(
            f"{path.name} is coded in a way that Poise does not read ({name}); please export it as H.264 mp4."
        )


def _require_pixels(path: Path, opened: OpenContainer, limits: MediaLimits) -> None:
    width, height = opened.stated_size
    if width * height > limits.max_video_pixels:
        raise MediaTooLarge(
            f"{path.name} has frames of {width} x {height} pixels; at most "
            f"{limits.max_video_pixels / 1e6:.1f} million are read, so please export it smaller."
        )
