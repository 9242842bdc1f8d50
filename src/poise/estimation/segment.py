"""One segment of a video: its decoder, its landmarker, and what they found."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import numpy as np

from poise.errors import EstimationError
from poise.estimation.frame_observers import AdaptiveObserver, EveryFrameObserver, FrameObserver, Seen
from poise.estimation.look import Look
from poise.estimation.models import Model
from poise.estimation.pose_rows import PoseRows
from poise.estimation.seams import difference_torsos
from poise.media.video import VideoReader
from poise.pose import BLAZEPOSE_33, Pose
from poise.pose.landmarks import unpack

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
    look: Look = Look.EVERY
    failed: threading.Event = field(default_factory=threading.Event)

    def check(self) -> None:
        """Stop the segment if the work was cancelled or another segment failed."""
        if self.cancel.is_set() or self.failed.is_set():
            raise EstimationError("The estimation was cancelled.")

    def make_observer(self) -> FrameObserver:
        """Return what looks at the frames of one segment."""
        if self.look is Look.ADAPTIVE:
            return AdaptiveObserver(self.model, self.people, self.image_size, masks=self.masks)
        return EveryFrameObserver(self.model, self.people, masks=self.masks)


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
    rows : PoseRows
        Who was found in its frames.
    looked_at : list of bool
        Which of its frames were looked at.
    """

    def __init__(self, work: Work, reader: VideoReader, start_s: float, stop_s: float) -> None:
        self._work, self.start_s, self.stop_s = work, start_s, stop_s
        self._open = ExitStack()
        self.reader = self._open.enter_context(reader)
        self._observer: FrameObserver | None = None
        self._warm_up: list[Seen] = []
        self.rows = PoseRows(BLAZEPOSE_33, work.people)
        self.looked_at: list[bool] = []

    def run(self) -> None:
        """Estimate the frames; what was found in the warm-up before them is kept apart."""
        observer = self._observer = self._open.enter_context(self._work.make_observer())
        for seen in self._observe(self.reader, self.start_s - WARM_UP_S, observer):
            if seen.time_s >= self.start_s:
                self._keep(seen)
                self._work.count.add()
            else:
                self._warm_up.append(seen)

    def mend_seam(self, after: Segment) -> float:
        """Compare what both sides of a seam saw; where they disagree this side goes on through the next one.

        Returns
        -------
        float
            The difference before mending, in torso lengths: the median over the later half of the warm-up.
        """
        late = after._warm_up[len(after._warm_up) // 2 :]
        overlap = self._seen_at({seen.time_s for seen in late})
        differences = [
            difference_torsos(overlap[seen.time_s], self._poses(seen))
            for seen in late
            if seen.time_s in overlap
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

    def _seen_at(self, times_s: set[float]) -> dict[float, list[Pose]]:
        return {
            float(time_s): self.rows.poses(frame, self._work.image_size)
            for frame, time_s in enumerate(self.rows.times_s)
            if time_s in times_s
        }

    def _go_on_through(self, after: Segment) -> None:
        if self._observer is None:
            raise ValueError("the segment must have run")
        after.rows, after.looked_at = PoseRows(BLAZEPOSE_33, self._work.people), []
        for seen in after._observe(after.reader.another(), after.start_s, self._observer):
            after._keep(seen)
        # The next seam is judged against the landmarker that really led there.
        self._observer, after._observer = after._observer, self._observer

    def _observe(self, reader: VideoReader, start_s: float, observer: FrameObserver) -> Iterator[Seen]:
        with reader, closing(observer.observe(reader, start_s, self.stop_s, self.start_s)) as observed:
            for seen in observed:
                self._work.check()
                yield seen

    def _keep(self, seen: Seen) -> None:
        self.rows.append_rows(seen.time_s, seen.people)
        self.looked_at.append(seen.is_looked_at)

    def _poses(self, seen: Seen) -> list[Pose]:
        return [unpack(rows, BLAZEPOSE_33, seen.time_s, self._work.image_size) for rows in seen.people]


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
