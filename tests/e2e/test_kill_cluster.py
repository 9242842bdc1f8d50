"""Server, worker or Redis are killed at any moment of upload and analysis: each film ends as exactly one session."""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

import httpx2
import pytest
from tests.e2e.cluster import FINAL, WAIT_S, Cluster, Person, cluster
from tests.e2e.studio import Studio, free_port
from tests.media_maker import write_clip
from tests.studio.jobs.processes import WorkerProcess, are_gone, worker_process
from tests.web.browser import OWN

from poise.store import JobState, SessionFilter
from poise.studio.clock import now_ms
from poise.studio.films.maintenance import maintain_films
from poise.studio.work_folder import WorkFolder

pytestmark = pytest.mark.models

_KILLS = int(os.environ.get("POISE_STRESS_KILLS", "50"))
_LONGEST_S = 6.0  # from the first byte to the kill; upload and analysis take about as long on two idle cores
_PIECES = 6  # in which a film is sent
_PAUSE_S = 0.1  # between two of them, so that the upload is hit as well
_VICTIMS = ("server", "worker", "redis")
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Kill:
    """Who is killed, and how long after the first byte of a film."""

    victim: str
    after_s: float


@dataclass
class Restarted:
    """A process that is started again whenever it was killed."""

    begin: Callable[[], AbstractContextManager[Any]]
    process: Any = None
    stack: ExitStack = field(default_factory=ExitStack)

    def start(self) -> None:
        """Start it."""
        self.process = self.stack.enter_context(self.begin())


