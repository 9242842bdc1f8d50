"""A video to poses, in parallel segments."""

from __future__ import annotations

import math
import os
import threading
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from poise.estimation.look import Look
from poise.estimation.models import Model
from poise.estimation.pose_rows import PoseRows, is_found, sequence
from poise.estimation.segment import WARM_UP_S, FrameCount, Progress, Segment, Work, run_all
from poise.estimation.tracking import Tracker
from poise.estimation.unsmoothed import smooth_sequence
from poise.media.limits import MediaLimits
from poise.media.video import VideoReader, open_video
from poise.media.video_clock import Irregularities
from poise.media.video_frames import VideoInfo
from poise.pose import BLAZEPOSE_33, FloatArray, PoseSequence

# A segment must be long enough to be worth its warm-up and its landmarker.
SHORTEST_SEGMENT_S = 4.0

Places = NDArray[np.intp]


@dataclass(frozen=True)
class VideoEstimate:
    """The poses of a video.

    Parameters
    ----------
    people : tuple of PoseSequence
        One per person, the longest seen first; the rows of each are all frames of the video, NaN where that
        person was not found.
    times_s : (T,) float64
        Seconds since the first frame, by the medium's own time stamps.
    info : VideoInfo
        What is known of the video.
    damaged_packets : int
        Parts that could not be decoded and were left out.
    segments : int
        In how many parts it was estimated.
    times : Irregularities
        What was wrong with the time stamps.
    reshaped_frames : int
        Frames of another size than the first one; they were fitted into its size.
    seams_torsos : tuple of float
        For each seam, how far the two sides differed in the frames that both saw, in torso lengths (median).
        From `SEAM_LIMIT_TORSOS` on, the earlier side's landmarker was made to go on through the later part.
    looked_at : (T,) bool, optional
        Which frames were looked at; the poses of the others are interpolated. None where it was all of them.
    """

    people: tuple[PoseSequence, ...]
    times_s: FloatArray
    info: VideoInfo
    damaged_packets: int
    segments: int
    times: Irregularities
    reshaped_frames: int = 0
    seams_torsos: tuple[float, ...] = ()
    looked_at: NDArray[np.bool_] | None = None

    @property
    def frames(self) -> int:
        """Number of frames in the video."""
        return len(self.times_s)

    @property
    def frames_with_people(self) -> int:
        """Number of frames in which at least one person was found."""
        return int(np.any([person.is_seen for person in self.people], axis=0).sum()) if self.people else 0


def estimate_video(
    path: str | Path,
    *,
    model: Model = Model.FULL,
    people: int = 1,
    look: Look = Look.EVERY,
    segments: int | None = None,
    masks: bool = False,
    limits: MediaLimits | None = None,
    on_progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> VideoEstimate:
    """Find the people in every frame of a video.

    Each segment has a thread, a decoder and a landmarker of its own; MediaPipe and the decoder let go of
    Python's lock while they work. Segments after the first begin `WARM_UP_S` early, so that tracking and
    smoothing have settled where they take over. One segment in which every frame is looked at is bit-identical to
    MediaPipe's own loop; several differ from it after each seam by some per cent of the torso's length.

    Parameters
    ----------
    path : path
        The video.
    model : Model
        Lite, full or heavy.
    people : int
        How many people at most.
    look : Look
        Look at every frame, or only where something moves, see `poise.estimation.adaptive`.
    segments : int, optional
        How many parts; by default one per core, fewer for short videos.
    masks : bool
        Use the stock bundle (for comparisons only).
    limits : MediaLimits, optional
        Bounds on what is read.
    on_progress : callable, optional
        Called with the number of frames done and expected, from one thread at a time.
    cancel : threading.Event, optional
        Set it to end the work early.

    Raises
    ------
    MediaError
        If the video cannot be read.
    EstimationError, ModelError, SystemLibraryError
        If the estimator cannot be started, fails, or was cancelled.
    """
    stop = cancel or threading.Event()
    with open_video(path, limits) as reader:
        info = reader.info

        def new_work() -> Work:
            count = FrameCount(info.frames_expected, on_progress)
            return Work(model, people, masks, count, info.image_size, stop, look)

        found = _estimate_spans(reader, new_work(), plan(info.duration_s, segments or cores()))
        if found.times.restarts and found.segments > 1:
            # Where the clock was set back, a time names two frames: only who reads from the start can tell which.
            found = _estimate_spans(reader, new_work(), plan(info.duration_s, 1))
    return found


def _estimate_spans(reader: VideoReader, work: Work, spans: list[tuple[float, float]]) -> VideoEstimate:
    """Estimate the spans of a video side by side."""
    with ExitStack() as stack:
        parts = [stack.enter_context(Segment(work, reader.another(), *span)) for span in spans]
        run_all(parts, work)
        seams = tuple(before.mend_seam(after) for before, after in pairwise(parts))
    rows = [part.rows for part in parts]
    people = _people(rows, work.people, work.image_size)
    is_unsmoothed = work.look is Look.ADAPTIVE and work.people == 1
    return VideoEstimate(
        people=tuple(map(smooth_sequence, people)) if is_unsmoothed else people,
        times_s=np.concatenate([part.times_s for part in rows]),
        looked_at=_flags(parts),
        info=reader.info,
        damaged_packets=sum(part.reader.damaged_packets for part in parts),
        segments=len(parts),
        times=sum((part.reader.times for part in parts), Irregularities()),
        reshaped_frames=sum(part.reader.reshaped_frames for part in parts),
        seams_torsos=seams,
    )


def _flags(parts: list[Segment]) -> NDArray[np.bool_] | None:
    looked_at = np.concatenate([part.looked_at for part in parts]).astype(bool)
    return None if looked_at.all() else looked_at


def cores() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def plan(duration_s: float, wanted: int) -> list[tuple[float, float]]:
    """Cut a video into spans (start_s, stop_s) that take equal work, warm-up included.

    Parameters
    ----------
    duration_s : float
        How long it is, in seconds.
    wanted : int
        How many spans at most; short videos get fewer, because each needs `SHORTEST_SEGMENT_S`.

    Raises
    ------
    ValueError
        If no span is wanted.
    """
    if wanted < 1:
        raise ValueError("a video has at least one segment")
    count = min(wanted, max(1, math.floor(duration_s / SHORTEST_SEGMENT_S)))
    work_s = (duration_s + (count - 1) * WARM_UP_S) / count
    borders = [work_s + number * (work_s - WARM_UP_S) for number in range(count - 1)]
    return list(zip([-math.inf, *borders], [*borders, math.inf], strict=True))


def _people(rows: list[PoseRows], most: int, image_size: tuple[int, int]) -> tuple[PoseSequence, ...]:
    found = [_alone(rows)] if most == 1 else _identities(rows, most, image_size)
    return tuple(sequence(rows, places, BLAZEPOSE_33, image_size) for places in found if (places >= 0).any())


def _alone(rows: list[PoseRows]) -> Places:
    return np.array([0 if is_found(row[0]) else -1 for part in rows for row in part.rows()], np.intp)


def _identities(rows: list[PoseRows], most: int, image_size: tuple[int, int]) -> list[Places]:
    tracker, frame = Tracker(), 0
    for part in rows:
        for number in range(len(part)):
            tracker.update(frame, part.poses(number, image_size))
            frame += 1
    return [_as_places(seen, frame) for seen in tracker.people(most)]


def _as_places(seen: dict[int, int], frames: int) -> Places:
    places = np.full(frames, -1, np.intp)
    places[list(seen)] = list(seen.values())
    return places
