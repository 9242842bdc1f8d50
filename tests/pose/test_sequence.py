"""One person over time: what is refused, and what slicing, stacking and mirroring do."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.pose.bodies import pose, sequence

from poise.errors import PoseError
from poise.pose import COCO_17, Pose, PoseSequence

FIELDS = ("image", "world", "visibility", "presence")


@pytest.mark.parametrize("field", FIELDS)
def test_an_array_of_another_shape_is_refused_by_name(field: str) -> None:
    with pytest.raises(PoseError, match=field):
        replace(sequence(), **{field: np.zeros((6, 5, 3))})  # type: ignore[arg-type]  # wrong on purpose


@pytest.mark.parametrize(
    "times_s", [[0, 1, 1, 2, 3, 4], [0, 1, 2, 3, 4, float("nan")], [5, 4, 3, 2, 1, 0]], ids=str
)
def test_times_that_do_not_increase_are_refused(times_s: list[float]) -> None:
    with pytest.raises(PoseError, match="increasing"):
        replace(sequence(), times_s=np.array(times_s))


def test_a_pose_is_one_row_of_its_sequence() -> None:
    whole = sequence()
    assert [one.time_s for one in whole] == pytest.approx(whole.times_s)
    assert (whole[2].world == whole.world[2]).all()
    assert (whole[1:4].image == whole.image[1:4]).all()
    assert len(whole[4:]) == 2
    assert whole.duration_s == pytest.approx(0.2)
    assert (whole.image_points("nose")[3] == whole[3].image_point("nose")).all()


def test_nothing_of_a_sequence_is_a_sequence_without_duration() -> None:
    nothing = sequence()[6:]
    assert len(nothing) == 0
    assert nothing.duration_s == 0
    assert nothing.is_seen.tolist() == []


def test_mirroring_is_the_mirroring_of_every_instant() -> None:
    whole = sequence()
    stacked = PoseSequence.from_poses([one.mirrored() for one in whole])
    for field in FIELDS:
        assert (getattr(whole.mirrored(), field) == getattr(stacked, field)).all()


def test_inside_the_picture_is_asked_of_every_instant() -> None:
    whole = sequence()
    assert (whole.is_inside(200) == [one.is_inside(200) for one in whole]).all()
    assert whole.is_inside(200).any()
    assert not whole.is_inside(200).all()


def test_an_instant_without_anybody_is_not_seen() -> None:
    image = sequence().image.copy()
    image[3] = np.nan
    assert replace(sequence(), image=image).is_seen.tolist() == [True, True, True, False, True, True]


@pytest.mark.parametrize(
    "other",
    [replace(pose(1.0), image_size=(10, 10)), pose(1.0, skeleton=COCO_17)],
    ids=["another picture size", "another skeleton"],
)
def test_poses_of_different_kinds_do_not_make_a_sequence(other: Pose) -> None:
    with pytest.raises(PoseError, match="share"):
        PoseSequence.from_poses([pose(0.0), other])


def test_no_pose_makes_no_sequence() -> None:
    with pytest.raises(PoseError, match="at least one"):
        PoseSequence.from_poses([])
