"""How much memory the studio and its child take while an hour of coaching is exported, and how long it lasts.

python -m benchmarks.speed.exports [--minutes 60] [--formats csv json replay]

The landmarks are noisy, so that they compress about as badly as those of a person. Memory is the resident set of the
server and its children together, above that of the idle server, looked at fifty times a second.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import re
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import numpy as np
from tests.children import children_of
from tests.e2e.studio import Studio, served_studio
from tests.e2e.test_kill import signed_up
from tests.web.keeping import a_session

from benchmarks.machine import describe
from poise.media.recording import Recording, encode_recording
from poise.pose import BLAZEPOSE_33, PoseSequence
from poise.store.opening import store_at

_HZ, _CHUNK_S = 30.0, 30.0
_SESSION = "01936f3e-7c00-7000-8000-0000000000ab"
_PATHS = {
    **{form: f"sessions/{_SESSION}/export?format={form}" for form in ("csv", "json", "trc", "mot", "poise")},
    "replay": f"sessions/{_SESSION}/replay",
    "zip": "me/export",
}


@dataclass(slots=True)
class Memory:
    """The greatest resident set of a process and its children, from `watch` to its end, in bytes."""

    server_bytes: int = 0
    children_bytes: int = 0
    both_bytes: int = 0
    _end: threading.Event = field(default_factory=threading.Event)

    @contextlib.contextmanager
    def watch(self, pid: int) -> Iterator[None]:
        """Look at a process while the block runs."""
        thread = threading.Thread(target=self._look, args=(pid,))
        thread.start()
        try:
            yield
        finally:
            self._end.set()
            thread.join()

    def _look(self, pid: int) -> None:
        while not self._end.wait(0.02):
            server, theirs = resident_bytes(pid), sum(map(resident_bytes, children_of(pid)))
            self.server_bytes = max(self.server_bytes, server)
            self.children_bytes = max(self.children_bytes, theirs)
            self.both_bytes = max(self.both_bytes, server + theirs)


def resident_bytes(pid: int) -> int:
    """Return what a process holds in memory; 0 where it has ended."""
    with contextlib.suppress(OSError, AttributeError):
        text = Path(f"/proc/{pid}/status").read_text()
        return 1024 * int(re.search(r"VmRSS:\s+(\d+)", text).group(1))  # type: ignore[union-attr]
    return 0


def chunk(number: int) -> bytes:
    """Return half a minute of somebody who squats with noise."""
    chance = np.random.default_rng(number)
    count = round(_HZ * _CHUNK_S)
    times_s = number * _CHUNK_S + np.arange(count) / _HZ
    shape = (count, len(BLAZEPOSE_33))
    moved = 0.3 * np.sin(times_s)[:, None, None] + 0.01 * chance.standard_normal((*shape, 3))
    at = np.random.default_rng(0).uniform(-0.8, 0.8, (1, len(BLAZEPOSE_33), 3))
    likely = chance.uniform(0.8, 1.0, shape)
    person = PoseSequence(
        skeleton=BLAZEPOSE_33,
        times_s=times_s,
        image=320.0 + 200.0 * (at + moved),
        world=at + moved,
        visibility=likely,
        presence=likely,
        image_size=(640, 480),
    )
    return encode_recording(Recording((person,), {"exercise": "squat", "session": _SESSION}))


def keep(data_dir: Path, name: str, minutes: float) -> int:
    """Keep a session for an account beside the running studio; returns its size in bytes."""
    chunks = [chunk(number) for number in range(round(60 * minutes / _CHUNK_S))]

    async def work() -> None:
        store = store_at(data_dir, is_server=False)
        await store.open()
        account = await store.accounts.find(name)
        assert account is not None
        await store.sessions.add(a_session(_SESSION, account.identifier))
        await store.recordings.put(_SESSION, chunks)
        await store.close()

    asyncio.run(work())
    return sum(map(len, chunks))


def measure(studio: Studio, cookie: str, form: str) -> None:
    """Print what one export takes."""
    idle = resident_bytes(studio.process.pid)
    memory, size, begun = Memory(), 0, time.perf_counter()
    address = f"{studio.address}/api/v1/{_PATHS[form]}"
    with (
        memory.watch(studio.process.pid),
        httpx2.stream("GET", address, headers={"cookie": cookie}, timeout=600) as answer,
    ):
        answer.raise_for_status()
        for part in answer.iter_raw():
            size += len(part)
    took_s = time.perf_counter() - begun
    print(
        f"  {form:<7} {(memory.both_bytes - idle) / 1e6:5.0f} MB above {idle / 1e6:.0f} MB idle "
        f"(server {memory.server_bytes / 1e6:.0f}, child {memory.children_bytes / 1e6:.0f}); "
        f"{size / 1e6:.1f} MB in {took_s:.1f} s",
        flush=True,
    )


def main() -> int:
    """Measure each format."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--formats", nargs="+", choices=list(_PATHS), default=list(_PATHS))
    chosen = parser.parse_args()
    print(describe())
    with tempfile.TemporaryDirectory() as folder, served_studio(Path(folder)) as studio:
        cookie = signed_up(studio, "Ada")
        size = keep(Path(folder), "Ada", chosen.minutes)
        print(f"{chosen.minutes:g} minutes at {_HZ:g} Hz, {size / 1e6:.1f} MB kept")
        for form in chosen.formats:
            measure(studio, cookie, form)
    return 0


if __name__ == "__main__":
    sys.exit(main())
