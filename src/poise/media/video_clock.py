"""When each frame of a video is shown: the order of decoders made the order of time, wrong times found out."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import av

# H.264 and HEVC hold back at most 16 frames (max_num_reorder_frames).
_MAX_DELAY = 16
_REMEMBERED = 64
# From so many frames in a row that lie before what was shown, in order among themselves, the clock was set back,
# as where two recordings are joined. Less than half a second is jitter.
_RESTART_FRAMES, _RESTART_S = 3, 0.5

# So many frames of one and the same time are held until the next time is known; they are decoded, so large.
_MAX_EQUAL = 8

F = TypeVar("F")


@dataclass(frozen=True, slots=True)
class ClockKind:
    """What the time stamps of a stream mean.

    Parameters
    ----------
    has_decoding_times : bool
        Whether packets carry only the times at which they are decoded: always in AVI, and in files whose writer
        did not know that frames are reordered.
    delay : int
        How many packets later a frame then comes out of the decoder.
    """

    has_decoding_times: bool
    delay: int


class FrameClock:
    """Says when decoded frames are shown; tell it each packet before decoding.

    Frames leave a decoder in the order in which they are shown. Where packets have only decoding times, the n-th
    frame is shown when the n-th packet says, whatever order the packets have.

    Parameters
    ----------
    known : ClockKind or None
        What an earlier pass found out about the stream; None at first.
    reorders : bool
        Whether the decoder holds frames back to reorder them.
    """

    def __init__(self, known: ClockKind | None, *, reorders: bool) -> None:
        self._has_decoding_times = reorders if known is None else known.has_decoding_times
        self._delay = None if known is None else known.delay
        self._ticks: deque[int | None] = deque(maxlen=_REMEMBERED)
        self._sent = self._failed = 0
        self._shown = -1

    @property
    def kind(self) -> ClockKind:
        """What has been found out so far."""
        return ClockKind(self._has_decoding_times, self._delay or 0)

    def send(self, packet: av.Packet[av.VideoStream]) -> None:
        """Take note of a packet that goes to the decoder."""
        if packet.pts is not None and packet.pts != packet.dts:
            self._has_decoding_times = False
        if packet.size:
            self._ticks.append(packet.pts if packet.dts is None else packet.dts)
            self._sent += 1

    def fail(self) -> None:
        """Take note that the packet sent last could not be decoded."""
        self._failed += 1

    def ticks_of(self, frame: av.VideoFrame, *, is_flushed: bool = False) -> int | None:
        """Return when a frame that came out now is shown, in ticks; None where nothing says so.

        Parameters
        ----------
        frame : av.VideoFrame
            The frame.
        is_flushed : bool
            Whether it came out because the packets have ended.
        """
        if not self._has_decoding_times:
            return frame.pts
        if self._delay is None:
            self._delay = min(max(self._sent - 1 - self._failed, 0), _MAX_DELAY)
        number = self._shown + 1 if is_flushed else self._sent - 1 - self._delay
        self._shown = min(max(number, self._shown + 1), self._sent - 1)
        place = self._shown - self._sent
        return self._ticks[place] if -len(self._ticks) <= place < 0 else None


@dataclass(slots=True)
class Irregularities:
    """What was wrong with the times of a video.

    Parameters
    ----------
    placed : int
        Frames without a time stamp, placed one step after the one before, and frames with the same time stamp as
        the one before, spread up to the next one.
    left_out : int
        Frames with a time stamp that cannot be: earlier than that of the one before, or later than those after.
    restarts : int
        How often the clock was set back, after which frames were counted on.
    """

    placed: int = 0
    left_out: int = 0
    restarts: int = 0

    def __add__(self, other: Irregularities) -> Irregularities:
        """Return both together."""
        return Irregularities(
            self.placed + other.placed, self.left_out + other.left_out, self.restarts + other.restarts
        )


Counts = Callable[[float], bool]


def in_order(
    frames: Iterable[tuple[float | None, F]],
    *,
    step_s: float,
    found: Irregularities,
    counts: Counts = lambda _time_s: True,
) -> Iterator[tuple[float, F]]:
    """Give every frame a time later than the one before, leaving out those that cannot be placed.

    One frame is looked ahead: of two in the wrong order, the one is left out that jumps ahead of its time. Frames
    with one and the same time, as a clock too coarse for them gives, are spread evenly up to the next.

    Parameters
    ----------
    frames : iterable of (float or None, frame)
        Times in seconds and frames, in the order of showing.
    step_s : float
        Seconds between frames, until two were seen.
    found : Irregularities
        Is added to.
    counts : callable
        Whether an irregularity at this time is to be counted.

    Examples
    --------
    >>> found = Irregularities()
    >>> list(in_order([(0.0, "a"), (90.0, "b"), (0.2, "c"), (None, "d")], step_s=0.1, found=found))
    [(0.0, 'a'), (0.2, 'c'), (0.4, 'd')]
    >>> found
    Irregularities(placed=1, left_out=1, restarts=0)
    """
    waiting: list[F] = []  # frames of one time, not yet given
    last_s, time_s, offset_s, behind = -math.inf, 0.0, 0.0, _Behind()
    for stamped_s, frame in frames:
        own_s = (time_s + step_s if waiting else 0.0) if stamped_s is None else stamped_s + offset_s
        found.placed += stamped_s is None and counts(own_s)
        if waiting and behind.is_restart(own_s, time_s):
            # The frame itself is kept: it follows what was shown last.
            offset_s += time_s + step_s - own_s
            own_s = time_s + step_s
            found.restarts += 1
        if not waiting:
            time_s = own_s
        elif own_s > time_s:
            found.placed += (len(waiting) - 1) * counts(time_s)
            yield from _spread(waiting, time_s, own_s)
            last_s, step_s = time_s, (own_s - time_s) / len(waiting)
            waiting, time_s, behind = [], own_s, _Behind()
        elif own_s < time_s or len(waiting) == _MAX_EQUAL:
            found.left_out += counts(own_s)
            if not last_s < own_s < time_s:
                continue
            found.left_out += (len(waiting) - 1) * counts(own_s)
            waiting, time_s = [], own_s
        waiting.append(frame)
    found.placed += max(len(waiting) - 1, 0) * counts(time_s)
    yield from _spread(waiting, time_s, time_s + step_s * len(waiting))


def _spread(frames: list[F], from_s: float, to_s: float) -> Iterator[tuple[float, F]]:
    for number, frame in enumerate(frames):
        yield from_s + (to_s - from_s) * number / len(frames), frame


class _Behind:
    """Frames in a row that lie before what was shown."""

    def __init__(self) -> None:
        self._count, self._last_s = 0, -math.inf

    def is_restart(self, time_s: float, shown_s: float) -> bool:
        """Take note of one more; say whether the clock must have been set back."""
        self._count = self._count + 1 if self._last_s < time_s < shown_s - _RESTART_S else 0
        self._last_s = time_s
        return self._count >= _RESTART_FRAMES
