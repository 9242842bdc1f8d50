"""Overlay films: the source again, with everyone's skeleton on it, as an MP4 that plays everywhere."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import BinaryIO, cast

import numpy as np

from poise.drawing.head import draw_head
from poise.drawing.labels import draw_number
from poise.drawing.skeleton import draw_pose, limb_width_px
from poise.drawing.style import DEFAULT_STYLE, OverlayStyle
from poise.drawing.timeline import pose_at
from poise.errors import OutputError
from poise.media.film.colour import ColourTags
from poise.media.film.encoder import FilmEncoder, FilmShape
from poise.media.film.faststart import move_index_first
from poise.media.film.report import FilmReport, SoundKept
from poise.media.film.sound import SoundTrack
from poise.media.film.watched_file import WatchedFile
from poise.media.limits import MediaLimits
from poise.media.pixels import Pixels
from poise.media.video import VideoReader, open_video
from poise.media.video_container import OpenContainer, open_container
from poise.media.video_frames import VideoFrame, VideoInfo
from poise.pose import Pose, PoseSequence

# Clocks coarser than this cannot hold frames that were placed between two ticks (in AVI a tick is a frame).
_FINE_HZ = 10_000


@dataclass(frozen=True, slots=True)
class FilmFrame:
    """What is known about one picture of a film while it is drawn.

    Parameters
    ----------
    number : int
        Counts from 0.
    time_s : float
        Seconds since the first frame, by the medium's own time stamps.
    poses : tuple of (Pose or None)
        One entry per person, always in the same order; None while a person is not seen.
    widths_px : tuple of float
        One limb width per person, the same through the whole film, so that lines do not breathe.
    """

    number: int
    time_s: float
    poses: tuple[Pose | None, ...]
    widths_px: tuple[float, ...]


DrawFrame = Callable[[Pixels, FilmFrame], None]
"""Draws on the picture in place."""

Progress = Callable[[int, int], None]
"""Told how many frames are done, and how many there are in all as far as is known."""


def draw_skeletons(pixels: Pixels, frame: FilmFrame, style: OverlayStyle = DEFAULT_STYLE) -> None:
    """Draw everyone's skeleton on the picture, numbered from 1 if there are several."""
    for pose, width_px in zip(frame.poses, frame.widths_px, strict=True):
        if pose is not None:
            draw_pose(pixels, pose, style, width_px=width_px)
    if len(frame.poses) > 1:
        for number, pose in enumerate(frame.poses, start=1):
            if pose is not None:
                draw_number(pixels, pose, number, style)


def draw_skeletons_alone(pixels: Pixels, frame: FilmFrame, style: OverlayStyle = DEFAULT_STYLE) -> None:
    """Draw everyone's skeleton on plain ground instead of the picture: nobody can be recognised."""
    pixels[:] = style.ground
    for pose, width_px in zip(frame.poses, frame.widths_px, strict=True):
        if pose is not None:
            draw_head(pixels, pose, style, width_px=width_px)
    draw_skeletons(pixels, frame, style)


def write_film(
    source: Path,
    people: Sequence[PoseSequence],
    output: Path | BinaryIO,
    *,
    draw: DrawFrame = draw_skeletons,
    keep_sound: bool = True,
    limits: MediaLimits | None = None,
    on_progress: Progress | None = None,
) -> FilmReport:
    """Write the source as H.264 in MP4 with `draw` applied to every frame.

    Every frame keeps its source frame's time from the beginning, also where the rate varies or packets are damaged. The
    source's display matrix and the shape of its pixels are applied to the frames. Sound is kept (copied where
    browsers play it, else AAC); titles, places and other tags are not.

    Parameters
    ----------
    source : Path
        The video that the poses come from.
    people : sequence of PoseSequence
        One per person; matched with the frames by time.
    output : Path or binary file
        A path is written whole or not at all. An open file must be empty and seekable, its descriptor open
        for reading and writing; nothing else is opened by name for writing.
    draw : callable
        Draws one frame.
    keep_sound : bool
        Whether the film has the source's sound.
    limits : MediaLimits, optional
        Bounds on the source.
    on_progress : callable, optional
        Told after each frame how many are written and how many are expected; at the end both are the same.

    Raises
    ------
    MediaError
        If the source cannot be read, see `open_video`.
    OutputError
        If the film cannot be written.
    """
    limits = limits or MediaLimits()
    with (
        open_video(source, limits) as video,
        open_container(source, limits, threads=1) as medium,
        _opened_output(output) as file,
    ):
        film = _Film(video, medium, people, draw, on_progress)
        return film.write(file, keep_sound=keep_sound)


