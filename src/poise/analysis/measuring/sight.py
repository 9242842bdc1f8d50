"""Which points are seen, and which the model makes up because they were hidden a moment ago."""

from __future__ import annotations

import math

from poise.analysis.measuring.body import NAN, Body, Joints

_USUAL_S = 0.7  # the visibility of a point is averaged over so long
_HIDDEN_SHARE = (
    0.3  # a point so much less visible than it was is hidden, and where it is said to be is made up ...
)
_HELD = 0.5  # so well seen on either side, an elbow is held in its place: it hides behind its own arm, as in a dip
_HIDDEN_S = 1.5  # ... until this has lasted so long that nothing better is to be had


class Sight:
    """Take the trust from points that were seen and suddenly are not.

    A limb that is always hidden from this side is another thing: the model knows the movement and guesses well.
    """

    def __init__(self, needed: tuple[int, ...], joints: Joints) -> None:
        self._needed = needed
        # Elbows alone: what hides a knee between hip and ankle is a thing that stands in front of it.
        self._ends = {
            joints[f"{side}_elbow"]: (joints[f"{side}_shoulder"], joints[f"{side}_wrist"])
            for side in ("left", "right")
        }
        self._usual = dict.fromkeys(needed, 0.0)
        self._hidden_s = dict.fromkeys(needed, NAN)
        self._time = NAN

    def update(self, body: Body) -> None:
        """Take the next body and lower its trust where points are hidden."""
        share = min(1.0, (body.time_s - self._time) / _USUAL_S)  # 1 for the first
        self._time = body.time_s
        for index in self._needed:
            trust, usual = body.trust[index], self._usual[index]
            if trust < _HIDDEN_SHARE * usual and not self._is_held(body, index):
                self._hide(body, index)
            else:
                self._hidden_s[index] = NAN
                self._usual[index] = usual + (trust - usual) * share

    def _is_held(self, body: Body, index: int) -> bool:
        ends = self._ends.get(index)
        return ends is not None and min(body.trust[end] for end in ends) >= _HELD

    def _hide(self, body: Body, index: int) -> None:
        if math.isnan(self._hidden_s[index]):
            self._hidden_s[index] = body.time_s
        if body.time_s - self._hidden_s[index] < _HIDDEN_S:
            body.trust[index] = 0.0
        else:
            self._usual[index] = body.trust[index]
