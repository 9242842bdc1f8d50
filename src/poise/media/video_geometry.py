"""How a stored frame becomes the picture that a person sees: turned, mirrored, with square pixels."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

Size = tuple[int, int]

# Encoders round: 853 x 480 pixels shown at 16:9 are called 1280:1281. Less than this changes no joint angle by
# more than a third of a degree, and resampling would blur every frame.
_ROUNDING = 0.01
# Beyond this no camera and no disc goes (anamorphic lenses have 2, half-width recordings 3:8); it is damage.
_MAX_ASPECT = 10


@dataclass(frozen=True, slots=True)
class Orientation:
    """One of the eight ways in which a frame can be stored: first transposed, then flipped.

    Parameters
    ----------
    is_transposed : bool
        Whether rows become columns.
    flips_x, flips_y : bool
        Whether left and right, and top and bottom, then change places.
    """

    is_transposed: bool = False
    flips_x: bool = False
    flips_y: bool = False

    @classmethod
    def of_matrix(cls, matrix: Sequence[int]) -> Orientation:
        """Return the orientation nearest to a display matrix.

        Parameters
        ----------
        matrix : sequence of 9 int
            ``a b u, c d v, x y w`` of ISO/IEC 14496-12, section 6.2.2: (x, y) of the stored frame is shown at
            (a x + c y, b x + d y), y pointing down. A matrix of zeros, which damage leaves, means upright.

        Examples
        --------
        >>> Orientation.of_matrix([-65536, 0, 0, 0, 65536, 0, 0, 0, 1 << 30])
        Orientation(is_transposed=False, flips_x=True, flips_y=False)
        """
        a, b, c, d = matrix[0], matrix[1], matrix[3], matrix[4]
        if abs(a) + abs(d) >= abs(b) + abs(c):
            return cls(False, a < 0, d < 0)
        return cls(True, c < 0, b < 0)

    @property
    def is_mirrored(self) -> bool:
        """Whether left and right are exchanged, however the frame is turned."""
        return self.is_transposed ^ self.flips_x ^ self.flips_y

    @property
    def rotation_deg(self) -> int:
        """By how much the frame, mirrored left to right first if need be, is turned counter-clockwise."""
        if self.is_transposed:
            return 270 if self.flips_x else 90
        return 180 if self.flips_y else 0

    def upright(self, size: Size) -> Size:
        """Return the width and height that a stored frame of `size` has when shown."""
        return (size[1], size[0]) if self.is_transposed else size

    def turn(self, pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return a view of stored pixels (H, W) as they are shown."""
        turned = pixels.T if self.is_transposed else pixels
        return turned[:: -1 if self.flips_y else 1, :: -1 if self.flips_x else 1]


UPRIGHT = Orientation()


def square_size(size: Size, aspect: Fraction | None, max_pixels: int) -> Size:
    """Return the size that shows a frame with square pixels; a side grows, none shrinks, as in browsers.

    Parameters
    ----------
    size : (int, int)
        Width and height as stored.
    aspect : Fraction or None
        Width of a pixel over its height (the sample aspect ratio); None where unknown, which means square.
    max_pixels : int
        The result has no more than so many pixels: if it would, both sides are made smaller.

    Examples
    --------
    >>> square_size((1440, 1080), Fraction(4, 3), 10_000_000)
    (1920, 1080)
    >>> square_size((1920, 360), Fraction(3, 8), 10_000_000)
    (1920, 960)
    """
    width, height = size
    if not aspect or not 1 / Fraction(_MAX_ASPECT) <= aspect <= _MAX_ASPECT:
        return size
    if abs(aspect - 1) < _ROUNDING:
        return size
    wide, high = (width * aspect, Fraction(height)) if aspect > 1 else (Fraction(width), height / aspect)
    shrink = min(1.0, math.sqrt(max_pixels / float(wide * high)))
    return max(1, round(wide * shrink)), max(1, round(high * shrink))


def fitted(size: Size, room: Size) -> Size:
    """Return the largest size with the shape of `size` that lies within `room`.

    What differs from the room by no more than a pixel and a hundredth fills it: a smaller copy of a film has
    sides that are rounded.

    Examples
    --------
    >>> fitted((240, 426), (320, 240))
    (135, 240)
    """
    scale = min(room[0] / size[0], room[1] / size[1])
    width, height = size[0] * scale, size[1] * scale
    if room[0] - width <= 1 + _ROUNDING * room[0] and room[1] - height <= 1 + _ROUNDING * room[1]:
        return room
    return max(1, round(width)), max(1, round(height))
