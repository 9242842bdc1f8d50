"""Ways to disturb a track that must not change its count."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from poise.pose import FloatArray, Pose, PoseSequence

Perturbation = Callable[[PoseSequence], PoseSequence]


def interpolated(sequence: PoseSequence, moments_s: FloatArray, times_s: FloatArray) -> PoseSequence:
    """Return the poses of moments (N,) as seen at times (N,); instants next to an unseen one stay unseen."""
    right = np.clip(np.searchsorted(sequence.times_s, moments_s), 1, len(sequence) - 1)
    left = right - 1
    step = sequence.times_s[right] - sequence.times_s[left]
    share = np.clip((moments_s - sequence.times_s[left]) / step, 0.0, 1.0)[:, None]

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
        times_s=times_s,
    )


def resampled(sequence: PoseSequence, rate: float) -> PoseSequence:
    """Interpolate to another frame rate."""
    times_s = np.arange(sequence.times_s[0], sequence.times_s[-1], 1 / rate)
    return interpolated(sequence, times_s, times_s)


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


def one_sided(sequence: PoseSequence, side: str) -> PoseSequence:
    """Hide the limbs of one side (shoulders and hips stay)."""
    limbs = ("elbow", "wrist", "pinky", "index", "thumb", "knee", "ankle", "heel", "foot_index")
    hidden = sequence.skeleton.indices(f"{side}_{limb}" for limb in limbs)
    image, world = sequence.image.copy(), sequence.world.copy()
    image[:, hidden], world[:, hidden] = np.nan, np.nan
    return replace(sequence, image=image, world=world)


def confused(sequence: PoseSequence, share: float, seed: int = 4) -> PoseSequence:
    """Exchange left and right in single instants, as estimators do."""
    swapped = np.random.default_rng(seed).random(len(sequence)) < share
    partners = sequence.skeleton.mirror_indices
    image, world = sequence.image.copy(), sequence.world.copy()
    image[swapped] = image[swapped][:, partners]
    world[swapped] = world[swapped][:, partners]
    return replace(sequence, image=image, world=world)


def rolled(sequence: PoseSequence, roll_deg: float) -> PoseSequence:
    """Tilt the camera to one side."""
    roll = np.radians(roll_deg)
    turn = np.array([[np.cos(roll), -np.sin(roll), 0], [np.sin(roll), np.cos(roll), 0], [0, 0, 1]])
    centre = np.array([sequence.image_size[0] / 2, sequence.image_size[1] / 2, 0])
    return replace(sequence, world=sequence.world @ turn.T, image=(sequence.image - centre) @ turn.T + centre)


def panned(sequence: PoseSequence, widths_s: float) -> PoseSequence:
    """Swing the camera to and fro by that share of the picture's width."""
    dx = widths_s * sequence.image_size[0] * np.sin(2 * np.pi * sequence.times_s / 6)
    shift = np.zeros_like(sequence.image)
    shift[..., 0] = dx[:, None]
    return replace(sequence, image=sequence.image + shift)


def paused(sequence: PoseSequence, every_s: float, pause_s: float) -> PoseSequence:
    """Freeze the film for a while again and again, wherever the person is."""
    gaps = np.floor((sequence.times_s - sequence.times_s[0]) / every_s)
    poses: list[Pose] = []
    for index, pose in enumerate(sequence):
        shift = pause_s * gaps[index]
        if index and gaps[index] > gaps[index - 1]:
            still = np.arange(1, int(pause_s * 15)) / 15
            poses += [replace(poses[-1], time_s=poses[-1].time_s + float(t)) for t in still]
        poses.append(replace(pose, time_s=pose.time_s + float(shift)))
    return PoseSequence.from_poses(poses)


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
    "left limbs hidden": lambda s: one_sided(s, "left"),
    "right limbs hidden": lambda s: one_sided(s, "right"),
    "sides confused 5 %": lambda s: confused(s, 0.05),
    "camera rolled by 12": lambda s: rolled(s, 12),
    "camera panned": lambda s: panned(s, 0.05),
    "frozen 2 s every 1.7 s": lambda s: paused(s, 1.7, 2.0),
}
