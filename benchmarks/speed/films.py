"""What films that people bring cost: ``python -m benchmarks.speed.films cpu|live CLIP``.

cpu     The CPU (user and system, all processes) of a clip that is uploaded and analysed through the web, from the first
        byte sent to the finished job, against `poise coach` on the same file. In turns; medians are compared.
        The gate is 10 % more.
live    People who are coached live while two films are analysed all the time. The gate is an answer within 50 ms (p95).
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import httpx2
import numpy as np
from tests.children import children_of
from tests.studio.jobs.bringing import add_person, bring

from benchmarks.machine import describe
from benchmarks.speed.live import Client, load, pictures, prepared, show, started
from poise.blobs.opening import blobs_at
from poise.store import Job, JobState, Store
from poise.store.opening import store_at
from poise.studio.clock import now_ms
from poise.studio.films.request import CoachFilmRequest
from poise.studio.identifiers import new_identifier

CPU_GATE, LIVE_GATE_MS = 1.10, 50.0
_WAIT_S = 600.0
_PIECE_BYTES = 4 * 2**20
_FILMS_PER_WORKER = 20  # so that none is out of work before the people are done


def cpu_of_tree(pid: int) -> float:
    """Return the CPU seconds so far of a process, of all that it has started, and of those that have ended."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    own_s = sum(int(ticks) for ticks in fields[11:15]) / os.sysconf("SC_CLK_TCK")
    total_s = own_s
    for child in children_of(pid):
        with contextlib.suppress(OSError):  # it has just ended, and counts with its parent
            total_s += cpu_of_tree(child)
    return total_s


def coach_cpu_s(clip: Path, exercise: str) -> float:
    """Return the CPU of `poise coach`, from start to end."""
    before = os.times()
    command = [sys.executable, "-m", "poise", "coach", str(clip), "--exercise", exercise, "--quiet"]
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


async def web_cpu_s(clip: Path, exercise: str, client: Client, address: str, server: int) -> float:
    """Return the CPU of the server and its workers for one film, from its first byte to the finished job."""
    headers = {"cookie": client.cookie_at(address), "origin": address, "tus-resumable": "1.0.0"}
    async with httpx2.AsyncClient(base_url=f"{address}/api/v1", headers=headers, timeout=60) as web:
        before = cpu_of_tree(server)
        upload = await _upload(web, clip)
        answer = await web.post("/jobs", json={"kind": "coach-film", "upload": upload, "exercise": exercise})
        answer.raise_for_status()
        job = answer.json()["id"]
        while (state := (await web.get(f"/jobs/{job}")).json()["state"]) in ("queued", "running"):
            await asyncio.sleep(1.0)
        if state != "done":
            raise SystemExit(f"the job has {state}")
        return cpu_of_tree(server) - before


async def _upload(web: httpx2.AsyncClient, clip: Path) -> str:
    data = clip.read_bytes()
    name = base64.b64encode(clip.name.encode()).decode()
    answer = await web.post(
        "/uploads", headers={"upload-length": str(len(data)), "upload-metadata": f"filename {name}"}
    )
    answer.raise_for_status()
    upload = answer.headers["location"].rpartition("/")[2]
    for first in range(0, len(data), _PIECE_BYTES):
        sent = await web.patch(
            f"/uploads/{upload}",
            content=data[first : first + _PIECE_BYTES],
            headers={"upload-offset": str(first), "content-type": "application/offset+octet-stream"},
        )
        sent.raise_for_status()
    return str(upload)


async def measure_cpu(clip: Path, exercise: str, turns: int) -> int:
    """Print both figures; 1 if the web needs more than the gate allows."""
    coach: list[float] = []
    web: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        (client,) = await prepared(Path(folder), 1)
        async with _server(Path(folder), workers=1) as (address, server):
            await _until_workers_wait(server, 1)
            for turn in range(turns):
                print(f"turn {turn + 1} of {turns}", file=sys.stderr)
                coach.append(await asyncio.to_thread(coach_cpu_s, clip, exercise))
                web.append(await web_cpu_s(clip, exercise, client, address, server))
    ratio = statistics.median(web) / statistics.median(coach)
    print(f"poise coach      {statistics.median(coach):6.2f} s of CPU   {_each(coach)}")
    print(f"through the web  {statistics.median(web):6.2f} s of CPU   {_each(web)}")
    print(f"ratio {ratio:.3f}, gate <= {CPU_GATE}")
    return int(ratio > CPU_GATE)


