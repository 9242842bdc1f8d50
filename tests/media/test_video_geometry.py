"""Frames as they are shown: every display matrix, pixels of any shape, sizes that change."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from tests.media.made_media import corners, join, quarters, write_video

from poise.media.limits import MediaLimits
from poise.media.video import open_video
from poise.media.video_geometry import Orientation, fitted, square_size

ONE, MINUS = 1 << 16, -(1 << 16)
# The name says what happens to the stored frame; the numbers are a, b, c, d of the display matrix.
MATRICES = {
    "left as it is": (ONE, 0, 0, ONE),
    "mirrored left to right": (MINUS, 0, 0, ONE),
    "mirrored top to bottom": (ONE, 0, 0, MINUS),
    "turned by half": (MINUS, 0, 0, MINUS),
    "turned clockwise": (0, ONE, MINUS, 0),
    "turned counter-clockwise": (0, MINUS, ONE, 0),
    "transposed": (0, ONE, ONE, 0),
    "transposed across the other diagonal": (0, MINUS, MINUS, 0),
    "left as it is by a matrix of zeros": (0, 0, 0, 0),
    "left as it is by a turn of ten degrees": (64540, 11380, -11380, 64540),
    "turned clockwise and enlarged": (0, 2 * ONE, 2 * MINUS, 0),
}


def whole(parts: tuple[int, int, int, int]) -> list[int]:
    a, b, c, d = parts
    return [a, b, 0, c, d, 0, 0, 0, 1 << 30]


def shown(pixels: NDArray[np.uint8], parts: tuple[int, int, int, int]) -> NDArray[np.uint8]:
    """Place every pixel where the matrix says, one by one."""
    a, b, c, d = (np.sign(part) if abs(part) > ONE / 2 else 0 for part in parts)
    if (a, b, c, d) == (0, 0, 0, 0):
        return pixels
    height, width = pixels.shape[:2]
    placed = {(a * x + c * y, b * x + d * y): pixels[y, x] for y in range(height) for x in range(width)}
    columns, rows = (sorted({place[axis] for place in placed}) for axis in (0, 1))
    return np.array([[placed[column, row] for column in columns] for row in rows])


# Matroska has turns only.
IN_MATROSKA = ["turned by half", "turned clockwise", "turned counter-clockwise"]


@pytest.mark.parametrize(
    ("case", "suffix"), [*((case, ".mp4") for case in MATRICES), *((case, ".mkv") for case in IN_MATROSKA)]
)
def test_the_whole_display_matrix_is_obeyed(case: str, suffix: str, tmp_path: Path) -> None:
    path = write_video(tmp_path / f"a{suffix}", times_ms=[0, 40], matrix=whole(MATRICES[case]))
    plain = write_video(tmp_path / f"b{suffix}", times_ms=[0, 40])
    with open_video(path) as video, open_video(plain) as stored:
        (first, _), (unturned, _) = video.frames(), stored.frames()
        assert video.info.image_size == (first.pixels.shape[1], first.pixels.shape[0])
        assert np.array_equal(first.pixels, shown(unturned.pixels, MATRICES[case]))


@pytest.mark.parametrize("case", MATRICES)
def test_rotation_and_mirroring_are_those_of_the_matrix(case: str) -> None:
    orientation = Orientation.of_matrix(whole(MATRICES[case]))
    pixels = np.arange(12, dtype=np.uint8).reshape(3, 4)
    first = np.fliplr(pixels) if orientation.is_mirrored else pixels
    assert np.array_equal(np.rot90(first, orientation.rotation_deg // 90), shown(pixels, MATRICES[case]))


# stored size, aspect of a pixel, size that shows it
ASPECTS = [
    ((96, 64), None, (96, 64)),
    ((96, 64), Fraction(1), (96, 64)),
    ((72, 64), Fraction(4, 3), (96, 64)),
    ((96, 36), Fraction(3, 8), (96, 96)),
    ((96, 64), Fraction(2, 3), (96, 96)),
    ((48, 64), Fraction(2), (96, 64)),
    ((853, 480), Fraction(1280, 1281), (853, 480)),
    ((96, 64), Fraction(1000), (96, 64)),
    ((96, 64), Fraction(1, 1000), (96, 64)),
]


@pytest.mark.parametrize(("size", "aspect", "expected"), ASPECTS)
def test_a_side_grows_so_that_pixels_become_square(
    size: tuple[int, int], aspect: Fraction | None, expected: tuple[int, int]
) -> None:
    assert square_size(size, aspect, 10_000_000) == expected


@given(
    st.tuples(st.integers(16, 4096), st.integers(16, 2304)),
    st.fractions(Fraction(1, 10), 10, max_denominator=100),
)
def test_square_pixels_keep_the_shape_and_the_limit(size: tuple[int, int], aspect: Fraction) -> None:
    width, height = square_size(size, aspect, 4096 * 2304)
    assert width * height <= 4096 * 2304 + width + height
    assert width / height == pytest.approx(float(size[0] * aspect / size[1]), rel=0.08)


@pytest.mark.parametrize("suffix", [".mp4", ".mkv", ".avi"])
@pytest.mark.parametrize(
    ("stored", "aspect", "expected"),
    [((72, 64), Fraction(4, 3), (96, 64)), ((96, 36), Fraction(3, 8), (96, 96))],
)
def test_frames_have_square_pixels(
    suffix: str, stored: tuple[int, int], aspect: Fraction, expected: tuple[int, int], tmp_path: Path
) -> None:
    codec = "mpeg4" if suffix == ".avi" else "libx264"
    path = write_video(tmp_path / f"a{suffix}", codec=codec, size=stored, aspect=aspect)
    with open_video(path) as video:
        pixels = next(iter(video.frames())).pixels
    assert video.info.image_size == expected
    assert pixels.shape == (expected[1], expected[0], 3)
    assert corners(pixels) == ["red", "green", "blue", "grey"]
    assert video.reshaped_frames == 0


def test_the_shape_of_pixels_is_that_of_the_stored_frame(tmp_path: Path) -> None:
    path = write_video(tmp_path / "a.mp4", size=(72, 64), aspect=Fraction(4, 3), rotation_deg=90)
    with open_video(path) as video:
        assert video.info.image_size == (64, 96)
        assert next(iter(video.frames())).pixels.shape == (96, 64, 3)


def test_frames_of_long_pixels_stay_within_the_limit(tmp_path: Path) -> None:
    path = write_video(tmp_path / "a.mp4", size=(96, 64), aspect=Fraction(1, 4))
    with open_video(path, MediaLimits(max_video_pixels=96 * 64)) as video:
        width, height = video.info.image_size
    assert width * height <= 96 * 64
    assert width / height == pytest.approx(96 / 256, rel=0.05)


FITTED = [
    ((240, 426), (320, 240), (135, 240)),
    ((640, 480), (320, 240), (320, 240)),
    ((160, 90), (320, 180), (320, 180)),
    ((321, 180), (640, 360), (640, 360)),
    ((1, 1000), (320, 240), (1, 240)),
    ((1000, 1), (320, 240), (320, 1)),
]


@pytest.mark.parametrize(("size", "room", "expected"), FITTED)
def test_another_shape_is_fitted_whole(
    size: tuple[int, int], room: tuple[int, int], expected: tuple[int, int]
) -> None:
    assert fitted(size, room) == expected


def write_changing(path: Path, sizes: list[tuple[int, int]]) -> Path:
    """Write an mkv in which every frame has its own size, in its own H.264 parameter sets."""
    parts = [
        write_video(path.with_name(f"part{number}.mkv"), size=size, times_ms=[0])
        for number, size in enumerate(sizes)
    ]
    return join(path, parts)


def test_a_camera_that_is_turned_keeps_its_aspect(tmp_path: Path) -> None:
    path = write_changing(tmp_path / "a.mkv", [(96, 64), (64, 96), (48, 32), (96, 64)])
    with open_video(path) as video:
        frames = [frame.pixels for frame in video.frames()]
        assert video.info.image_size == (96, 64)
        assert video.reshaped_frames == 2
    assert [pixels.shape for pixels in frames] == [(64, 96, 3)] * 4
    # 64 x 96 becomes 43 x 64, in the middle.
    assert corners(frames[1][:, 26:69]) == ["red", "green", "blue", "grey"]
    assert frames[1][:, :24].max() == frames[1][:, 72:].max() == 0
    assert corners(frames[2]) == corners(frames[3]) == ["red", "green", "blue", "grey"]
    assert quarters().shape == frames[2].shape
