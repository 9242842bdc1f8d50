"""A video to poses, in parallel segments."""

from __future__ import annotations

import math
import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np

from poise.estimation.mediapipe_estimators import PoseEstimator
from poise.estimation.models import Model
from poise.estimation.tracking import Tracker
from poise.media.limits import MediaLimits
from poise.media.video import VideoFrame, VideoInfo, VideoReader, open_video
from poise.pose import BLAZEPOSE_33, FloatArray, Pose, PoseSequence

# A landmarker needs about half a second to find a person and settle; twice that keeps the seam below the model's
# own noise. A segment must be long enough to be worth its warm-up.
WARM_UP_S = 1.0
SHORTEST_SEGMENT_S = 4.0
# Where two segments see the same instants, their median difference is 0.02 to 0.06 of the torso's length; from
# here on they follow different people, or one of them has lost the person.
SEAM_LIMIT_TORSOS = 0.5
_REPORT_EVERY_FRAMES = 5

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class VideoEstimate:
    """The poses of a video.

    Parameters
    ----------
    people : tuple of PoseSequence
        One per person, the longest seen first; the rows of each are all frames of the video.
    times_s : (T,) float64
        The medium's own time stamps in seconds.
    info : VideoInfo
        What is known of the video.
    damaged_packets : int
        Parts that could not be decoded and were left out.
    segments : int
        In how many parts it was estimated.
    seams_torsos : tuple of float
        For each seam, how far the two sides differ in the frames that both saw, in torso lengths (median).
    """

    people: tuple[PoseSequence, ...]
    times_s: FloatArray
    info: VideoInfo
    damaged_packets: int
    segments: int
    seams_torsos: tuple[float, ...] = ()


def estimate_video(
    path: str | Path,
    *,
    model: Model = Model.FULL,
    people: int = 1,
    segments: int | None = None,
    masks: bool = False,
    limits: MediaLimits | None = None,
    on_progress: Progress | None = None,
) -> VideoEstimate:
    """Find the people in every frame of a video.

    Each segment has a thread, a decoder and a landmarker of its own; MediaPipe and the decoder let go of
    Python's lock while they work. Segments after the first begin `WARM_UP_S` early, so that tracking and
    smoothing have settled where they take over. One segment is bit-identical to MediaPipe's own loop.

    Parameters
    ----------
    path : path
        The video.
    model : Model
        Lite, full or heavy.
    people : int
        How many people at most.
    segments : int, optional
        How many parts; by default one per core, fewer for short videos.
    masks : bool
        Use the stock bundle (for comparisons only).
    limits : MediaLimits, optional
        Bounds on what is read.
    on_progress : callable, optional
        Called with the number of frames done and expected.

    Raises
    ------
    MediaError
        If the video cannot be read.
    EstimationError, ModelError, SystemLibraryError
        If the estimator cannot be started or fails.
    """
    limits = limits or MediaLimits()
    with open_video(path, limits) as reader:
        info, spans = reader.info, reader.segments(_segment_count(reader.info, segments))
    work = _Work(Path(path), model, people, masks, limits, _Count(info.frames_expected, on_progress))
    parts = _run_all([_Part(work, start_s, stop_s) for start_s, stop_s in spans])
    seams = tuple(_mend_seam(before, after) for before, after in pairwise(parts))
    for part in parts:
        part.close()
    frames = [frame for part in parts for frame in part.frames]
    return VideoEstimate(
        people=_sequences(frames, people, info.image_size),
        times_s=np.array([frame.time_s for frame in frames]),
        info=info,
        damaged_packets=sum(part.damaged_packets for part in parts),
        segments=len(parts),
        seams_torsos=seams,
    )


def cores() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _segment_count(info: VideoInfo, wanted: int | None) -> int:
    longest = max(1, math.floor(info.duration_s / SHORTEST_SEGMENT_S))
    return min(wanted or cores(), longest)


@dataclass(frozen=True, slots=True)
class _Frame:
    """What was found at one instant."""

    time_s: float
    poses: tuple[Pose, ...]


class _Count:
    """Frames done, counted by several threads."""

    def __init__(self, expected: int, on_progress: Progress | None) -> None:
        self._expected, self._report = expected, on_progress
        self._done, self._lock = 0, threading.Lock()

    def add(self) -> None:
        with self._lock:
            self._done += 1
            if self._report and self._done % _REPORT_EVERY_FRAMES == 0:
                self._report(self._done, max(self._expected, self._done))


@dataclass(frozen=True)
class _Work:
    """What all segments of a video share."""

    path: Path
    model: Model
    people: int
    masks: bool
    limits: MediaLimits
    count: _Count
    stopped: threading.Event = field(default_factory=threading.Event)


