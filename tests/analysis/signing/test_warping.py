"""Warped distances equal the naive twin and forgive a change of speed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.naive.warping import dtw_distance

from poise.analysis.signing.warping import dtw_distances, resample


@settings(deadline=None)
@given(seed=st.integers(0, 10_000), length=st.integers(2, 12), features=st.integers(1, 3))
def test_distances_equal_the_naive_twin(seed: int, length: int, features: int) -> None:
    rng = np.random.default_rng(seed)
    one, others = rng.normal(size=(length, features)), rng.normal(size=(3, length, features))
    band = max(1, round(0.25 * length))
    expected = [dtw_distance(one.tolist(), other.tolist(), band) for other in others]
    np.testing.assert_allclose(dtw_distances(one, others), expected)


def test_a_sequence_is_no_distance_from_itself_and_distances_are_symmetric() -> None:
    one, other = np.random.default_rng(0).normal(size=(2, 9, 4))
    assert dtw_distances(one, one[None])[0] == 0
    assert dtw_distances(one, other[None])[0] == pytest.approx(dtw_distances(other, one[None])[0])


def test_the_same_way_at_another_speed_is_nearer_than_frame_by_frame() -> None:
    time = np.linspace(0, 1, 20)
    steady, hurried = np.sin(6 * time)[:, None], np.sin(6 * time**1.4)[:, None]
    assert dtw_distances(steady, hurried[None])[0] < 0.4 * np.abs(steady - hurried).mean()


def test_resampling_bridges_what_was_not_seen_and_leaves_what_never_was() -> None:
    frames = np.array([[0.0, np.nan], [np.nan, np.nan], [2.0, np.nan]])
    found = resample(frames, np.array([0.0, 1.0, 2.0]), 5)
    np.testing.assert_allclose(found[:, 0], [0, 0.5, 1, 1.5, 2])
    assert np.isnan(found[:, 1]).all()


def test_resampling_goes_by_time_not_by_frame() -> None:
    found = resample(np.array([[0.0], [1.0], [10.0]]), np.array([0.0, 0.1, 1.0]), 11)
    np.testing.assert_allclose(found[:, 0], np.linspace(0, 10, 11))