class Campaign:
    """A studio whose processes are killed, and the person who brings films to it."""

    def __init__(self, studio: Cluster) -> None:
        self._studio, self._port = studio, free_port()
        self._server = Restarted(lambda: studio.server("a", self._port))
        self._worker = Restarted(lambda: worker_process(studio.place("worker-0")))
        self.address = f"http://127.0.0.1:{self._port}"
        self.person: Person

    @contextmanager
    def running(self) -> Iterator[None]:
        """Run the processes; what is killed is started again."""
        with self._server.stack, self._worker.stack:
            self._server.start()
            self._worker.start()
            self.person = Person.sign_up(self.address, "Ada")
            yield

    def kill(self, one: Kill) -> None:
        """Kill somebody at a moment, and start them again."""
        time.sleep(one.after_s)
        if one.victim == "redis":
            self._studio.redis.kill()
            self._studio.redis.start()
        elif one.victim == "server":
            server: Studio = self._server.process
            server.process.kill()
            server.process.wait()
            self._server.start()
        else:
            worker: WorkerProcess = self._worker.process
            left = worker.kill()
            self._wait(lambda: are_gone(left))
            self._worker.start()
            asyncio.run(self._end_lease(worker.process.pid))

    def bring(self, film: bytes) -> str:
        """Send a film in pieces, whatever is killed meanwhile, and return the job of its analysis."""
        upload = self._insist(lambda: self._announce(film))
        sent = 0
        while sent < len(film):
            end = min(sent + len(film) // _PIECES, len(film))
            sent = self._insist(lambda begin=sent, end=end: self._send(upload, film, begin, end))  # type: ignore[misc]
            time.sleep(_PAUSE_S)
        return self._insist(lambda: self._queue(upload))

    def until_done(self, job: str) -> dict[str, Any]:
        """Wait until a job has ended."""
        found: dict[str, Any] = {}

        def is_final() -> bool:
            found.update(self._insist(lambda: self._ask("GET", f"/jobs/{job}").json()))
            return found["state"] in FINAL

        self._wait(is_final)
        return found

    async def require_one_of_each(self, jobs: list[dict[str, Any]]) -> None:
        """Demand that each job has left one session with its recording, and nothing else is left."""
        store, blobs = self._studio.store(), self._studio.blobs()
        await store.open()
        try:
            (account,) = [one.identifier for one in (await store.accounts.page()).records]
            for upload in await store.uploads.list_for(
                account
            ):  # of a worker killed between "done" and the removal
                await store.uploads.change(replace(upload, expires_ms=now_ms() - 1))
            await maintain_films(store, blobs)
            kept = (await store.sessions.list_for(account, SessionFilter(), limit=1000)).records
            assert {one.identifier for one in kept} == {id_ for job in jobs for id_ in job["sessions"]}
            counts = (await store.information())["counts"]
            expected = (len(jobs), len(jobs), 0)
            assert tuple(counts[name] for name in ("sessions", "recordings", "uploads")) == expected
            for session in kept:
                assert [one.name for one in await store.logs.read(session.identifier)] == ["finished"]
            assert [one async for one in blobs.list()] == []
        finally:
            await blobs.close()
            await store.close()

    def require_no_files(self) -> None:
        """Demand that whoever starts next finds no files of those that were killed, or removes them."""
        for name in ("a", "worker-0"):
            folder = WorkFolder(self._studio.place(name).folder)
            folder.open()
            folder.close()
            assert [
                path for path in (self._studio.place(name).folder / "work").iterdir() if path.is_dir()
            ] == []

    async def _end_lease(self, pid: int) -> None:
        """Let the time go by in which a worker that says nothing is believed to be alive."""
        store = self._studio.store()
        await store.open()
        for job in await store.jobs.list_unfinished():
            if job.state is JobState.RUNNING and f"-{pid}-" in job.worker:
                await store.jobs.change(replace(job, lease_ms=now_ms() - 1))
        await store.close()

    # -- the client ---------------------------------------------------------------------------------------------

    def _ask(self, method: str, path: str, **more: Any) -> httpx2.Response:
        headers = {**OWN, "cookie": self.person.cookie(self.address), **more.pop("headers", {})}
        answer = httpx2.request(method, f"{self.address}/api/v1{path}", headers=headers, timeout=30, **more)
        if answer.status_code >= 500:
            raise httpx2.TransportError(answer.text)
        return answer

    def _announce(self, film: bytes) -> str:
        given = {
            "tus-resumable": "1.0.0",
            "upload-length": str(len(film)),
            "upload-metadata": "filename Zi5tcDQ=",
        }
        answer = self._ask("POST", "/uploads", headers=given)
        assert answer.status_code == 201, answer.text
        return str(answer.headers["location"].rpartition("/")[2])

    def _send(self, upload: str, film: bytes, begin: int, end: int) -> int:
        """Send a piece from where the server says, and return how much is there."""
        version = {"tus-resumable": "1.0.0"}
        state = self._ask("HEAD", f"/uploads/{upload}", headers=version)
        assert state.status_code == 200
        offset = int(state.headers["upload-offset"])
        assert offset >= begin  # what was acknowledged is there
        if offset >= end:
            return offset
        given = {**version, "upload-offset": str(offset), "content-type": "application/offset+octet-stream"}
        answer = self._ask("PATCH", f"/uploads/{upload}", headers=given, content=film[offset:end])
        assert answer.status_code == 204, answer.text
        return int(answer.headers["upload-offset"])

    def _queue(self, upload: str) -> str:
        """Ask for the analysis; where the answer to the first time was lost, there is a job already."""
        for job in self._ask("GET", "/jobs?limit=100").json()["records"]:
            if job["upload"] == upload:
                return str(job["id"])
        answer = self._ask(
            "POST", "/jobs", json={"kind": "coach-film", "upload": upload, "exercise": "squat"}
        )
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    def _insist(self, ask: Callable[[], Answer]) -> Answer:
        """Ask until there is an answer."""
        end_s = time.monotonic() + WAIT_S
        while True:
            try:
                return ask()
            except httpx2.TransportError:
                assert time.monotonic() < end_s
                time.sleep(0.1)

    def _wait(self, is_so: Callable[[], bool]) -> None:
        end_s = time.monotonic() + WAIT_S
        while not is_so():
            assert time.monotonic() < end_s
            time.sleep(0.1)


def survive(folder: Path, kills: list[Kill], *, is_one_machine: bool) -> None:
    """Bring a film for each kill, and look at what is left of all of them."""
    clip = write_clip(folder / "walk.mp4", frames=12).read_bytes()
    room = 3_000_000  # a box that players skip: a film that is sent in several pieces
    film = clip + room.to_bytes(4, "big") + b"free" + bytes(room - 8)
    with cluster(folder, is_one_machine=is_one_machine) as studio:
        campaign = Campaign(studio)
        with campaign.running(), ThreadPoolExecutor(1) as pool:
            jobs = []
            for number, one in enumerate(kills):
                killing = pool.submit(campaign.kill, one)
                job = campaign.until_done(campaign.bring(film))
                killing.result()
                assert (job["state"], job["failure"]) == ("done", ""), (number, one)
                jobs.append(job)
        asyncio.run(campaign.require_one_of_each(jobs))
        campaign.require_no_files()


@pytest.mark.timeout(900)
def test_a_film_survives_the_kill_of_each_process(tmp_path: Path) -> None:
    """A sample of the campaign below: the server and Redis during the upload, the worker during the analysis."""
    kills = [Kill("server", 0.3), Kill("redis", 0.2), Kill("worker", 2.0)]
    survive(tmp_path, kills, is_one_machine=True)


@pytest.mark.stress
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("is_one_machine", [False, True], ids=["ferretdb and s3", "sqlite and folder"])
def test_films_survive_fifty_kills(tmp_path: Path, is_one_machine: bool) -> None:
    chance = random.Random(int(os.environ.get("POISE_STRESS_SEED", "15")))
    kills = [Kill(chance.choice(_VICTIMS), chance.uniform(0, _LONGEST_S)) for _ in range(_KILLS)]
    survive(tmp_path, kills, is_one_machine=is_one_machine)
