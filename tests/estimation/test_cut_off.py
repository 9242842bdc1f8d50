"""Legs that were made up: a body that moves when there is paper around its picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from tests.estimation.replay_estimator import ReplayEstimator
from tests.pose_maker import a_pose

from poise.estimation.cut_off import without_made_up_legs
from poise.media.pixels import Pixels
from poise.pose import BLAZEPOSE_33, Pose

PICTURE = np.full((480, 640, 3), 90, np.uint8)
SHOULDERS, HIPS = (BLAZEPOSE_33.indices([f"left_{name}", f"right_{name}"]) for name in ("shoulder", "hip"))
LEGS = BLAZEPOSE_33.indices(
    f"{side}_{name}" for side in ("left", "right") for name in ("hip", "knee", "ankle", "heel", "foot_index")
)


def upright(height_px: float = 300.0, x_px: float = 320.0) -> Pose:
    """A figure whose trunk is a third of its height."""
    pose = a_pose(x_px, height_px=height_px)
    image = pose.image.copy()
    image[SHOULDERS] = [[x_px + 20, 120, 0], [x_px - 20, 120, 0]]
    image[HIPS] = [[x_px + 15, 120 + height_px / 3, 0], [x_px - 15, 120 + height_px / 3, 0]]
    return replace(pose, image=image)


def with_hips_moved(pose: Pose, by_px: float) -> Pose:
    image = pose.image.copy()
    image[HIPS, 1] += by_px
    return replace(pose, image=image)


class OnPaper(ReplayEstimator):
    """Finds the given people at their places in the picture, wherever on the sheet the picture lies."""

    def __init__(self, *looks: Sequence[Pose]) -> None:
        super().__init__([])
        self._looks = list(looks)

    def find(self, pixels: Pixels, time_s: float = 0.0) -> tuple[Pose, ...]:
        above = 120 if pixels.shape[1] > 640 else 0
        beside = (pixels.shape[1] - 640) // 2
        assert (pixels[above : above + 480, beside : beside + 640] == PICTURE).all()
        return tuple(
            replace(pose, image=pose.image + np.array([beside, above, 0.0])) for pose in self._looks.pop(0)
        )


# The trunk is 100 pixels long: hips may move by 25.
@pytest.mark.parametrize(
    ("first", "second", "is_kept"),
    [
        ([upright()], [upright()], True),
        ([with_hips_moved(upright(), 20)], [with_hips_moved(upright(), -20)], True),
        ([with_hips_moved(upright(), 40)], [upright()], True),
        ([upright()], [], True),
        ([with_hips_moved(upright(), 40)], [with_hips_moved(upright(), -40)], False),
        ([], [with_hips_moved(upright(), -40)], False),
        ([], [], False),
        ([upright(x_px=900)], [upright(x_px=900)], False),
        ([upright(x_px=900), upright()], [upright(), upright(x_px=900)], True),
    ],
    ids=[
        "stays",
        "trembles",
        "moves once",
        "vanishes once",
        "moves both times",
        "vanishes and moves",
        "vanishes",
        "is somebody else",
        "two people",
    ],
)
def test_legs_count_as_unseen_when_the_body_stays_in_neither_look(
    first: list[Pose], second: list[Pose], is_kept: bool
) -> None:
    pose = upright()
    (found,) = without_made_up_legs(PICTURE, [pose], OnPaper(first, second))
    expected = pose.visibility.copy()
    if not is_kept:
        expected[LEGS] = 0.0
    np.testing.assert_array_equal(found.visibility, expected)
    np.testing.assert_array_equal(found.image, pose.image)


def with_left_ankle_at(pose: Pose, x_px: float, y_px: float) -> Pose:
    image = pose.image.copy()
    image[BLAZEPOSE_33.index("left_ankle")] = [x_px, y_px, 0.0]
    return replace(pose, image=image)


@pytest.mark.parametrize(
    ("first", "second", "is_kept"),
    [
        ((330, 430), (330, 430), True),
        ((350, 420), (310, 430), True),
        ((330, 500), (330, 430), True),
        ((330, 500), (330, 520), False),
        ((330, 360), (330, 500), False),
        ((330, 360), (330, 370), False),
    ],
    ids=[
        "stays",
        "trembles",
        "leaves the picture once",
        "leaves the picture in both looks",
        "moves and leaves the picture",
        "moves in both looks",
    ],
)
def test_a_leg_that_goes_on_outside_the_picture_counts_as_unseen(
    first: tuple[float, float], second: tuple[float, float], is_kept: bool
) -> None:
    pose = with_left_ankle_at(upright(), 330, 450)
    looks = OnPaper([with_left_ankle_at(pose, *first)], [with_left_ankle_at(pose, *second)])
    (found,) = without_made_up_legs(PICTURE, [pose], looks)
    left, right = (
        BLAZEPOSE_33.indices(f"{side}_{name}" for name in ("knee", "ankle", "heel", "foot_index"))
        for side in ("left", "right")
    )
    assert (found.visibility[left] == (pose.visibility[left] if is_kept else 0.0)).all()
    np.testing.assert_array_equal(found.visibility[right], pose.visibility[right])


def test_two_people_are_never_each_others_second_look() -> None:
    """The neighbour is found again in both looks, the person themselves in neither."""
    person, neighbour = upright(x_px=280), upright(x_px=340)
    found = without_made_up_legs(PICTURE, [person, neighbour], OnPaper([neighbour], [neighbour]))
    assert (found[0].visibility[LEGS] == 0.0).all()
    np.testing.assert_array_equal(found[1].visibility, neighbour.visibility)


def test_somebody_too_small_to_be_found_on_a_larger_sheet_keeps_their_legs() -> None:
    small = upright(height_px=60)
    (found,) = without_made_up_legs(PICTURE, [small], OnPaper([], []))
    np.testing.assert_array_equal(found.visibility, small.visibility)


def test_nobody_needs_no_second_look() -> None:
    assert without_made_up_legs(PICTURE, [], OnPaper()) == ()
