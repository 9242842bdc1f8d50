"""Open a video's container so that it can open nothing else, and decode it packet by packet."""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from poise.errors import DamagedMedia, MediaTooLarge, UnsupportedMedia
from poise.media.limits import MediaLimits

if TYPE_CHECKING:
    import av
    from av.container import InputContainer

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

Damage = Callable[[], None]
# From a time stamp up to but without another, in seconds.
Span = tuple[float, float]
WHOLE: Span = (-math.inf, math.inf)


@dataclass(frozen=True, eq=False, slots=True)
class OpenContainer:
    """A container and the video stream chosen in it."""

    container: InputContainer
    stream: av.VideoStream

    @property
    def time_base(self) -> Fraction:
        """Seconds per tick of time stamps."""
        return self.stream.time_base or Fraction(1, 1000)

    @property
    def is_clocked(self) -> bool:
        """Whether frames have time stamps; those of an AVI follow from their order and its constant rate."""
        return "avi" not in self.container.format.name

    @property
    def codec(self) -> str:
        """The name of the stream's coding, whoever decodes it."""
        return self.stream.codec_context.codec.canonical_name

    @property
    def has_audio(self) -> bool:
        """Whether there is sound beside the pictures."""
        return bool(self.container.streams.audio)

    @property
    def frame_rate_hz(self) -> float:
        """Average frames per second, 0 where unknown."""
        return float(self.stream.average_rate or self.stream.guessed_rate or 0)

    @property
    def duration_s(self) -> float:
        """Length as the container states it, 0 where it does not."""
        if self.stream.duration and self.stream.duration > 0:
            return float(self.stream.duration * self.time_base)
        duration_us = self.container.duration
        return duration_us / 1e6 if duration_us and duration_us > 0 else 0.0

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
            except av.error.MemoryError:
                raise
            except av.error.FFmpegError:
                on_damage()
            else:
                return

    def decoded(self, on_damage: Damage, span: Span = WHOLE) -> Generator[av.VideoFrame]:
        """Decode from here to the end, leaving out what is damaged.

        Only frames within `span` matter: damage outside is not told, and before it frames that no other frame
        refers to may be left out, which spares time.
        """
        import av.error

        context = self.stream.codec_context
        can_skip = self.codec in _SKIPPING_CODECS
        for packet in self.packets(on_damage):
            time_s = span[0] if packet.pts is None else float(packet.pts * self.time_base)
            if can_skip:
                context.skip_frame = "NONREF" if time_s < span[0] else "DEFAULT"
            try:
                frames = packet.decode()
            except (av.error.MemoryError, av.error.EOFError) as error:
                if isinstance(error, MemoryError):
                    raise
                continue
            except av.error.FFmpegError:
                if span[0] <= time_s < span[1]:
                    on_damage()
                continue
            yield from frames


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
        If its frames or its duration are over the limits.
    """
    with _opened(path, limits) as container:
        # ffmpeg would make up time stamps where there are none, wrong ones where frames are reordered.
        container.flags &= ~_GENERATE_TIMES
        stream = _video_stream(path, container)
        _require_known_codec(path, stream)
        opened = OpenContainer(container, stream)
        _require_limits(path, opened, limits)
        context = stream.codec_context
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
    except av.error.MemoryError:
        raise
    except (av.error.FFmpegError, ValueError) as error:
        raise DamagedMedia(
            f"{path.name} is damaged or incomplete and cannot be opened; please export or copy it again."
        ) from error


def _video_stream(path: Path, container: InputContainer) -> av.VideoStream:
    from av.stream import Disposition

    # A cover picture in a music file is stored as a video of one frame.
    streams = [
        stream for stream in container.streams.video if not stream.disposition & Disposition.attached_pic
    ]
    if not streams:
        content = "only sound" if container.streams.audio else "no video"
        raise UnsupportedMedia(f"{path.name} holds {content}; please give a file with moving pictures.")
    return streams[0]


def _require_known_codec(path: Path, stream: av.VideoStream) -> None:
    context = stream.codec_context
    # PyAV's stubs do not say that a stream without a decoder has no context.
    name = getattr(context, "name", "unknown")
    if name not in _VIDEO_DECODERS:
        raise UnsupportedMedia(
            f"{path.name} is coded in a way that Poise does not read ({name}); please export it as H.264 mp4."
        )


def _require_limits(path: Path, opened: OpenContainer, limits: MediaLimits) -> None:
    width, height = opened.stream.codec_context.width, opened.stream.codec_context.height
    if width * height > limits.max_video_pixels:
        raise MediaTooLarge(
            f"{path.name} has frames of {width} x {height} pixels; at most "
            f"{limits.max_video_pixels / 1e6:.1f} million are read, so please export it smaller."
        )
    if opened.duration_s > limits.max_duration_s:
        raise MediaTooLarge(
            f"{path.name} is longer than {limits.max_duration_s / 60:g} minutes; please cut it."
        )
