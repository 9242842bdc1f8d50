"""Pictures cropped to people of one size."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from poise.drawing import Box
from poise.drawing.framing import MOST_PX, Frame, Subject, frames_for

GROUND = (1, 2, 3)


@st.composite
def subjects(draw: st.DrawFn) -> Subject:
    """Somebody of 20 to 2000 px in a picture or partly beyond it, or without one."""
    size = (draw(st.floats(20, 2000)), draw(st.floats(20, 2000)))
    corner = (draw(st.floats(0, 1000)), draw(st.floats(0, 1000)))
    more = (draw(st.integers(0, 1000)), draw(st.integers(0, 1000)))
    box = Box(*corner, *size)
    share = draw(st.floats(0.3, 1.0))  # a box may leave its picture
    far = [
        round(share * (low + side)) + 1 + extra for low, side, extra in zip(corner, size, more, strict=True)
    ]
    return Subject(box, draw(st.floats(20, 2000)), (far[0], far[1]) if draw(st.booleans()) else None)


def corners(box: Box) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return np.array([(box.x, box.y), (box.x + box.width, box.y + box.height)])


@given(st.lists(subjects(), min_size=1, max_size=3))
def test_everybody_is_seen_whole_and_all_frames_have_one_size_within_bounds(people: list[Subject]) -> None:
    frames = frames_for(people)
    assert len({frame.size for frame in frames}) == 1
    assert frames[0].size[0] <= MOST_PX[0]
    assert frames[0].size[1] <= MOST_PX[1]
    for frame, person in zip(frames, people, strict=True):
        low, high = frame.placed(corners(person.box))
        pixel = max(frame.size) / min(frame.width, frame.height)  # a frame is whole pixels of its picture
        assert (low >= -pixel).all()
        assert (high <= np.array(frame.size) + pixel).all()


def test_a_small_person_in_a_wide_picture_is_as_large_as_one_who_fills_a_high_one() -> None:
    near = Subject(Box(100, 50, 400, 1600), 900.0, (600, 1700))
    far = Subject(Box(1500, 600, 50, 200), 112.5, (1920, 1080))
    frames = frames_for([near, far])
    heights = [
        float(np.ptp(frame.placed(corners(one.box))[:, 1]))
        for frame, one in zip(frames, (near, far), strict=True)
    ]
    assert heights[0] == pytest.approx(heights[1], rel=0.02)
    assert heights[1] > 0.75 * frames[1].size[1]


def test_a_frame_stays_inside_a_picture_that_is_large_enough() -> None:
    (frame,) = frames_for([Subject(Box(0, 900, 100, 180), 100.0, (1920, 1080))])
    assert frame.left == 0
    assert frame.top + frame.height == 1080


def test_a_box_that_leaves_its_picture_is_shown_whole() -> None:
    beyond = Subject(Box(100, 300, 200, 400), 100.0, (640, 480))
    (frame,) = frames_for([beyond])
    low, high = frame.placed(corners(beyond.box))
    assert (low >= 0).all()
    assert high[1] == pytest.approx(frame.size[1], abs=2)  # no margin where there is no picture
    assert low[1] > 0.05 * frame.size[1]


@pytest.mark.parametrize("size", [(40, 40), (20, 20), (10, 10)], ids=["larger", "as it is", "smaller"])
def test_points_lie_where_the_pixels_lie(size: tuple[int, int]) -> None:
    pixels = np.zeros((60, 60, 3), np.uint8)
    pixels[24:28, 20:24] = 255
    frame = Frame(10, 14, 20, 20, size)
    shown = frame.shown(pixels, GROUND)
    rows, columns = np.nonzero(shown[..., 0] > 127)
    middle = (columns.mean() + 0.5, rows.mean() + 0.5)
    assert middle == pytest.approx(frame.placed(np.array([[22.0, 26.0]]))[0].tolist(), abs=0.05)


@pytest.mark.parametrize("place", [(-500, -500), (5, -8), (-30, 20), (70, 70)])
def test_beyond_the_picture_is_ground(place: tuple[int, int]) -> None:
    pixels = np.full((60, 60, 3), 200, np.uint8)
    frame = Frame(*place, 40, 40, (80, 80))
    shown = frame.shown(pixels, GROUND)
    inside = np.clip(np.add(place, 40), 0, 60) - np.clip(place, 0, 60)
    assert (shown == 200).all(axis=2).sum() == 4 * inside.prod()
    assert (shown == GROUND).all(axis=2).sum() == 80 * 80 - 4 * inside.prod()


def test_a_close_up_beside_a_whole_body_does_not_need_a_huge_picture() -> None:
    close = Subject(Box(0, 0, 4000, 3000), 60_000.0, (4000, 3000))
    whole = Subject(Box(10, 10, 100, 170), 100.0, (200, 200))
    frames = frames_for([close, whole])
    assert frames[0].width > 50_000
    assert frames[0].shown(np.full((3000, 4000, 3), 9, np.uint8), GROUND).shape[:2] == frames[0].size[::-1]
