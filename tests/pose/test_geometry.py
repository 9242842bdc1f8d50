"""Vectors, turns and the body's own axes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.pose.bodies import facing_camera

from poise.pose import BLAZEPOSE_33
from poise.pose.geometry import angle_between_deg, body_frame, facing_deg, rotation_about, signed_angle_deg

UNIT = st.integers(0, 2**32 - 1).map(lambda seed: _unit(np.random.default_rng(seed).normal(size=3)))


def _unit(vector: np.ndarray) -> np.ndarray:
    return np.asarray(vector / np.linalg.norm(vector))


@given(UNIT, UNIT, st.floats(0.1, 179.9))
def test_a_vector_turned_by_an_angle_is_that_angle_away(
    one: np.ndarray, seed: np.ndarray, angle_deg: float
) -> None:
    across = np.cross(one, seed)
    assume(np.linalg.norm(across) > 0.1)
    axis = _unit(across)
    turned = rotation_about(axis, angle_deg) @ one
    assert angle_between_deg(one, turned) == pytest.approx(angle_deg, abs=1e-6)
    assert signed_angle_deg(one, turned, axis) == pytest.approx(angle_deg, abs=1e-6)
    assert signed_angle_deg(turned, one, axis) == pytest.approx(-angle_deg, abs=1e-6)


@pytest.mark.parametrize("angle_deg", [1e-7, 1e-4, 179.9999])
def test_tiny_and_flat_angles_keep_their_digits(angle_deg: float) -> None:
    turned = rotation_about(np.array([0.0, 0.0, 1.0]), angle_deg) @ np.array([1.0, 0.0, 0.0])
    assert angle_between_deg(np.array([1.0, 0.0, 0.0]), turned) == pytest.approx(angle_deg, rel=1e-6)


@given(UNIT, st.floats(-360, 360))
def test_rotations_are_rotations(axis: np.ndarray, angle_deg: float) -> None:
    matrix = rotation_about(axis, angle_deg)
    assert matrix @ matrix.T == pytest.approx(np.eye(3), abs=1e-12)
    assert np.linalg.det(matrix) == pytest.approx(1.0)
    assert matrix @ axis == pytest.approx(axis)


def test_whoever_faces_the_camera_has_the_left_at_the_pictures_right() -> None:
    left, up, forward = body_frame(facing_camera(), BLAZEPOSE_33)
    assert left == pytest.approx([1, 0, 0])
    assert up == pytest.approx([0, -1, 0])
    assert forward == pytest.approx([0, 0, -1])


@pytest.mark.parametrize("turned_deg", [-150, -90, -30, 0, 45, 90, 135])
def test_facing_is_the_turn_to_the_own_left(turned_deg: float) -> None:
    # Seen from above, turning to the own left is against the clock; y points down, so the axis is -y.
    turned = facing_camera() @ rotation_about(np.array([0.0, -1.0, 0.0]), turned_deg).T
    assert facing_deg(turned, BLAZEPOSE_33) == pytest.approx(turned_deg)


def test_axes_of_what_was_not_seen_are_unknown_for_that_instant_only() -> None:
    points = np.stack([facing_camera()] * 3)
    points[1, BLAZEPOSE_33.index("left_hip")] = np.nan
    frames = body_frame(points, BLAZEPOSE_33)
    assert np.isnan(frames[1]).all()
    assert np.isfinite(frames[[0, 2]]).all()
