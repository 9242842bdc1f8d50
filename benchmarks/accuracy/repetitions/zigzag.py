"""The floor to beat: a plain, untuned zigzag on one angle in space, which sees the whole film before it counts."""

from __future__ import annotations

import numpy as np

from poise.pose import FloatArray, PoseSequence

_ARM = ("shoulder", "elbow", "wrist")
_LEG = ("hip", "knee", "ankle")
_TRUNK = ("shoulder", "hip", "knee")
_RAISE = ("hip", "shoulder", "wrist")
_FOOT = ("knee", "ankle", "foot_index")
_ANGLES = {
    "alternating-biceps-curl": _ARM,
    "bench-press": _ARM,
    "bent-over-row": _ARM,
    "biceps-curl": _ARM,
    "burpee": _LEG,
    "calf-raise": _FOOT,
    "crunch": _TRUNK,
    "deadlift": _TRUNK,
    "dip": _ARM,
    "donkey-kick": _TRUNK,
    "band-pull-apart": _RAISE,
    "bicycle-crunch": _TRUNK,
    "bird-dog": _TRUNK,
    "dead-bug": _TRUNK,
    "decline-push-up": _ARM,
    "face-pull": _ARM,
    "front-raise": _RAISE,
    "hip-abduction": _TRUNK,
    "hip-extension": _TRUNK,
    "incline-push-up": _ARM,
    "march": _TRUNK,
    "one-arm-row": _ARM,
    "reverse-crunch": _TRUNK,
    "side-lying-leg-raise": _TRUNK,
    "single-leg-calf-raise": _FOOT,
    "single-leg-deadlift": _TRUNK,
    "single-leg-glute-bridge": _TRUNK,
    "straight-leg-raise": _TRUNK,
    "superman": _TRUNK,
    "upright-row": _RAISE,
    "wall-slide": _ARM,
    "glute-bridge": _TRUNK,
    "good-morning": _TRUNK,
    "hip-thrust": _TRUNK,
    "jumping-jack": _RAISE,
    "knee-push-up": _ARM,
    "lateral-raise": _RAISE,
    "kettlebell-swing": _TRUNK,
    "lat-pulldown": _ARM,
    "leg-raise": _TRUNK,
    "mountain-climber": _TRUNK,
    "overhead-press": _ARM,
    "pull-up": _ARM,
    "push-up": _ARM,
    "romanian-deadlift": _TRUNK,
    "seated-row": _ARM,
    "sit-up": _TRUNK,
    "triceps-extension": _ARM,
    "triceps-pushdown": _ARM,
}  # all others bend the knee
# One leg leads: the one with the larger range for its jitter is counted.
_ONE_LEG = frozenset(
    {
        "bulgarian-split-squat",
        "clamshell",
        "donkey-kick",
        "fire-hydrant",
        "heel-slide",
        "hip-abduction",
        "hip-extension",
        "one-arm-row",
        "seated-knee-extension",
        "side-lying-leg-raise",
        "single-leg-calf-raise",
        "single-leg-deadlift",
        "standing-leg-curl",
        "straight-leg-raise",
        "forward-lunge",
        "reverse-lunge",
        "side-lunge",
        "split-squat",
        "step-up",
    }
)
# Each side is a repetition of its own.
_EACH_SIDE = frozenset(
    {"alternating-biceps-curl", "high-knees", "mountain-climber", "march", "bird-dog", "dead-bug"}
)
_SMOOTH_S = 0.3
_LEAST_DEG = 12.0


def zigzag_count(sequence: PoseSequence, exercise: str) -> int:
    """Count the upward moves of one angle."""
    world = sequence.world[np.isfinite(sequence.world[:, 0, 0])]
    if len(world) < 2:
        return 0
    step_s = float(np.median(np.diff(sequence.times_s)))
    sides = [_angle_deg(sequence, world, exercise, side) for side in ("left", "right")]
    if exercise in _EACH_SIDE:
        return sum(_count(side, 1 / step_s) for side in sides)
    if exercise in _ONE_LEG:
        return _count(max(sides, key=_quality), 1 / step_s)
    return _count((sides[0] + sides[1]) / 2, 1 / step_s)


def _angle_deg(sequence: PoseSequence, world: FloatArray, exercise: str, side: str) -> FloatArray:
    names = (f"{side}_{name}" for name in _ANGLES.get(exercise, _LEG))
    a, b, c = (world[:, sequence.skeleton.index(name)] for name in names)
    u, v = a - b, c - b
    cosine = (u * v).sum(-1) / (np.linalg.norm(u, axis=-1) * np.linalg.norm(v, axis=-1) + 1e-9)
    angle: FloatArray = np.degrees(np.arccos(np.clip(cosine, -1, 1)))
    return angle


def _quality(signal: FloatArray) -> float:
    return float(np.ptp(np.percentile(signal, [5, 95])) / (np.abs(np.diff(signal)).mean() * 30 + 20))


def _count(signal_deg: FloatArray, fps: float) -> int:
    """Count upward moves of at least half of the film's own range (5th to 95th percentile), 12 degrees or more."""
    width = int(fps * _SMOOTH_S) | 1
    x = np.convolve(np.pad(signal_deg, width // 2, mode="edge"), np.ones(width) / width, "valid")
    low, high = np.percentile(x, [5, 95])
    threshold = max(_LEAST_DEG, 0.5 * float(high - low))
    count, is_up, extreme = 0, False, float(x[0])
    for value in x.tolist():
        extreme = max(extreme, value) if is_up else min(extreme, value)
        if not is_up and value - extreme > threshold:
            count, is_up, extreme = count + 1, True, value
        elif is_up and extreme - value > threshold:
            is_up, extreme = False, value
    return count
