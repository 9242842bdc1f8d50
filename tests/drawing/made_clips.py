"""Small videos with known times, sound, rotation and colours, made on the spot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av import AudioFrame, VideoFrame

from poise.pose import BLAZEPOSE_33, Pose, PoseSequence

STEADY = tuple(range(0, 36000, 3000))
UNEVEN = (0, 3000, 3100, 9000, 9500, 20000, 20400, 31000)


@dataclass(frozen=True, slots=True)
class Clip:
    """What to make."""

    ticks: Sequence[int] = STEADY
    time_base: Fraction = Fraction(1, 90000)
    size: tuple[int, int] = (96, 64)
    video_codec: str = "libx264"
    sound_codec: str | None = None
    sound_s: float = 0.4
    sound_from_s: float = 0.0
    aspect: Fraction | None = None
    is_mirrored: bool = False
    rotation_deg: int = 0
    matrix: int = 1
    last_ticks: int = 3000

    def write(self, path: Path) -> Path:
        """Write the clip; the left half of each picture is dark red, the right half dark green."""
        with av.open(str(path), "w") as film:
            video: Any = film.add_stream(self.video_codec, rate=30)
            video.max_b_frames = 0
            video.width, video.height = self.size
            video.pix_fmt = "yuv420p" if self.size[0] % 2 == self.size[1] % 2 == 0 else "yuv444p"
            video.codec_context.time_base = video.time_base = self.time_base
            video.codec_context.colorspace = self.matrix
            if self.aspect is not None:
                video.codec_context.sample_aspect_ratio = self.aspect
            if self.rotation_deg or self.is_mirrored:
                video.set_display_rotation(self.rotation_deg, hflip=self.is_mirrored)
            sound: Any = film.add_stream(self.sound_codec, rate=48000) if self.sound_codec else None
            if sound is not None:
                sound.layout = "mono"
                for tone in _sine(self.sound_s):
                    tone.pts = (tone.pts or 0) + round(self.sound_from_s * 48000)
                    film.mux(sound.encode(tone))
                film.mux(sound.encode(None))
            for tick in self.ticks:
                frame = VideoFrame.from_ndarray(_halves(self.size), format="rgb24")
                yuv = frame.reformat(format=video.pix_fmt, dst_colorspace=self.matrix, dst_color_range=1)
                yuv.pts, yuv.time_base = tick, self.time_base
                film.mux(video.encode(yuv))
            for packet in video.encode(None):
                packet.duration = packet.duration or self.last_ticks
                film.mux(packet)
        return path


def _halves(size: tuple[int, int]) -> np.ndarray[Any, np.dtype[np.uint8]]:
    width, height = size
    pixels = np.zeros((height, width, 3), np.uint8)
    pixels[:, : width // 2] = (120, 20, 20)
    pixels[:, width // 2 :] = (20, 110, 20)
    return pixels


def _sine(seconds: float) -> list[AudioFrame]:
    rate, size, frames = 48000, 1024, []
    wave = 0.3 * np.sin(2 * np.pi * 440 * np.arange(int(seconds * rate)) / rate).astype(np.float32)
    for start in range(0, len(wave), size):
        frame = AudioFrame.from_ndarray(wave[None, start : start + size], format="fltp", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = rate, start, Fraction(1, rate)
        frames.append(frame)
    return frames


def video_times(path: Path) -> list[float]:
    """Return the time stamps of a video's frames in seconds."""
    with av.open(str(path)) as medium:
        return [float(frame.time) for frame in medium.decode(video=0)]


def standing(size: tuple[int, int] = (96, 64), *, dx: float = 0.0) -> Pose:
    """Return a person standing in the picture, facing the camera (so the left side is on the right)."""
    width, height = size
    columns = {"left": 0.62, "right": 0.38}
    rows = {"shoulder": 0.3, "elbow": 0.42, "wrist": 0.52, "hip": 0.55, "knee": 0.72, "ankle": 0.88}
    image = np.full((33, 3), np.nan)
    for number, name in enumerate(BLAZEPOSE_33.keypoints):
        side, _, part = name.partition("_")
        if part in rows:
            image[number] = (columns[side] * width + dx, rows[part] * height, 0)
    ones = np.ones(33)
    return Pose(BLAZEPOSE_33, image, np.full((33, 3), np.nan), ones, ones, 0.0, size)


def standing_for(times_s: Sequence[float], size: tuple[int, int] = (96, 64)) -> PoseSequence:
    """Return the same person over time, moving one pixel to the right at each instant."""
    poses = [standing(size, dx=float(number)) for number in range(len(times_s))]
    return PoseSequence(
        BLAZEPOSE_33,
        np.stack([pose.image for pose in poses]),
        np.stack([pose.world for pose in poses]),
        np.ones((len(poses), 33)),
        np.ones((len(poses), 33)),
        np.asarray(times_s, float),
        size,
    )
