"""How much several workers get done: the same films by one worker and by two, on one machine.

    python -m benchmarks.speed.workers FILM [--films 4] [--workers 1 2]

Each turn brings the films to a fresh studio, starts that many `poise worker` processes (on a Redis where one is given:
`--redis redis://...`), waits until they are ready, queues all films at once, and measures from there until the last one
is done. The CPU is that of the workers and all that they started. A worker uses all cores for one film by itself, so
that a second one on the same machine fills gaps alone; what further machines bring follows from the CPU of a film.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.studio.jobs.bringing import add_person, bring

from benchmarks.machine import describe
from poise.blobs.opening import blobs_at
from poise.media.video import open_video
from poise.store import JobState
from poise.store.opening import store_at
from poise.studio.films.request import CoachFilmRequest
from poise.studio.job_kinds import BUILT_IN
from poise.studio.jobs.queue import submit
from poise.wakeups.opening import wakeups_at


@dataclass(frozen=True)
class Turn:
    """What one number of workers took for all films."""

    workers: int
    wall_s: float
    cpu_s: float


async def measure(film: Path, films: int, workers: int, redis_url: str) -> Turn:
    """Analyse the films with so many workers."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store, blobs, wakeups = store_at(folder), blobs_at(folder), wakeups_at(redis_url)
        await store.open()
        await wakeups.open()
        person = await add_person(store)
        uploads = [await bring(store, blobs, person, film) for _ in range(films)]
        before_s = _cpu_s()
        processes = [_start(folder, redis_url) for _ in range(workers)]
        try:
            for one in processes:
                assert one.stderr is not None
                await asyncio.to_thread(one.stderr.readline)  # "worker ... is ready"
            begin_s = time.monotonic()
            for upload in uploads:
                request = CoachFilmRequest(upload=upload.identifier, exercise="squat")
                await submit(store, person, request, BUILT_IN, wakeups=wakeups)
            while await store.jobs.list_unfinished():
                await asyncio.sleep(0.2)
            wall_s = time.monotonic() - begin_s
        finally:
            for one in processes:
                one.terminate()
                await asyncio.to_thread(one.wait)
        jobs = list((await store.jobs.list_for(person.identifier)).records)
        assert all(job.state is JobState.DONE for job in jobs), jobs
        await wakeups.close()
        await blobs.close()
        await store.close()
        return Turn(workers, wall_s, _cpu_s() - before_s)


def _start(folder: Path, redis_url: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "poise", "worker", "--data-dir", str(folder)]
    own = {"POISE_MONGODB_URI": "", "POISE_REDIS_URL": redis_url, "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env={**os.environ, **own})


def _cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> int:
    """Measure and print a row for each number of workers."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("film", type=Path)
    parser.add_argument("--films", type=int, default=4)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--redis", default="")
    given = parser.parse_args()
    for name, value in describe().items():
        print(f"{name}: {value}")
    with open_video(given.film) as opened:
        film_s = given.films * opened.info.duration_s
    turns = [asyncio.run(measure(given.film, given.films, count, given.redis)) for count in given.workers]
    print("\n| workers | wall s | against the first | CPU s | seconds of film per second | per core-second |")
    print("|---|---|---|---|---|---|")
    for turn in turns:
        print(
            f"| {turn.workers} | {turn.wall_s:.1f} | {turns[0].wall_s / turn.wall_s:.2f} | {turn.cpu_s:.1f} "
            f"| {film_s / turn.wall_s:.2f} | {film_s / turn.cpu_s:.2f} |"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
