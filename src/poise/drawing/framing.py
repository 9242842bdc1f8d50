"""Crop pictures to their people, who are then equally large in all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from poise.drawing.canvas import Box
from poise.drawing.style import Colour
from poise.media.pixels import Pixels
from poise.pose import FloatArray

MOST_PX = (900, 760)
"""Width and height within which a cropped picture stays."""
_MARGIN = 0.1  # around the person, as a share of the larger side
_NARROWEST, _WIDEST = 0.62, 1.3  # width by height


@dataclass(frozen=True, slots=True)
class Subject:
    """Somebody to be shown.

    Parameters
    ----------
    box : Box
        Around the person, in the picture's pixels; it may reach beyond the picture.
    unit_px : float
        What is to be equally long in all pictures, in this one's pixels: a metre of the body, for instance.
    picture : (int, int), optional
        The picture's width and height; None where there is no picture to stay within.
    """

    box: Box
    unit_px: float
    picture: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Frame:
    """A part of a picture, and the size at which it is shown.

    Parameters
    ----------
    left, top, width, height : int
        The part in the picture's pixels; it may reach beyond the picture.
    size : (int, int)
        Width and height in pixels as shown.
    """

    left: int
    top: int
    width: int
    height: int
    size: tuple[int, int]

    def placed(self, points: FloatArray) -> FloatArray:
        """Return points (N, 2) of the picture as they lie in what is shown."""
        return (points - (self.left, self.top)) * self._scale

    def shown(self, pixels: Pixels, ground: Colour) -> Pixels:
        """Return this part of a picture at its size, `ground` where the picture ends."""
        import cv2

        shown = np.full((self.size[1], self.size[0], 3), ground, np.uint8)
        high, wide = pixels.shape[:2]
        corners = np.array([(self.left, self.top), (self.left + self.width, self.top + self.height)])
        inside = np.clip(corners, 0, (wide, high))
        # Only what lies inside is scaled: of a close-up, the frame may be many times the picture.
        (left, top), (right, bottom) = inside.tolist()
        (x, y), (x_end, y_end) = np.rint(self.placed(inside)).astype(int).tolist()
        if x_end > x and y_end > y:
            # Averaging keeps fine patterns from flickering when a picture shrinks; it cannot enlarge.
            method = cv2.INTER_AREA if self._scale[1] < 1 else cv2.INTER_CUBIC
            part = np.ascontiguousarray(pixels[top:bottom, left:right])
            shown[y:y_end, x:x_end] = cv2.resize(part, (x_end - x, y_end - y), interpolation=method)
        return shown

    @property
    def _scale(self) -> FloatArray:
        return np.array([self.size[0] / self.width, self.size[1] / self.height])


def frames_for(subjects: Sequence[Subject], *, most_px: tuple[int, int] = MOST_PX) -> list[Frame]:
    """Return a frame for each subject, all of one size and with the unit equally long in all of them.

    Nobody's box is cut, and around it is a margin as far as there is a picture; a frame leaves its picture only where
    the picture is too small or the box does.
    """
    spans = np.array([(max(one.box.width, 1.0), max(one.box.height, 1.0)) for one in subjects])
    units = np.array([max(one.unit_px, 1e-6) for one in subjects])[:, None]
    margin_px = 2 * _MARGIN * float((spans / units).max()) * units
    # No margin is asked of a picture that has none to give.
    most = np.array([one.picture or (np.inf, np.inf) for one in subjects])
    width, height = (np.maximum(spans, np.minimum(spans + margin_px, most)) / units).max(axis=0)
    width, height = max(width, _NARROWEST * height), max(height, width / _WIDEST)
    shrink = min(most_px[0] / width, most_px[1] / height)
    size = (max(1, round(width * shrink)), max(1, round(height * shrink)))
    return [
        _frame(one, (width * unit, height * unit), size)
        for one, unit in zip(subjects, units[:, 0], strict=True)
    ]


def _frame(subject: Subject, span: tuple[float, float], size: tuple[int, int]) -> Frame:
    box = subject.box
    lows, sides = (box.x, box.y), (box.width, box.height)
    corner = [low + (inner - side) / 2 for low, inner, side in zip(lows, sides, span, strict=True)]
    if subject.picture is not None:
        # A smaller picture lies inside the frame as a whole, a larger one holds it.
        corner = [
            float(np.clip(start, min(0.0, whole - side), max(0.0, whole - side)))
            for start, side, whole in zip(corner, span, subject.picture, strict=True)
        ]
    corner = [
        min(max(start, low + inner - side), low)
        for start, low, inner, side in zip(corner, lows, sides, span, strict=True)
    ]
    width, height = (max(1, round(side)) for side in span)
    return Frame(round(corner[0]), round(corner[1]), width, height, size)
