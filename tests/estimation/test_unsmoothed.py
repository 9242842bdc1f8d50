"""Landmarks without smoothing, and MediaPipe's smoothing by itself: together they are MediaPipe's own landmarks."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from poise.estimation.makers import make_body_estimator
from poise.estimation.models import Model
from poise.estimation.unsmoothed import UnsmoothedEstimator, smooth_as_mediapipe
from poise.media.video import open_video
from poise.pose import BLAZEPOSE_33
from poise.pose.landmarks import ROW_VALUES, rows_of


@pytest.mark.models
def test_smoothed_afterwards_they_are_those_of_mediapipe_s_own_loop(drawn_clip: Path) -> None:
    with (
        open_video(drawn_clip) as reader,
        make_body_estimator(Model.LITE, video=True) as reference,
        UnsmoothedEstimator(make_body_estimator(Model.LITE, video=True), 1) as estimator,
    ):
        frames = [frame for frame, _ in zip(reader.frames(), range(90), strict=False)]
        expected = np.array([rows_of(reference.find(frame.pixels, frame.time_s)[0]) for frame in frames])
        unsmoothed = np.array([estimator.find(frame.pixels)[0] for frame in frames])
    smoothed = smooth_as_mediapipe(unsmoothed, np.array([frame.time_s for frame in frames]))
    trunk_px = np.ptp(expected[0, BLAZEPOSE_33.indices(["left_shoulder", "left_hip"]), 1])
    left, remaining = (
        np.abs(rows - expected)[..., :2].max(axis=(1, 2)) / trunk_px for rows in (unsmoothed, smoothed)
    )
    assert remaining.max() < 0.02
    assert np.median(remaining) < 0.2 * np.median(left)  # there was something to smooth
    np.testing.assert_allclose(smoothed[..., 3:6], expected[..., 3:6], atol=0.01)
    np.testing.assert_allclose(smoothed[..., 6:], expected[..., 6:], atol=1e-6)


@pytest.mark.models
def test_who_is_lost_is_searched_for_in_the_same_frame(drawn_clip: Path) -> None:
    with (
        open_video(drawn_clip) as reader,
        UnsmoothedEstimator(make_body_estimator(Model.LITE, video=True), 1) as estimator,
    ):
        pixels = next(iter(reader.frames(1.0))).pixels
        empty = np.full_like(pixels, pixels[0, 0])
        moved = np.roll(pixels, pixels.shape[1] // 2, axis=1)
        assert [len(estimator.find(each)) for each in (pixels, moved, empty, pixels)] == [1, 1, 0, 1]


def test_smoothing_begins_anew_after_frames_without_anybody() -> None:
    random = np.random.default_rng(1)
    rows = 100 + random.normal(size=(20, len(BLAZEPOSE_33), ROW_VALUES))
    rows[8:11] = np.nan
    times_s = 1.0 + np.arange(20) / 30
    smoothed = smooth_as_mediapipe(rows, times_s)
    np.testing.assert_array_equal(np.isnan(smoothed), np.isnan(rows))
    np.testing.assert_array_equal(smoothed[11], rows[11])
    np.testing.assert_array_equal(smoothed[11:], smooth_as_mediapipe(rows[11:], times_s[11:]))
    assert np.ptp(smoothed[11:, 0, 0]) < np.ptp(rows[11:, 0, 0])
