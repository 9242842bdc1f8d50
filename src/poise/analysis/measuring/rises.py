"""Heights in the picture, whose changes mean something: makers of functions as in `readings`, that remember.

A body has no ground to be measured from. What counts is the way since the pose before, by the scale of its own time.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from poise.analysis.measuring.body import Body, Joints, length, sub, trunk_ends
from poise.analysis.measuring.readings import Reader


def rise(point: str, *, in_arms: bool = False) -> Callable[[Joints, str], Reader]:
    """Build the height of a point in the picture, in trunk or arm lengths (only its changes mean something).

    Ways are added up, each by the scale of its own time: a height over the picture's rim would change with the scale
    even of a body that stands still. In a picture that moves along with the hips no height means anything.
    """

    def build(joints: Joints, side: str) -> Reader:
        chosen = joints[point.replace("*", side)]
        scale = _arm_scale(joints, side) if in_arms else _trunk_scale(joints)
        centring = _Centring(joints)
        height = before = math.nan

        def compute(body: Body) -> float:
            nonlocal height, before
            y, unit = body.image[chosen][1], scale.update(body) + 1e-9
            if centring.update(body, unit):
                return math.nan
            step = -(y - before) / unit
            if math.isnan(y) or math.isnan(unit):
                return math.nan
            height = -y / unit if math.isnan(height) else height + step
            before = y
            return height

        return compute

    return build


class _Centring:
    """Whether the picture's points were moved so that the hips stay in one place, as many recordings of poses are.

    Nobody holds the hips to a thousandth of a trunk while feet and shoulders move, and no estimator finds them so
    steadily: then the picture is not the camera's.
    """

    _STILL, _MOVED = 1e-3, 0.03  # in trunk lengths

    def __init__(self, joints: Joints) -> None:
        names = ("hip", "shoulder", "ankle")
        self._pairs = tuple((joints[f"left_{name}"], joints[f"right_{name}"]) for name in names)
        self._first: list[tuple[float, float]] = []
        self._is_moving = [False, False]
        self._is_ruled_out = False

    def update(self, body: Body, trunk_px: float) -> bool:
        """Take the next body and say whether its picture moves along with the hips."""
        if self._is_ruled_out:
            return False
        image = body.image
        now = [((image[a][0] + image[b][0]) / 2, (image[a][1] + image[b][1]) / 2) for a, b in self._pairs]
        if any(math.isnan(x) for x, _ in now) or math.isnan(trunk_px):
            return False
        self._first = self._first or now
        hips, *others = (
            math.hypot(x - x0, y - y0) / trunk_px for (x, y), (x0, y0) in zip(now, self._first, strict=True)
        )
        self._is_ruled_out = hips > self._STILL
        self._is_moving = [
            was or moved > self._MOVED for was, moved in zip(self._is_moving, others, strict=True)
        ]
        return all(self._is_moving) and not self._is_ruled_out


class _Scale:
    """The length of a part of the body in pixels, whichever way the person faces.

    Pixels per metre come from pairs of its points: their distances in the picture over those in the world's x
    and y; its length in metres from space. The model's own sense of scale flickers while the person keeps
    theirs, so the scale follows slowly, unless it changes so much and so lastingly that the camera or the person is
    another: the model's flicker stays within 1.23 in the reference clips.
    """

    _SLOW_S = 3.0
    _ANOTHER, _ANOTHER_S = 1.35, 0.1

    def __init__(self, pairs: tuple[tuple[int, int], ...], length_m: Reader) -> None:
        self._pairs, self._length_m = pairs, length_m
        self._scale = self._time = self._odd_s = math.nan
        self._seen = 0

    def update(self, body: Body) -> float:
        """Take the next body and return the scale."""
        world, image = body.world, body.image
        in_picture = in_world = 0.0
        for a, b in self._pairs:
            in_picture += math.hypot(image[a][0] - image[b][0], image[a][1] - image[b][1])
            in_world += math.hypot(world[a][0] - world[b][0], world[a][1] - world[b][1])
        scale = in_picture / (in_world + 1e-9) * self._length_m(body)
        if math.isnan(scale):
            return self._scale
        self._seen += 1
        if self._seen == 1 or self._is_another(scale, body.time_s):
            self._scale, self._seen = scale, 1
        else:
            share = max((body.time_s - self._time) / self._SLOW_S, 1 / self._seen)
            self._scale += (scale - self._scale) * min(1.0, share)
        self._time = body.time_s
        return self._scale

    def _is_another(self, scale: float, time_s: float) -> bool:
        if 1 / self._ANOTHER < scale / (self._scale + 1e-9) < self._ANOTHER:
            self._odd_s = math.nan
            return False
        if math.isnan(self._odd_s):
            self._odd_s = time_s
        return time_s - self._odd_s >= self._ANOTHER_S


def _trunk_scale(joints: Joints) -> _Scale:
    ls, rs, lh, rh = (joints[n] for n in ("left_shoulder", "right_shoulder", "left_hip", "right_hip"))
    ends = trunk_ends(joints)
    pairs = ((ls, rs), (ls, lh), (rs, rh), (ls, rh), (rs, lh), (lh, rh))
    return _Scale(pairs, lambda body: length(sub(*ends(body))))


def _arm_scale(joints: Joints, side: str) -> _Scale:
    """Return the length of an arm in pixels, from that arm and the shoulders: hips are often cropped."""
    shoulder, elbow, wrist = (joints[f"{side}_{n}"] for n in ("shoulder", "elbow", "wrist"))
    pairs = ((shoulder, elbow), (elbow, wrist), (joints["left_shoulder"], joints["right_shoulder"]))

    def length_m(body: Body) -> float:
        world = body.world
        return length(sub(world[shoulder], world[elbow])) + length(sub(world[elbow], world[wrist]))

    return _Scale(pairs, length_m)
