"""A film whose every frame shows where a recording has somebody's head, to see whether both are in step."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av import VideoFrame
from tests.drawing.made_clips import _sine

from poise.pose import Pose

_GROUND, _DISC_PX = 40, 9
_TICKS_HZ = 90_000


def write_film_of(
    poses: Sequence[Pose], path: Path, *, turned_deg: int = 0, begins_s: float = 0.0, codec: str = "libx264"
) -> Path:
    """Write a film of poses: a white disc where the middle of the ears is, on grey; each frame at its pose's time.

    Parameters
    ----------
    poses : sequence of Pose
        What is shown, in the order of time.
    path : Path
        Its suffix chooses the container.
    turned_deg : {0, 90, 180, 270}
        How far the stored frames have to be turned to be upright, as phones store them.
    begins_s : float
        When the picture begins; sound begins at 0 where this is later.
    codec : str
        For the picture.
    """
    with av.open(str(path), "w") as film:
        video: Any = film.add_stream(codec, rate=30)
        stored = _stored(poses[0], turned_deg)
        video.height, video.width = stored.shape[:2]
        video.pix_fmt = "yuv420p"
        video.codec_context.time_base = video.time_base = Fraction(1, _TICKS_HZ)
        if codec == "libx264":
            video.max_b_frames = 0
        if turned_deg:
            video.set_display_rotation(turned_deg)
        if begins_s:
            _add_sound(film, begins_s + 1.0)
        for pose in poses:
            frame = VideoFrame.from_ndarray(_stored(pose, turned_deg), format="rgb24")
            frame = frame.reformat(format="yuv420p")
            frame.pts, frame.time_base = round((begins_s + pose.time_s) * _TICKS_HZ), video.time_base
            film.mux(video.encode(frame))
        film.mux(video.encode(None))
    return path


def _add_sound(film: Any, seconds: float) -> None:
    sound = film.add_stream("aac", rate=48_000)
    sound.layout = "mono"
    for tone in _sine(seconds):
        film.mux(sound.encode(tone))
    film.mux(sound.encode(None))


def _stored(pose: Pose, turned_deg: int) -> np.ndarray[Any, np.dtype[np.uint8]]:
    width, height = pose.image_size
    upright = np.full((height, width, 3), _GROUND, np.uint8)
    if pose.is_seen:
        x, y = np.nanmean([pose.image[7, :2], pose.image[8, :2]], axis=0)
        rows, columns = np.ogrid[:height, :width]
        upright[(columns - x) ** 2 + (rows - y) ** 2 <= _DISC_PX**2] = 255
    # The player turns the stored frame counter-clockwise by this much.
    return np.ascontiguousarray(np.rot90(upright, -turned_deg // 90))