@contextmanager
def _opened_output(output: Path | BinaryIO) -> Iterator[BinaryIO]:
    if isinstance(output, Path):
        from poise.media.atomic import atomic_write

        with atomic_write(output) as file:
            yield file
    elif output.readable():
        yield output
    else:
        # A guarded child is given a descriptor for reading and writing, but a file object for writing only.
        with open(output.fileno(), "r+b", closefd=False) as file:
            yield file


class _Film:
    """Carries one source into one film: read, draw, encode; sound beside it."""

    def __init__(
        self,
        video: VideoReader,
        medium: OpenContainer,
        people: Sequence[PoseSequence],
        draw: DrawFrame,
        on_progress: Progress | None,
    ) -> None:
        self._video, self._medium, self._people, self._draw = video, medium, people, draw
        self._on_progress = on_progress or (lambda _done, _total: None)
        self._shape = shape_of(video.info, medium)
        self._widths_px = tuple(film_width_px(person, self._shape.size) for person in people)
        self._codec = ""
        self._sound = SoundKept.NONE
        self._frames = 0

    def write(self, file: BinaryIO, *, keep_sound: bool) -> FilmReport:
        watched = WatchedFile(file)
        try:
            self._encode(cast("BinaryIO", watched), keep_sound=keep_sound)
            starts_at_once = move_index_first(cast("BinaryIO", watched))
            watched.flush()
            self._on_progress(self._frames, self._frames)
        except Exception as error:
            # The multiplexer turns an operating system's error into a meaningless one of its own.
            if watched.fault is None:
                raise
            reason = watched.fault.strerror or str(watched.fault)
            raise OutputError(f"the film cannot be written ({reason}); choose another place.") from error
        return FilmReport(
            frames=self._frames,
            damaged_packets=self._video.damaged_packets,
            codec=self._codec,
            sound=self._sound,
            size=self._shape.even_size,
            starts_at_once=starts_at_once,
        )

    def _encode(self, file: BinaryIO, *, keep_sound: bool) -> None:
        import av

        with av.open(file, "w", format="mp4") as film:
            encoder = FilmEncoder(film, self._shape)
            sound = SoundTrack.of(film, self._medium) if keep_sound else None
            # The film begins with the frames or with the sound, whichever is first, however late the source's clock
            # says that is: a player would show nothing until then.
            start_s = self._video.info.start_s
            lead_s = max(0.0, start_s - sound.start_s) if sound else 0.0
            if sound:
                sound.begin_at(start_s - lead_s)
            self._codec, self._sound = encoder.codec, sound.kept if sound else SoundKept.NONE
            for frame in self._video.frames():
                if sound:
                    sound.advance(lead_s + frame.time_s)
                self._put(encoder, frame, lead_s)
            encoder.finish(_end_ticks(self._medium, start_s - lead_s, self._shape.time_base))
            if sound:
                sound.finish()

    def _put(self, encoder: FilmEncoder, frame: VideoFrame, lead_s: float) -> None:
        poses = tuple(pose_at(person, frame.time_s) for person in self._people)
        pixels = np.require(frame.pixels, requirements=["C", "W"])
        self._draw(pixels, FilmFrame(self._frames, frame.time_s, poses, self._widths_px))
        encoder.put(pixels, lead_s + frame.time_s)
        self._frames += 1
        self._on_progress(self._frames, max(self._frames, self._video.info.frames_expected))


def film_width_px(person: PoseSequence, size: tuple[int, int], style: OverlayStyle = DEFAULT_STYLE) -> float:
    """Return one limb width for a whole film: the median over some 64 instants with the person."""
    seen = np.flatnonzero(person.is_seen)
    if not len(seen):
        return 1.0
    sample = seen[:: max(1, len(seen) // 64)]
    return float(np.median([limb_width_px(person[int(place)], size, style) for place in sample]))


def shape_of(info: VideoInfo, medium: OpenContainer) -> FilmShape:
    """Say what the film takes over from its source: size, clock, colours."""
    rate = Fraction(info.frame_rate_hz or 30).limit_denominator(100_000)
    return FilmShape(
        size=info.image_size,
        time_base=medium.time_base / max(1, math.ceil(medium.time_base * _FINE_HZ)),
        rate=rate if rate > 0 else Fraction(30),
        colour=ColourTags.of(medium.stream.codec_context),
    )


def _end_ticks(medium: OpenContainer, origin_s: float, time_base: Fraction) -> int | None:
    """Return when the source's last frame ends, in ticks since `origin_s`, or None where nothing says so."""
    stream = medium.stream
    if not stream.duration:
        return None
    end_s = ((stream.start_time or 0) + stream.duration) * medium.time_base
    return round((end_s - Fraction(origin_s)) / time_base)
