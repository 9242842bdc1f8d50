"""One segment of a video: its decoder, its landmarker, and what they found."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import numpy as np

from poise.errors import EstimationError
from poise.estimation.makers import make_body_estimator
from poise.estimation.mediapipe_estimators import PoseEstimator
from poise.estimation.models import Model
from poise.estimation.pose_rows import PoseRows
from poise.estimation.read_ahead import ReadAhead
from poise.estimation.seams import difference_torsos
from poise.media.video import VideoFrame, VideoReader
from poise.pose import BLAZEPOSE_33, Pose

# MediaPipe needs some frames to find a person and to settle. On a walk-in and a squat the two sides of a seam then
# differ by about 0.01 of the torso's length, and no less with a second of warm-up.
WARM_UP_S = 0.5
# From here on the two sides of a seam follow different people, or one of them has lost the person.
SEAM_LIMIT_TORSOS = 0.5
_REPORT_EVERY_FRAMES = 5

Progress = Callable[[int, int], None]


class FrameCount:
    """Frames done, counted by several threads and reported now and then."""

    def __init__(self, expected: int, on_progress: Progress | None) -> None:
        self._expected, self._report = expected, on_progress
        self._done, self._lock = 0, threading.Lock()

    def add(self) -> None:
        """Count one frame."""
        with self._lock:
            self._done += 1
            if self._report and self._done % _REPORT_EVERY_FRAMES == 0:
                self._report(self._done, max(self._expected, self._done))


@dataclass(frozen=True)
class Work:
    """What all segments of a video share."""

    model: Model
    people: int
    masks: bool
    count: FrameCount
    image_size: tuple[int, int]
    cancel: threading.Event
    failed: threading.Event = field(default_factory=threading.Event)

    def check(self) -> None:
        """Stop the segment if the work was cancelled or another segment failed."""
        if self.cancel.is_set() or self.failed.is_set():
            raise EstimationError("The estimation was cancelled.")


@dataclass(frozen=True, slots=True)
class _Look:
    time_s: float
    poses: tuple[Pose, ...]


class Segment:
    """One part of a video, estimated by itself.

    Parameters
    ----------
    work : Work
        What it shares with the others.
    reader : VideoReader
        Its own reader of the video, which it closes.
    start_s, stop_s : float
        Which frames are its own: ``start_s <= time < stop_s``.

    Attributes
    ----------
    reader : VideoReader
        With what was irregular in those frames.
    """

    def __init__(self, work: Work, reader: VideoReader, start_s: float, stop_s: float) -> None:
        self._work, self.start_s, self.stop_s = work, start_s, stop_s
        self._open = ExitStack()
        self.reader = self._open.enter_context(reader)
        self._estimator: PoseEstimator | None = None
        self._warm_up: list[_Look] = []
        self.rows = PoseRows(BLAZEPOSE_33, work.people)

    def run(self) -> None:
        """Estimate the frames; what was found in the warm-up before them is kept apart."""
        work = self._work
        with self._frames(self.reader, self.start_s - WARM_UP_S) as frames:
            estimator = make_body_estimator(work.model, video=True, people=work.people, masks=work.masks)
            self._estimator = self._open.enter_context(estimator)
            for frame in frames:
                if frame.time_s >= self.start_s:
                    self._keep(frame, estimator)
                    work.count.add()
                else:
                    self._warm_up.append(_look(frame, estimator))

    def mend_seam(self, after: Segment) -> float:
        """Compare what both sides of a seam saw; where they disagree this side goes on through the next one.

        Returns
        -------
        float
            The difference before mending, in torso lengths: the median over the later half of the warm-up.
        """
        late = after._warm_up[len(after._warm_up) // 2 :]
        overlap = self._looks_at({look.time_s for look in late})
        differences = [
            difference_torsos(overlap[look.time_s], look.poses) for look in late if look.time_s in overlap
        ]
        difference = float(np.median(differences)) if differences else 0.0
        if difference > SEAM_LIMIT_TORSOS:
            self._go_on_through(after)
        return difference

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def _looks_at(self, times_s: set[float]) -> dict[float, list[Pose]]:
        return {
            float(time_s): self.rows.poses(frame, self._work.image_size)
            for frame, time_s in enumerate(self.rows.times_s)
            if time_s in times_s
        }

    def _go_on_through(self, after: Segment) -> None:
        if self._estimator is None:
            raise ValueError("the segment must have run")
        after.rows = PoseRows(BLAZEPOSE_33, self._work.people)
        with after._frames(after.reader.another(), after.start_s) as frames:
            for frame in frames:
                after._keep(frame, self._estimator)
        # The next seam is judged against the landmarker that really led there.
        self._estimator, after._estimator = after._estimator, self._estimator

    @contextmanager
    def _frames(self, reader: VideoReader, start_s: float) -> Iterator[Iterator[VideoFrame]]:
        frames = reader.frames(start_s, self.stop_s, counted_from_s=self.start_s)
        with reader, ReadAhead(frames) as ahead:
            yield self._unless_cancelled(ahead)

    def _unless_cancelled(self, ahead: ReadAhead[VideoFrame]) -> Iterator[VideoFrame]:
        for frame in ahead:
            self._work.check()
            yield frame

    def _keep(self, frame: VideoFrame, estimator: PoseEstimator) -> None:
        self.rows.append(frame.time_s, estimator.find(frame.pixels, frame.time_s))


def run_all(segments: Sequence[Segment], work: Work) -> None:
    """Run the segments, each in a thread of its own; the first failure stops the others and is raised."""
    with ThreadPoolExecutor(len(segments), thread_name_prefix="segment") as pool:
        futures = [pool.submit(segment.run) for segment in segments]
        try:
            for future in as_completed(futures):
                future.result()
        except BaseException:
            work.failed.set()
            raise


def _look(frame: VideoFrame, estimator: PoseEstimator) -> _Look:
    return _Look(frame.time_s, estimator.find(frame.pixels, frame.time_s))
