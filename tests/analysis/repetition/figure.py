"""A stick figure of known joint angles: just enough body to ask the engine simple questions."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np

from poise.pose import BLAZEPOSE_33, FloatArray, Pose

_SCALE, _SIZE = 200.0, (640, 640)
_LENGTH_M = {"shin": 0.42, "thigh": 0.43, "trunk": 0.5, "arm": 0.28, "forearm": 0.25, "foot": 0.2}
_HALF_WIDTH_M = {"shoulder": 0.18, "hip": 0.1}
Both = tuple[float, float]


@dataclass(frozen=True)
class Stance:
    """Angles in degrees, (left, right) where there are two: flexion forward, abduction outward.

    `anchor` is the joint whose lower one stays at its height in the picture, `raised_m` above the floor; `turn`
    turns the shoulders and arms to the left against the hips.
    """

    trunk: float = 0.0
    hip: Both = (0.0, 0.0)
    knee: Both = (0.0, 0.0)
    shoulder: Both = (0.0, 0.0)
    elbow: Both = (0.0, 0.0)
    arms_out: float = 0.0
    thighs_out: float = 0.0
    shins_out: float = 0.0
    tiptoe: float = 0.0
    turn: float = 0.0
    raised_m: float = 0.0
    anchor: str = "ankle"

    def towards(self, other: Stance, share: float) -> Stance:
        """The stance on the way from this one to `other`."""

        def mix(a: float, b: float) -> float:
            return a + (b - a) * share

        def both(a: Both, b: Both) -> Both:
            return mix(a[0], b[0]), mix(a[1], b[1])

        return Stance(
            mix(self.trunk, other.trunk),
            both(self.hip, other.hip),
            both(self.knee, other.knee),
            both(self.shoulder, other.shoulder),
            both(self.elbow, other.elbow),
            mix(self.arms_out, other.arms_out),
            mix(self.thighs_out, other.thighs_out),
            mix(self.shins_out, other.shins_out),
            mix(self.tiptoe, other.tiptoe),
            mix(self.turn, other.turn),
            mix(self.raised_m, other.raised_m),
            self.anchor,
        )

    def mirrored(self) -> Stance:
        """The same with left and right exchanged."""
        swapped = {name: getattr(self, name)[::-1] for name in ("hip", "knee", "shoulder", "elbow")}
        return replace(self, **swapped)


def _direction(phi_deg: float, out_deg: float, sign: float) -> FloatArray:
    """A unit vector (across, up, forward): `phi` from straight down towards forward, then turned outward."""
    phi, out = math.radians(phi_deg), math.radians(out_deg)
    return np.array([sign * math.sin(out), -math.cos(phi) * math.cos(out), math.sin(phi) * math.cos(out)])


def _turned(point: FloatArray, turn_deg: float) -> FloatArray:
    """A point turned to the left about the upright line through the hips' middle."""
    turn = math.radians(turn_deg)
    across, up, forward = point
    return np.array(
        [
            math.cos(turn) * across + math.sin(turn) * forward,
            up,
            math.cos(turn) * forward - math.sin(turn) * across,
        ]
    )


def _side(stance: Stance, index: int) -> dict[str, FloatArray]:
    sign = (1.0, -1.0)[index]
    down = -stance.trunk
    up_the_trunk = -_direction(down, 0.0, sign)
    hip = np.array([sign * _HALF_WIDTH_M["hip"], 0.0, 0.0])
    shoulder = _LENGTH_M["trunk"] * up_the_trunk + [sign * _HALF_WIDTH_M["shoulder"], 0.0, 0.0]
    arm = down + stance.shoulder[index]
    elbow = shoulder + _LENGTH_M["arm"] * _direction(arm, stance.arms_out, sign)
    wrist = elbow + _LENGTH_M["forearm"] * _direction(arm + stance.elbow[index], stance.arms_out, sign)
    thigh = down + stance.hip[index]
    shin = thigh - stance.knee[index]
    shoulder, elbow, wrist = (_turned(point, stance.turn) for point in (shoulder, elbow, wrist))
    knee = hip + _LENGTH_M["thigh"] * _direction(thigh, stance.thighs_out, sign)
    ankle = knee + _LENGTH_M["shin"] * _direction(shin, stance.shins_out, sign)
    foot = _direction(90 - stance.tiptoe, 0.0, sign)
    heel = ankle - 0.05 * foot
    toe = heel + _LENGTH_M["foot"] * foot
    return {
        "hip": hip, "shoulder": shoulder, "elbow": elbow, "wrist": wrist,
        "knee": knee, "ankle": ankle, "heel": heel, "foot_index": toe,
    }  # fmt: skip


