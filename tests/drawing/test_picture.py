"""Overlay pictures and skeletons on blank ground."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tests.drawing.made_clips import standing

from poise.drawing import (
    DEFAULT_STYLE,
    blank_picture,
    draw_legend,
    draw_pose,
    overlay_picture,
    write_png,
)
from poise.errors import OutputError
from poise.pose import Pose

SIZE = (320, 240)


def beside(pose: Pose, by_px: float) -> Pose:
    return replace(pose, image=pose.image + np.array([by_px, 0, 0]))


def test_the_given_picture_stays_as_it_is() -> None:
    pixels = np.full((240, 320, 3), 128, np.uint8)
    pixels.flags.writeable = False
    drawn = overlay_picture(pixels, [standing(SIZE)])
    assert (pixels == 128).all()
    assert (drawn != 128).any()


def test_one_person_has_no_number_and_two_have() -> None:
    pixels = np.full((240, 320, 3), 128, np.uint8)
    one, two = beside(standing(SIZE), -60), beside(standing(SIZE), 60)
    alone = pixels.copy()
    draw_pose(alone, one)
    np.testing.assert_array_equal(overlay_picture(pixels, [one]), alone)
    draw_pose(alone, two)
    numbered = (overlay_picture(pixels, [one, two]) != alone).any(axis=2)
    assert numbered[:80, :160].any()
    assert numbered[:80, 160:].any()


def test_nobody_gives_the_picture_back() -> None:
    pixels = np.full((24, 32, 3), 128, np.uint8)
    np.testing.assert_array_equal(overlay_picture(pixels, []), pixels)


def test_the_legend_is_there_when_asked_for() -> None:
    pixels = np.full((240, 320, 3), 128, np.uint8)
    expected = pixels.copy()
    draw_legend(expected)
    np.testing.assert_array_equal(overlay_picture(pixels, [], legend=True), expected)


def test_blank_ground_has_the_size_asked_for_and_only_the_skeleton() -> None:
    drawn = blank_picture((160, 120), [standing(SIZE)])
    ground = (drawn == DEFAULT_STYLE.ground).all(axis=2)
    assert drawn.shape == (120, 160, 3)
    assert 0.6 < ground.mean() < 0.99


def test_a_png_reads_back_to_the_bit() -> None:
    drawn, file = blank_picture(SIZE, [standing(SIZE)]), io.BytesIO()
    write_png(file, drawn)
    with Image.open(file, formats=["PNG"]) as image:
        np.testing.assert_array_equal(np.asarray(image), drawn)


def test_a_png_is_written_to_a_path(tmp_path: Path) -> None:
    drawn = blank_picture(SIZE, [standing(SIZE)])
    write_png(tmp_path / "pose.png", drawn)
    with Image.open(tmp_path / "pose.png") as image:
        np.testing.assert_array_equal(np.asarray(image), drawn)
    assert [path.name for path in tmp_path.iterdir()] == ["pose.png"]


def test_a_folder_that_is_not_there_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(OutputError):
        write_png(tmp_path / "nowhere" / "pose.png", blank_picture(SIZE, []))
