"""When each frame of a video is shown: the order of decoders made the order of time, wrong times found out."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    import av

# H.264 and HEVC hold back at most 16 frames (max_num_reorder_frames).
_MAX_DELAY = 16
_REMEMBERED = 64
# From so many frames in a row that lie before what was shown, in order among themselves, the clock was set back,
# as where two recordings are joined. Less than half a second is jitter.
_RESTART_FRAMES, _RESTART_S = 3, 0.5

# A frame so many steps, and so many seconds, after the one before may be a gap or a wrong time.
_JUMP_STEPS, _JUMP_S = 10, 1.0
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

    A frame that jumps far ahead, and the first, is held until the next one has shown whether to believe it. Frames
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
    order: _Order[F] = _Order(step_s, found, counts)
    for stamped_s, frame in frames:
        yield from order.take(stamped_s, frame)
    yield from order.end()


class _Order(Generic[F]):
    """What `in_order` remembers from frame to frame."""

    def __init__(self, step_s: float, found: Irregularities, counts: Counts) -> None:
        self._step_s, self._found, self._counts = step_s, found, counts
        self._last_s = -math.inf
        self._equal: list[F] = []  # frames with the time of the last one
        self._held: tuple[float, F] | None = None  # a frame whose time is in doubt
        self._offset_s, self._behind, self._behind_s = 0.0, 0, -math.inf

    def take(self, stamped_s: float | None, frame: F) -> Iterator[tuple[float, F]]:
        """Take in the next frame; yield those whose times are now certain."""
        time_s = self._next_s if stamped_s is None else self._after_restart(stamped_s + self._offset_s)
        self._found.placed += stamped_s is None and self._counts(time_s)
        if self._held is not None and time_s >= self._held[0]:
            yield from self._give(*self._held)
            self._held = None
        if time_s > self._last_s:
            if self._held is not None:
                self._leave_out(self._held[0])
                self._held = None
            if time_s - self._last_s > max(_JUMP_STEPS * self._step_s, _JUMP_S):
                self._held = (time_s, frame)
            else:
                yield from self._give(time_s, frame)
        elif time_s == self._last_s and self._held is None and len(self._equal) < _MAX_EQUAL:
            self._equal.append(frame)
        else:
            self._leave_out(time_s)

    def end(self) -> Iterator[tuple[float, F]]:
        """Yield what is still held."""
        if self._held is not None:
            yield from self._give(*self._held)
        yield from self._spread(self._last_s + self._step_s * (len(self._equal) + 1))

    @property
    def _next_s(self) -> float:
        if self._held is not None:
            return self._held[0] + self._step_s
        return self._last_s + self._step_s * (len(self._equal) + 1) if math.isfinite(self._last_s) else 0.0

    def _give(self, time_s: float, frame: F) -> Iterator[tuple[float, F]]:
        if math.isfinite(self._last_s):
            self._step_s = (time_s - self._last_s) / (len(self._equal) + 1)
        yield from self._spread(time_s)
        self._last_s, self._behind = time_s, 0
        yield time_s, frame

    def _spread(self, to_s: float) -> Iterator[tuple[float, F]]:
        equal, self._equal = self._equal, []
        for number, frame in enumerate(equal, 1):
            self._found.placed += self._counts(self._last_s)
            yield self._last_s + (to_s - self._last_s) * number / (len(equal) + 1), frame

    def _leave_out(self, time_s: float) -> None:
        self._found.left_out += self._counts(time_s)

    def _after_restart(self, time_s: float) -> float:
        """Return a frame's time, moved on if the clock must have been set back: several lie behind, in order."""
        follows = self._behind_s < time_s
        is_behind = time_s < self._last_s - _RESTART_S
        self._behind, self._behind_s = (self._behind + 1 if follows else 1) if is_behind else 0, time_s
        if self._behind < _RESTART_FRAMES:
            return time_s
        # This frame is kept: it follows what was shown last.
        next_s, self._behind = self._next_s, 0
        self._offset_s += next_s - time_s
        self._found.restarts += 1
        return next_s
