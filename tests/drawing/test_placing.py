"""Labels keep clear of each other, of the picture's edge and, where they can, of the body."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from poise.drawing import Box
from poise.drawing.placing import nearest_point, place_labels

ROOMS = st.tuples(st.floats(100, 1000), st.floats(100, 1000))
SHARES = st.tuples(st.floats(0.02, 0.9), st.floats(0.02, 0.9))
PLACES = st.tuples(st.floats(-0.2, 1.2), st.floats(-0.2, 1.2))
LABELS = st.lists(st.tuples(SHARES, PLACES), max_size=6)


def overlap(one: Box, other: Box) -> bool:
    across = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    down = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    return min(across, down) > 1e-9


@given(room=ROOMS, labels=LABELS, points=st.lists(PLACES, max_size=20))
def test_no_two_labels_overlap_and_none_leaves_the_picture(
    room: tuple[float, float],
    labels: list[tuple[tuple[float, float], tuple[float, float]]],
    points: list[tuple[float, float]],
) -> None:
    sizes = [(share[0] * room[0], share[1] * room[1]) for share, _ in labels]
    anchors = [(place[0] * room[0], place[1] * room[1]) for _, place in labels]
    clear_of = np.array(points).reshape(-1, 2) * room
    boxes = place_labels(sizes, anchors, room, clear_of=clear_of)
    placed = [box for box in boxes if box is not None]
    assert len(boxes) == len(labels)
    assert not any(overlap(one, other) for one, other in combinations(placed, 2))
    for box, size in zip(boxes, sizes, strict=True):
        if box is not None:
            assert (box.width, box.height) == size
            assert min(box.x, box.y) >= 0
            assert box.x + box.width <= room[0] * (1 + 1e-12)
            assert box.y + box.height <= room[1] * (1 + 1e-12)


@given(
    room=ROOMS,
    places=st.lists(PLACES, min_size=3, max_size=3),
    shares=st.lists(SHARES, min_size=3, max_size=3),
)
def test_three_labels_of_up_to_a_quarter_of_the_sides_always_find_a_place(
    room: tuple[float, float], places: list[tuple[float, float]], shares: list[tuple[float, float]]
) -> None:
    sizes = [(0.25 / 0.9 * share[0] * room[0], 0.25 / 0.9 * share[1] * room[1]) for share in shares]
    anchors = [(place[0] * room[0], place[1] * room[1]) for place in places]
    assert None not in place_labels(sizes, anchors, room, gap_px=0.0)


def test_where_there_is_no_room_a_label_is_left_out() -> None:
    assert place_labels([(80, 80), (80, 80)], [(50, 50), (50, 50)], (100, 100))[1] is None
    assert place_labels([(120, 20)], [(50, 50)], (100, 100)) == [None]


@pytest.mark.parametrize("anchor", [(200.0, 200.0), (5.0, 5.0), (395.0, 200.0)])
def test_a_label_lies_beside_the_limb_and_not_on_it(anchor: tuple[float, float]) -> None:
    limb = np.column_stack([np.full(81, anchor[0]), np.linspace(0, 400, 81)])
    (box,) = place_labels([(60, 30)], [anchor], (400, 400), clear_of=limb)
    assert box is not None
    assert not box.x < anchor[0] < box.x + box.width
    assert np.hypot(*np.subtract(nearest_point(box, anchor), anchor)) < 60


@pytest.mark.parametrize(
    ("point", "nearest"),
    [((0, 0), (10, 20)), ((15, 100), (15, 60)), ((99, 30), (40, 30)), ((20, 30), (20, 30))],
)
def test_a_line_arrives_at_the_nearest_point_of_a_box(
    point: tuple[float, float], nearest: tuple[float, float]
) -> None:
    assert nearest_point(Box(10, 20, 30, 40), point) == nearest


def cross(one: tuple[Box, tuple[float, float]], other: tuple[Box, tuple[float, float]]) -> bool:
    """Whether the lines from the middles of two labels to their anchors cross."""

    def side(a: np.ndarray, b: np.ndarray, c: np.ndarray) -> float:
        return float((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]))

    (first, to_first), (second, to_second) = one, other
    a, b = np.array([first.x + first.width / 2, first.y + first.height / 2]), np.array(to_first)
    c, d = np.array([second.x + second.width / 2, second.y + second.height / 2]), np.array(to_second)
    return side(a, b, c) * side(a, b, d) < -1e-6 and side(c, d, a) * side(c, d, b) < -1e-6


@given(room=ROOMS, places=st.lists(PLACES, max_size=5), size=SHARES, points=st.lists(PLACES, max_size=20))
def test_lines_to_labels_of_one_size_do_not_cross(
    room: tuple[float, float],
    places: list[tuple[float, float]],
    size: tuple[float, float],
    points: list[tuple[float, float]],
) -> None:
    anchors = [(place[0] * room[0], place[1] * room[1]) for place in places]
    sizes = [(0.2 * size[0] * room[0], 0.2 * size[1] * room[1])] * len(anchors)
    boxes = place_labels(sizes, anchors, room, clear_of=np.array(points).reshape(-1, 2) * room)
    led = [(box, anchor) for box, anchor in zip(boxes, anchors, strict=True) if box is not None]
    assert not any(cross(one, other) for one, other in combinations(led, 2))
