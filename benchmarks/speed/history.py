"""How long the history takes at the server when one person has very many sessions.

python -m benchmarks.speed.history [--sessions 100000] [--turns 50]
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

import httpx2
import numpy as np
from tests.web.keeping import a_session

from benchmarks.machine import describe
from benchmarks.speed.live import prepared, started
from poise.store.opening import store_at
from poise.studio.identifiers import new_identifier
from poise.studio.people.secret import hash_of

_AT_ONCE = 500


async def fill(data_dir: Path, secret: str, count: int) -> None:
    """Give the person of a sign-in many finished sessions, three a day."""
    store = store_at(data_dir)
    await store.open()
    sign_in = await store.sign_ins.get(hash_of(secret))
    assert sign_in is not None
    for first in range(0, count, _AT_ONCE):
        numbers = range(first, min(first + _AT_ONCE, count))
        await asyncio.gather(
            *(store.sessions.add(a_session(new_identifier(), sign_in.account, n // 3)) for n in numbers)
        )
    await store.close()


async def measure(count: int, turns: int) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        (person,) = await prepared(Path(folder), 1)
        begun = time.perf_counter()
        await fill(Path(folder), person.secret, count)
        print(f"{count} sessions of one person, written in {time.perf_counter() - begun:.0f} s")
        server, address = await started(Path(folder))
        try:
            async with httpx2.AsyncClient(
                base_url=f"{address}/api/v1", headers={"cookie": person.cookie_at(address)}, timeout=60
            ) as client:
                key = (await client.get("/sessions", params={"limit": 100})).json()["next_key"]
                for title, path in (
                    ("first page", "/sessions"),
                    ("a page on", f"/sessions?after={key}"),
                    ("one exercise", "/sessions?subject=squat"),
                    ("an exercise never done", "/sessions?subject=lunge"),
                    ("some days", "/sessions?first_day=2023-03-01&last_day=2023-03-05"),
                    ("words that are nowhere", "/sessions?words=nowhere"),
                    ("progress", "/progress?subject=squat"),
                ):
                    print(f"  {title:<24} {await _timed(client, path, turns)}")
        finally:
            server.terminate()
            await server.wait()


async def _timed(client: httpx2.AsyncClient, path: str, turns: int) -> str:
    times_ms = []
    for _ in range(turns):
        begun = time.perf_counter()
        answer = await client.get(path)
        times_ms.append(1000 * (time.perf_counter() - begun))
        answer.raise_for_status()
    return f"median {np.median(times_ms):6.1f} ms, p95 {np.percentile(times_ms, 95):6.1f} ms"


def main() -> int:
    """Measure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sessions", type=int, default=100_000)
    parser.add_argument("--turns", type=int, default=50)
    chosen = parser.parse_args()
    print(describe())
    asyncio.run(measure(chosen.sessions, chosen.turns))
    return 0


if __name__ == "__main__":
    sys.exit(main())
