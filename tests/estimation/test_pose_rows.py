"""Poses go into rows and come out bit for bit."""

import numpy as np
import pytest
from tests.pose_maker import a_pose

from poise.estimation.pose_rows import PoseRows, sequence
from poise.pose import BLAZEPOSE_33


@pytest.mark.parametrize("frames", [0, 1, 299, 300, 301, 601])
def test_one_person_comes_out_as_they_went_in(frames: int) -> None:
    rows, poses = PoseRows(BLAZEPOSE_33, 1), [a_pose(100.1 + n, time_s=n / 30) for n in range(frames)]
    for pose in poses:
        rows.append(pose.time_s, [pose])
    person = sequence([rows], np.zeros(frames, np.intp), BLAZEPOSE_33, (640, 480))
    assert len(person) == len(rows) == frames
    for pose, kept in zip(poses, person, strict=True):
        for name in ("image", "world", "visibility", "presence"):
            np.testing.assert_array_equal(getattr(pose, name), getattr(kept, name))
        assert pose.time_s == kept.time_s


def test_a_person_is_drawn_from_wherever_they_stood_in_each_frame() -> None:
    first, second = PoseRows(BLAZEPOSE_33, 2), PoseRows(BLAZEPOSE_33, 2)
    first.append(0.0, [a_pose(100), a_pose(500)])
    first.append(0.1, [a_pose(501), a_pose(101)])
    second.append(0.2, [])
    second.append(0.3, [a_pose(102)])
    person = sequence([first, second], np.array([0, 1, -1, 0]), BLAZEPOSE_33, (640, 480))
    moved = person.image_points("nose")[:, 0] - a_pose(0).image_point("nose")[0]
    np.testing.assert_allclose(moved, [100, 101, np.nan, 102])
    np.testing.assert_array_equal(person.times_s, [0.0, 0.1, 0.2, 0.3])


def test_a_frame_gives_back_only_whom_it_holds() -> None:
    rows = PoseRows(BLAZEPOSE_33, 3)
    rows.append(1.5, [a_pose(100), a_pose(200)])
    rows.append(1.6, [])
    found = rows.poses(0, (640, 480))
    assert [pose.time_s for pose in found] == [1.5, 1.5]
    np.testing.assert_array_equal(found[1].image, a_pose(200).image)
    assert rows.poses(1, (640, 480)) == []


def test_more_people_than_places_are_left_out() -> None:
    rows = PoseRows(BLAZEPOSE_33, 1)
    rows.append(0.0, [a_pose(100), a_pose(200)])
    assert len(rows.poses(0, (640, 480))) == 1
