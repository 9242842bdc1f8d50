from __future__ import annotations

from dataclasses import FrozenInstanceError, replace

import pytest
from tests.pose_maker import a_pose

from poise.errors import PoseError
from poise.pose import BLAZEPOSE_33, FACE_478, HAND_21, Observation, Part, Pose, Skeleton

SIZE = (640, 480)


def hand(time_s: float = 0.5) -> Pose:
    return Pose.unseen(HAND_21, time_s, SIZE)


@pytest.mark.parametrize(
    ("part", "skeleton"),
    [
        (Part.BODY, BLAZEPOSE_33),
        (Part.LEFT_HAND, HAND_21),
        (Part.RIGHT_HAND, HAND_21),
        (Part.FACE, FACE_478),
    ],
)
def test_each_part_has_its_skeleton(part: Part, skeleton: Skeleton) -> None:
    assert part.skeleton is skeleton


def test_parts_stand_in_one_order_whoever_found_them_first() -> None:
    body = a_pose(320.0, time_s=0.5)
    seen = Observation(0.5, SIZE, {Part.RIGHT_HAND: hand(), Part.BODY: body, Part.LEFT_HAND: hand()})
    assert list(seen.parts) == [Part.BODY, Part.LEFT_HAND, Part.RIGHT_HAND]
    assert seen.body is body
    assert seen.pose(Part.BODY) is body


def test_what_was_not_found_is_no_part_and_a_pose_of_nan() -> None:
    seen = Observation(0.5, SIZE)
    assert (seen.is_empty, seen.body) == (True, None)
    face = seen.pose(Part.FACE)
    assert (face.skeleton, face.is_seen, face.time_s, face.image_size) == (FACE_478, False, 0.5, SIZE)


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({Part.BODY: hand()}, "skeleton hand_21"),
        ({Part.LEFT_HAND: hand(0.6)}, "another frame"),
        ({Part.LEFT_HAND: replace(hand(), image_size=(640, 360))}, "another frame"),
    ],
)
def test_a_pose_of_another_part_or_frame_is_refused(parts: dict[Part, Pose], says: str) -> None:
    with pytest.raises(PoseError, match=says):
        Observation(0.5, SIZE, parts)


def test_nobody_changes_an_observation_afterwards() -> None:
    parts = {Part.LEFT_HAND: hand()}
    seen = Observation(0.5, SIZE, parts)
    parts.clear()
    assert list(seen.parts) == [Part.LEFT_HAND]
    with pytest.raises(TypeError):
        seen.parts[Part.FACE] = hand()  # type: ignore[index]
    with pytest.raises(FrozenInstanceError):
        seen.time_s = 1.0  # type: ignore[misc]
