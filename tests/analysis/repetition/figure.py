"""A stick figure of known angles: just enough body to ask the engine simple questions."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

import numpy as np

from poise.pose import BLAZEPOSE_33, Pose

_SCALE, _SIZE = 250.0, (640, 640)
_WIDTHS = {"shoulder": 0.18, "elbow": 0.2, "wrist": 0.2}
_LEG_WIDTH = 0.1


def squatting(time_s: float, knee_deg: float, *, yaw_deg: float = 40.0) -> Pose:
    """A person with that knee flexion: the shin takes a third of it, the thigh two, the trunk leans 0.4 of it."""
    shin, thigh, trunk = (math.radians(share * knee_deg) for share in (0.33, -0.67, 0.4))
    ankle = np.array([0.0, 0.0])
    knee = ankle + 0.42 * np.array([math.sin(shin), math.cos(shin)])
    hip = knee + 0.43 * np.array([math.sin(thigh), math.cos(thigh)])
    shoulder = hip + 0.5 * np.array([math.sin(trunk), math.cos(trunk)])
    elbow = shoulder + np.array([0.0, -0.28])
    wrist = elbow + np.array([0.05, -0.24])
    places = {
        "shoulder": shoulder, "elbow": elbow, "wrist": wrist, "hip": hip, "knee": knee, "ankle": ankle,
        "heel": ankle + np.array([-0.05, -0.05]), "foot_index": ankle + np.array([0.15, -0.07]),
    }  # fmt: skip
    head = shoulder + np.array([0.02, 0.25])
    body = np.tile([0.0, head[1], head[0]], (len(BLAZEPOSE_33), 1))
    for name, (forward, up) in places.items():
        for side, sign in (("left", 1.0), ("right", -1.0)):
            body[BLAZEPOSE_33.index(f"{side}_{name}")] = (sign * _WIDTHS.get(name, _LEG_WIDTH), up, forward)
    return _seen(body, time_s, yaw_deg, hip[1])


def _seen(body: np.ndarray, time_s: float, yaw_deg: float, hip_up: float) -> Pose:
    yaw = math.radians(yaw_deg)
    across, up, forward = body.T
    x = math.cos(yaw) * across + math.sin(yaw) * forward
    z = math.sin(yaw) * across - math.cos(yaw) * forward
    world = np.stack([x, hip_up - up, z], axis=-1)
    image = np.stack([320 + _SCALE * x, 560 - _SCALE * up, _SCALE * z], axis=-1)
    seen = np.full(len(body), 0.99)
    return Pose(BLAZEPOSE_33, image, world, seen, seen, time_s, _SIZE)


def unseen(time_s: float) -> Pose:
    """An instant at which nobody was found."""
    nothing = np.full((len(BLAZEPOSE_33), 3), np.nan)
    return Pose(BLAZEPOSE_33, nothing, nothing, nothing[:, 0], nothing[:, 0], time_s, _SIZE)


def film(knee_deg: Callable[[float], float], seconds: float, rate: float = 30.0) -> Iterable[Pose]:
    """Poses over time."""
    return (squatting(i / rate, knee_deg(i / rate)) for i in range(int(seconds * rate)))


def squats(depth_deg: float, period_s: float = 2.0, standing_deg: float = 8.0) -> Callable[[float], float]:
    """Knee flexion of one squat after another, beginning and ending upright."""
    half = (depth_deg - standing_deg) / 2
    return lambda t: standing_deg + half * (1 - math.cos(2 * math.pi * t / period_s))
