"""Where labels go: near what they speak of, clear of each other and of what must stay visible."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations

import numpy as np

from poise.drawing.canvas import Box
from poise.pose import FloatArray

_DIRECTIONS = 16
_RINGS = 8
# What one covered point costs, in heights of the label by which it would rather move away.
_COVERED = 1.0
_LEAST_GAIN_PX = 1e-6  # less is rounding
_CLEARANCE = 0.3  # how near to a label a point still counts as covered, in heights of the label


def place_labels(
    sizes: Sequence[tuple[float, float]],
    anchors: Sequence[tuple[float, float]],
    room: tuple[float, float],
    *,
    clear_of: FloatArray | None = None,
    gap_px: float = 4.0,
) -> list[Box | None]:
    """Return a place for each label, in their order: the earlier ones choose first.

    No two places overlap and none leaves the room; lines from labels of one size to their anchors do not cross. A label
    comes to lie as near to its anchor as it can
    without covering much; where the room is full, it gets no place.

    Parameters
    ----------
    sizes : sequence of (float, float)
        Width and height of each label in pixels.
    anchors : sequence of (float, float)
        Of what each label speaks: x, y in pixels.
    room : (float, float)
        Width and height of the picture.
    clear_of : (N, 2) float64, optional
        Points that labels should not cover.
    gap_px : float
        Least distance between two labels.
    """
    points = np.zeros((0, 2)) if clear_of is None else clear_of
    placed: list[Box | None] = []
    for size, anchor in zip(sizes, anchors, strict=True):
        taken = [box.grown(gap_px) for box in placed if box is not None]
        corners = _fitting(np.concatenate([_around(size, anchor, room), _beside(taken)]), size, room, taken)
        placed.append(_best(corners, size, anchor, points))
    return _exchange_crossing(placed, sizes, anchors)


def nearest_point(box: Box, point: tuple[float, float]) -> tuple[float, float]:
    """Return the point of a box that is nearest to another, where a line from there arrives."""
    x = min(max(point[0], box.x), box.x + box.width)
    y = min(max(point[1], box.y), box.y + box.height)
    return x, y


def _exchange_crossing(
    placed: Sequence[Box | None], sizes: Sequence[tuple[float, float]], anchors: Sequence[tuple[float, float]]
) -> list[Box | None]:
    """Let two labels change places where that brings both together nearer to what they speak of.

    Two straight lines that cross are longer than the two that join the same points without crossing.
    """
    boxes = list(placed)
    has_changed = True
    while has_changed:
        has_changed = False
        for one, other in combinations(range(len(boxes)), 2):
            first, second = boxes[one], boxes[other]
            if first is None or second is None or sizes[one] != sizes[other]:
                continue
            kept = _length(first, anchors[one]) + _length(second, anchors[other])
            changed = _length(second, anchors[one]) + _length(first, anchors[other])
            if changed < kept - _LEAST_GAIN_PX:
                boxes[one], boxes[other] = second, first
                has_changed = True
    return boxes


def _length(box: Box, anchor: tuple[float, float]) -> float:
    return math.dist((box.x + box.width / 2, box.y + box.height / 2), anchor)


def _around(size: tuple[float, float], anchor: tuple[float, float], room: tuple[float, float]) -> FloatArray:
    """Return corners (N, 2) of places in rings about the anchor, pushed inside the room."""
    turn = np.arange(_DIRECTIONS) * (2 * np.pi / _DIRECTIONS)
    ring = np.arange(1, _RINGS + 1)[:, None]
    width, height = size
    offset = np.stack(
        [np.cos(turn) * (width / 2 + ring * height / 2), np.sin(turn) * (height / 2 + ring * height / 2)],
        axis=-1,
    )
    corners = np.asarray(anchor) + offset.reshape(-1, 2) - np.array(size) / 2
    inside: FloatArray = np.clip(corners, 0.0, np.maximum(np.array(room) - size, 0.0))
    return inside


def _beside(taken: Sequence[Box]) -> FloatArray:
    """Return corners (N, 2) where a label touches what is taken; if any place is free, one of these is.

    A free label can be pushed left and up until it meets the room's edge or another label on both sides.
    """
    xs = [0.0, *(box.x + box.width for box in taken)]
    ys = [0.0, *(box.y + box.height for box in taken)]
    return np.array([(x, y) for x in xs for y in ys])


def _fitting(
    corners: FloatArray, size: tuple[float, float], room: tuple[float, float], taken: Sequence[Box]
) -> FloatArray:
    """Return those corners from which a label stays inside and overlaps nothing that is taken."""
    is_free = ((corners >= 0) & (corners + size <= room)).all(axis=1)
    for box in taken:
        is_beside = (corners[:, 0] >= box.x + box.width) | (corners[:, 0] + size[0] <= box.x)
        is_above = (corners[:, 1] >= box.y + box.height) | (corners[:, 1] + size[1] <= box.y)
        is_free &= is_beside | is_above
    return corners[is_free]


def _best(
    corners: FloatArray, size: tuple[float, float], anchor: tuple[float, float], points: FloatArray
) -> Box | None:
    if not len(corners):
        return None
    near = _CLEARANCE * size[1]
    inside = (points >= corners[:, None] - near) & (points <= corners[:, None] + np.array(size) + near)
    covered = inside.all(axis=-1).sum(axis=-1)
    away = np.linalg.norm(corners + np.array(size) / 2 - np.asarray(anchor), axis=-1) / size[1]
    x, y = corners[int(np.argmin(away + _COVERED * covered))]
    return Box(float(x), float(y), *size)
