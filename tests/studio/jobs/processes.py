"""Worker processes as `poise worker` starts them, on a studio that this process looks into."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.children import children_of

_END_S = 30.0


@dataclass(frozen=True)
class Place:
    """Where a studio's data are."""

    folder: Path
    mongodb_uri: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class WorkerProcess:
    """A running `poise worker`."""

    process: subprocess.Popen[bytes]

    def kill(self) -> set[int]:
        """End it as kill -9 does; returns the processes that it had started."""
        children = children_of(self.process.pid)
        self.process.kill()
        self.process.wait(_END_S)
        return children

    def stop(self) -> int:
        """End it as a service manager does; returns its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(_END_S)


@contextlib.contextmanager
def worker_process(place: Place) -> Iterator[WorkerProcess]:
    """Start a worker, and leave nothing of it."""
    command = [sys.executable, "-m", "poise", "worker", "--data-dir", str(place.folder)]
    environment = {**os.environ, "POISE_MONGODB_URI": place.mongodb_uri, **place.settings}
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    try:
        yield WorkerProcess(process)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait(_END_S)


def are_gone(processes: set[int]) -> bool:
    """Return whether these processes have ended."""
    return not any((Path("/proc") / str(one)).exists() for one in processes)
