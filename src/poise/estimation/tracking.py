"""Who is who from picture to picture: people keep their identity while they move, cross and vanish."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from poise.pose import FloatArray, Pose

# Points that tell people apart best: large, stable, rarely hidden all at once.
_TRACKED = ("nose", "left_shoulder", "right_shoulder", "left_hip", "right_hip", "left_knee", "right_knee")
# Nobody moves farther between two looks than this share of their size, after the motion foreseen; a person runs
# at up to about four body heights per second, and looks are at most a quarter of a second apart.
_FARTHEST = 0.8
# How fast the speed that is foreseen follows the one that is seen, and for how long it is believed.
_SPEED_MEMORY_S = 0.15
_FORESIGHT_S = 0.5
# Someone unseen for longer is somebody new when they return.
_MEMORY_S = 2.0
# Two finds nearer than this share of their size are the same person found twice.
_TWIN = 0.2


@dataclass
class _Track:
    number: int
    pose: Pose
    velocity: FloatArray
    places: dict[int, int] = field(default_factory=dict)

    def foreseen(self, time_s: float) -> FloatArray:
        return _points(self.pose) + self.velocity * min(time_s - self.pose.time_s, _FORESIGHT_S)


class Tracker:
    """Gives the people found in each picture their numbers.

    Feed it the pictures in the order of their times; then ask for the tracks.
    """

    def __init__(self) -> None:
        self._tracks: list[_Track] = []

    def update(self, frame: int, poses: Sequence[Pose]) -> None:
        """Take in what was found in picture number `frame`.

        A find beside one that continues a track is the same person found twice; two tracks that meet stay two.
        """
        if not poses:
            return
        places = {id(pose): place for place, pose in enumerate(poses)}
        time_s = poses[0].time_s
        recent = [track for track in self._tracks if time_s - track.pose.time_s <= _MEMORY_S]
        followed = _assigned(recent, poses, time_s)
        for track, pose in followed:
            _follow(track, pose)
            track.places[frame] = places[id(pose)]
        known = [pose for _, pose in followed]
        for pose in without_twins(poses):
            if not any(_is_twin(pose, other) for other in known):
                still = np.zeros((len(_TRACKED), 2))
                self._tracks.append(_Track(len(self._tracks), pose, still, {frame: places[id(pose)]}))

    def people(self, most: int) -> list[dict[int, int]]:
        """Return of the `most` people seen longest, the longest first, at which place each picture has them.

        Returns
        -------
        list of dict
            Per person: number of the picture to the person's place among the poses that `update` was given.
        """
        ranked = sorted(self._tracks, key=lambda track: (-len(track.places), track.number))
        return [track.places for track in ranked[:most]]


def without_twins(poses: Sequence[Pose]) -> list[Pose]:
    """Leave out the second find of the same person, keeping the better seen one."""
    kept: list[Pose] = []
    for pose in sorted(poses, key=lambda pose: -float(np.nan_to_num(pose.visibility).mean())):
        if not any(_is_twin(pose, other) for other in kept):
            kept.append(pose)
    return kept


def size_px(pose: Pose) -> float:
    """Return the diagonal of the box around a person's keypoints, in pixels."""
    low, high = box_px(pose)
    return float(np.hypot(*(high - low)))


def box_px(pose: Pose) -> tuple[FloatArray, FloatArray]:
    """Return the corners of the box around a person's keypoints, each (2,): the least and the largest x and y."""
    points: FloatArray = pose.image[:, :2]
    return points.min(axis=0), points.max(axis=0)


def _points(pose: Pose) -> FloatArray:
    points: FloatArray = pose.image[pose.skeleton.indices(_TRACKED), :2]
    return points


def _distance(points: FloatArray, pose: Pose) -> float:
    apart = np.linalg.norm(points - _points(pose), axis=-1)
    return float(np.median(apart)) / max(size_px(pose), 1.0)


def _is_twin(pose: Pose, other: Pose) -> bool:
    return pose is other or _distance(_points(pose), other) <= _TWIN


def _unlikeness(track: _Track, pose: Pose, time_s: float) -> float:
    """Return how far a find lies from where a track is foreseen, and how much its size differs (in e-folds)."""
    apart = _distance(track.foreseen(time_s), pose)
    return apart + abs(float(np.log(max(size_px(pose), 1.0) / max(size_px(track.pose), 1.0))))


def _assigned(tracks: list[_Track], poses: Sequence[Pose], time_s: float) -> list[tuple[_Track, Pose]]:
    if not tracks:
        return []
    from scipy.optimize import linear_sum_assignment  # 0.1 s of CPU that one person does not need

    costs = np.array([[_unlikeness(track, pose, time_s) for pose in poses] for track in tracks])
    # Capped, so that one hopeless pair does not force others apart.
    rows, columns = linear_sum_assignment(np.minimum(costs, _FARTHEST))
    return [
        (tracks[row], poses[column])
        for row, column in zip(rows, columns, strict=True)
        if costs[row, column] < _FARTHEST
    ]


def _follow(track: _Track, pose: Pose) -> None:
    step_s = max(pose.time_s - track.pose.time_s, 1e-3)
    # Of the first step nothing is known yet, so that it counts in full.
    weight = 1.0 - np.exp(-step_s / _SPEED_MEMORY_S) if len(track.places) > 1 else 1.0
    seen = (_points(pose) - _points(track.pose)) / step_s
    track.velocity = track.velocity + weight * (seen - track.velocity)
    track.pose = pose
