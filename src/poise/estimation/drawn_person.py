"""A drawn person whom the models take for a real one: for speed measurements and tests without footage."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from poise.media.pixels import Pixels

if TYPE_CHECKING:
    from collections.abc import Sequence

Colour = tuple[int, int, int]
Point = tuple[float, float]

GROUND: Colour = (205, 208, 205)
SKIN: Colour = (196, 150, 120)
SHIRT: Colour = (60, 90, 150)
TROUSERS: Colour = (50, 50, 60)
SHOES: Colour = (30, 30, 30)
HAIR: Colour = (60, 40, 25)
EYES: Colour = (245, 245, 245)
LIPS: Colour = (150, 60, 60)

# Everything is drawn in units of a person 500 high, origin on the floor between the feet, y upwards.
_HEIGHT = 500.0


class _Easel:
    """A picture with a person's own coordinates."""

    def __init__(self, pixels: Pixels, foot_px: Point, height_px: float) -> None:
        self.pixels = pixels
        self._foot, self._scale = foot_px, height_px / _HEIGHT

    def _place(self, point: Point) -> tuple[int, int]:
        x, y = self._foot[0] + point[0] * self._scale, self._foot[1] - point[1] * self._scale
        return round(x), round(y)

    def _length(self, length: float) -> int:
        return max(1, round(length * self._scale))

    def limb(self, points: Sequence[Point], width: float, colour: Colour) -> None:
        import cv2

        for start, end in pairwise(points):
            cv2.line(
                self.pixels, self._place(start), self._place(end), colour, self._length(width), cv2.LINE_AA
            )

    def shape(self, corners: Sequence[Point], colour: Colour) -> None:
        import cv2

        outline = np.array([self._place(corner) for corner in corners], dtype=np.int32)
        cv2.fillPoly(self.pixels, [outline], colour, cv2.LINE_AA)

    def oval(
        self, centre: Point, radii: Point, colour: Colour, *, arc_deg: tuple[int, int] = (0, 360)
    ) -> None:
        import cv2

        size = (self._length(radii[0]), self._length(radii[1]))
        cv2.ellipse(self.pixels, self._place(centre), size, 0, *arc_deg, colour, -1, cv2.LINE_AA)


def draw_person(
    image_size: tuple[int, int] = (480, 640),
    *,
    foot_px: Point | None = None,
    height_px: float | None = None,
    onto: Pixels | None = None,
) -> Pixels:
    """Draw a standing person who faces the camera.

    Parameters
    ----------
    image_size : (int, int)
        Width and height of the picture in pixels.
    foot_px : (float, float), optional
        Where the person stands; by default in the middle, near the lower edge.
    height_px : float, optional
        The person's height in pixels; by default four fifths of the picture's.
    onto : (H, W, 3) uint8, optional
        A picture to copy and draw on, instead of a plain ground.

    Returns
    -------
    (H, W, 3) uint8
        RGB pixels.
    """
    width, height = image_size if onto is None else (onto.shape[1], onto.shape[0])
    pixels = np.full((height, width, 3), GROUND, np.uint8) if onto is None else onto.copy()
    easel = _Easel(pixels, foot_px or (width / 2, height * 0.93), height_px or height * 0.8)
    _draw_legs(easel)
    _draw_trunk_and_arms(easel)
    _draw_head(easel)
    return pixels


def _draw_legs(easel: _Easel) -> None:
    for side in (-1, 1):
        easel.limb([(side * 28, 240), (side * 32, 130), (side * 34, 20)], 36, TROUSERS)
        easel.oval((side * 38, 2), (22, 12), SHOES)


def _draw_trunk_and_arms(easel: _Easel) -> None:
    easel.shape([(-62, 410), (62, 410), (50, 240), (-50, 240)], SHIRT)
    for side in (-1, 1):
        easel.limb([(side * 62, 395), (side * 80, 310)], 28, SHIRT)
        easel.limb([(side * 80, 310), (side * 84, 235)], 22, SKIN)
        easel.oval((side * 85, 222), (15, 15), SKIN)
    easel.limb([(0, 450), (0, 410)], 34, SKIN)


def _draw_head(easel: _Easel) -> None:
    easel.oval((0, 480), (36, 46), SKIN)
    easel.oval((0, 502), (38, 34), HAIR, arc_deg=(180, 360))
    for side in (-1, 1):
        easel.oval((side * 14, 484), (7, 4), EYES)
        easel.oval((side * 14, 484), (3, 3), HAIR)
        easel.limb([(side * 8, 493), (side * 21, 493)], 2, HAIR)
    easel.limb([(0, 482), (-3, 466)], 2, TROUSERS)
    easel.oval((0, 454), (11, 4), LIPS, arc_deg=(0, 180))
