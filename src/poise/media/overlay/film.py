"""Overlay films: the source again, with everyone's skeleton on it, as an MP4 that plays everywhere."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from poise.errors import DamagedMedia, OutputError
from poise.media.overlay.canvas import Pixels
from poise.media.overlay.colour import ColourTags
from poise.media.overlay.encoder import FilmEncoder, FilmShape
from poise.media.overlay.faststart import move_index_first
from poise.media.overlay.film_report import FilmReport, SoundKept
from poise.media.overlay.labels import draw_number
from poise.media.overlay.skeleton import draw_pose, limb_width_px
from poise.media.overlay.sound import SoundTrack
from poise.media.overlay.style import DEFAULT_STYLE, OverlayStyle
from poise.media.overlay.timeline import pose_at
from poise.pose import Pose, PoseSequence

if TYPE_CHECKING:
    from av import AudioStream, Packet, VideoFrame, VideoStream
    from av.container import InputContainer, OutputContainer


@dataclass(frozen=True, slots=True)
class FilmFrame:
    """What is known about one picture of a film while it is drawn.

    Parameters
    ----------
    number : int
        Counts from 0.
    time_s : float
        The medium's own time stamp.
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
    draw_skeletons(pixels, frame, style)


def write_film(
    source: Path,
    people: Sequence[PoseSequence],
    output: Path | BinaryIO,
    *,
    draw: DrawFrame = draw_skeletons,
    keep_sound: bool = True,
    on_progress: Callable[[int], None] | None = None,
) -> FilmReport:
    """Write the source as H.264 in MP4 with `draw` applied to every frame.

    Every frame keeps its source frame's time stamp, also where the rate varies or packets are damaged. The
    source's rotation is applied to the pixels, sound is kept (copied where browsers play it, else AAC),
    titles, places and other tags are not.

    Parameters
    ----------
    source : Path
        The video that the poses come from.
    people : sequence of PoseSequence
        One per person; matched with the frames by time.
    output : Path or binary file
        A path is written whole or not at all. An open file must be empty, seekable and open for reading and
        writing; nothing else is opened for writing.
    draw : callable
        Draws one frame.
    keep_sound : bool
        Whether the film has the source's sound.
    on_progress : callable, optional
        Told the number of frames written so far, after each.

    Raises
    ------
    DamagedMedia
        If no frame of the source can be decoded.
    OutputError
        If the film cannot be written.
    """
    if isinstance(output, Path):
        from poise.media.atomic import atomic_write

        with atomic_write(output) as file:
            return write_film(source, people, file, draw=draw, keep_sound=keep_sound, on_progress=on_progress)
    with _open_source(source) as medium:
        transfer = _Transfer(medium, people, draw, on_progress or _ignore)
        try:
            transfer.run(output, keep_sound=keep_sound)
            starts_at_once = move_index_first(output)
        except OSError as error:
            raise OutputError(
                f"the film cannot be written: {error.strerror or error}; free some space."
            ) from error
    return transfer.report(starts_at_once=starts_at_once)


def _ignore(_frames: int) -> None:
    pass