def posed(time_s: float, stance: Stance, *, yaw_deg: float = 40.0) -> Pose:
    """The pose of a stance, seen by weak perspective from `yaw_deg` (0 from the front, 90 from the side)."""
    sides = [_side(stance, 0), _side(stance, 1)]
    body = np.tile((sides[0]["shoulder"] + sides[1]["shoulder"]) / 2, (len(BLAZEPOSE_33), 1))
    for name, places in zip(("left", "right"), sides, strict=True):
        for joint, place in places.items():
            body[BLAZEPOSE_33.index(f"{name}_{joint}")] = place
    anchors = BLAZEPOSE_33.indices((f"left_{stance.anchor}", f"right_{stance.anchor}"))
    yaw = math.radians(yaw_deg)
    across, up, forward = body.T
    x = math.cos(yaw) * across + math.sin(yaw) * forward
    z = math.sin(yaw) * across - math.cos(yaw) * forward
    world = np.stack([x, -up, z], axis=-1)
    lower = anchors[np.argmax(world[anchors, 1])]
    anchor = np.array([0.0, world[lower, 1] + stance.raised_m, 0.0])
    image = (world - anchor) * _SCALE + _place(stance.anchor)
    seen = np.full(len(body), 0.99)
    return Pose(BLAZEPOSE_33, image, world, seen, seen, time_s, _SIZE)


def _place(anchor: str) -> FloatArray:
    """Where the anchor stays in the picture: hands of a hanging body at the top, everything else low."""
    return np.array([320.0, 120.0 if anchor == "wrist" else 520.0, 0.0])


def squatting(time_s: float, knee_deg: float, *, yaw_deg: float = 40.0) -> Pose:
    """A person with that knee flexion: the shin takes a third of it, the thigh two, the trunk leans 0.4 of it."""
    return posed(time_s, squatted(knee_deg), yaw_deg=yaw_deg)


def squatted(knee_deg: float) -> Stance:
    """The stance of a squat."""
    lean = 0.4 * knee_deg
    hip = lean + 0.67 * knee_deg
    return Stance(lean, (hip, hip), (knee_deg, knee_deg), (lean, lean), (12.0, 12.0))


def unseen(time_s: float) -> Pose:
    """An instant at which nobody was found."""
    nothing = np.full((len(BLAZEPOSE_33), 3), np.nan)
    return Pose(BLAZEPOSE_33, nothing, nothing, nothing[:, 0], nothing[:, 0], time_s, _SIZE)


def film(knee_deg: Callable[[float], float], seconds: float, rate: float = 30.0) -> Iterable[Pose]:
    """Squatting poses over time."""
    return (squatting(i / rate, knee_deg(i / rate)) for i in range(int(seconds * rate)))


def squats(depth_deg: float, period_s: float = 2.0, standing_deg: float = 8.0) -> Callable[[float], float]:
    """Knee flexion of one squat after another, beginning and ending upright."""
    half = (depth_deg - standing_deg) / 2
    return lambda t: standing_deg + half * (1 - math.cos(2 * math.pi * t / period_s))


@dataclass(frozen=True)
class Movement:
    """An exercise as the figure does it: rest, peak, and from where it can be watched."""

    rest: Stance
    peak: Stance
    yaws_deg: tuple[float, ...]
    alternates: bool = False


def performed(
    movement: Movement, count: int, *, period_s: float, rate: float, yaw_deg: float
) -> Iterable[Pose]:
    """The exercise `count` times, with half a second of rest before and after."""
    total_s = count * period_s + 1.0
    for index in range(int(total_s * rate) + 1):
        t = index / rate - 0.5
        number = min(max(math.floor(t / period_s), 0), count - 1)
        share = (1 - math.cos(2 * math.pi * t / period_s)) / 2 if 0 <= t <= count * period_s else 0.0
        peak = movement.peak.mirrored() if movement.alternates and number % 2 else movement.peak
        yield posed(index / rate, movement.rest.towards(peak, share), yaw_deg=yaw_deg)
