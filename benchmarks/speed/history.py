"""How long the history takes at the server when one person has very many sessions.

python -m benchmarks.speed.history [--sessions 100000] [--turns 50]

5478 sessions are five years of training three times a day.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import httpx2
import numpy as np
from tests.web.keeping import a_session

from benchmarks.machine import describe
from benchmarks.speed.live import prepared, started
from poise.store import Session
from poise.store.opening import store_at
from poise.studio.activity.digest import encode_digest
from poise.studio.activity.done import DoneExercise, DoneSet
from poise.studio.activity.notes import SessionNotes
from poise.studio.clock import DAY_MS, local_day, now_ms
from poise.studio.identifiers import new_identifier
from poise.studio.people.secret import hash_of

_AT_ONCE = 500


_SUBJECTS = ("squat", "push-up", "plank", "forward-lunge", "squat", "glute-bridge", "biceps-curl")


def trained(identifier: str, account: str, number: int, count: int) -> Session:
    """Return the session with a number of so many, of which the last ended just now: three sets with notes."""
    subject = _SUBJECTS[number % len(_SUBJECTS)]
    measured = {
        "range_deg": 100.0 + number % 17,
        "eccentric_s": 1.51,
        "concentric_s": 1.02,
        "asymmetry": 0.034,
    }
    faults = {"too-shallow": number % 5, "knees-in": number % 3}
    sets = tuple(DoneSet(str(n), 10, 6 + number % 5, 0.0, **measured, faults=faults) for n in (1, 2, 3))
    notes = SessionNotes(weight_kg=20 + number % 7, effort_rpe=7.5)
    return replace(
        a_session(identifier, account, number // 3),
        subject=subject,
        started_ms=now_ms() - (count - number) * DAY_MS // 3,
        digest=encode_digest([DoneExercise(subject, 91.0, sets)], notes),
    )


async def fill(data_dir: Path, secret: str, count: int) -> None:
    """Give the person of a sign-in many finished sessions, three a day."""
    store = store_at(data_dir)
    await store.open()
    sign_in = await store.sign_ins.get(hash_of(secret))
    assert sign_in is not None
    for first in range(0, count, _AT_ONCE):
        numbers = range(first, min(first + _AT_ONCE, count))
        await asyncio.gather(
            *(store.sessions.add(trained(new_identifier(), sign_in.account, n, count)) for n in numbers)
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
                    ("sums of an exercise", "/progress?subject=squat"),
                    ("progress, 12 weeks", f"/progress/overview?zone=Europe/Berlin&first_day={_day(83)}"),
                    ("progress, all time", "/progress/overview?zone=Europe/Berlin"),
                    ("one exercise, 12 weeks", f"/progress/overview?subject=squat&first_day={_day(83)}"),
                    ("one exercise, all time", "/progress/overview?subject=squat"),
                    ("last weights", "/progress/weights"),
                ):
                    print(f"  {title:<24} {await _timed(client, path, turns, server.pid)}")
        finally:
            server.terminate()
            await server.wait()


def _day(ago: int) -> str:
    return local_day(now_ms() - ago * DAY_MS, "Europe/Berlin")


async def _timed(client: httpx2.AsyncClient, path: str, turns: int, server: int) -> str:
    times_ms, before_s = [], _processor_time(server)
    for _ in range(turns):
        begun = time.perf_counter()
        answer = await client.get(path)
        times_ms.append(1000 * (time.perf_counter() - begun))
        answer.raise_for_status()
    used_ms = 1000 * (_processor_time(server) - before_s) / turns
    median, p95 = np.median(times_ms), np.percentile(times_ms, 95)
    return f"median {median:6.1f} ms, p95 {p95:6.1f} ms, processor {used_ms:6.1f} ms"


def _processor_time(process: int) -> float:
    """Return the seconds of processor time that a process has used, which other programs do not change much."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


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
