"""A hand shape is the same numbers wherever, however large and on whichever side it is held."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.naive.hand import features as naive_features

from poise.analysis.signing.features import FEATURE_COUNT, GROUPS, SHAPE_COUNT, hand_features
from poise.analysis.signing.hand import as_right, palm_frame
from poise.catalogue.signs import digit_shapes, letter_shapes
from poise.pose import HAND_21, FloatArray
from poise.pose.geometry import rotation_about

SHAPES = {**letter_shapes(), **digit_shapes()}
HANDS = np.array([variant.points for variants in SHAPES.values() for variant in variants])
MIRROR = np.array([-1.0, 1.0, 1.0])


def _noisy(seed: int) -> FloatArray:
    return np.asarray(HANDS + np.random.default_rng(seed).normal(0, 0.05, HANDS.shape))


@pytest.mark.parametrize("is_left", [False, True])
@pytest.mark.parametrize("seed", range(3))
def test_features_equal_the_naive_twin(seed: int, is_left: bool) -> None:
    hands = _noisy(seed)
    expected = [naive_features(_named(hand), is_left=is_left) for hand in hands]
    np.testing.assert_allclose(hand_features(hands, is_left), expected, atol=1e-9)


def _named(hand: FloatArray) -> dict[str, tuple[float, float, float]]:
    return {
        name: (float(x), float(y), float(z)) for name, (x, y, z) in zip(HAND_21.keypoints, hand, strict=True)
    }


@settings(deadline=None)
@given(
    axis=st.tuples(*[st.floats(-1, 1)] * 3).filter(lambda one: np.linalg.norm(one) > 0.1),
    angle_deg=st.floats(-180, 180),
    scale=st.floats(0.01, 1000),
    shift=st.tuples(*[st.floats(-1e3, 1e3)] * 3),
)
def test_a_shape_does_not_change_when_the_hand_turns_moves_or_comes_nearer(
    axis: tuple[float, float, float], angle_deg: float, scale: float, shift: tuple[float, float, float]
) -> None:
    moved = scale * (HANDS @ rotation_about(np.array(axis), angle_deg).T) + np.array(shift)
    np.testing.assert_allclose(
        hand_features(moved)[:, :SHAPE_COUNT], hand_features(HANDS)[:, :SHAPE_COUNT], atol=1e-4
    )


@settings(deadline=None)
@given(angle_deg=st.floats(-180, 180))
def test_nothing_changes_when_the_hand_turns_about_the_vertical(angle_deg: float) -> None:
    turned = HANDS @ rotation_about(np.array([0.0, 1.0, 0.0]), angle_deg).T
    np.testing.assert_allclose(hand_features(turned), hand_features(HANDS), atol=1e-6)


def test_a_left_hand_is_its_mirror_image() -> None:
    np.testing.assert_allclose(hand_features(HANDS * MIRROR, is_left=True), hand_features(HANDS), atol=1e-12)


def test_sides_can_differ_within_a_batch() -> None:
    both = np.stack([HANDS[0], HANDS[0] * MIRROR])
    one, other = hand_features(both, np.array([False, True]))
    np.testing.assert_allclose(one, other, atol=1e-12)


def test_a_fist_turned_upside_down_differs_only_in_how_it_is_held() -> None:
    hand = letter_shapes()["S"][0].points
    upright, turned = hand_features(hand), hand_features(hand * [-1, -1, 1])
    np.testing.assert_allclose(turned[:SHAPE_COUNT], upright[:SHAPE_COUNT], atol=1e-12)
    np.testing.assert_allclose(turned[SHAPE_COUNT:], -upright[SHAPE_COUNT:], atol=1e-12)


@pytest.mark.parametrize(
    ("symbol", "finger", "is_bent"),
    [
        ("B", "index", False),
        ("B", "little", False),
        ("S", "index", True),
        ("I", "little", False),
        ("I", "ring", True),
        ("W", "ring", False),
        ("W", "little", True),
    ],
)
def test_a_bent_finger_has_more_flexion_than_a_straight_one(symbol: str, finger: str, is_bent: bool) -> None:
    flexion = hand_features(letter_shapes()[symbol][0].points)[: GROUPS["flexion"]].reshape(5, 3).sum(axis=1)
    number = ("thumb", "index", "middle", "ring", "little").index(finger)
    assert (flexion[number] > np.radians(90)) == is_bent


def test_crossed_fingers_have_a_negative_spread() -> None:
    between_tips = GROUPS["flexion"] + 5
    assert hand_features(letter_shapes()["R"][0].points)[between_tips] < 0
    assert hand_features(letter_shapes()["V"][0].points)[between_tips] > 0.2


def test_a_hand_that_was_not_seen_is_nan_and_says_nothing() -> None:
    assert np.isnan(hand_features(np.full((21, 3), np.nan))).all()
    assert hand_features(np.zeros((3, 21, 3))).shape == (3, FEATURE_COUNT)
    assert np.isnan(hand_features(np.zeros((21, 3)))).all()


@settings(deadline=None)
@given(seed=st.integers(0, 1000))
def test_the_palm_frame_has_an_inverse(seed: int) -> None:
    hands = _noisy(seed)
    frame = palm_frame(hands)
    np.testing.assert_allclose(frame.globalise(frame.localise(hands)), hands, atol=1e-9)
    np.testing.assert_allclose(
        frame.axes @ np.swapaxes(frame.axes, -1, -2), np.eye(3) + 0 * frame.axes, atol=1e-9
    )


def test_the_palm_of_a_right_hand_before_the_camera_faces_the_camera() -> None:
    across, along, out = palm_frame(letter_shapes()["B"][0].points).axes
    assert across[0] > 0.9  # the thumb is on the picture's right
    assert along[1] < -0.9
    assert out[2] < -0.9


def test_mirroring_leaves_right_hands_and_the_argument_alone() -> None:
    before = HANDS.copy()
    assert (as_right(HANDS, is_left=False) == before).all()
    as_right(HANDS, is_left=True)
    assert (before == HANDS).all()
