"""A canvas: smooth shapes, panels and letters on a picture, in sub-pixel coordinates."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from poise.drawing.opencv import require_opencv
from poise.drawing.style import Colour
from poise.media.pixels import Pixels

if TYPE_CHECKING:
    import cv2

Point = Sequence[float] | NDArray[np.float64]

# OpenCV takes fixed-point coordinates; its rasteriser widens them to 16 fractional bits of an int32, which
# bounds them to 2**15 pixels.
_FRACTION_BITS = 4
_FARTHEST_PX = 32000.0
_CAP_STEPS = 6


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle in pixels: `x`, `y` of its top left corner, `width`, `height`."""

    x: float
    y: float
    width: float
    height: float

    def grown(self, margin_px: float) -> Box:
        """Return the box with `margin_px` more on every side."""
        return Box(
            self.x - margin_px, self.y - margin_px, self.width + 2 * margin_px, self.height + 2 * margin_px
        )


class Canvas:
    """Draws on `pixels`, in place.

    Coordinates are those of `Pose`: pixels, x to the right, y down, origin at the top left corner of the top
    left pixel, fractions meant. Shapes are anti-aliased and clipped to the picture; what is not finite is not
    drawn.

    Parameters
    ----------
    pixels : (height, width, 3) uint8
        RGB, C-contiguous and writeable.

    Raises
    ------
    ValueError
        If `pixels` is not such an array.
    """

    def __init__(self, pixels: Pixels) -> None:
        if pixels.ndim != 3 or pixels.shape[2] != 3 or pixels.dtype != np.uint8:
            raise ValueError(f"a canvas needs (height, width, 3) uint8, not {pixels.shape} {pixels.dtype}")
        if not (pixels.flags.c_contiguous and pixels.flags.writeable):
            raise ValueError("a canvas needs contiguous, writeable pixels")
        self.pixels = pixels

    @property
    def width(self) -> int:
        """The picture's width in pixels."""
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        """The picture's height in pixels."""
        return int(self.pixels.shape[0])

    @property
    def diagonal_px(self) -> float:
        """The picture's diagonal in pixels, by which lines and letters are scaled."""
        return math.hypot(self.width, self.height)

    def fill(self, colour: Colour) -> None:
        """Paint the whole picture in one colour."""
        self.pixels[:] = colour

    def line(self, start: Point, end: Point, colour: Colour, width_px: float) -> None:
        """Draw a straight stroke with round ends; `width_px` may be any fraction, from about 1.5 px on."""
        ends = np.array([start, end], dtype=np.float64)
        if np.isfinite(ends).all():
            self.polygon(_capsule(ends[0], ends[1], _inside_rim(width_px / 2)), colour)

    def segments(self, ends: ArrayLike, colour: Colour, width_px: float) -> None:
        """Draw many thin strokes at once, `ends` of shape (N, 2, 2); the width is rounded to whole pixels."""
        import cv2

        points = np.asarray(ends, dtype=np.float64).reshape(-1, 2, 2)
        points = points[np.isfinite(points).all(axis=(1, 2))]
        if len(points):
            thickness = max(1, round(width_px))
            cv2.polylines(
                self.pixels, list(_fixed(points)), False, colour, thickness, cv2.LINE_AA, _FRACTION_BITS
            )

    def path(self, points: ArrayLike, colour: Colour, width_px: float) -> None:
        """Draw strokes through `points`, shape (N, 2), in their order; a point of NaN lifts the pen."""
        track = np.asarray(points, dtype=np.float64)
        for start, end in pairwise(track):
            self.line(start, end, colour, width_px)

    def polygon(self, corners: ArrayLike, colour: Colour) -> None:
        """Fill a convex polygon, `corners` of shape (N, 2)."""
        import cv2

        points = np.asarray(corners, dtype=np.float64)
        if np.isfinite(points).all():
            cv2.fillConvexPoly(self.pixels, _fixed(points), colour, cv2.LINE_AA, _FRACTION_BITS)

    def disc(self, centre: Point, radius_px: float, colour: Colour) -> None:
        """Fill a circle."""
        self.polygon(np.asarray(centre, float) + _inside_rim(radius_px) * _unit_circle(), colour)

    def square(self, centre: Point, radius_px: float, colour: Colour) -> None:
        """Fill an upright square of about the same area as the disc of `radius_px`."""
        # sqrt(pi) / 2: equal areas, so that both sides of the body weigh the same to the eye.
        self.polygon(np.asarray(centre, float) + _inside_rim(radius_px * 0.886) * _UNIT_SQUARE, colour)

    def arc(
        self, centre: Point, radius_px: float, span_deg: tuple[float, float], colour: Colour, width_px: float
    ) -> None:
        """Draw a part of a circle, from and to an angle clockwise from 12 o'clock, for gauges."""
        start, end = np.radians(span_deg)
        steps = max(2, math.ceil(abs(end - start) / math.radians(4)) + 1)
        angles = np.linspace(start, end, steps)
        unit = np.stack([np.sin(angles), -np.cos(angles)], axis=1)
        self.path(np.asarray(centre, float) + radius_px * unit, colour, width_px)

    def panel(self, box: Box, colour: Colour, *, opacity: float = 0.72, corner_px: float = 8.0) -> None:
        """Fill a rectangle with rounded corners, translucent, as the ground of letters and gauges."""
        radius = min(corner_px, box.width / 2, box.height / 2)
        corners = [
            (box.x + radius, box.y + radius),
            (box.x + box.width - radius, box.y + radius),
            (box.x + box.width - radius, box.y + box.height - radius),
            (box.x + radius, box.y + box.height - radius),
        ]
        quarter = np.linspace(0, math.pi / 2, 7)
        outline = [
            np.asarray(corner) + radius * np.stack([np.cos(turn + quarter), np.sin(turn + quarter)], axis=1)
            for corner, turn in zip(corners, (math.pi, 1.5 * math.pi, 0.0, 0.5 * math.pi), strict=True)
        ]
        with self.faded(opacity, box):
            self.polygon(np.concatenate(outline), colour)

    def text(
        self,
        words: str,
        at: Point,
        size_px: float,
        colour: Colour,
        *,
        weight: int = 500,
        anchor: tuple[float, float] = (0.0, 0.0),
    ) -> Box:
        """Write one line of letters and return the box that it fills.

        Parameters
        ----------
        words : str
            What to write; letters that the font lacks show as question marks.
        at : (x, y)
            Where the anchor comes to lie.
        size_px : float
            Height of the line's capitals and digits.
        weight : int
            400 regular, 600 semi-bold, 800 bold.
        anchor : (float, float)
            The point of the box that lies at `at`: (0, 0) its top left corner, (0.5, 0.5) its middle.
        """
        import cv2

        width, font_px = text_width_px(words, size_px, weight), _font_px(size_px)
        box = Box(at[0] - anchor[0] * width, at[1] - anchor[1] * size_px, width, size_px)
        if math.isfinite(box.x + box.y):
            base = (round(box.x), round(box.y + box.height))
            cv2.putText(self.pixels, words, base, colour, _font(), font_px, weight)
        return box

    @contextmanager
    def faded(self, opacity: float, box: Box | None = None) -> Iterator[None]:
        """Let what is drawn inside the `with` show at `opacity` only, within `box` (default: everywhere)."""
        import cv2

        window = self._window(box) if opacity < 1 else self.pixels[:0]
        before = window.copy()
        yield
        if window.size:
            cv2.addWeighted(window, opacity, before, 1 - opacity, 0, dst=before)
            window[:] = before

    def _window(self, box: Box | None) -> Pixels:
        if box is None:
            return self.pixels
        if not math.isfinite(box.x + box.y + box.width + box.height):
            return self.pixels[:0]
        left, top = max(0, math.floor(box.x) - 1), max(0, math.floor(box.y) - 1)
        right, bottom = math.ceil(box.x + box.width) + 1, math.ceil(box.y + box.height) + 1
        return self.pixels[top : max(top, bottom), left : max(left, right)]


