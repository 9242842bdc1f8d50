"""The workers beside a server: they come with it, are replaced when they die, and go with it, however it ends."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

from tests.children import children_of
from tests.e2e.studio import served_studio
from tests.studio.jobs.processes import are_gone

_WAIT_S = 60.0


def until(is_so: Callable[[], bool]) -> None:
    """Wait until something is so."""
    end_s = time.monotonic() + _WAIT_S
    while not is_so():
        assert time.monotonic() < end_s, "it did not happen"
        time.sleep(0.1)


def gives_way(worker: int, server: int) -> bool:
    """Return whether a worker has a lower priority than its server."""
    return os.getpriority(os.PRIO_PROCESS, worker) == os.getpriority(os.PRIO_PROCESS, server) + 10


def test_workers_are_replaced_when_they_die_and_go_with_the_server(tmp_path: Path) -> None:
    with served_studio(tmp_path / "data", workers=1) as studio:
        until(lambda: len(children_of(studio.process.pid)) == 1)
        (first,) = children_of(studio.process.pid)
        os.kill(first, signal.SIGKILL)
        until(lambda: bool(children_of(studio.process.pid) - {first}))
        (second,) = children_of(studio.process.pid) - {first}
        until(lambda: gives_way(second, studio.process.pid))
    assert studio.process.returncode == 0
    assert are_gone({first, second})


def test_workers_of_a_killed_server_end_by_themselves(tmp_path: Path) -> None:
    with served_studio(tmp_path / "data", workers=2) as studio:
        until(lambda: len(children_of(studio.process.pid)) == 2)
        workers = children_of(studio.process.pid)
        studio.process.kill()
        studio.process.wait()
        until(lambda: are_gone(workers))
