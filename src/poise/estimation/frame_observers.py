"""What goes through the frames of a segment: looking at every one, or only where something moves."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

import numpy as np

from poise.estimation.adaptive import PeopleRows, look_adaptively
from poise.estimation.frame_window import FrameWindow, interpolate_cell
from poise.estimation.makers import make_body_estimator
from poise.estimation.models import Model
from poise.estimation.read_ahead import ReadAhead
from poise.estimation.unsmoothed import UnsmoothedEstimator
from poise.media.video import VideoReader
from poise.pose import BLAZEPOSE_33
from poise.pose.landmarks import ROW_VALUES, rows_of


@dataclass(frozen=True, eq=False, slots=True)
class Seen:
    """Who is in one frame.

    Parameters
    ----------
    time_s : float
        When it is shown.
    people : (people, K, 8) float64
        Rows of landmarks.
    is_looked_at : bool
        Whether the model looked at it; else who is in it is interpolated.
    """

    time_s: float
    people: PeopleRows
    is_looked_at: bool = True


class FrameObserver(Protocol):
    """Goes through the frames of one segment, from one thread at a time."""

    def observe(
        self, reader: VideoReader, start_s: float, stop_s: float, counted_from_s: float
    ) -> Generator[Seen]:
        """Say who is in the frames of a span, in order; arguments as in `VideoReader.frames`."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class EveryFrameObserver:
    """Looks at every frame; parameters and errors are those of `PoseEstimator`."""

    def __init__(self, model: Model, people: int, *, masks: bool) -> None:
        self._estimator = make_body_estimator(model, video=True, people=people, masks=masks)

    def observe(
        self, reader: VideoReader, start_s: float, stop_s: float, counted_from_s: float
    ) -> Generator[Seen]:
        """Look at the frames of a span; see `FrameObserver.observe`."""
        with ReadAhead(reader.frames(start_s, stop_s, counted_from_s=counted_from_s)) as frames:
            for frame in frames:
                poses = self._estimator.find(frame.pixels, frame.time_s)
                rows = np.array([rows_of(pose) for pose in poses])
                yield Seen(frame.time_s, rows.reshape(-1, len(BLAZEPOSE_33), ROW_VALUES))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._estimator.close()


class AdaptiveObserver:
    """Looks where something moves and interpolates between; see `poise.estimation.adaptive`.

    Parameters
    ----------
    model : Model
        Lite, full or heavy.
    people : int
        How many are found at most.
    image_size : (int, int)
        Width and height of the upright frames in pixels.
    masks : bool
        As in `PoseEstimator`.
    """

    def __init__(self, model: Model, people: int, image_size: tuple[int, int], *, masks: bool) -> None:
        estimator = make_body_estimator(model, video=True, people=people, masks=masks)
        self._estimator, self._image_size = UnsmoothedEstimator(estimator, people), image_size

    def observe(
        self, reader: VideoReader, start_s: float, stop_s: float, counted_from_s: float
    ) -> Generator[Seen]:
        """Look at some frames of a span and interpolate the others; see `FrameObserver.observe`."""
        with ReadAhead(reader.decoded_frames(start_s, stop_s, counted_from_s=counted_from_s)) as frames:
            window = FrameWindow(iter(frames), self._image_size)
            for looks in look_adaptively(window, lambda frame: self._estimator.find(window.paint(frame))):
                for frame, people, is_looked_at in interpolate_cell(looks, window):
                    yield Seen(window.time_s(frame) or 0.0, people, is_looked_at)
                window.release(max(looks))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._estimator.close()
