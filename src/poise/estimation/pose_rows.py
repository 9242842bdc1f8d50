"""Poses of a long video, kept as numbers: one row per frame, memory for the poses and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from poise.pose import FloatArray, Pose, PoseSequence, Skeleton
from poise.pose.landmarks import ROW_VALUES, rows_of, split, unpack, unpack_sequence

# About ten seconds of video: large enough to be rarely needed, small enough not to be felt (0.7 MB per person).
_ROWS_PER_CHUNK = 300


class PoseRows:
    """Frames with up to `places` poses each; what was not found is NaN.

    Takes 2.1 kB per frame and place (33 keypoints), an hour of video with one person 230 MB.

    Parameters
    ----------
    skeleton : Skeleton
        Of all poses.
    places : int
        The most poses that one frame holds.
    """

    def __init__(self, skeleton: Skeleton, places: int) -> None:
        self._skeleton, self._places = skeleton, places
        self._chunks: list[FloatArray] = []
        self._times_s: list[float] = []

    def __len__(self) -> int:
        return len(self._times_s)

    @property
    def times_s(self) -> FloatArray:
        """The frames' time stamps in seconds, shape (T,)."""
        return np.array(self._times_s)

    def append(self, time_s: float, poses: Sequence[Pose]) -> None:
        """Add a frame; poses beyond the places are left out."""
        self.append_rows(time_s, [rows_of(pose) for pose in poses])

    def append_rows(self, time_s: float, people: Sequence[FloatArray] | FloatArray) -> None:
        """Add a frame by the rows of landmarks of each person, shape (K, 8); people beyond the places are left out."""
        place = len(self) % _ROWS_PER_CHUNK
        if place == 0:
            shape = (_ROWS_PER_CHUNK, self._places, len(self._skeleton), ROW_VALUES)
            self._chunks.append(np.full(shape, np.nan))
        for number, rows in enumerate(people[: self._places]):
            self._chunks[-1][place, number] = rows
        self._times_s.append(time_s)

    def poses(self, frame: int, image_size: tuple[int, int]) -> list[Pose]:
        """Return the poses of a frame."""
        chunk, place = divmod(frame, _ROWS_PER_CHUNK)
        return [
            unpack(row, self._skeleton, self._times_s[frame], image_size)
            for row in self._chunks[chunk][place]
            if is_found(row)
        ]

    def rows(self) -> Iterator[FloatArray]:
        """Go through the frames: arrays of shape (places, K, 8)."""
        for number in range(len(self)):
            chunk, place = divmod(number, _ROWS_PER_CHUNK)
            yield self._chunks[chunk][place]


def is_found(row: FloatArray) -> bool:
    """Whether a place of a frame, an array of shape (K, 8), holds a pose."""
    return bool(np.isfinite(split(row).image[0, 0]))


def sequence(
    parts: Sequence[PoseRows], places: NDArray[np.intp], skeleton: Skeleton, image_size: tuple[int, int]
) -> PoseSequence:
    """Draw one person's poses out of rows.

    Parameters
    ----------
    parts : sequence of PoseRows
        Together the frames of the video.
    places : (T,) int
        At which place of each frame the person stands, -1 where they were not found.
    skeleton : Skeleton
        Of the poses.
    image_size : (int, int)
        Width and height of the frames in pixels.
    """
    values = np.full((len(places), len(skeleton), ROW_VALUES), np.nan)
    frames = (row for part in parts for row in part.rows())
    for number, (row, place) in enumerate(zip(frames, places, strict=True)):
        if place >= 0:
            values[number] = row[place]
    times_s = np.concatenate([part.times_s for part in parts]) if parts else np.empty(0)
    return unpack_sequence(values, skeleton, times_s, image_size)