class _Part:
    """One segment of a video: its decoder, its landmarker, and what they found."""

    def __init__(self, work: _Work, start_s: float, stop_s: float) -> None:
        self._work, self._start_s, self._stop_s = work, start_s, stop_s
        self._reader: VideoReader | None = None
        self._estimator: PoseEstimator | None = None
        self.warm_up: list[_Frame] = []
        self.frames: list[_Frame] = []

    @property
    def damaged_packets(self) -> int:
        return self._reader.damaged_packets if self._reader else 0

    def run(self) -> None:
        """Estimate the segment; what was found before its start is kept apart."""
        self._reader = open_video(self._work.path, self._work.limits)
        self._estimator = PoseEstimator(
            self._work.model, video=True, people=self._work.people, masks=self._work.masks
        )
        for frame in self._reader.frames(self._start_s - WARM_UP_S, self._stop_s):
            if self._work.stopped.is_set():
                return
            if frame.time_s < self._start_s:
                self.warm_up.append(self._look(frame))
            else:
                self.frames.append(self._look(frame))
                self._work.count.add()

    def continue_through(self, after: _Part) -> None:
        """Let this segment's landmarker go on through the next one, replacing what that one found."""
        assert self._reader is not None  # noqa: S101  (it has run)
        after.frames = [self._look(frame) for frame in self._reader.frames(self._stop_s, after._stop_s)]
        # The next seam is judged against the landmarker that really led there.
        after._estimator, self._estimator = self._estimator, after._estimator

    def close(self) -> None:
        if self._reader:
            self._reader.close()
        if self._estimator:
            self._estimator.close()

    def _look(self, frame: VideoFrame) -> _Frame:
        assert self._estimator is not None  # noqa: S101  (it has run)
        return _Frame(frame.time_s, self._estimator.find(frame.pixels, frame.time_s))


def _run_all(parts: list[_Part]) -> list[_Part]:
    """Run all segments; the first failure stops the others and is raised."""
    if len(parts) == 1:
        parts[0].run()
        return parts
    with ThreadPoolExecutor(len(parts), thread_name_prefix="segment") as pool:
        futures = [pool.submit(part.run) for part in parts]
        try:
            for future in futures:
                future.result()
        except BaseException:
            parts[0]._work.stopped.set()
            raise
    return parts


def _mend_seam(before: _Part, after: _Part) -> float:
    """Compare what both sides saw; where they disagree the earlier side goes on through the later one."""
    overlap = {frame.time_s: frame for frame in before.frames[-len(after.warm_up) - 1 :]}
    differences = [
        _difference(overlap[frame.time_s], frame)
        for frame in after.warm_up[len(after.warm_up) // 2 :]
        if frame.time_s in overlap
    ]
    difference = float(np.median(differences)) if differences else 0.0
    if difference > SEAM_LIMIT_TORSOS:
        before.continue_through(after)
    return difference


def _difference(one: _Frame, other: _Frame) -> float:
    """Return how far two looks at one instant differ, in torso lengths; infinite if only one found somebody."""
    if not one.poses or not other.poses:
        return 0.0 if len(one.poses) == len(other.poses) else math.inf
    # With several people the order means nothing: each one's nearest counts.
    return max(min(_apart(pose, candidate) for candidate in other.poses) for pose in one.poses[:1])


def _apart(one: Pose, other: Pose) -> float:
    shoulders, hips = (
        one.skeleton.indices([f"left_{part}", f"right_{part}"]) for part in ("shoulder", "hip")
    )
    torso = np.linalg.norm(one.image[shoulders, :2].mean(axis=0) - one.image[hips, :2].mean(axis=0))
    moved = np.linalg.norm(one.image[:, :2] - other.image[:, :2], axis=-1)
    return float(np.median(moved) / max(torso, 1.0))


def _sequences(
    frames: Sequence[_Frame], people: int, image_size: tuple[int, int]
) -> tuple[PoseSequence, ...]:
    times_s = np.array([frame.time_s for frame in frames])
    return tuple(_sequence(seen, times_s, image_size) for seen in _identities(frames, people) if seen)


def _identities(frames: Sequence[_Frame], people: int) -> list[dict[int, Pose]]:
    if people == 1:
        return [{number: frame.poses[0] for number, frame in enumerate(frames) if frame.poses}]
    tracker = Tracker()
    for number, frame in enumerate(frames):
        tracker.update(number, frame.poses)
    return tracker.people(people)


def _sequence(seen: dict[int, Pose], times_s: FloatArray, image_size: tuple[int, int]) -> PoseSequence:
    count = len(BLAZEPOSE_33)
    image, world = (np.full((len(times_s), count, 3), np.nan) for _ in range(2))
    visibility, presence = (np.full((len(times_s), count), np.nan) for _ in range(2))
    for number, pose in seen.items():
        image[number], world[number] = pose.image, pose.world
        visibility[number], presence[number] = pose.visibility, pose.presence
    return PoseSequence(BLAZEPOSE_33, image, world, visibility, presence, times_s, image_size)
