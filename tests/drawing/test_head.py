"""A head for skeletons on blank ground."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.drawing.made_clips import standing

from poise.drawing import DEFAULT_STYLE, draw_head
from poise.drawing.head import head_radius_px
from poise.media.pixels import Pixels
from poise.pose import BLAZEPOSE_33, HAND_21, Pose

SIZE = (320, 240)
FACE = {"nose": (160, 40), "left_ear": (174, 37), "right_ear": (146, 37)}


def facing() -> Pose:
    image = standing(SIZE).image.copy()
    for name, (x, y) in FACE.items():
        image[BLAZEPOSE_33.index(name)] = (x, y, 0)
    return replace(standing(SIZE), image=image)


def drawn(pose: Pose) -> Pixels:
    pixels = np.full((240, 320, 3), 128, np.uint8)
    draw_head(pixels, pose)
    return pixels


def test_a_ring_lies_around_the_face_and_the_neck_reaches_the_shoulders() -> None:
    pixels = drawn(facing())
    rows, columns = np.nonzero((pixels != 128).any(axis=2))
    shoulder_y = facing().image_point("left_shoulder")[1]
    assert (pixels[38, 160] == 128).all()
    assert columns.min() < 146
    assert columns.max() > 174
    assert rows.max() == pytest.approx(shoulder_y, abs=5)
    assert (pixels == DEFAULT_STYLE.centre).all(axis=2).any()


@pytest.mark.parametrize("lost", ["nose", "left_ear", "right_shoulder"])
def test_without_a_needed_keypoint_there_is_no_head(lost: str) -> None:
    image = facing().image.copy()
    image[BLAZEPOSE_33.index(lost)] = np.nan
    assert (drawn(replace(facing(), image=image)) == 128).all()


def test_a_hand_has_no_head() -> None:
    points = np.full((21, 3), 100.0)
    hand = Pose(HAND_21, points, points, np.ones(21), np.ones(21), 0.0, SIZE)
    assert (drawn(hand) == 128).all()


@pytest.mark.parametrize(
    ("nose", "left_ear", "right_ear", "radius_px"),
    [((0, 3), (10, 0), (-10, 0), 15.4), ((14, 0), (0, 0), (0, 0), 11.9)],
    ids=["from the front", "from the side"],
)
def test_head_radius(
    nose: tuple[float, float], left_ear: tuple[float, float], right_ear: tuple[float, float], radius_px: float
) -> None:
    points = [np.array(point, float) for point in (nose, left_ear, right_ear)]
    assert head_radius_px(*points) == pytest.approx(radius_px)
