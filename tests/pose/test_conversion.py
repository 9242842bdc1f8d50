"""The same body over another skeleton."""

from __future__ import annotations

import pytest
from tests.pose.bodies import sequence

from poise.errors import PoseError
from poise.pose import BLAZEPOSE_33, COCO_17
from poise.pose.conversion import to_skeleton


def test_a_body_over_fewer_keypoints_keeps_them_by_name() -> None:
    whole, coco = sequence(), to_skeleton(sequence(), COCO_17)
    assert coco.skeleton == COCO_17
    for name in COCO_17.keypoints:
        ours, theirs = BLAZEPOSE_33.index(name), COCO_17.index(name)
        for field in ("image", "world", "visibility", "presence"):
            assert (getattr(coco, field)[:, theirs] == getattr(whole, field)[:, ours]).all()
    assert (coco.times_s == whole.times_s).all()


def test_a_pose_is_converted_like_its_sequence() -> None:
    whole = sequence()
    assert (to_skeleton(whole[1], COCO_17).world == to_skeleton(whole, COCO_17)[1].world).all()


def test_converting_and_mirroring_may_change_places() -> None:
    one, other = to_skeleton(sequence().mirrored(), COCO_17), to_skeleton(sequence(), COCO_17).mirrored()
    assert (one.image == other.image).all()


def test_a_keypoint_that_the_body_lacks_is_named() -> None:
    with pytest.raises(PoseError, match="left_eye_inner"):
        to_skeleton(to_skeleton(sequence(), COCO_17), BLAZEPOSE_33)
