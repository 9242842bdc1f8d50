"""The face's skeleton: MediaPipe's order, the person's own sides."""

import numpy as np
import pytest

from poise.pose.face import FACE_478


def test_it_has_the_mesh_and_two_irises() -> None:
    assert len(FACE_478) == 478
    assert len(set(FACE_478.keypoints)) == 478


def test_mirroring_twice_changes_nothing_and_leaves_the_middle() -> None:
    partner = FACE_478.mirror_indices
    np.testing.assert_array_equal(partner[partner], np.arange(478))
    assert (partner == np.arange(478)).sum() == 28


@pytest.mark.parametrize(
    ("left", "right", "numbers"),
    [
        ("left_eye_outer", "right_eye_outer", (263, 33)),
        ("left_eye_inner", "right_eye_inner", (362, 133)),
        ("left_eye_upper", "right_eye_upper", (386, 159)),
        ("left_eye_lower", "right_eye_lower", (374, 145)),
        ("left_mouth_corner", "right_mouth_corner", (291, 61)),
        ("left_iris", "right_iris", (473, 468)),
        ("left_474", "right_471", (474, 471)),
        ("nose_tip", "nose_tip", (1, 1)),
        ("chin", "chin", (152, 152)),
    ],
)
def test_a_keypoint_has_its_place_and_its_partner(left: str, right: str, numbers: tuple[int, int]) -> None:
    assert (FACE_478.index(left), FACE_478.index(right)) == numbers
    assert FACE_478.mirror_of(left) == right
    assert FACE_478.mirror_of(right) == left


def test_every_line_of_one_side_has_its_like_on_the_other() -> None:
    edges = {frozenset(edge) for edge in FACE_478.edge_indices.tolist()}
    mirrored = {frozenset(FACE_478.mirror_indices[list(edge)].tolist()) for edge in edges}
    assert edges == mirrored
