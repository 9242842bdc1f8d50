"""Bound the processor time of one step of a guarded child."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from poise.media.limits import MediaLimits
from poise.media.picture import Picture, read_picture


@contextmanager
def bounded_processor_time(seconds: float) -> Iterator[None]:
    """End this process with SIGPROF if what runs inside takes more than `seconds` of processor time, all threads.

    Decoders do not return to Python while they work, so that nothing gentler would be obeyed. For guarded children
    only: `poise.isolation.guard` knows the signal and says what happened.

    MediaPipe's library makes its process, and so its children, ignore SIGPROF, and sends it to itself when estimators
    are made: inside, the signal ends the process whoever ignored it, and afterwards it is ignored.
    """
    if not hasattr(signal, "setitimer"):
        yield
        return
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0.0)
        signal.signal(signal.SIGPROF, signal.SIG_IGN)


def read_picture_in_time(path: Path, limits: MediaLimits) -> Picture:
    """Read a picture in a guarded child within ``limits.max_picture_cpu_s``; errors are those of `read_picture`."""
    with bounded_processor_time(limits.max_picture_cpu_s):
        return read_picture(path, limits)
