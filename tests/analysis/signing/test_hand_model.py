"""Joint angles lead to points and points back to joint angles; a real hand bends where it is told."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poise.analysis.signing.features import flexion
from poise.analysis.signing.hand import CHAINS, FINGERS, palm_frame
from poise.analysis.signing.hand_model import HandShape, bend_finger, hand_points, move_thumb, turn_to_camera
from poise.catalogue.signs import digit_shapes, letter_shapes

SHAPES = [variant for row in (letter_shapes(), digit_shapes()) for ones in row.values() for variant in ones]
HANDS = np.array([variant.points for variant in SHAPES])


def test_the_bends_of_a_drawn_hand_are_those_of_the_table() -> None:
    for variant in SHAPES:
        measured = np.degrees(flexion(palm_frame(variant.points).localise(variant.points))).reshape(5, 3)
        np.testing.assert_allclose(measured[1:, 1:], np.array(variant.flexion_deg)[:, 1:], atol=0.5)


def test_the_thumb_reaches_its_tip() -> None:
    for variant in SHAPES:
        np.testing.assert_allclose(hand_points(variant.shape)[4], variant.thumb_tip, atol=0.02)


def test_the_thumb_bends_alike_at_both_joints_and_keeps_its_bones() -> None:
    flat = HandShape(np.full((4, 3), 5.0), np.zeros(4), np.array([0.2, 0.9, 0.5]))
    thumb = hand_points(flat)[list(CHAINS["thumb"])]
    bones = np.diff(thumb, axis=0)
    np.testing.assert_allclose(np.linalg.norm(bones, axis=1), [0.36, 0.31, 0.27], atol=1e-6)
    units = bones / np.linalg.norm(bones, axis=1)[:, None]
    assert units[0] @ units[1] == pytest.approx(units[1] @ units[2], abs=1e-6)


def test_a_drawn_hand_points_and_faces_where_it_is_told() -> None:
    local = hand_points(SHAPES[0].shape)
    turned = turn_to_camera(local, np.array([0.0, -1.0, 0.0]), np.array([0.0, 0.3, -1.0]))
    _, along, out = palm_frame(turned).axes
    np.testing.assert_allclose(along, [0, -1, 0], atol=0.02)
    np.testing.assert_allclose(out, [0, 0, -1], atol=0.02)


@pytest.mark.parametrize("finger", FINGERS[1:])
@settings(deadline=None)
@given(degrees=st.floats(1, 60))
def test_bending_a_finger_adds_to_its_flexion_and_leaves_the_others_alone(
    finger: str, degrees: float
) -> None:
    hand = np.array([v.points for v in digit_shapes()["5"]])
    before, after = (
        np.degrees(flexion(palm_frame(one).localise(one))).reshape(-1, 5, 3)
        for one in (hand, bend_finger(hand, finger, degrees))
    )
    number = FINGERS.index(finger)
    others = [one for one in range(5) if one != number]
    np.testing.assert_allclose(after[:, others], before[:, others], atol=1e-6)
    added = (after - before)[0, number].sum()
    assert added == pytest.approx(degrees, abs=8)


def test_bending_forth_and_back_leads_home() -> None:
    for finger in FINGERS[1:]:
        np.testing.assert_allclose(bend_finger(bend_finger(HANDS, finger, 30), finger, -30), HANDS, atol=0.02)


def test_moving_the_thumb_moves_its_tip_alone_by_so_much() -> None:
    by = np.array([-0.3, 0.1, 0.2])
    before, after = palm_frame(HANDS).localise(HANDS), palm_frame(HANDS).localise(move_thumb(HANDS, by))
    np.testing.assert_allclose(after[:, 4] - before[:, 4], np.broadcast_to(by, (len(HANDS), 3)), atol=1e-9)
    np.testing.assert_allclose(after[:, 5:], before[:, 5:], atol=1e-9)


def test_bending_leaves_its_argument_alone() -> None:
    before = HANDS.copy()
    bend_finger(HANDS, "index", 40)
    move_thumb(HANDS, np.ones(3))
    assert (before == HANDS).all()