class _Transfer:
    """Carries one source into one film: decode, turn upright, draw, encode; sound beside it."""

    def __init__(
        self,
        medium: InputContainer,
        people: Sequence[PoseSequence],
        draw: DrawFrame,
        on_progress: Callable[[int], None],
    ) -> None:
        self._medium, self._people, self._draw, self._on_progress = medium, people, draw, on_progress
        self._video: VideoStream = medium.streams.video[0]
        self._audio: AudioStream | None = None
        self._waiting: list[Packet[AudioStream]] = []
        self._encoder: FilmEncoder | None = None
        self._sound: SoundTrack | None = None
        self._widths_px: tuple[float, ...] = ()
        self._decoded_size = (0, 0)
        self._damaged = 0

    def run(self, file: BinaryIO, *, keep_sound: bool) -> None:
        import av

        if keep_sound and self._medium.streams.audio:
            self._audio = self._medium.streams.audio[0]
        with av.open(file, "w", format="mp4") as film:
            for packet in self._packets():
                if packet.stream is self._audio:
                    self._put_sound(packet)
                else:
                    self._put_frames(film, packet)
            self._put_frames(film, None)
            self._finish()

    def report(self, *, starts_at_once: bool) -> FilmReport:
        encoder = self._started()
        return FilmReport(
            frames=encoder.frames,
            damaged_packets=self._damaged,
            codec=encoder.codec,
            sound=self._sound.kept if self._sound else SoundKept.NONE,
            size=encoder.shape.even_size,
            starts_at_once=starts_at_once,
        )

    def _started(self) -> FilmEncoder:
        if self._encoder is None:
            raise DamagedMedia("the video has no frame that can be decoded; check that it plays elsewhere.")
        return self._encoder

    def _packets(self) -> Iterator[Packet[Any]]:
        """Yield the packets of both streams; a source that breaks off ends there."""
        from av import FFmpegError

        streams = [self._video, *([self._audio] if self._audio is not None else [])]
        try:
            for packet in self._medium.demux(streams):
                if packet.size:
                    yield packet
        except FFmpegError:
            self._damaged += 1

    def _put_sound(self, packet: Packet[AudioStream]) -> None:
        # The film's streams must all be known before its first packet, and the picture's are only known
        # with its first frame: earlier sound waits.
        if self._sound is None:
            self._waiting.append(packet)
        else:
            self._sound.put(packet)

    def _put_frames(self, film: OutputContainer, packet: Packet[VideoStream] | None) -> None:
        from av import FFmpegError

        try:
            frames = self._video.decode(packet)
        except FFmpegError:
            self._damaged += 1
            return
        for frame in frames:
            if frame.pts is not None:
                self._put_frame(self._encoder or self._start(film, frame), frame)

    def _put_frame(self, encoder: FilmEncoder, frame: VideoFrame) -> None:
        pixels = upright_pixels(frame, encoder.shape.colour, self._decoded_size)
        ticks = int(frame.pts or 0)
        time_s = float(ticks * encoder.shape.time_base)
        poses = tuple(pose_at(person, time_s) for person in self._people)
        self._draw(pixels, FilmFrame(encoder.frames, time_s, poses, self._widths_px))
        if encoder.put(pixels, ticks, int(frame.duration or 0)):
            self._on_progress(encoder.frames)

    def _start(self, film: OutputContainer, first: VideoFrame) -> FilmEncoder:
        self._decoded_size = (first.width, first.height)
        shape = _shape_of(self._video, first)
        self._encoder = FilmEncoder(film, shape)
        self._widths_px = tuple(film_width_px(person, shape.size) for person in self._people)
        if self._audio is not None:
            self._sound = SoundTrack(film, self._audio)
            for packet in self._waiting:
                self._sound.put(packet)
            self._waiting.clear()
        return self._encoder

    def _finish(self) -> None:
        self._started().finish()
        if self._sound is not None:
            self._sound.finish()


def film_width_px(person: PoseSequence, size: tuple[int, int], style: OverlayStyle = DEFAULT_STYLE) -> float:
    """Return one limb width for a whole film: the median over some 64 instants with the person."""
    seen = np.flatnonzero(person.is_seen)
    if not len(seen):
        return 1.0
    sample = seen[:: max(1, len(seen) // 64)]
    return float(np.median([limb_width_px(person[int(place)], size, style) for place in sample]))


def upright_pixels(frame: VideoFrame, colour: ColourTags, decoded_size: tuple[int, int]) -> Pixels:
    """Return a decoded frame as upright RGB, shape (height, width, 3), writeable.

    Parameters
    ----------
    frame : VideoFrame
        As decoded, not yet rotated.
    colour : ColourTags
        Of the film.
    decoded_size : (int, int)
        Width and height before rotation; a source that changes its size on the way is scaled to it.
    """
    pixels = colour.to_rgb(frame, decoded_size).to_ndarray()
    upright = np.rot90(pixels, _quarter_turns(frame))
    return np.require(upright, dtype=np.uint8, requirements=["C", "W"])


def _quarter_turns(frame: VideoFrame) -> int:
    return round(frame.rotation / 90) % 4


def _shape_of(video: VideoStream, first: VideoFrame) -> FilmShape:
    turned = _quarter_turns(first) % 2 == 1
    size = (first.height, first.width) if turned else (first.width, first.height)
    aspect = video.sample_aspect_ratio or Fraction(1)
    if aspect <= 0 or not math.isfinite(aspect):
        aspect = Fraction(1)
    rate = video.average_rate or video.guessed_rate or Fraction(30)
    return FilmShape(
        size=size,
        time_base=video.time_base or Fraction(1, 90000),
        rate=rate.limit_denominator(100_000) if rate > 0 else Fraction(30),
        pixel_aspect=1 / aspect if turned else aspect,
        colour=ColourTags.of(first),
    )


def _open_source(source: Path) -> InputContainer:
    """Open the video, local files and known formats only: a playlist must not open other files."""
    import av

    try:
        return av.open(str(source), options={"protocol_whitelist": "file"})
    except (av.FFmpegError, OSError) as error:
        raise DamagedMedia(
            f"{source.name} cannot be read as a video; check that it plays elsewhere."
        ) from error
