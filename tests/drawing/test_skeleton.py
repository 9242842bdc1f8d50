"""Skeletons on pictures: what is drawn, where, how wide, in which colours, and what is left alone."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from tests.drawing.made_clips import standing

from poise.drawing import DEFAULT_STYLE, OverlayStyle, draw_pose, limb_width_px
from poise.drawing.skeleton import head_point, person_px
from poise.media.pixels import Pixels
from poise.pose import BLAZEPOSE_33, COCO_17, HAND_21, Pose, Skeleton

SIZE = (480, 640)
GREY = 128


def grey(size: tuple[int, int] = SIZE) -> Pixels:
    return np.full((size[1], size[0], 3), GREY, np.uint8)


def drawn(pose: Pose, size: tuple[int, int] = SIZE, **options: Any) -> Pixels:
    pixels = grey(size)
    draw_pose(pixels, pose, **options)
    return pixels


def changed(pixels: Pixels) -> np.ndarray[Any, np.dtype[np.bool_]]:
    return np.asarray((pixels != GREY).any(axis=2))


def moved(pose: Pose, name: str, to: tuple[float, float]) -> Pose:
    image = pose.image.copy()
    image[pose.skeleton.index(name)] = (*to, 0)
    return replace(pose, image=image)


def with_visibility(pose: Pose, visibility: float) -> Pose:
    return replace(pose, visibility=np.full(len(pose.skeleton), visibility))


def test_left_is_orange_right_is_blue_and_what_joins_them_is_light() -> None:
    pose = standing(SIZE)
    pixels = drawn(pose)

    def colour_between(one: str, other: str) -> tuple[int, ...]:
        x, y = (pose.image_point(one) + pose.image_point(other))[:2] / 2
        return tuple(int(value) for value in pixels[int(y), int(x)])

    assert colour_between("left_hip", "left_knee") == DEFAULT_STYLE.left
    assert colour_between("right_hip", "right_knee") == DEFAULT_STYLE.right
    assert colour_between("left_hip", "right_hip") == DEFAULT_STYLE.centre


def test_joints_are_round_on_the_left_and_square_on_the_right() -> None:
    pose, width = standing(SIZE), 12.0
    pixels = drawn(pose, width_px=width)

    def corner_is_drawn(name: str) -> bool:
        x, y = pose.image_point(name)[:2]
        reach = 0.95 * width * 0.886 + 1
        return bool(changed(pixels)[int(y + reach), int(x + reach)])

    assert corner_is_drawn("right_knee")
    assert not corner_is_drawn("left_knee")


@pytest.mark.parametrize("lost", [(np.nan, np.nan), (-30.0, 300.0), (500.0, 300.0), (200.0, 700.0)])
def test_a_keypoint_that_is_unknown_or_outside_leaves_the_picture_as_it_is(lost: tuple[float, float]) -> None:
    without = moved(standing(SIZE), "left_ankle", lost)
    difference = changed(drawn(standing(SIZE))) & ~changed(drawn(without, width_px=width_of(standing(SIZE))))
    ankle = standing(SIZE).image_point("left_ankle")
    knee = standing(SIZE).image_point("left_knee")
    assert difference[int(ankle[1]), int(ankle[0])]
    shank = changed(drawn(without))[int(knee[1]) + 20 : int(ankle[1]) + 20, int(ankle[0]) - 15 :]
    assert not shank.any()


def width_of(pose: Pose) -> float:
    return limb_width_px(pose, SIZE)


def test_nobody_seen_changes_nothing() -> None:
    pose = standing(SIZE)
    assert not changed(drawn(replace(pose, image=np.full((33, 3), np.nan)))).any()


def test_everyone_outside_changes_nothing() -> None:
    pose = standing(SIZE)
    assert not changed(drawn(replace(pose, image=pose.image + 5000))).any()


@pytest.mark.parametrize("visibility", [0.0, 0.05])
def test_the_hardly_visible_is_not_drawn(visibility: float) -> None:
    assert not changed(drawn(with_visibility(standing(SIZE), visibility))).any()


def test_less_sure_is_thinner_and_fainter() -> None:
    strengths, areas = [], []
    for visibility in (0.15, 0.3, 0.45, 0.65):
        pixels = drawn(with_visibility(standing(SIZE), visibility))
        strengths.append(strength_between(pixels, "left_hip", "left_knee"))
        areas.append(int(changed(pixels).sum()))
    assert strengths == sorted(strengths)
    assert areas == sorted(areas)
    assert strengths[0] < strengths[-1] / 2
    assert areas[0] < areas[-1]


def strength_between(pixels: Pixels, one: str, other: str) -> int:
    """Return how much the middle of a limb differs from the ground."""
    pose = standing(SIZE)
    x, y = (pose.image_point(one) + pose.image_point(other))[:2] / 2
    return int(np.abs(pixels[int(y), int(x)].astype(int) - GREY).max())


def test_an_unsure_joint_is_hollow() -> None:
    pose, width = standing(SIZE), 12.0
    x, y = (int(value) for value in pose.image_point("left_wrist")[:2])
    sure = drawn(pose, width_px=width)[y, x]
    unsure = drawn(with_visibility(pose, 0.3), width_px=width)[y, x]
    assert tuple(sure) == DEFAULT_STYLE.left
    assert unsure.astype(int).max() < GREY


def test_unknown_visibility_is_drawn_in_full() -> None:
    pose = standing(SIZE)
    np.testing.assert_array_equal(drawn(with_visibility(pose, np.nan)), drawn(pose))


@pytest.mark.parametrize("factor", [2, 3])
def test_lines_grow_with_the_picture(factor: int) -> None:
    pose = standing(SIZE)
    large = (SIZE[0] * factor, SIZE[1] * factor)
    assert limb_width_px(pose, large) == pytest.approx(factor * limb_width_px(pose, SIZE))
    share = changed(drawn(pose, large)).mean() / changed(drawn(pose)).mean()
    # Smoothed edges stay one pixel wide, so the share of the picture falls a little.
    assert 0.75 < share < 1.05


def test_lines_grow_with_the_person_within_bounds() -> None:
    pose = standing(SIZE)

    def scaled(by: float) -> float:
        return limb_width_px(replace(pose, image=pose.image * by), SIZE)

    diagonal = 800
    assert scaled(0.5) < scaled(0.8) < scaled(1.0)
    assert scaled(0.01) == pytest.approx(DEFAULT_STYLE.least_width * diagonal)
    assert scaled(1.0) <= DEFAULT_STYLE.most_width * diagonal


def test_a_pose_from_a_smaller_picture_is_scaled_to_this_one() -> None:
    small = standing((240, 320))
    rows, columns = np.nonzero(changed(drawn(small)))
    expected_rows, expected_columns = np.nonzero(changed(drawn(standing(SIZE))))
    assert (rows.min(), rows.max()) == pytest.approx((expected_rows.min(), expected_rows.max()), abs=1)
    assert (columns.min(), columns.max()) == pytest.approx(
        (expected_columns.min(), expected_columns.max()), abs=1
    )


def test_shapes_lie_on_their_keypoint_to_a_fraction_of_a_pixel() -> None:
    for shift in (0.0, 0.25, 0.5, 0.75):
        pose = replace(standing(SIZE), image=np.full((33, 3), np.nan))
        pixels = drawn(moved(pose, "left_wrist", (200 + shift, 300 + shift)), width_px=12.0)
        weight = np.abs(pixels.astype(float) - GREY).sum(axis=2)
        rows, columns = np.indices(weight.shape) + 0.5
        assert (weight * columns).sum() / weight.sum() == pytest.approx(200 + shift, abs=0.15)
        assert (weight * rows).sum() / weight.sum() == pytest.approx(300 + shift, abs=0.15)


def test_single_limbs_can_be_given_another_colour() -> None:
    pose, red = standing(SIZE), (220, 30, 30)
    pixels = drawn(pose, limb_colours={("left_hip", "left_knee"): red})
    x, y = (pose.image_point("left_hip") + pose.image_point("left_knee"))[:2] / 2
    assert tuple(pixels[int(y), int(x)]) == red


def test_a_ghost_lets_the_picture_through() -> None:
    pose = standing(SIZE)
    full = strength_between(drawn(pose), "left_hip", "left_knee")
    ghost = strength_between(drawn(pose, opacity=0.3), "left_hip", "left_knee")
    assert ghost == pytest.approx(0.3 * full, abs=2)


def test_the_nearer_limb_covers_the_farther_one() -> None:
    crossed = moved(moved(standing(SIZE), "left_knee", (150, 500)), "right_knee", (330, 500))
    for near, colour in (("left", DEFAULT_STYLE.left), ("right", DEFAULT_STYLE.right)):
        image = crossed.image.copy()
        image[crossed.skeleton.index(f"{near}_knee"), 2] = -100
        left = image[crossed.skeleton.indices(["left_hip", "left_knee"]), :2]
        right = image[crossed.skeleton.indices(["right_hip", "right_knee"]), :2]
        x, y = crossing(left, right)
        pixels = drawn(replace(crossed, image=image), width_px=8.0)
        assert tuple(pixels[int(y), int(x)]) == colour


def crossing(
    one: np.ndarray[Any, np.dtype[np.float64]], other: np.ndarray[Any, np.dtype[np.float64]]
) -> np.ndarray[Any, np.dtype[np.float64]]:
    directions = np.stack([one[1] - one[0], other[0] - other[1]], axis=1)
    share = np.linalg.solve(directions, other[0] - one[0])[0]
    return np.asarray(one[0] + share * (one[1] - one[0]))


def spread(skeleton: Skeleton) -> Pose:
    rng = np.random.default_rng(3)
    count = len(skeleton)
    image = np.column_stack([rng.uniform(60, 420, count), rng.uniform(60, 580, count), np.zeros(count)])
    unknown = np.full((count, 3), np.nan)
    return Pose(skeleton, image, unknown, np.ones(count), np.ones(count), 0.0, SIZE)


def mesh() -> Skeleton:
    names = tuple(f"point_{number}" for number in range(478))
    return Skeleton("mesh_478", names, tuple(pairwise(names)))


@pytest.mark.parametrize(
    "skeleton",
    [BLAZEPOSE_33, COCO_17, HAND_21, mesh(), Skeleton("points_478", mesh().keypoints, ())],
    ids=lambda one: one.name,
)
def test_every_skeleton_can_be_drawn(skeleton: Skeleton) -> None:
    assert changed(drawn(spread(skeleton))).any()


def test_fingers_have_five_colours() -> None:
    pixels = drawn(spread(HAND_21)).reshape(-1, 3)
    present = {tuple(int(value) for value in colour) for colour in np.unique(pixels, axis=0)}
    assert set(DEFAULT_STYLE.fingers) <= present


def test_a_face_is_a_light_line_beside_the_limbs() -> None:
    image = np.full((33, 3), np.nan)
    for number, name in enumerate(("left_ear", "left_eye", "nose", "right_eye", "right_ear")):
        image[BLAZEPOSE_33.index(name)] = (200 + 20 * number, 100 + 5 * (number % 2), 0)
    pose = replace(standing(SIZE), image=image)
    columns = changed(drawn(pose, width_px=10.0))[90:120, 200:280]
    assert columns.any(axis=0).mean() > 0.9
    assert columns.sum(axis=0).max() <= 8


def test_the_look_is_data() -> None:
    pose = standing(SIZE)
    pixels = drawn(pose, style=OverlayStyle(left=(1, 2, 3)))
    x, y = (pose.image_point("left_hip") + pose.image_point("left_knee"))[:2] / 2
    assert tuple(pixels[int(y), int(x)]) == (1, 2, 3)


@pytest.mark.parametrize(
    "pixels",
    [np.zeros((10, 10), np.uint8), np.zeros((10, 10, 4), np.uint8), np.zeros((10, 10, 3), np.float32)],
)
def test_only_rgb_bytes_can_be_drawn_on(pixels: Any) -> None:
    with pytest.raises(ValueError, match="height, width, 3"):
        draw_pose(pixels, standing(SIZE))


def test_a_head_label_belongs_to_the_highest_keypoint_inside() -> None:
    pose = moved(standing(SIZE), "left_wrist", (100, 20))
    assert head_point(pose, SIZE) == (100, 20)
    assert head_point(pose, (960, 1280)) == (200, 40)
    assert head_point(replace(pose, image=np.full((33, 3), np.nan)), SIZE) is None


def test_a_person_is_as_large_as_the_box_around_what_is_inside() -> None:
    pose = replace(standing(SIZE), image=np.full((33, 3), np.nan))
    pose = moved(moved(moved(pose, "nose", (10, 20)), "left_hip", (40, 60)), "left_knee", (1000, 1000))
    assert person_px(pose) == 50
