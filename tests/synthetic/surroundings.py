"""What people do before, after and beside an exercise: walk in, stand about, pick something up, sit down, leave."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from poise.pose import FloatArray

from . import proportions as share
from .body import Body, assemble
from .posture import ANGLES, Posture
from .standing import STAND
from .timeline import minimum_jerk

_WALK_M = 3.4  # from where one walks in: outside the picture
_PACE_M_S = 1.3
_TURN_S = 0.6
# A stride of 1.4 m at 1.3 m/s (Winter 2009, natural cadence: 105 to 110 steps per minute).
_STRIDE_S = 1.1
_LIFTING = STAND.but(
    pitch=50, trunk_flexion=24, neck_flexion=-15, hip_flexion=112, knee_flexion=78, shoulder_flexion=72,
    elbow_flexion=8, ankle_dorsiflexion=16,
)  # fmt: skip
_SITTING = STAND.but(pitch=6, hip_flexion=93, knee_flexion=87, shoulder_flexion=25, elbow_flexion=60)
_WAVING = STAND.but(shoulder_abduction=(10, 75), shoulder_rotation=(0, 85), elbow_flexion=(12, 75))
_WAVED = _WAVING.but(shoulder_abduction=(10, 95), elbow_flexion=(12, 50))
_DRINKING = STAND.but(shoulder_flexion=(2, 55), elbow_flexion=(12, 128), neck_flexion=-12)


@dataclass(frozen=True)
class Stretch:
    """What a body does for a while without being pinned anywhere.

    Parameters
    ----------
    vectors : (T, A) float64
        Angles in degrees.
    roots_m : (T, 2) float64
        Where the hip centre is, to the left and forward.
    clearance_m : (T,) float64
        How far the lowest landmark is above where it would be on the floor.
    """

    vectors: FloatArray
    roots_m: FloatArray
    clearance_m: FloatArray

    def body(self, stature_m: float) -> Body:
        """Return the bodies (T, ...)."""
        body = assemble(self.vectors, stature_m)
        low = body.points[..., 1].min(axis=-1)
        height = self.clearance_m + share.SOLE * stature_m - low
        shift = np.stack([self.roots_m[:, 0], height, self.roots_m[:, 1]], -1)
        return body.moved(np.broadcast_to(np.eye(3), (len(low), 3, 3)), np.zeros(3), shift)


def stretch(activity: str, times_s: FloatArray, yaw_deg: float, random: np.random.Generator) -> Stretch:
    """Return what an activity looks like at times (T,) since it began.

    Parameters
    ----------
    activity : str
        A name of `DURATIONS_S`.
    yaw_deg : float
        Where the camera stands: one walks in and out across its picture.
    random : Generator
        For the sway of the standing body.
    """
    if activity in ("walk_in", "walk_out"):
        return _walk(times_s, yaw_deg, is_leaving=activity == "walk_out")
    vectors = _keyed(_KEYED[activity], times_s) + _sway(times_s, random)
    return Stretch(vectors, np.zeros((len(times_s), 2)), np.zeros(len(times_s)))


def at(vector: FloatArray, hips_m: FloatArray, stature_m: float) -> Stretch:
    """Return a single instant with given angles (A,) and hip centre (3,)."""
    low = float(assemble(vector[None], stature_m).points[..., 1].min())
    clearance = hips_m[1] + low - share.SOLE * stature_m
    return Stretch(vector[None], hips_m[None, [0, 2]], np.array([clearance]))


def before(
    activities: Sequence[str],
    goal: Stretch,
    times_s: FloatArray,
    yaw_deg: float,
    random: np.random.Generator,
) -> list[Stretch]:
    """Return what happens before a set that begins as `goal`, at times (T,), then getting there."""
    stretches = _one_after_the_other(activities, times_s, yaw_deg, random)
    getting_s = times_s - sum(DURATIONS_S[name] for name in activities)
    return [*stretches, _getting(stretches[-1], goal, getting_s[getting_s >= 0.0])]


def after(
    activities: Sequence[str],
    start: Stretch,
    times_s: FloatArray,
    yaw_deg: float,
    random: np.random.Generator,
) -> list[Stretch]:
    """Return getting up from a set that ended as `start`, at times (T,) since then, and what happens after."""
    stretches = _one_after_the_other(activities, times_s - GETTING_THERE_S, yaw_deg, random)
    return [_getting(start, stretches[0], times_s[times_s < GETTING_THERE_S]), *stretches]


def lasting_s(activities: Sequence[str]) -> float:
    """Return how long activities take together with getting to the exercise or back from it; none take none."""
    return sum(DURATIONS_S[name] for name in activities) + GETTING_THERE_S if activities else 0.0


def _one_after_the_other(
    activities: Sequence[str], times_s: FloatArray, yaw_deg: float, random: np.random.Generator
) -> list[Stretch]:
    stretches, since_s = [], 0.0
    for activity in activities:
        until_s = since_s + DURATIONS_S[activity]
        now = times_s[(times_s >= since_s) & (times_s < until_s)] - since_s
        stretches.append(stretch(activity, now, yaw_deg, random))
        since_s = until_s
    return stretches


def _getting(start: Stretch, end: Stretch, times_s: FloatArray) -> Stretch:
    """Return the way from the last instant of one stretch to the first of another, at times (T,)."""
    way = minimum_jerk(times_s / GETTING_THERE_S)

    def between(one: FloatArray, other: FloatArray) -> FloatArray:
        weight = way.reshape(-1, *[1] * np.ndim(one))
        return np.asarray(one + weight * (other - one))

    return Stretch(
        between(start.vectors[-1], end.vectors[0]),
        between(start.roots_m[-1], end.roots_m[0]),
        between(start.clearance_m[-1], end.clearance_m[0]),
    )


def _keyed(keys: Sequence[tuple[float, Posture]], times_s: FloatArray) -> FloatArray:
    moments = np.array([moment for moment, _ in keys])
    vectors = np.stack([posture.vector() for _, posture in keys])
    number = np.clip(np.searchsorted(moments, times_s, side="right") - 1, 0, len(keys) - 2)
    way = minimum_jerk((times_s - moments[number]) / (moments[number + 1] - moments[number]))
    return np.asarray(vectors[number] + way[:, None] * (vectors[number + 1] - vectors[number]))


def _sway(times_s: FloatArray, random: np.random.Generator) -> FloatArray:
    """Return the small slow movements of somebody who stands: about a degree, below 0.5 Hz."""
    sway = np.zeros((len(times_s), len(ANGLES)))
    for name in (
        "pitch",
        "roll",
        "trunk_rotation",
        "neck_rotation",
        "left_elbow_flexion",
        "right_elbow_flexion",
    ):
        rate_hz, phase = random.uniform(0.15, 0.5), random.uniform(0.0, 2 * math.pi)
        sway[:, ANGLES.index(name)] = 1.2 * np.sin(2 * math.pi * rate_hz * times_s + phase)
    return sway


def _walk(times_s: FloatArray, yaw_deg: float, *, is_leaving: bool) -> Stretch:
    """Walk along the picture's width to the middle of the room and turn forward, or the other way round."""
    walked_s = DURATIONS_S["walk_out"] - times_s if is_leaving else times_s
    left_m = np.maximum(_WALK_M - _PACE_M_S * walked_s, 0.0)
    across = np.array([math.cos(math.radians(yaw_deg)), -math.sin(math.radians(yaw_deg))])
    ahead = across if is_leaving else -across
    turned = 1.0 - minimum_jerk((walked_s - _WALK_M / _PACE_M_S) / _TURN_S)
    vigour = np.clip(left_m / 0.4, 0.0, 1.0)
    vectors = STAND.vector() + vigour[:, None] * (_gait(times_s / _STRIDE_S) - STAND.vector())
    vectors[:, ANGLES.index("heading")] = math.degrees(math.atan2(ahead[0], ahead[1])) * turned
    return Stretch(vectors, left_m[:, None] * across, np.zeros(len(times_s)))


