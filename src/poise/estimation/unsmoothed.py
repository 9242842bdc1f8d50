"""The landmarks as the model finds them, without MediaPipe's smoothing, and that smoothing by itself.

In video mode MediaPipe tracks people and smooths what it finds, by the times of the frames. Looks that leave frames
out and go back by a few must be tracked, but smoothed only afterwards, as if every frame had been looked at. So each
look is given a time long after the one before: the smoothing then lets everything through, and the tracking, which
knows no time, stays the same. `tests/estimation/test_unsmoothed.py` shows that both together give MediaPipe's own
landmarks.
"""

from __future__ import annotations

import itertools
from types import TracebackType
from typing import Self

import numpy as np

from poise.estimation.adaptive import PeopleRows
from poise.estimation.mediapipe_estimators import PoseEstimator
from poise.media.pixels import Pixels
from poise.pose import BLAZEPOSE_33, FloatArray, PoseSequence
from poise.pose.landmarks import ROW_VALUES, rows_of, split, unpack_sequence

# At this distance of two looks the 1-euro filter lets 99.7 % of a change through even where nothing moves.
_LOOKS_APART_S = 1000.0
# How much of a new visibility MediaPipe takes over from one frame to the next (its low-pass filter, in its pose graph).
_VISIBILITY_WEIGHT = 0.1

# MediaPipe's 1-euro filters (`pose_landmarker_graph.cc`): least cut-off and its rise with speed. The speed in the image
# is measured in sides of the square in which the model looks for the person, that in space in metres.
_IMAGE_FILTER, _WORLD_FILTER = (0.05, 80.0), (0.1, 40.0)
_DERIVATIVE_CUTOFF_HZ = 1.0
# The square's side over the diagonal of the box around all landmarks. MediaPipe does not tell the side; with this
# share the landmarks of six clips are those of MediaPipe's own loop to 0.1 % of the trunk (median).
_SQUARE_OVER_DIAGONAL = 1.37


class UnsmoothedEstimator:
    """Finds people in frames that nearly follow one another, tracked and not smoothed.

    Parameters
    ----------
    estimator : PoseEstimator
        In video mode, not used before; closed with this one.
    people : int
        How many it finds at most. MediaPipe smooths only where it is one.
    """

    def __init__(self, estimator: PoseEstimator, people: int) -> None:
        self._estimator, self._people = estimator, people
        self._looks = 0
        self._visibility: FloatArray | None = None

    def find(self, pixels: Pixels) -> PeopleRows:
        """Look at a frame; if the person of the frame before is lost, look again, which searches the whole frame.

        Returns
        -------
        (people, K, 8) float64
            Rows of landmarks.

        Raises
        ------
        EstimationError
            If the estimator failed.
        """
        was_found = self._visibility is not None
        found = self._look(pixels)
        return found if len(found) or not was_found else self._look(pixels)

    def close(self) -> None:
        """Give the model's memory back; a second call does nothing."""
        self._estimator.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _look(self, pixels: Pixels) -> PeopleRows:
        poses = self._estimator.find(pixels, self._looks * _LOOKS_APART_S)
        self._looks += 1
        rows = np.array([rows_of(pose) for pose in poses]).reshape(-1, len(BLAZEPOSE_33), ROW_VALUES)
        if self._people == 1:
            self._unsmooth_visibility(rows)
        return rows

    def _unsmooth_visibility(self, rows: PeopleRows) -> None:
        """Undo the low-pass filter of the visibility, which goes by looks and not by time."""
        if not len(rows):
            self._visibility = None
            return
        visibility = split(rows[0]).visibility
        smoothed = visibility.copy()
        if self._visibility is not None:
            before = (1.0 - _VISIBILITY_WEIGHT) * self._visibility
            visibility[:] = np.clip((smoothed - before) / _VISIBILITY_WEIGHT, 0.0, 1.0)
        self._visibility = smoothed


def smooth_as_mediapipe(rows: FloatArray, times_s: FloatArray) -> FloatArray:
    """Smooth one person's landmarks as MediaPipe does while it tracks, each frame by the frames before.

    Parameters
    ----------
    rows : (T, K, 8) float64
        Rows of landmarks, NaN in frames in which the person was not found; smoothing begins anew after them.
    times_s : (T,) float64
        When the frames are shown.

    Returns
    -------
    (T, K, 8) float64
    """
    smoothed = np.array(rows, np.float64)
    image, world, visibility, _ = split(smoothed)
    seen = np.isfinite(image[:, 0, 0])
    side_px = _square_px(image)
    starts = np.flatnonzero(seen & ~np.r_[False, seen[:-1]])
    stops = np.flatnonzero(seen & ~np.r_[seen[1:], False]) + 1
    for start, stop in zip(starts, stops, strict=True):
        # MediaPipe's 1-euro filter takes the time 0 for no time at all and begins with the frame after it.
        first = start + (round(times_s[start] * 1000.0) == 0)
        run = slice(first, stop)
        _smooth_points(image[run], times_s[run], _IMAGE_FILTER, 1.0 / side_px[run])
        _smooth_points(world[run], times_s[run], _WORLD_FILTER, np.ones(stop - first))
        _smooth_visibility(visibility[start:stop])
    return smoothed


def _square_px(image: FloatArray) -> FloatArray:
    """Return the side of the square in which the model looked for the person of each frame, shape (T,)."""
    width, height = (image.max(axis=1) - image.min(axis=1))[:, :2].T
    side_px: FloatArray = _SQUARE_OVER_DIAGONAL * np.maximum(np.hypot(width, height), 1.0)
    return side_px


def _smooth_points(
    points: FloatArray, times_s: FloatArray, constants: tuple[float, float], scale: FloatArray
) -> None:
    """Pass points (T, K, 3) through a 1-euro filter, in place.

    Parameters
    ----------
    points : (T, K, 3) float64
        All seen.
    times_s : (T,) float64
        When.
    constants : (float, float)
        Least cut-off and its rise with speed.
    scale : (T,) float64
        What a unit of the points is in units of the speed.
    """
    cutoff_hz, beta = constants
    speed = np.zeros(points.shape[1:])
    raw = points[0].copy() if len(points) else speed
    for i in range(1, len(points)):
        step_s = times_s[i] - times_s[i - 1]
        seen_speed = (points[i] - raw) * (scale[i] / step_s)
        raw = points[i].copy()
        speed += _weight(_DERIVATIVE_CUTOFF_HZ, step_s) * (seen_speed - speed)
        points[i] = points[i - 1] + _weight(cutoff_hz + beta * np.abs(speed), step_s) * (raw - points[i - 1])


def _smooth_visibility(visibility: FloatArray) -> None:
    """Pass likelihoods (T, K) through the low-pass filter, which goes by frames and not by time, in place."""
    for before, now in itertools.pairwise(visibility):
        now[:] = before + _VISIBILITY_WEIGHT * (now - before)


def _weight(cutoff_hz: FloatArray | float, step_s: float) -> FloatArray | float:
    """Return how much of a new value a low-pass filter of first order takes over."""
    turned = 2.0 * np.pi * step_s * cutoff_hz
    return turned / (1.0 + turned)


def smooth_sequence(person: PoseSequence) -> PoseSequence:
    """Return one person's poses, smoothed by `smooth_as_mediapipe`."""
    rows = smooth_as_mediapipe(rows_of(person), person.times_s)
    return unpack_sequence(rows, person.skeleton, person.times_s, person.image_size)
