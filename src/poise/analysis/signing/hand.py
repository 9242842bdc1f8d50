"""A hand's points in its palm's own frame, so that one shape is the same numbers wherever the hand is held.

All of a left hand is mirrored first: what follows knows right hands only.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from poise.pose import HAND_21, FloatArray
from poise.pose.geometry import unit_vectors

FINGERS = ("thumb", "index", "middle", "ring", "little")
# Index of each finger's joints from the knuckle to the tip, in the order of `HAND_21`; of the thumb: cmc, mcp, ip, tip.
CHAINS: dict[str, tuple[int, int, int, int]] = {
    finger: (1 + 4 * number, 2 + 4 * number, 3 + 4 * number, 4 + 4 * number)
    for number, finger in enumerate(FINGERS)
}
WRIST = HAND_21.index("wrist")
KNUCKLES = tuple(CHAINS[finger][0] for finger in FINGERS[1:])
TIPS = tuple(CHAINS[finger][3] for finger in FINGERS)


@dataclass(frozen=True, eq=False, slots=True)
class PalmFrame:
    """Where palms are and how they are turned.

    Parameters
    ----------
    origin : (..., 3)
        The wrist, in the unit of the points.
    axes : (..., 3, 3)
        Rows are unit vectors in the axes of the points: to the thumb's side, to the middle knuckle, out of the palm
        (the way it faces).
    size : (...,)
        The median distance of the four knuckles from the wrist, in the unit of the points. The median, because one
        knuckle is often hidden and guessed.
    """

    origin: FloatArray
    axes: FloatArray
    size: FloatArray

    def localise(self, points: FloatArray) -> FloatArray:
        """Return points (..., K, 3) in this frame, in hand sizes."""
        turned = np.einsum("...ij,...kj->...ki", self.axes, points - self.origin[..., None, :])
        local: FloatArray = turned / self.size[..., None, None]
        return local

    def globalise(self, local: FloatArray) -> FloatArray:
        """Return what `localise` made of points (..., K, 3): its inverse."""
        turned = np.einsum("...ij,...ki->...kj", self.axes, local * self.size[..., None, None])
        points: FloatArray = turned + self.origin[..., None, :]
        return points


def as_right(points: FloatArray, is_left: bool | NDArray[np.bool_]) -> FloatArray:
    """Return the points (..., 21, 3) of left hands mirrored left to right, of right hands as they are."""
    sign = np.where(np.asarray(is_left), -1.0, 1.0)[..., None]
    mirrored = points.copy()
    mirrored[..., 0] *= sign
    return mirrored


def palm_frame(points: FloatArray) -> PalmFrame:
    """Return the palm frame of right hands.

    Parameters
    ----------
    points : (..., 21, 3)
        Over `HAND_21`, pixels or metres: x to the picture's right, y down, z away from the camera.
    """
    origin = points[..., WRIST, :]
    along = unit_vectors(points[..., CHAINS["middle"][0], :] - origin)
    across = points[..., CHAINS["index"][0], :] - points[..., CHAINS["little"][0], :]
    across = unit_vectors(across - along * np.sum(across * along, axis=-1, keepdims=True))
    out = np.cross(across, along)
    knuckles = points[..., list(KNUCKLES), :] - origin[..., None, :]
    size = np.median(np.linalg.norm(knuckles, axis=-1), axis=-1)
    return PalmFrame(origin, np.stack([across, along, out], axis=-2), size)
