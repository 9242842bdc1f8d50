"""Video in: upright RGB frames with the medium's own time stamps, damaged packets survived."""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator
from contextlib import closing
from copy import copy
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from poise.errors import DamagedMedia, MediaTooLarge
from poise.media.kinds import require_size, require_video
from poise.media.limits import MediaLimits
from poise.media.video_clock import ClockKind, FrameClock, Irregularities, in_order
from poise.media.video_container import Decoded, OpenContainer, Span, open_container
from poise.media.video_frames import DecodedFrame, VideoFrame, VideoInfo
from poise.media.video_painter import Painter

if TYPE_CHECKING:
    import av

# How far before a wanted instant to look for a keyframe, in seconds, one after the other: after a keyframe of
# an open group of pictures the first frames shown cannot be decoded, so one may have to begin further back.
_SEEK_MARGINS_S = (0.0, 2.0, 12.0)
# A first frame further than this from time 0 is looked at twice: its time may be damaged.
_USUAL_START_S = 10.0
# How many frames without a time at the beginning are looked through for the first that has one.
_MAX_UNTIMED = 250


class VideoReader:
    """Frames of one video, as often and from where one likes; made by `open_video`.

    Each call of `frames` has a decoder of its own. For work in several threads give each its own reader.

    Attributes
    ----------
    info : VideoInfo
        What is known before reading.
    damaged_packets : int
        Parts that could not be decoded and were left out, so far.
    times : Irregularities
        What was wrong with time stamps, so far.
    reshaped_frames : int
        Frames, so far, of another size than the first one: they are fitted into its size, on black.
    """

    def __init__(self, path: Path, limits: MediaLimits, threads: int) -> None:
        self._path = path
        self._limits = limits
        self._threads = threads
        self._running: list[Generator[VideoFrame] | Generator[DecodedFrame]] = []
        self._clock: ClockKind | None = None
        self._start_ticks = 0
        self.damaged_packets = self.reshaped_frames = 0
        self.times = Irregularities()
        self.info = self._examine()
        self._forget_counts()

    @property
    def mistimed_frames(self) -> int:
        """Frames, so far, without a time stamp or with one that cannot be."""
        return self.times.placed + self.times.left_out

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

    def frames(
        self,
        start_s: float | None = None,
        stop_s: float | None = None,
        *,
        counted_from_s: float = -math.inf,
    ) -> Iterator[VideoFrame]:
        """Read the frames with ``start_s <= time < stop_s``, by default all, in the order of their times.

        Damage and irregularities are counted from `counted_from_s` on: who reads spans that overlap, each with a
        reader of its own, counts them once.

        Raises
        ------
        MediaTooLarge
            If the video turns out longer, larger or faster than the limits allow.
        """
        span = (-math.inf if start_s is None else start_s, math.inf if stop_s is None else stop_s)
        frames = self._frames(span, (max(span[0], counted_from_s), span[1]))
        self._running.append(frames)
        return frames

    def decoded_frames(
        self, start_s: float, stop_s: float, *, counted_from_s: float = -math.inf
    ) -> Iterator[DecodedFrame]:
        """Read the same frames as `frames` without painting them."""
        frames = self._decoded((start_s, stop_s), (max(start_s, counted_from_s), stop_s))
        self._running.append(frames)
        return frames

    def another(self) -> VideoReader:
        """Return a second reader of the same video, for another thread, without examining it again."""
        other = copy(self)
        other._running = []
        other._forget_counts()
        return other

    def _forget_counts(self) -> None:
        self.damaged_packets = self.reshaped_frames = 0
        self.times = Irregularities()

    def segments(self, count: int) -> list[tuple[float, float]]:
        """Cut the duration into `count` equal spans (start_s, stop_s) for `frames`, together the whole.

        Raises
        ------
        ValueError
            If `count` is less than 1.
        """
        if count < 1:
            raise ValueError("a video has at least one segment")
        borders = [self.info.duration_s * number / count for number in range(1, count)]
        return list(zip([-math.inf, *borders], [*borders, math.inf], strict=True))

    def _examine(self) -> VideoInfo:
        with open_container(self._path, self._limits, self._threads) as opened:
            first = self._find_start(opened)
            self._require_pixels(first.frame)
            shape = first.shape
            start_s = float(self._start_ticks * opened.time_base)
            return VideoInfo(
                image_size=shape.shown(self._limits.max_video_pixels),
                orientation=shape.orientation,
                start_s=start_s,
                duration_s=self._duration_s(opened, start_s),
                frames_announced=opened.stream.frames or None,
                frame_rate_hz=opened.frame_rate_hz,
                codec=opened.codec,
                has_audio=opened.has_audio,
                recorded_ms=opened.recorded_ms,
            )

    def _find_start(self, opened: OpenContainer) -> Decoded:
        """Return the first frame, and find out when it is shown on the container's own clock."""
        clock = self._new_clock(opened)
        with closing(opened.decoded(clock, self._count_damage)) as frames:
            first = stamped = next(frames, None)
            if first is None:
                raise DamagedMedia(
                    f"{self._path.name} is damaged: not one frame can be decoded; please copy it again."
                )
            untimed = 0
            while stamped is not None and stamped.ticks is None and untimed < _MAX_UNTIMED:
                stamped, untimed = next(frames, None), untimed + 1
            ticks = 0 if stamped is None or stamped.ticks is None else stamped.ticks
            if abs(ticks * opened.time_base) > _USUAL_START_S:
                second = next(frames, None)
                ticks = ticks if second is None or second.ticks is None else min(ticks, second.ticks)
        self._start_ticks = ticks - round(untimed * _step_s(opened) / opened.time_base)
        self._clock = clock.kind
        return first

    def _new_clock(self, opened: OpenContainer) -> FrameClock:
        return FrameClock(self._clock, reorders=opened.reorders or not opened.is_clocked)

    def _duration_s(self, opened: OpenContainer, start_s: float) -> float:
        stated_s = opened.duration_s
        if opened.counts_from_zero:
            # Not every writer does as the format says, which matters where the beginning is far from 0.
            stated_s = stated_s - start_s if abs(start_s) < 1.0 else 0.0
        if 0.0 < stated_s <= self._limits.max_duration_s:
            return stated_s
        measured_s = self._measured_end_s(from_end=True) or self._measured_end_s(from_end=False)
        self._require_duration(measured_s - start_s)
        return max(0.0, measured_s - start_s)

    def _measured_end_s(self, *, from_end: bool) -> float:
        """Find the end of the last frame in the packets, undecoded; 0 if there is none."""
        with open_container(self._path, self._limits, self._threads) as opened:
            if from_end and not opened.seek(opened.duration_s + self._limits.max_duration_s):
                return 0.0
            packets = opened.packets(self._count_damage)
            ticks = [packet.dts if packet.pts is None else packet.pts for packet in packets]
            last = max((tick for tick in ticks if tick is not None), default=None)
            return 0.0 if last is None else float(last * opened.time_base) + _step_s(opened)

    def _frames(self, span: Span, counted: Span) -> Generator[VideoFrame]:
        with closing(self._decoded(span, counted)) as decoded:
            for frame in decoded:
                yield frame.paint()

    def _decoded(self, span: Span, counted: Span) -> Generator[DecodedFrame]:
        size, max_pixels = self.info.image_size, self._limits.max_video_pixels
        # Painting happens in the thread that wants the pixels, perhaps not in this one.
        judge, painter = Painter(size, max_pixels), Painter(size, max_pixels)
        with closing(self._timed_within(span, counted)) as timed:
            for time_s, decoded in timed:
                if time_s >= span[1]:
                    return
                if time_s >= span[0]:
                    self.reshaped_frames += time_s >= counted[0] and not judge.fits(decoded.shape)
                    yield DecodedFrame(time_s, decoded, painter)

    def _timed_within(self, span: Span, counted: Span) -> Generator[tuple[float, Decoded]]:
        margins = _SEEK_MARGINS_S if span[0] > 0.0 else ()
        for margin_s in margins:
            with open_container(self._path, self._limits, self._threads) as opened:
                if not opened.seek(self.info.start_s + span[0] - margin_s):
                    continue
                with closing(self._timed(opened, span, counted)) as timed:
                    first = next(timed, None)
                    if first is not None and first[0] <= span[0]:
                        yield first
                        yield from timed
                        return
        with open_container(self._path, self._limits, self._threads) as opened:
            yield from self._timed(opened, span, counted)

    def _timed(self, opened: OpenContainer, span: Span, counted: Span) -> Generator[tuple[float, Decoded]]:
        """Decode on from where the container stands; times strictly increase, before `span` with gaps."""
        first_s, count = None, 0
        stamped = self._stamped(opened, span, counted)
        with closing(stamped):
            for time_s, decoded in in_order(
                stamped,
                step_s=_step_s(opened),
                found=self.times,
                counts=lambda time_s: counted[0] <= time_s < counted[1],
            ):
                first_s, count = time_s if first_s is None else first_s, count + 1
                self._require_pace(time_s - first_s, count)
                yield time_s, decoded

    def _stamped(
        self, opened: OpenContainer, span: Span, counted: Span
    ) -> Generator[tuple[float | None, Decoded]]:
        start_s = self.info.start_s
        absolute, counted = ((low + start_s, high + start_s) for low, high in (span, counted))
        for decoded in opened.decoded(self._new_clock(opened), self._count_damage, absolute, counted):
            self._require_pixels(decoded.frame)
            ticks = decoded.ticks
            time_s = None if ticks is None else float((ticks - self._start_ticks) * opened.time_base)
            yield time_s, decoded

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
                f"{self._path.name} is longer than {self._limits.max_duration_s / 60:g} minutes by its time stamps; "
                "please cut it, or export it again if that is wrong."
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
    require_size(path, limits.max_bytes)
    return VideoReader(path, limits, threads)


def _step_s(opened: OpenContainer) -> float:
    return 1.0 / (opened.frame_rate_hz or 25.0)
