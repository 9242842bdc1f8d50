"""How long a process waited for a processor: it is not silent, others are being served."""

from __future__ import annotations

from pathlib import Path

_NANOSECONDS = 1e-9


def waited_for_processor_s(pid: int) -> float:
    """Return for how long a process was ready to run and did not, in seconds since it began.

    Of several threads the one counts that waited longest. Linux tells it as the second number of
    ``/proc/PID/task/TID/schedstat`` (Documentation/scheduler/sched-stats.rst); 0 where the system does not tell.
    """
    return max(map(_waited_s, Path(f"/proc/{pid}/task").glob("*/schedstat")), default=0.0)


def _waited_s(schedstat: Path) -> float:
    try:
        return int(schedstat.read_text().split()[1]) * _NANOSECONDS
    except (OSError, IndexError, ValueError):
        return 0.0  # the thread has ended meanwhile
