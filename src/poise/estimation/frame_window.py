"""The frames between two looks: held as long as they may be looked at, then interpolated."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from poise.estimation.adaptive import Looks, PeopleRows, Window, match
from poise.estimation.stillness import SIDE_PX, Grey, average_blocks, has_moved
from poise.media.pixels import Pixels
from poise.media.video_frames import DecodedFrame

# Decoded frames that wait between two looks take no more memory than that, in each segment.
_MAX_WINDOW_BYTES = 48 * 2**20


class FrameWindow:
    """The frames of a segment by their number, decoded as they are asked for and forgotten when they are done with.

    Parameters
    ----------
    frames : iterator of DecodedFrame
        In the order of their times.
    image_size : (int, int)
        Width and height of the upright frames in pixels.
    """

    def __init__(self, frames: Iterator[DecodedFrame], image_size: tuple[int, int]) -> None:
        self._source, self._image_size = frames, image_size
        self._frames: dict[int, DecodedFrame] = {}
        self._greys: dict[int, Grey] = {}
        self._count = 0

    @property
    def max_cell(self) -> int:
        """How many frames a cell has at most, so that those that wait fit into memory."""
        frame = next(iter(self._frames.values()))
        return max(2, _MAX_WINDOW_BYTES // frame.size_bytes)

    def time_s(self, frame: int) -> float | None:
        """Return when a frame is shown; None beyond the last one."""
        while frame >= self._count:
            decoded = next(self._source, None)
            if decoded is None:
                return None
            self._frames[self._count] = decoded
            self._count += 1
        return self._frames[frame].time_s

    def is_still(self, first: int, last: int, people: PeopleRows) -> bool:
        """Say whether nothing moves around people from one frame to another; the last, most likely to differ, first."""
        start = self._grey(first)
        return not any(
            has_moved(start, self._grey(frame), people, self._image_size) for frame in range(last, first, -1)
        )

    def paint(self, frame: int) -> Pixels:
        """Return the pixels of a frame."""
        return self._frames[frame].paint().pixels

    def release(self, frame: int) -> None:
        """Forget the frames before one."""
        for held in (self._frames, self._greys):
            for number in [number for number in held if number < frame]:
                del held[number]

    def _grey(self, frame: int) -> Grey:
        if frame not in self._greys:
            self._greys[frame] = average_blocks(self._frames[frame].thumbnail(SIDE_PX))
        return self._greys[frame]


def interpolate_cell(looks: Looks, window: Window) -> Iterator[tuple[int, PeopleRows, bool]]:
    """Return all frames of a cell but its first, in order: number, who is there, whether it was looked at.

    Between two looks a person moves in a straight line; who is found at one end only is not there between. A cell of
    one frame, the first of a video, is that frame.
    """
    if len(looks) == 1:
        yield from ((frame, people, True) for frame, people in looks.items())
    for (one, found), (other, sought) in itertools.pairwise(looks.items()):
        pairs = match(found, sought) if other - one > 1 else []
        start, end = found[[i for i, _ in pairs]], sought[[j for _, j in pairs]]
        begin_s, end_s = (window.time_s(frame) or 0.0 for frame in (one, other))
        for frame in range(one + 1, other):
            weight = ((window.time_s(frame) or 0.0) - begin_s) / (end_s - begin_s)
            yield frame, start + weight * (end - start), False
        yield other, sought, True