def _gait(strides: FloatArray) -> FloatArray:
    """Return the angles (T, A) of walking, after the curves of hip, knee and ankle in Winter 2009, app. A."""
    vectors = np.tile(STAND.vector(), (len(strides), 1))
    for side, shift in (("left", 0.0), ("right", 0.5)):
        phase = (strides + shift) % 1.0
        swing = np.cos(2 * math.pi * (phase - 0.92))
        angles = {
            "hip_flexion": 10.0 + 21.0 * swing,
            "knee_flexion": 5.0 + 13.0 * _bump(phase, 0.14, 0.08) + 57.0 * _bump(phase, 0.72, 0.10),
            "ankle_dorsiflexion": 8.0 * _bump(phase, 0.45, 0.12) - 18.0 * _bump(phase, 0.63, 0.06),
            "shoulder_flexion": -4.0 - 18.0 * swing,
            "elbow_flexion": 20.0 - 7.0 * swing,
        }
        for name, angle in angles.items():
            vectors[:, ANGLES.index(f"{side}_{name}")] = angle
    return vectors


def _bump(phase: FloatArray, centre: float, width: float) -> FloatArray:
    apart = np.abs(phase - centre)
    return np.asarray(np.exp(-0.5 * (np.minimum(apart, 1.0 - apart) / width) ** 2))


_KEYED: Mapping[str, Sequence[tuple[float, Posture]]] = {
    "idle": ((0.0, STAND), (2.0, STAND)),
    "pick_up": ((0.0, STAND), (1.1, _LIFTING), (1.5, _LIFTING), (2.5, STAND)),
    "sit_down": ((0.0, STAND), (1.2, _SITTING), (3.0, _SITTING), (4.2, STAND)),
    "wave": ((0.0, STAND), (0.6, _WAVING), (0.9, _WAVED), (1.2, _WAVING), (1.5, _WAVED), (2.2, STAND)),
    "drink": ((0.0, STAND), (0.9, _DRINKING), (2.0, _DRINKING), (2.9, STAND)),
}
DURATIONS_S: Mapping[str, float] = {
    **{name: keys[-1][0] for name, keys in _KEYED.items()},
    "walk_in": _WALK_M / _PACE_M_S + _TURN_S,
    "walk_out": _WALK_M / _PACE_M_S + _TURN_S,
}
"""Every activity and how long it takes."""

GETTING_THERE_S = 1.4
"""How long it takes from standing to the rest of an exercise, and back."""