def _each(seconds: Sequence[float]) -> str:
    return " ".join(f"{one:.2f}" for one in seconds)


@contextlib.asynccontextmanager
async def _server(folder: Path, *, workers: int) -> AsyncIterator[tuple[str, int]]:
    server, address = await started(folder, POISE_WORKERS=str(workers))
    try:
        yield address, server.pid
    finally:
        server.terminate()
        await server.wait()


async def _until_workers_wait(server: int, workers: int) -> None:
    """Wait until the workers are there and use no CPU any more."""
    before, deadline_s = -1.0, time.monotonic() + _WAIT_S
    while time.monotonic() < deadline_s:
        now = cpu_of_tree(server)
        if len(children_of(server)) >= workers and now - before < 0.05:
            return
        before = now
        await asyncio.sleep(2.0)


async def measure_live(clip: Path, clients: int, seconds: float, jobs: int) -> int:
    """Print how live answers fare, with films and without; 1 if they are slower than the gate allows."""
    items = pictures(seconds)
    late_ms = 0.0
    for count in (0, jobs):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            people = await prepared(folder, clients)
            async with _opened(folder) as store:
                await _queue_films(store, folder, clip, _FILMS_PER_WORKER * count)
            async with _server(folder, workers=count) as (address, server):
                await _until_working(server, count)
                found = await load(people, address, server, items, 3)
            async with _opened(folder) as store:
                left = len(await store.jobs.list_unfinished())
        done = _FILMS_PER_WORKER * count - left
        print(f"with {count} films being analysed all the time ({done} were done by the end):")
        show(found, clients, items, 3)
        late_ms = float(np.percentile(found.answers_ms, 95))
    print(f"p95 {late_ms:.1f} ms, gate <= {LIVE_GATE_MS} ms")
    return int(late_ms > LIVE_GATE_MS)


async def _queue_films(store: Store, folder: Path, clip: Path, count: int) -> None:
    """Queue so many films of one person each, so that the workers are never out of work."""
    blobs = blobs_at(folder)
    for number in range(count):
        person = await add_person(store, 1000 + number)
        upload = await bring(store, blobs, person, clip)
        request = CoachFilmRequest(upload=upload.identifier, exercise="squat")
        job = Job(
            new_identifier(),
            person.identifier,
            "coach-film",
            JobState.QUEUED,
            now_ms(),
            request.document(),
            title=clip.name,
        )
        await store.jobs.add(job)
    await blobs.close()


@contextlib.asynccontextmanager
async def _opened(folder: Path) -> AsyncIterator[Store]:
    """Open the store for a while: only one process serves a data folder."""
    store = store_at(folder)
    await store.open()
    try:
        yield store
    finally:
        await store.close()


async def _until_working(server: int, workers: int) -> None:
    """Wait until so many workers have a guarded child, which reads a film."""
    deadline_s = time.monotonic() + _WAIT_S
    while time.monotonic() < deadline_s:
        if sum(bool(children_of(worker)) for worker in children_of(server)) >= workers:
            return
        await asyncio.sleep(0.5)
    raise SystemExit("the workers have not begun")


def main() -> int:
    """Measure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=("cpu", "live"))
    parser.add_argument("clip", type=Path)
    parser.add_argument("--exercise", default="squat")
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--clients", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--jobs", type=int, default=2)
    chosen = parser.parse_args()
    print(describe())
    if chosen.what == "cpu":
        return asyncio.run(measure_cpu(chosen.clip, chosen.exercise, chosen.turns))
    return asyncio.run(measure_live(chosen.clip, chosen.clients, chosen.seconds, chosen.jobs))


if __name__ == "__main__":
    sys.exit(main())
