"""Somebody who takes poses of the library one after the other, before a camera."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from poise.catalogue.poses import library
from poise.pose import FloatArray, PoseSequence

from .body import Body
from .camera import View, camera_at
from .noise import Noise, Occlusion, disturbed, uneven
from .performance import filmed
from .timeline import minimum_jerk

# From the library's axes (to the right of a picture from the front, down, away) to the room's.
_TO_ROOM = np.array([1.0, -1.0, -1.0])
_STATURE_M = 1.7


@dataclass(frozen=True)
class Stay:
    """A pose and until when it is kept.

    Parameters
    ----------
    pose : str
        Of the library.
    until_s : float
        When the way to the next pose begins.
    share : float
        How far the body goes into the pose, from the one before: 1 takes it whole.
    is_mirrored : bool
        Whether it is taken with the other side.
    """

    pose: str
    until_s: float
    share: float = 1.0
    is_mirrored: bool = False


def pose_points(name: str, *, is_mirrored: bool = False) -> FloatArray:
    """Return a pose's landmarks (33, 3) in metres about the hips, in the room's axes."""
    pose = library()[name].pose
    points: FloatArray = (pose.mirrored() if is_mirrored else pose).world * _TO_ROOM
    return points


def take_poses(
    stays: Sequence[Stay],
    *,
    way_s: float = 0.6,
    rate_hz: float = 15.0,
    view: View | None = None,
    noise: Noise | None = None,
    occlusions: Sequence[Occlusion] = (),
    seed: int = 0,
) -> PoseSequence:
    """Return what an estimator sees of somebody who takes poses one after the other.

    Parameters
    ----------
    stays : sequence of Stay
        The first pose is there from the start; each way to the next takes `way_s`.
    rate_hz : float
        Frames in a second.
    view : View, optional
        From the front, with all of the movement in the frame.
    noise : Noise, optional
        None at all.
    occlusions : sequence of Occlusion
        What is hidden when.
    """
    keys: list[tuple[float, FloatArray]] = []
    points = pose_points(stays[0].pose, is_mirrored=stays[0].is_mirrored)
    start_s = 0.0
    for stay in stays:
        whole = pose_points(stay.pose, is_mirrored=stay.is_mirrored)
        points = points + stay.share * (whole - points)
        keys += [(start_s, points), (stay.until_s, points)]
        start_s = stay.until_s + way_s
    times_s = np.arange(0.0, stays[-1].until_s, 1.0 / rate_hz)
    body = Body(np.stack([_between(keys, float(time_s)) for time_s in times_s]), {}, _STATURE_M)
    random = np.random.default_rng(seed)
    noise = noise or Noise.none()
    sequence = filmed(
        body, camera_at(view or View(), body.points), uneven(times_s, noise.jitter_share, random)
    )
    return disturbed(sequence, noise, occlusions, random)


def _between(keys: Sequence[tuple[float, FloatArray]], time_s: float) -> FloatArray:
    for (start_s, start), (end_s, end) in pairwise(keys):
        if time_s <= end_s:
            share = minimum_jerk(np.array((time_s - start_s) / max(end_s - start_s, 1e-9)))
            return start + float(share) * (end - start)
    return keys[-1][1]
