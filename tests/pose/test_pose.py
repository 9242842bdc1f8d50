"""One pose: what it refuses, keeps and mirrors."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.pose.bodies import SIZE, pose

from poise.errors import PoseError
from poise.pose import BLAZEPOSE_33


@pytest.mark.parametrize("field", ["image", "world", "visibility", "presence"])
def test_an_array_of_another_shape_is_refused_by_name(field: str) -> None:
    with pytest.raises(PoseError, match=field):
        replace(pose(), **{field: np.zeros((5, 3))})  # type: ignore[arg-type]  # wrong on purpose


def test_arrays_cannot_be_changed_behind_ones_back() -> None:
    given = np.zeros((33, 3))
    made = replace(pose(), image=given)
    given[:] = 7
    assert not made.image.any()
    with pytest.raises(ValueError, match="read-only"):
        made.image[0] = 1


def test_a_point_is_found_by_its_name() -> None:
    one = pose()
    knee = BLAZEPOSE_33.index("left_knee")
    assert (one.image_point("left_knee") == one.image[knee]).all()
    assert (one.world_point("left_knee") == one.world[knee]).all()


def test_mirroring_twice_changes_nothing() -> None:
    one, twice = pose(), pose().mirrored().mirrored()
    for field in ("image", "world", "visibility", "presence"):
        assert getattr(twice, field) == pytest.approx(getattr(one, field))


def test_mirroring_exchanges_the_sides_about_the_middle_of_the_picture() -> None:
    one, mirrored = pose(), pose().mirrored()
    left, right = BLAZEPOSE_33.index("left_knee"), BLAZEPOSE_33.index("right_knee")
    assert mirrored.image[left] == pytest.approx([SIZE[0] - one.image[right, 0], *one.image[right, 1:]])
    assert mirrored.world[left] == pytest.approx([-1, 1, 1] * one.world[right])
    assert mirrored.visibility[left] == one.visibility[right]
    assert mirrored.presence[left] == one.presence[right]


def test_inside_the_picture_is_neither_outside_nor_unknown() -> None:
    image = np.full((33, 3), 100.0)
    image[0], image[1], image[2], image[3] = (-1, 5, 0), (5, 481, 0), (np.nan, 5, 0), (641, 5, 0)
    inside = replace(pose(), image=image).is_inside()
    assert (~inside).nonzero()[0].tolist() == [0, 1, 2, 3]
    assert not replace(pose(), image=image).is_inside(margin_px=101).any()


def test_a_pose_without_a_known_point_is_not_seen() -> None:
    assert pose().is_seen
    assert not replace(pose(), image=np.full((33, 3), np.nan)).is_seen
