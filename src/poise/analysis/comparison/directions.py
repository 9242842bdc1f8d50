"""In which words a limb's way is said: up and down are the room's, the other ways are the body's."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from poise.pose import FloatArray

# The camera's axes have y down, and it is held level or nearly so.
_VERTICAL: FloatArray = np.array([0.0, -1.0, 0.0])
# A trunk that is farther from the vertical than this lies or bends over: what was forward is then "towards the head" or
# "towards the feet", as forward would be the floor or the ceiling.
_UPRIGHT_DEG = 50.0
# Up or down is said where so much of the way goes there: it is easiest to do and does not depend on where the body
# faces, which is read roughly. Another direction is said where so much of the way lies along it; .71 is half way
# between two.
_LEAST_HEIGHT, _LEAST_SHARE = 0.6, 0.75

_SIDES, _HEIGHT = ("left", "right"), ("up", "down")
_FRONT, _LENGTH = ("forward", "back"), ("head", "feet")


@dataclass(frozen=True, slots=True)
class SpokenAxes:
    """Three axes at right angles, and the words for their two ends.

    Parameters
    ----------
    rows : (3, 3) float64
        Unit vectors in camera axes.
    words : tuple of (str, str)
        For each row, what lies along it and against it; left and right are the person's own.
    """

    rows: FloatArray
    words: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, frame: FloatArray) -> SpokenAxes:
        """Return the axes for a body.

        Parameters
        ----------
        frame : (3, 3) float64
            The body's own axes left, up and forward as rows in camera axes.
        """
        left, up, forward = frame
        if up @ _VERTICAL >= np.cos(np.radians(_UPRIGHT_DEG)):
            across = _level(left)
            return cls(np.stack([across, _VERTICAL, np.cross(across, _VERTICAL)]), (_SIDES, _HEIGHT, _FRONT))
        along = _level(up)
        across = np.cross(_VERTICAL, along)
        # Who lies on one side has the left above or below, and the chest to one side.
        is_on_side = abs(across @ forward) > abs(across @ left)
        across = across * (np.sign(across @ (forward if is_on_side else left)) or 1.0)
        return cls(np.stack([across, _VERTICAL, along]), (_FRONT if is_on_side else _SIDES, _HEIGHT, _LENGTH))

    def mirrored(self) -> SpokenAxes:
        """Return the axes for whoever was compared as in a mirror: left there is the person's own right."""
        words = tuple(ends[::-1] if ends == _SIDES else ends for ends in self.words)
        return SpokenAxes(self.rows, words)

    def word(self, move: FloatArray, side: str) -> str | None:
        """Return the main direction of a move, None where there is none or it lies between two.

        Parameters
        ----------
        move : (3,) float64
            In camera axes.
        side : str
            ``"left"`` or ``"right"``, the side on which the limb is; else it counts as left.

        Returns
        -------
        str or None
            ``"up"``, ``"down"``, ``"forward"``, ``"back"``, ``"head"``, ``"feet"``, or from the body's middle ``"out"``
            or ``"in"``.
        """
        shares = self.rows @ move
        if not (np.isfinite(shares).all() and shares.any()):
            return None
        shares = shares / np.linalg.norm(shares)
        axis = 1 if abs(shares[1]) >= _LEAST_HEIGHT else int(np.argmax(np.abs(shares)))
        if axis != 1 and abs(shares[axis]) < _LEAST_SHARE:
            return None
        word = self.words[axis][0 if shares[axis] > 0 else 1]
        if word not in _SIDES:
            return word
        return "out" if (word == "right") == (side == "right") else "in"


def _level(axis: FloatArray) -> FloatArray:
    """Return the unit vector that points the same way and is level; some level one for a vertical axis."""
    level = axis - (axis @ _VERTICAL) * _VERTICAL
    length = float(np.linalg.norm(level))
    if not length > 0:
        return np.array([1.0, 0.0, 0.0])
    unit: FloatArray = level / length
    return unit
