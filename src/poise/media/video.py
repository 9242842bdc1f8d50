"""Video in: upright RGB frames with the medium's own time stamps, damaged packets survived."""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator
from contextlib import closing
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from poise.errors import DamagedMedia, MediaTooLarge
from poise.media.kinds import require_size, require_video
from poise.media.limits import MediaLimits
from poise.media.video_container import WHOLE, OpenContainer, Span, open_container

if TYPE_CHECKING:
    import av

# How far before a wanted instant to look for a keyframe, in seconds, one after the other: after a keyframe of
# an open group of pictures the first frames shown cannot be decoded, so one may have to begin further back.
_SEEK_MARGINS_S = (0.0, 2.0, 12.0)


@dataclass(frozen=True, slots=True)
class VideoInfo:
    """What is known of a video before its frames are read.

    Parameters
    ----------
    image_size : (int, int)
        Width and height of the upright frames in pixels.
    rotation_deg : int
        By how much the stored frames are turned to be upright: 0, 90, 180 or 270, counter-clockwise.
    start_s : float
        Time stamp of the first frame.
    duration_s : float
        Length as the container states it or, where it does not, as its packets show.
    frames_announced : int or None
        Number of frames, where the container states it.
    frame_rate_hz : float
        Average number of frames per second; 0 where unknown. Never use it for times: frames carry their own.
    codec : str
        For example ``"h264"``.
    has_audio : bool
        Whether there is sound.
    """

    image_size: tuple[int, int]
    rotation_deg: int
    start_s: float
    duration_s: float
    frames_announced: int | None
    frame_rate_hz: float
    codec: str
    has_audio: bool

    @property
    def frames_expected(self) -> int:
        """The announced number of frames, or an estimate from duration and rate (for progress only)."""
        if self.frames_announced is not None:
            return self.frames_announced
        return round(self.duration_s * self.frame_rate_hz)


@dataclass(frozen=True, eq=False, slots=True)
class VideoFrame:
    """One frame of a video.

    Parameters
    ----------
    time_s : float
        The medium's own time stamp in seconds.
    pixels : (H, W, 3) uint8
        RGB, upright, contiguous. The matrix is the one that the video names, else BT.601, as in ffmpeg and
        OpenCV (the values are equal to theirs).
    """

    time_s: float
    pixels: NDArray[np.uint8]


