"""Numbers over heads, labels that stay inside, the legend."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.drawing.made_clips import standing

from poise.drawing import DEFAULT_STYLE, Canvas, draw_label, draw_legend, draw_number
from poise.media.pixels import Pixels

SIZE = (320, 240)


def grey() -> Pixels:
    return np.full((SIZE[1], SIZE[0], 3), 128, np.uint8)


@pytest.mark.parametrize("at", [(160, 120), (0, 0), (320, 240), (-500, 900), (318, 3)])
def test_a_label_stays_inside_the_picture(at: tuple[float, float]) -> None:
    box = draw_label(Canvas(grey()), "left knee 95°", at)
    assert box.x >= 0
    assert box.y >= 0
    assert box.x + box.width <= SIZE[0]
    assert box.y + box.height <= SIZE[1]


def test_a_label_hangs_on_its_anchor() -> None:
    box = draw_label(Canvas(grey()), "3", (160, 120), anchor=(0.5, 1.0))
    assert (box.x + box.width / 2, box.y + box.height) == pytest.approx((160, 120))


def test_a_number_is_written_over_the_head() -> None:
    pixels, pose = grey(), standing(SIZE)
    draw_number(pixels, pose, 2)
    rows, columns = np.nonzero((pixels != 128).any(axis=2))
    top = pose.image[np.isfinite(pose.image[:, 1]), 1].min()
    assert rows.max() < top
    assert columns.min() < 0.62 * SIZE[0] < columns.max() or columns.min() < 0.38 * SIZE[0] < columns.max()


def test_nobody_gets_no_number() -> None:
    pixels, pose = grey(), standing(SIZE)
    draw_number(pixels, replace(pose, image=np.full((33, 3), np.nan)), 1)
    assert (pixels == 128).all()


def test_the_legend_shows_both_sides_in_the_lower_left_corner() -> None:
    pixels = grey()
    box = draw_legend(pixels)
    colours = {tuple(int(value) for value in colour) for colour in np.unique(pixels.reshape(-1, 3), axis=0)}
    assert {DEFAULT_STYLE.left, DEFAULT_STYLE.right} <= colours
    assert box.x + box.width < SIZE[0]
    assert SIZE[1] / 2 < box.y < box.y + box.height < SIZE[1]
