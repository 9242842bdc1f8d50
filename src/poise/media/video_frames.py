"""What is known of a video, and its frames."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from poise.media.video_container import Decoded
from poise.media.video_geometry import Orientation
from poise.media.video_painter import Painter

if TYPE_CHECKING:
    import av


@dataclass(frozen=True, slots=True)
class VideoInfo:
    """What is known of a video before its frames are read.

    Parameters
    ----------
    image_size : (int, int)
        Width and height of the upright frames in square pixels.
    orientation : Orientation
        How the stored frames are turned and mirrored to be upright.
    start_s : float
        When the first frame is shown on the container's own clock, from which sound is timed too. All other
        times are measured from it.
    duration_s : float
        Length from the first frame on, as the container states it or, where it does not or cannot be believed,
        as its packets show.
    frames_announced : int or None
        Number of frames, where the container states it.
    frame_rate_hz : float
        Average number of frames per second; 0 where unknown. Never use it for times: frames carry their own.
    codec : str
        For example ``"h264"``.
    has_audio : bool
        Whether there is sound.
    recorded_ms : int or None
        When it was recorded, in milliseconds since 1970 (UTC), where the container says so. Cameras whose clock was
        never set, and programs that export, write anything.
    """

    image_size: tuple[int, int]
    orientation: Orientation
    start_s: float
    duration_s: float
    frames_announced: int | None
    frame_rate_hz: float
    codec: str
    has_audio: bool
    recorded_ms: int | None = None

    @property
    def rotation_deg(self) -> int:
        """By how much the stored frames are turned counter-clockwise to be upright: 0, 90, 180 or 270."""
        return self.orientation.rotation_deg

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
        Seconds since the first frame, by the medium's own time stamps.
    pixels : (H, W, 3) uint8
        RGB, upright, square pixels, contiguous. The matrix is the one that the video names, else BT.601, as in
        ffmpeg and OpenCV (the values are equal to theirs).
    """

    time_s: float
    pixels: NDArray[np.uint8]


@dataclass(frozen=True, eq=False, slots=True)
class DecodedFrame:
    """One frame of a video that has been decoded and not yet turned into RGB, which takes longer than looking at it.

    Parameters
    ----------
    time_s : float
        Seconds since the first frame, by the medium's own time stamps.
    decoded : Decoded
        The frame as it came out of the decoder.
    painter : Painter
        Paints all frames of this reader; use it from one thread at a time.
    """

    time_s: float
    decoded: Decoded
    painter: Painter

    def paint(self) -> VideoFrame:
        """Return the frame as `VideoReader.frames` gives it."""
        return VideoFrame(self.time_s, self.painter.paint(self.decoded.frame, self.decoded.shape))

    def thumbnail(self, longest_side_px: int) -> NDArray[np.uint8]:
        """Return the frame's brightness (h, w), upright, no side longer than about `longest_side_px`.

        Taken from every n-th pixel of the brightness that the decoder has anyway, for comparing frames.
        """
        frame = self.decoded.frame
        step = max(1, -(-max(frame.width, frame.height) // longest_side_px))
        return self.decoded.shape.orientation.turn(_brightness(frame)[step // 2 :: step, step // 2 :: step])

    @property
    def size_bytes(self) -> int:
        """About how much memory it takes."""
        return self.decoded.frame.width * self.decoded.frame.height * 3 // 2


def _brightness(frame: av.VideoFrame) -> NDArray[np.uint8]:
    """Return the brightness of a frame (H, W), without copying where it is a plane of bytes."""
    first = frame.format.components[0]
    if not frame.format.is_planar or frame.format.is_rgb or first.bits != 8:
        frame = frame.reformat(format="gray")
    plane = frame.planes[0]
    rows = np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)  # type: ignore[call-overload]
    pixels: NDArray[np.uint8] = rows[: frame.height, : frame.width]
    return pixels
