"""A drawn figure from landmarks: as SVG for a page, as dots for a terminal. Needs nothing but numbers."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator
from html import escape

import numpy as np

from poise.pose import BLAZEPOSE_33, FloatArray

_MIDDLE = (
    ("left_shoulder", "right_shoulder"),
    ("left_hip", "right_hip"),
    ("left_shoulder", "left_hip"),
    ("right_shoulder", "right_hip"),
)
_LIMBS = (
    ("shoulder", "elbow"),
    ("elbow", "wrist"),
    ("wrist", "index"),
    ("hip", "knee"),
    ("knee", "ankle"),
    ("ankle", "heel"),
    ("heel", "foot_index"),
    ("ankle", "foot_index"),
)
_HEAD_SHARE = 0.5  # the head's radius as a share of the ears' way from nose to ear and a bit of hair
_MARGIN = 0.08

Line = tuple[tuple[float, float], tuple[float, float]]


def projected(points: FloatArray, seen_from_deg: float) -> FloatArray:
    """Return landmarks (33, 3) as (33, 2) on the page, without perspective, in the unit of the landmarks.

    Parameters
    ----------
    points : (33, 3) float64
        x to the right, y down, z away, for somebody in front of the person.
    seen_from_deg : float
        From where to look: 0 from the front, 90 from the person's left.
    """
    angle = math.radians(seen_from_deg)
    x = points[:, 0] * math.cos(angle) + points[:, 2] * math.sin(angle)
    return np.stack([x, points[:, 1]], axis=-1)


def figure_svg(points: FloatArray, seen_from_deg: float = 0.0, *, title: str = "") -> str:
    """Return a line figure as SVG in the page's own text colour; the right side of the body is drawn lighter.

    Parameters
    ----------
    points : (33, 3) float64
        Landmarks in metres, see `projected`.
    seen_from_deg : float
        From where to look.
    title : str
        Read aloud in the picture's place.
    """
    flat = projected(points, seen_from_deg)
    centre, radius = _head(flat)
    low = np.minimum(flat.min(axis=0), centre - radius)  # the head is drawn larger than its landmarks
    high = np.maximum(flat.max(axis=0), centre + radius)
    size = float(max(high - low)) * (1 + 2 * _MARGIN)
    corner = (low + high) / 2 - size / 2
    place = (flat - corner) / size * 100
    parts = [
        f'<g stroke-opacity="0.45">{_svg_lines(_side(place, "right"))}</g>',
        _svg_lines(_pairs(place, _MIDDLE)),
        _svg_lines(_side(place, "left")),
        _svg_head(place),
    ]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" role="img">'
        f"<title>{escape(title)}</title>"
        '<g fill="none" stroke="currentColor" stroke-width="3.2" stroke-linecap="round" stroke-linejoin="round">'
        f"{''.join(parts)}</g></svg>\n"
    )


def figure_text(
    points: FloatArray,
    seen_from_deg: float = 0.0,
    *,
    columns: int = 30,
    rows: int = 16,
    plain: bool = False,
    beside: FloatArray | None = None,
) -> list[str]:
    """Return a line figure as `rows` lines of text of `columns` characters.

    Parameters
    ----------
    points : (33, 3) float64
        Landmarks in metres, see `projected`.
    seen_from_deg : float
        From where to look.
    columns, rows : int
        Size in characters, which are taken to be twice as high as wide.
    plain : bool
        Use ASCII alone instead of braille dots.
    beside : (33, 3) float64, optional
        Landmarks of a figure that stands beside this one: both are drawn to one scale.
    """
    across, down = (1, 1) if plain else (2, 4)
    width, height = columns * across, rows * down
    flat = projected(points, seen_from_deg)
    # A character is twice as high as wide: of its dots, 2 by 4, each is square.
    stretch = 2.0 if plain else 1.0
    spans = [np.ptp(flat, axis=0)]
    spans += [] if beside is None else [np.ptp(projected(beside, seen_from_deg), axis=0)]
    span = np.maximum(np.max(spans, axis=0), 1e-6)
    scale = min((width - 1) / (span[0] * stretch), (height - 3 * down / 4) / span[1])
    middle, floor = (flat[:, 0].min() + flat[:, 0].max()) / 2, flat[:, 1].max()
    place = (flat - [middle, floor]) * [scale * stretch, scale] + [(width - 1) / 2, height - 1]
    grid = np.zeros((height, width), dtype=bool)
    for start, end in (*_pairs(place, _MIDDLE), *_side(place, "left"), *_side(place, "right"), *_neck(place)):
        _draw(grid, start, end)
    for start, end in _circle(*_head(place, stretch), stretch):
        _draw(grid, start, end)
    return _plain(grid) if plain else _braille(grid)


def _pairs(place: FloatArray, pairs: Iterable[tuple[str, str]]) -> list[Line]:
    return [(_point(place, one), _point(place, other)) for one, other in pairs]


def _side(place: FloatArray, side: str) -> list[Line]:
    return _pairs(place, [(f"{side}_{one}", f"{side}_{other}") for one, other in _LIMBS])


def _point(place: FloatArray, name: str) -> tuple[float, float]:
    x, y = place[BLAZEPOSE_33.index(name)]
    return float(x), float(y)


def _between(place: FloatArray, one: str, other: str) -> FloatArray:
    return np.asarray((place[BLAZEPOSE_33.index(one)] + place[BLAZEPOSE_33.index(other)]) / 2)


def _head(place: FloatArray, stretch: float = 1.0) -> tuple[FloatArray, float]:
    centre = _between(place, "left_ear", "right_ear")
    neck = (centre - _between(place, "left_shoulder", "right_shoulder")) / [stretch, 1.0]
    return centre, max(float(np.linalg.norm(neck)) * _HEAD_SHARE, 1e-3)


def _neck(place: FloatArray) -> list[Line]:
    chest, ears = _between(place, "left_shoulder", "right_shoulder"), _between(place, "left_ear", "right_ear")
    top = chest + (ears - chest) * (1 - _HEAD_SHARE)
    return [((float(chest[0]), float(chest[1])), (float(top[0]), float(top[1])))]


def _circle(centre: FloatArray, radius: float, stretch: float) -> Iterator[Line]:
    angles = np.linspace(0, 2 * math.pi, 17)
    rim = [
        (float(centre[0] + radius * stretch * math.cos(a)), float(centre[1] + radius * math.sin(a)))
        for a in angles
    ]
    yield from itertools.pairwise(rim)


def _svg_lines(lines: Iterable[Line]) -> str:
    path = "".join(f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" for (x1, y1), (x2, y2) in lines)
    return f'<path d="{path}"/>'


def _svg_head(place: FloatArray) -> str:
    (x, y), radius = _head(place)
    return f'{_svg_lines(_neck(place))}<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"/>'


def _draw(grid: np.ndarray, start: tuple[float, float], end: tuple[float, float]) -> None:
    steps = max(1, math.ceil(max(abs(end[0] - start[0]), abs(end[1] - start[1]))))
    for share in np.linspace(0.0, 1.0, steps + 1):
        x = round(start[0] + (end[0] - start[0]) * float(share))
        y = round(start[1] + (end[1] - start[1]) * float(share))
        if 0 <= y < grid.shape[0] and 0 <= x < grid.shape[1]:
            grid[y, x] = True


def _braille(grid: np.ndarray) -> list[str]:
    """Return the dots of each 2 by 4 cell as one character of Unicode's braille block (U+2800)."""
    bits = np.array([[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]])
    rows, columns = grid.shape[0] // 4, grid.shape[1] // 2
    cells = grid.reshape(rows, 4, columns, 2).transpose(0, 2, 1, 3)
    codes = (cells * bits).sum(axis=(2, 3))
    return ["".join(chr(0x2800 + int(code)) if code else " " for code in row) for row in codes]


def _plain(grid: np.ndarray) -> list[str]:
    return ["".join("#" if dot else " " for dot in row) for row in grid]
