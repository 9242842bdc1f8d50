"""Smooth shapes, panels and letters."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from poise.drawing import Box, Canvas
from poise.drawing.canvas import text_width_px

WHITE = (255, 255, 255)


def dark(width: int = 100, height: int = 80) -> Canvas:
    return Canvas(np.zeros((height, width, 3), np.uint8))


def ink(canvas: Canvas) -> float:
    """Return the covered area in pixels, smoothed edges counted by their share."""
    return float(canvas.pixels[..., 0].sum() / 255)


SHAPES: list[tuple[str, Callable[[Canvas], object], float]] = [
    ("a stroke is a rectangle with round ends", lambda c: c.line((20, 40), (80, 40), WHITE, 8), 530.3),
    ("a slanting stroke covers as much", lambda c: c.line((29.2, 18.8), (71.6, 61.2), WHITE, 8), 530.3),
    ("a stroke may be a fraction wide", lambda c: c.line((20, 40), (80, 40), WHITE, 5.5), 353.8),
    ("a disc is a circle", lambda c: c.disc((50, 40), 20, WHITE), 1256.6),
    ("a square is as large as the disc of its radius", lambda c: c.square((50, 40), 20, WHITE), 1256.6),
    ("a quarter of an arc", lambda c: c.arc((50, 40), 25, (0, 90), WHITE, 6), 263.9),
]


@pytest.mark.parametrize(("draw", "area_px"), [case[1:] for case in SHAPES], ids=[case[0] for case in SHAPES])
def test_area_of_shapes(draw: Callable[[Canvas], object], area_px: float) -> None:
    canvas = dark()
    draw(canvas)
    assert ink(canvas) == pytest.approx(area_px, rel=0.1)


def test_edges_are_smooth() -> None:
    canvas = dark()
    canvas.disc((50, 40), 20, WHITE)
    assert len(np.unique(canvas.pixels)) > 20


@pytest.mark.parametrize("shift", [0.0, 0.3, 0.5, 0.8])
def test_a_disc_lies_where_it_was_put(shift: float) -> None:
    canvas = dark()
    canvas.disc((50 + shift, 40), 12, WHITE)
    weight = canvas.pixels[..., 0].astype(float)
    columns = np.indices(weight.shape)[1] + 0.5
    assert (weight * columns).sum() / weight.sum() == pytest.approx(50 + shift, abs=0.1)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_is_not_drawn(bad: float) -> None:
    canvas = dark()
    canvas.line((bad, 10), (50, 50), WHITE, 4)
    canvas.disc((50, bad), 10, WHITE)
    canvas.segments([[(bad, 10), (50, 50)]], WHITE, 1)
    canvas.text("8", (bad, 10), 10, WHITE)
    with canvas.faded(0.5, Box(bad, 0, 10, 10)):
        pass
    assert ink(canvas) == 0


def test_what_is_far_outside_is_clipped() -> None:
    canvas = dark()
    canvas.disc((1e9, -1e9), 10, WHITE)
    assert ink(canvas) == 0
    canvas.line((-1e6, 40), (1e6, 40), WHITE, 4)
    assert (canvas.pixels[40] == 255).all()


def test_a_pen_lifted_by_nan_leaves_a_gap() -> None:
    canvas = dark()
    canvas.path([(10, 40), (30, 40), (np.nan, np.nan), (60, 40), (90, 40)], WHITE, 4)
    columns = canvas.pixels[40, :, 0] > 0
    assert columns[20]
    assert columns[75]
    assert not columns[35:55].any()


def test_a_panel_is_translucent_with_round_corners() -> None:
    canvas = Canvas(np.full((80, 100, 3), 200, np.uint8))
    canvas.panel(Box(10, 10, 60, 40), (0, 0, 0), opacity=0.75, corner_px=12)
    assert canvas.pixels[30, 40, 0] == pytest.approx(50, abs=1)
    assert canvas.pixels[11, 11, 0] == 200
    assert canvas.pixels[60, 90, 0] == 200


def test_fading_lets_through_what_was_there() -> None:
    canvas = Canvas(np.full((80, 100, 3), 100, np.uint8))
    with canvas.faded(0.25, Box(0, 0, 100, 80)):
        canvas.disc((50, 40), 20, (200, 200, 200))
    assert canvas.pixels[40, 50, 0] == 125
    assert canvas.pixels[5, 5, 0] == 100


@pytest.mark.parametrize("words", ["73°", "8 of 10", "größer", "Łódź", "×½±→"])
def test_letters_are_as_wide_as_said_and_as_high_as_asked(words: str) -> None:
    canvas = dark(400, 100)
    box = canvas.text(words, (20, 30), 24, WHITE, weight=600)
    rows, columns = np.nonzero(canvas.pixels[..., 0] > 60)
    assert box.width == text_width_px(words, 24, 600)
    assert columns.min() >= box.x - 1
    assert columns.max() <= box.x + box.width + 1
    assert rows.max() - rows.min() > 8


def test_a_digit_is_as_high_as_asked() -> None:
    canvas = dark(200, 200)
    canvas.text("8", (100, 100), 70, WHITE, anchor=(0.5, 0.5))
    rows, columns = np.nonzero(canvas.pixels[..., 0] > 127)
    assert rows.max() - rows.min() + 1 == pytest.approx(70, abs=4)
    assert (rows.max() + rows.min() + 1) / 2 == pytest.approx(100, abs=2)
    assert (columns.max() + columns.min() + 1) / 2 == pytest.approx(100, abs=4)


def test_read_only_pixels_are_refused() -> None:
    pixels = np.zeros((4, 4, 3), np.uint8)
    pixels.flags.writeable = False
    with pytest.raises(ValueError, match="writeable"):
        Canvas(pixels)
