"""Whether anything moves, in small grey pictures."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.media_maker import write_clip

from poise.estimation.drawn_person import draw_person
from poise.estimation.stillness import SIDE_PX, average_blocks, has_moved
from poise.media.video import open_video
from poise.pose import BLAZEPOSE_33
from poise.pose.landmarks import ROW_VALUES

SIZE = (320, 240)
NOBODY = np.empty((0, len(BLAZEPOSE_33), ROW_VALUES))


def somebody_at(left: float, right: float) -> np.ndarray:
    rows = np.ones((1, len(BLAZEPOSE_33), ROW_VALUES))
    rows[0, :, 0] = np.linspace(left, right, len(BLAZEPOSE_33))
    rows[0, :, 1] = np.linspace(60, 180, len(BLAZEPOSE_33))
    return rows


def grey(person_x: float, noise: float = 0.0) -> np.ndarray:
    pixels = draw_person(SIZE, foot_px=(person_x, 220.0), height_px=180).mean(axis=2)
    noisy = pixels + np.random.default_rng(0).normal(scale=max(noise, 1e-9), size=pixels.shape)
    return average_blocks(np.clip(noisy, 0, 255).astype(np.uint8)[::2, ::2])


@pytest.mark.parametrize(
    ("person_x", "noise", "moved"),
    [(160.0, 0.0, False), (160.0, 4.0, False), (170.0, 0.0, True), (170.0, 4.0, True)],
)
def test_a_person_moves_and_the_noise_of_a_camera_does_not(
    person_x: float, noise: float, moved: bool
) -> None:
    assert has_moved(grey(160.0), grey(person_x, noise), NOBODY, SIZE) is moved


def test_what_moves_far_from_the_person_does_not_count() -> None:
    one, other = grey(60.0), grey(70.0)
    assert has_moved(one, other, somebody_at(40, 90), SIZE)
    assert not has_moved(one, other, somebody_at(250, 300), SIZE)
    assert has_moved(one, other, NOBODY, SIZE)


def test_frames_of_different_shapes_differ() -> None:
    assert has_moved(grey(60.0), grey(60.0)[:-1], NOBODY, SIZE)


@pytest.mark.parametrize("pixel_format", ["yuv420p", "rgb24", "yuv422p10le", "gray"])
def test_a_thumbnail_is_the_upright_brightness_whatever_the_frames_are_coded_in(
    pixel_format: str, tmp_path: Path
) -> None:
    with open_video(write_clip(tmp_path / "a.mp4")) as reader:
        frame = next(iter(reader.decoded_frames(0.0, 1.0)))
    shown = frame.paint().pixels.mean(axis=2)
    object.__setattr__(frame.decoded, "frame", frame.decoded.frame.reformat(format=pixel_format))
    thumbnail = frame.thumbnail(SIDE_PX)
    step = -(-max(shown.shape) // SIDE_PX)
    expected = shown[step // 2 :: step, step // 2 :: step]
    assert thumbnail.shape == expected.shape
    assert np.corrcoef(thumbnail.ravel(), expected.ravel())[0, 1] > 0.97
