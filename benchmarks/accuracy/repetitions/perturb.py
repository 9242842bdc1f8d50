"""Ways to disturb a track that must not change its count."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from poise.pose import FloatArray, PoseSequence

Perturbation = Callable[[PoseSequence], PoseSequence]


def resampled(sequence: PoseSequence, rate: float) -> PoseSequence:
    """Interpolate to another frame rate; instants next to an unseen one stay unseen."""
    times = np.arange(sequence.times_s[0], sequence.times_s[-1], 1 / rate)
    right = np.clip(np.searchsorted(sequence.times_s, times), 1, len(sequence) - 1)
    left = right - 1
    step = sequence.times_s[right] - sequence.times_s[left]
    share = ((times - sequence.times_s[left]) / step)[:, None]

    def mix(values: FloatArray) -> FloatArray:
        weight = share[..., None] if values.ndim == 3 else share
        mixed: FloatArray = values[left] * (1 - weight) + values[right] * weight
        return mixed

    return replace(
        sequence,
        image=mix(sequence.image),
        world=mix(sequence.world),
        visibility=mix(sequence.visibility),
        presence=mix(sequence.presence),
        times_s=times,
    )


def noisy(sequence: PoseSequence, world_m: float, seed: int = 1) -> PoseSequence:
    """Add white noise: `world_m` in space, twice that in depth, and the like in the picture."""
    random = np.random.default_rng(seed)
    shape = sequence.world.shape
    jitter = random.normal(0, world_m, shape) * np.array([1, 1, 2])
    pixels = random.normal(0, 1, shape) * (world_m * _pixels_per_metre(sequence))[:, None, None]
    return replace(sequence, world=sequence.world + jitter, image=sequence.image + pixels)


def with_gaps(sequence: PoseSequence, share: float, seed: int = 2) -> PoseSequence:
    """Blank a share of all instants."""
    gone = np.random.default_rng(seed).random(len(sequence)) < share
    image, world = sequence.image.copy(), sequence.world.copy()
    image[gone], world[gone] = np.nan, np.nan
    return replace(sequence, image=image, world=world)


def irregular(sequence: PoseSequence, share: float, seed: int = 3) -> PoseSequence:
    """Leave out a share of all instants altogether."""
    kept = np.flatnonzero(np.random.default_rng(seed).random(len(sequence)) >= share)
    return PoseSequence.from_poses([sequence[int(index)] for index in kept])


def slower(sequence: PoseSequence, factor: float) -> PoseSequence:
    """Stretch time."""
    return replace(sequence, times_s=sequence.times_s * factor)


def turned(sequence: PoseSequence, yaw_deg: float) -> PoseSequence:
    """Turn the body about the vertical and draw it anew by weak perspective."""
    yaw = np.radians(yaw_deg)
    turn = np.array([[np.cos(yaw), 0, np.sin(yaw)], [0, 1, 0], [-np.sin(yaw), 0, np.cos(yaw)]])
    world = sequence.world @ turn.T
    scale = _pixels_per_metre(sequence)[:, None, None]
    skeleton = sequence.skeleton
    hips = sequence.image[:, skeleton.indices(("left_hip", "right_hip"))].mean(axis=1, keepdims=True)
    return replace(sequence, world=world, image=hips + scale * world)


def _pixels_per_metre(sequence: PoseSequence) -> FloatArray:
    ends = sequence.skeleton.indices(("left_shoulder", "right_shoulder", "left_hip", "right_hip"))
    image, world = sequence.image[:, ends, :2], sequence.world[:, ends, :2]
    spans = [np.linalg.norm(p[:, :, None] - p[:, None], axis=-1).sum(axis=(1, 2)) for p in (image, world)]
    scale: FloatArray = spans[0] / spans[1]
    return scale


PERTURBATIONS: Mapping[str, Perturbation] = {
    "as it is": lambda s: s,
    "8 frames per second": lambda s: resampled(s, 8),
    "30 frames per second": lambda s: resampled(s, 30),
    "60 frames per second": lambda s: resampled(s, 60),
    "noise 1 cm": lambda s: noisy(s, 0.01),
    "noise 2 cm": lambda s: noisy(s, 0.02),
    "30 fps, noise 2 cm": lambda s: noisy(resampled(s, 30), 0.02),
    "15 % blank": lambda s: with_gaps(s, 0.15),
    "30 % left out": lambda s: irregular(s, 0.30),
    "mirrored": lambda s: s.mirrored(),
    "1.67 times faster": lambda s: slower(s, 0.6),
    "1.6 times slower": lambda s: slower(s, 1.6),
    "turned by 30": lambda s: turned(s, 30),
    "turned by -30": lambda s: turned(s, -30),
    "turned by 60": lambda s: turned(s, 60),
    "turned by 180": lambda s: turned(s, 180),
}