class VideoReader:
    """Frames of one video, as often and from where one likes; made by `open_video`.

    Each call of `frames` has a decoder of its own. For work in several threads give each its own reader.

    Attributes
    ----------
    info : VideoInfo
        What is known before reading.
    damaged_packets : int
        Parts that could not be decoded and were left out, so far.
    mistimed_frames : int
        Frames, so far, without a time stamp (placed one step after the one before) or with one not later than
        that of the one before (left out).
    """

    def __init__(self, path: Path, limits: MediaLimits, threads: int) -> None:
        self._path = path
        self._limits = limits
        self._threads = threads
        self._running: list[Generator[VideoFrame]] = []
        self.damaged_packets = 0
        self.mistimed_frames = 0
        # By how many ticks a frame comes out later than its packet went in, where only packets have times.
        self._delay: int | None = None
        self.info = self._examine()
        self.damaged_packets = self.mistimed_frames = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all iterators of frames and free their decoders."""
        while self._running:
            self._running.pop().close()

    def frames(self, start_s: float | None = None, stop_s: float | None = None) -> Iterator[VideoFrame]:
        """Read the frames with ``start_s <= time < stop_s``, by default all, in the order of their times.

        Raises
        ------
        MediaTooLarge
            If the video turns out longer, larger or faster than the limits allow.
        """
        frames = self._frames(
            -math.inf if start_s is None else start_s, math.inf if stop_s is None else stop_s
        )
        self._running.append(frames)
        return frames

    def another(self) -> VideoReader:
        """Return a second reader of the same video, for another thread, without examining it again."""
        other = copy(self)
        other._running = []
        other.damaged_packets = other.mistimed_frames = 0
        return other

    def segments(self, count: int) -> list[tuple[float, float]]:
        """Cut the duration into `count` equal spans (start_s, stop_s) for `frames`, together the whole.

        Raises
        ------
        ValueError
            If `count` is less than 1.
        """
        if count < 1:
            raise ValueError("a video has at least one segment")
        start_s = self.info.start_s
        borders = [start_s + self.info.duration_s * number / count for number in range(1, count)]
        return list(zip([-math.inf, *borders], [*borders, math.inf], strict=True))

    def _examine(self) -> VideoInfo:
        with open_container(self._path, self._limits, self._threads) as opened:
            with closing(self._timed(opened)) as timed:
                time_s, first = next(timed, (0.0, None))
            if first is None:
                raise DamagedMedia(
                    f"{self._path.name} is damaged: not one frame can be decoded; please copy it again."
                )
            turned = _rotation_deg(first)
            width, height = (first.height, first.width) if turned % 180 else (first.width, first.height)
            return VideoInfo(
                image_size=(width, height),
                rotation_deg=turned,
                start_s=time_s,
                duration_s=opened.duration_s or self._measured_duration(time_s),
                frames_announced=opened.stream.frames or None,
                frame_rate_hz=opened.frame_rate_hz,
                codec=opened.codec,
                has_audio=opened.has_audio,
            )

    def _measured_duration(self, start_s: float) -> float:
        """Find the last time stamp in the packets, undecoded (recordings of browsers state no length)."""
        with open_container(self._path, self._limits, self._threads) as opened:
            times = [packet.pts for packet in opened.packets(self._count_damage) if packet.pts is not None]
            last_s = float(max(times, default=0) * opened.time_base)
            step_s = 1.0 / opened.frame_rate_hz if opened.frame_rate_hz else 0.0
        self._require_duration(last_s + step_s - start_s)
        return max(0.0, last_s + step_s - start_s)

    def _frames(self, start_s: float, stop_s: float) -> Generator[VideoFrame]:
        painter = _Painter(self.info)
        with closing(self._timed_within((start_s, stop_s))) as timed:
            for time_s, frame in timed:
                if time_s >= stop_s:
                    return
                if time_s >= start_s:
                    yield VideoFrame(time_s, painter.paint(frame))

    def _timed_within(self, span: Span) -> Generator[tuple[float, av.VideoFrame]]:
        start_s, _ = span
        margins = _SEEK_MARGINS_S if start_s > self.info.start_s else ()
        for margin_s in margins:
            with open_container(self._path, self._limits, self._threads) as opened:
                if not opened.seek(start_s - margin_s):
                    continue
                with closing(self._timed(opened, span)) as timed:
                    first = next(timed, None)
                    if first is not None and first[0] <= start_s:
                        yield first
                        yield from timed
                        return
        with open_container(self._path, self._limits, self._threads) as opened:
            yield from self._timed(opened, span)

    def _timed(self, opened: OpenContainer, span: Span = WHOLE) -> Generator[tuple[float, av.VideoFrame]]:
        """Decode on from where the container stands; times strictly increase, before `span` with gaps."""
        first_s = previous_s = -math.inf
        step_s, count = 1.0 / (opened.frame_rate_hz or 25.0), 0
        for frame in opened.decoded(self._count_damage, span):
            stamped_s = self._stamped_s(frame, opened)
            if stamped_s is None:
                stamped_s = previous_s + step_s if count else 0.0
            if stamped_s <= previous_s:
                self.mistimed_frames += 1
                continue
            if count:
                step_s = stamped_s - previous_s
            else:
                first_s = stamped_s
            count += 1
            previous_s = stamped_s
            self._require_pace(stamped_s - first_s, count)
            self._require_pixels(frame)
            yield stamped_s, frame

    def _stamped_s(self, frame: av.VideoFrame, opened: OpenContainer) -> float | None:
        if frame.pts is not None:
            return float(frame.pts * opened.time_base)
        if opened.is_clocked:
            self.mistimed_frames += 1
            return None
        if frame.dts is None:
            return None
        if self._delay is None:
            self._delay = frame.dts - (opened.stream.start_time or 0)
        return float((frame.dts - self._delay) * opened.time_base)

    def _count_damage(self) -> None:
        self.damaged_packets += 1

    def _require_pace(self, elapsed_s: float, count: int) -> None:
        self._require_duration(elapsed_s)
        # A second's worth of frames is granted before the rate can be judged.
        if count > self._limits.max_frame_rate_hz * (elapsed_s + 1.0):
            raise MediaTooLarge(
                f"{self._path.name} has more than {self._limits.max_frame_rate_hz:g} frames per second; "
                "please export it with fewer."
            )

    def _require_duration(self, duration_s: float) -> None:
        if duration_s > self._limits.max_duration_s:
            raise MediaTooLarge(
                f"{self._path.name} is longer than {self._limits.max_duration_s / 60:g} minutes; "
                "please cut it."
            )

    def _require_pixels(self, frame: av.VideoFrame) -> None:
        if frame.width * frame.height > self._limits.max_video_pixels:
            raise MediaTooLarge(
                f"{self._path.name} has frames of {frame.width} x {frame.height} pixels; at most "
                f"{self._limits.max_video_pixels / 1e6:.1f} million are read, so please export it smaller."
            )


def open_video(path: str | Path, limits: MediaLimits | None = None, *, threads: int = 1) -> VideoReader:
    """Open a video and decode its first frame.

    Parameters
    ----------
    path : path
        mp4, mov, mkv, webm or avi; the content decides, not the name.
    limits : MediaLimits, optional
        Bounds on bytes, pixels, duration and frame rate, enforced here and while reading.
    threads : int
        Threads of each decoder. One costs the least CPU; more shorten the wait where cores are idle.

    Raises
    ------
    MediaNotFound, UnsupportedMedia
        If there is no video at `path`, or only sound in it.
    DamagedMedia
        If nothing of it can be decoded.
    MediaTooLarge
        If it is over a limit.

    Examples
    --------
    >>> with open_video("squat.mp4") as video:           # doctest: +SKIP
    ...     times_s = [frame.time_s for frame in video.frames()]
    """
    path, limits = Path(path), limits or MediaLimits()
    require_video(path)
    require_size(path, limits)
    return VideoReader(path, limits, threads)


def _rotation_deg(frame: av.VideoFrame) -> int:
    return round(frame.rotation / 90) * 90 % 360


class _Painter:
    """Turns decoded frames into upright RGB arrays of one size.

    Frames are turned while they are still YUV: that takes a twentieth of the time of turning RGB in numpy.
    """

    def __init__(self, info: VideoInfo) -> None:
        from av.video.reformatter import Interpolation, VideoReformatter

        self._info = info
        self._reformatter = VideoReformatter()
        # Matters only where the size of frames changes within a video; else all methods give the same values.
        self._interpolation = Interpolation.BILINEAR
        self._turn: _Turn | None = None

    def paint(self, frame: av.VideoFrame) -> NDArray[np.uint8]:
        if turned := _rotation_deg(frame):
            if self._turn is None or not self._turn.fits(frame, turned):
                self._turn = _Turn(frame, turned)
            frame = self._turn.apply(frame)
        width, height = self._info.image_size
        rgb = self._reformatter.reformat(
            frame,
            format="rgb24",
            width=width,
            height=height,
            interpolation=self._interpolation,
            threads=1,
        )
        return np.ascontiguousarray(rgb.to_ndarray())


# ffmpeg's transpose filter: 1 turns clockwise, 2 counter-clockwise.
_TURNS = {90: [("transpose", "2")], 180: [("hflip", ""), ("vflip", "")], 270: [("transpose", "1")]}


class _Turn:
    """A filter that turns frames of one size and format counter-clockwise by a multiple of 90 degrees."""

    def __init__(self, frame: av.VideoFrame, turned: int) -> None:
        import av.filter

        self._key = self._key_of(frame, turned)
        self._graph = av.filter.Graph()
        steps = [
            self._graph.add_buffer(
                width=frame.width, height=frame.height, format=frame.format, time_base=frame.time_base
            ),
            *(self._graph.add(name, arguments) for name, arguments in _TURNS[turned]),
            self._graph.add("buffersink"),
        ]
        self._graph.link_nodes(*steps).configure()

    @staticmethod
    def _key_of(frame: av.VideoFrame, turned: int) -> tuple[object, ...]:
        return turned, frame.width, frame.height, frame.format.name

    def fits(self, frame: av.VideoFrame, turned: int) -> bool:
        return self._key == self._key_of(frame, turned)

    def apply(self, frame: av.VideoFrame) -> av.VideoFrame:
        self._graph.vpush(frame)
        return self._graph.vpull()
