"""What an estimator adds to the truth: jitter, worse depth, invented limbs, lost frames."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from poise.pose import BLAZEPOSE_33, FloatArray, PoseSequence


@dataclass(frozen=True)
class Noise:
    """How far landmarks stray from the truth.

    Parameters
    ----------
    share : float
        Standard deviation in the picture and in space across the line of sight, as a share of the trunk's length.
    depth_factor : float
        How much more along the line of sight.
    hidden_factor : float
        How much more for landmarks that are hidden or outside the picture.
    correlation_s : float
        Time after which an error has mostly changed; half of the variance is of this slow kind, half is new in
        each frame.
    drop_share : float
        Share of frames in which nobody is found.
    jitter_share : float
        Standard deviation of the frames' times, as a share of their distance.
    """

    share: float = 0.0
    depth_factor: float = 2.5
    hidden_factor: float = 3.0
    correlation_s: float = 0.25
    drop_share: float = 0.0
    jitter_share: float = 0.0

    @classmethod
    def none(cls) -> Noise:
        """Return no noise at all."""
        return cls()

    @classmethod
    def typical(cls) -> Noise:
        """Return what BlazePose adds in good light: 1.2 % of the trunk's length, about 6 mm."""
        return cls(share=0.012, jitter_share=0.05)

    @classmethod
    def bad(cls) -> Noise:
        """Return a dim room and a slow machine: 2.5 % of the trunk, one frame in twenty lost, uneven times."""
        return cls(share=0.025, drop_share=0.05, jitter_share=0.2)


@dataclass(frozen=True)
class Occlusion:
    """Something between body and camera for a while.

    Parameters
    ----------
    start_s, end_s : float
        When.
    keypoints : tuple of str
        Which landmarks are hidden and then invented; none named means that nobody is found.
    """

    start_s: float
    end_s: float
    keypoints: tuple[str, ...] = ()


def uneven(times_s: FloatArray, jitter_share: float, random: np.random.Generator) -> FloatArray:
    """Return times (T,) that stray from even ones but never overtake each other."""
    if len(times_s) < 2 or not jitter_share:
        return times_s
    step_s = float(times_s[1] - times_s[0])
    stray = np.clip(random.normal(0.0, jitter_share, len(times_s)), -0.4, 0.4)
    return times_s + step_s * stray


def disturbed(
    sequence: PoseSequence, noise: Noise, occlusions: Sequence[Occlusion], random: np.random.Generator
) -> PoseSequence:
    """Return the sequence as an estimator would have seen it."""
    hidden = _hidden(sequence, occlusions)
    spread = noise.share * (1.0 + (noise.hidden_factor - 1.0) * hidden)
    stray = _errors(sequence.times_s, noise.correlation_s, random) * spread[..., None]
    stray[..., 2] *= noise.depth_factor
    image = sequence.image + stray * _trunk(sequence.image, 2)[:, None, None]
    world = sequence.world + stray * _trunk(sequence.world, 3)[:, None, None]
    seen = np.minimum(sequence.visibility, 1.0 - 0.85 * _covered(sequence, occlusions))
    found = replace(sequence, image=image, world=_centred(world), visibility=seen)
    return _without(found, _lost(sequence, noise, occlusions, random))


def _errors(times_s: FloatArray, correlation_s: float, random: np.random.Generator) -> FloatArray:
    """Return errors (T, 33, 3) of variance 1: a first-order process in time and white noise, half and half."""
    fresh = random.normal(size=(2, len(times_s), len(BLAZEPOSE_33), 3))
    slow = fresh[0].copy()
    for number in range(1, len(times_s)):
        kept = np.exp(-(times_s[number] - times_s[number - 1]) / correlation_s)
        slow[number] = kept * slow[number - 1] + np.sqrt(1 - kept**2) * slow[number]
    return np.asarray(np.sqrt(0.5) * (slow + fresh[1]))


def _trunk(points: FloatArray, dimensions: int) -> FloatArray:
    """Return the largest length of the trunk in the sequence, (T,): foreshortening makes no model better."""
    middle = [
        points[:, BLAZEPOSE_33.indices((f"left_{n}", f"right_{n}")), :dimensions].mean(axis=1)
        for n in ("shoulder", "hip")
    ]
    length = np.linalg.norm(middle[0] - middle[1], axis=-1)
    return np.full(len(points), np.nanmax(length))


def _centred(world: FloatArray) -> FloatArray:
    centre = world[:, BLAZEPOSE_33.indices(("left_hip", "right_hip"))].mean(axis=1, keepdims=True)
    return np.asarray(world - centre)


def _hidden(sequence: PoseSequence, occlusions: Sequence[Occlusion]) -> FloatArray:
    unseen = np.clip((0.9 - sequence.visibility) / 0.5, 0.0, 1.0)
    return np.maximum(unseen, _covered(sequence, occlusions))


def _covered(sequence: PoseSequence, occlusions: Sequence[Occlusion]) -> FloatArray:
    covered = np.zeros(sequence.visibility.shape)
    for occlusion in occlusions:
        during = (sequence.times_s >= occlusion.start_s) & (sequence.times_s < occlusion.end_s)
        covered[np.ix_(during, BLAZEPOSE_33.indices(occlusion.keypoints))] = 1.0
    return covered


def _lost(
    sequence: PoseSequence, noise: Noise, occlusions: Sequence[Occlusion], random: np.random.Generator
) -> FloatArray:
    lost = random.random(len(sequence)) < noise.drop_share
    for occlusion in occlusions:
        if not occlusion.keypoints:
            lost |= (sequence.times_s >= occlusion.start_s) & (sequence.times_s < occlusion.end_s)
    return np.where(lost, np.nan, 0.0)


def _without(sequence: PoseSequence, lost: FloatArray) -> PoseSequence:
    """Return the sequence with frames whose entry is NaN unseen."""
    return replace(
        sequence,
        image=sequence.image + lost[:, None, None],
        world=sequence.world + lost[:, None, None],
        visibility=sequence.visibility + lost[:, None],
        presence=sequence.presence + lost[:, None],
    )