def text_width_px(words: str, size_px: float, weight: int = 500) -> float:
    """Return how wide `words` will be written."""
    import cv2

    left, _, width, _ = cv2.getTextSize((1, 1), words, (0, 0), _font(), _font_px(size_px), weight)
    return float(left + width)


@lru_cache(maxsize=1)
def _font() -> cv2.FontFace:
    import cv2

    require_opencv()
    # OpenCV 5 carries its fonts inside: nothing to install and nothing to download.
    return cv2.FontFace("sans")


def _font_px(size_px: float) -> int:
    # Capitals and digits of the built-in font (Rubik) are three quarters of its size, measured.
    return max(6, round(size_px / 0.75))


def _inside_rim(radius_px: float) -> float:
    """Take off what OpenCV's smoothing adds around a polygon: 0.65 px, measured from 1 to 20 px."""
    return max(0.05, radius_px - 0.65)


def _fixed(points: NDArray[np.float64]) -> NDArray[np.int32]:
    """Turn corner-based pixels into OpenCV's fixed-point ones, whose origin is the first pixel's middle."""
    near = np.clip(points - 0.5, -_FARTHEST_PX, _FARTHEST_PX)
    return np.rint(near * (1 << _FRACTION_BITS)).astype(np.int32)


_UNIT_SQUARE = np.array([(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)])


@lru_cache(maxsize=1)
def _unit_circle() -> NDArray[np.float64]:
    angles = np.linspace(0, 2 * math.pi, 24, endpoint=False)
    return np.stack([np.cos(angles), np.sin(angles)], axis=1)


@lru_cache(maxsize=1)
def _unit_cap() -> NDArray[np.float64]:
    angles = np.linspace(-math.pi / 2, math.pi / 2, _CAP_STEPS)
    return np.stack([np.cos(angles), np.sin(angles)], axis=1)


def _capsule(start: NDArray[np.float64], end: NDArray[np.float64], radius_px: float) -> NDArray[np.float64]:
    """Return the outline of a stroke with round ends, shape (N, 2)."""
    along = end - start
    length = math.hypot(along[0], along[1])
    ahead = along / length if length else np.array([1.0, 0.0])
    turn = np.array([(ahead[0], ahead[1]), (-ahead[1], ahead[0])])
    cap = radius_px * _unit_cap() @ turn
    return np.concatenate([end + cap, start - cap])
