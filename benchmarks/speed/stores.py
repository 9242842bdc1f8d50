"""How long history and progress take in each store, when one person has very many sessions.

python -m benchmarks.speed.stores [--sessions 2000] [--turns 10] [--mongodb mongodb://...]

Without an address the tests' FerretDB stands in for MongoDB: it reads whole collections where MongoDB uses an
index, so that its figures say that the work is done, not how fast a MongoDB is.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import numpy as np
from tests.contract.servers import shared_ferretdb
from tests.web.keeping import a_session

from benchmarks.machine import describe
from poise.store import SessionFilter, Store
from poise.store.opening import store_at

_AT_ONCE = 500
_ACCOUNT = "account"


async def measure(store: Store, count: int, turns: int) -> None:
    """Print the figures of one store."""
    await store.open()
    begun = time.perf_counter()
    for first in range(0, count, _AT_ONCE):
        numbers = range(first, min(first + _AT_ONCE, count))
        await asyncio.gather(*(store.sessions.add(a_session(f"{n:08}", _ACCOUNT, n // 3)) for n in numbers))
    told = await store.information()
    print(
        f"{told['back_end']} {told['version']}: {count} sessions written in {time.perf_counter() - begun:.0f} s"
    )
    everything = SessionFilter()
    page = await store.sessions.list_for(_ACCOUNT, everything, limit=100)
    cases: dict[str, Callable[[], Awaitable[object]]] = {
        "first page": lambda: store.sessions.list_for(_ACCOUNT, everything),
        "a page on": lambda: store.sessions.list_for(_ACCOUNT, everything, page.next_key),
        "one exercise": lambda: store.sessions.list_for(_ACCOUNT, SessionFilter(subject="squat")),
        "words that are nowhere": lambda: store.sessions.list_for(_ACCOUNT, SessionFilter(words="nowhere")),
        "progress": lambda: store.sessions.progress(_ACCOUNT, "squat"),
        "one session": lambda: store.sessions.get("00000001"),
    }
    for title, work in cases.items():
        print(f"  {title:<24} {await _timed(work, turns)}")
    await store.close()


async def _timed(work: Callable[[], Awaitable[object]], turns: int) -> str:
    times_ms = []
    for _ in range(turns):
        begun = time.perf_counter()
        await work()
        times_ms.append(1000 * (time.perf_counter() - begun))
    return f"median {np.median(times_ms):8.1f} ms, p95 {np.percentile(times_ms, 95):8.1f} ms"


def main() -> int:
    """Measure both."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sessions", type=int, default=2_000)
    parser.add_argument("--turns", type=int, default=10)
    parser.add_argument("--mongodb", default="", help="an empty database, which is left filled")
    chosen = parser.parse_args()
    print(describe())
    with tempfile.TemporaryDirectory() as folder:
        for uri in ("", chosen.mongodb or shared_ferretdb().uri + "bench"):
            asyncio.run(measure(store_at(Path(folder), uri), chosen.sessions, chosen.turns))
    return 0


if __name__ == "__main__":
    sys.exit(main())
