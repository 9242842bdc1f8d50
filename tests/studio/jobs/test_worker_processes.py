"""Worker processes on both stores: several at once, killed at any moment, told to stop."""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from tests.children import children_of
from tests.contract.servers import shared_ferretdb
from tests.media_maker import write_clip
from tests.studio.jobs.bringing import add_person, bring
from tests.studio.jobs.conftest import until, until_true
from tests.studio.jobs.processes import Place, are_gone, worker_process

from poise.blobs import FolderBlobs
from poise.store import Account, Job, JobState, SessionFilter, Store
from poise.store.opening import store_at
from poise.studio.clock import now_ms
from poise.studio.films.maintenance import maintain_films
from poise.studio.films.request import CoachFilmRequest
from poise.studio.identifiers import derive_identifier
from poise.studio.job_kinds import BUILT_IN
from poise.studio.jobs.queue import submit
from poise.studio.work_folder import WorkFolder

pytestmark = [pytest.mark.anyio, pytest.mark.models]

_KILLS = int(os.environ.get("POISE_STRESS_KILLS", "50"))
_LONGEST_S = 6.0  # from the claim to the kill; a short clip takes about half of it on two idle cores


@dataclass(frozen=True)
class Studio:
    """A studio without a server."""

    place: Place
    store: Store
    blobs: FolderBlobs

    async def ask(self, person: Account, film: Path) -> Job:
        """Bring a film and queue its analysis."""
        upload = await bring(self.store, self.blobs, person, film)
        request = CoachFilmRequest(upload=upload.identifier, exercise="squat")
        return await submit(self.store, person, request, BUILT_IN)

    async def claimed(self, job: Job, attempt: int = 1) -> Job:
        """Wait until a worker has a job."""
        return await until(
            self.store, job, lambda one: one.state is JobState.RUNNING and one.attempt == attempt
        )

    async def let_the_lease_end(self, job: Job) -> None:
        """Let the time go by in which a worker that says nothing is believed to be alive."""
        found = await self.store.jobs.get(job.identifier)
        if found is not None and found.state is JobState.RUNNING:
            await self.store.jobs.change(replace(found, lease_ms=now_ms() - 1))

    async def let_uploads_expire(self, job: Job) -> None:
        """Let the two days go by after which a film is removed that a worker did not come to remove."""
        for upload in await self.store.uploads.list_for(job.account):
            await self.store.uploads.change(replace(upload, expires_ms=now_ms() - 1))
        await maintain_films(self.store, self.blobs)

    async def finished(self, job: Job) -> Job:
        """Wait until a job has ended."""
        return await until(self.store, job, lambda one: one.state.is_final)

    async def require_one_of_each(self, job: Job) -> None:
        """Demand that a job has left one session with its recording and log, and nothing else."""
        sessions = (await self.store.sessions.list_for(job.account, SessionFilter())).records
        expected = derive_identifier(job.identifier)
        assert [one.identifier for one in sessions] == [expected]
        assert len(await self.store.recordings.get(expected)) == 1
        assert [one.name for one in await self.store.logs.read(expected)] == ["finished"]
        counts = (await self.store.information())["counts"]
        assert (counts["sessions"], counts["recordings"], counts["uploads"]) == (1, 1, 0)
        assert [entry async for entry in self.blobs.list()] == []

    def sweep_work(self) -> list[Path]:
        """Start and end as another process does; returns what is left of those that were killed."""
        folder = WorkFolder(self.place.folder)
        folder.open()
        folder.close()
        return [path for path in (self.place.folder / "work").iterdir() if path.is_dir()]


@pytest.fixture(params=["ferretdb", "sqlite"])
async def studio(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Studio]:
    uri = f"{shared_ferretdb().uri}jobs_{tmp_path.name[-20:]}" if request.param == "ferretdb" else ""
    place = Place(tmp_path / "data", uri)
    place.folder.mkdir(mode=0o700)
    store = store_at(place.folder, uri)
    await store.open()
    yield Studio(place, store, FolderBlobs(place.folder / "blobs"))
    await store.close()


@pytest.fixture(scope="module")
def long_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some seconds, which take as long."""
    return write_clip(tmp_path_factory.mktemp("clip") / "long.mp4", frames=600)


async def test_two_workers_share_the_jobs_of_two_people(studio: Studio, clip: Path) -> None:
    people = [await add_person(studio.store, number) for number in (1, 2)]
    jobs = [await studio.ask(person, clip) for person in people for _ in range(2)]
    with worker_process(studio.place), worker_process(studio.place):
        seen: set[str] = set()
        found = jobs
        while not all(one.state.is_final for one in found):
            await asyncio.sleep(0.1)
            found = await present(studio, jobs)
            seen |= {one.worker for one in found} - {""}
    assert [(one.state, one.attempt) for one in found] == [(JobState.DONE, 1)] * 4
    assert len(seen) == 2
    for person in people:
        sessions = (await studio.store.sessions.list_for(person.identifier, SessionFilter())).records
        own = [one for one in jobs if one.account == person.identifier]
        assert {one.identifier for one in sessions} == {derive_identifier(one.identifier) for one in own}


async def present(studio: Studio, jobs: list[Job]) -> list[Job]:
    found = [await studio.store.jobs.get(one.identifier) for one in jobs]
    return [one for one in found if one is not None]


async def test_a_job_whose_worker_is_killed_is_done_once_by_the_next(studio: Studio, long_clip: Path) -> None:
    person = await add_person(studio.store)
    job = await studio.ask(person, long_clip)
    with worker_process(studio.place) as killed:
        await until(studio.store, job, lambda one: one.progress.get("part", 0) > 0)
        children = killed.kill()
    assert len(children) == 1
    await until_true(lambda: asyncio.to_thread(are_gone, children))
    await studio.let_the_lease_end(job)
    with worker_process(studio.place) as worker:
        done = await studio.finished(job)
        assert worker.stop() == 0  # it tidies up first
    assert (done.state, done.attempt) == (JobState.DONE, 2)
    await studio.require_one_of_each(job)
    assert studio.sweep_work() == []


async def test_a_worker_that_is_told_to_stop_gives_its_job_back(studio: Studio, long_clip: Path) -> None:
    person = await add_person(studio.store)
    job = await studio.ask(person, long_clip)
    with worker_process(studio.place) as worker:
        await until(studio.store, job, lambda one: one.progress.get("part", 0) > 0)
        children = children_of(worker.process.pid)
        assert worker.stop() == 0
    assert are_gone(children)
    back = await studio.store.jobs.get(job.identifier)
    assert back is not None
    assert replace(back, rev=0) == job
    assert studio.sweep_work() == []


@pytest.mark.stress
@pytest.mark.timeout(7200)
async def test_a_worker_is_killed_at_any_moment(studio: Studio, clip: Path) -> None:
    """Each job is done exactly once or has failed in a sentence, whenever its workers were killed."""
    seed = int(os.environ.get("POISE_STRESS_SEED", "15"))
    chance = random.Random(seed)
    for number in range(_KILLS):
        person = await add_person(studio.store, number)
        job = await studio.ask(person, clip)
        attempts = 0
        while not (await present(studio, [job]))[0].state.is_final:
            attempts += 1
            with worker_process(studio.place) as worker:
                await until(
                    studio.store, job, lambda one: one.state.is_final or one.state is JobState.RUNNING
                )
                with_s = chance.uniform(0, _LONGEST_S)
                if attempts < 3:
                    await asyncio.sleep(with_s)
                    children = worker.kill()
                    await until_true(lambda gone=children: asyncio.to_thread(are_gone, gone))  # type: ignore[misc]
                    await studio.let_the_lease_end(job)
                else:
                    await studio.finished(job)
                    assert worker.stop() == 0
        done = (await present(studio, [job]))[0]
        assert done.state is JobState.DONE, (seed, number, done)
        await studio.let_uploads_expire(job)
        await studio.require_one_of_each(job)
        assert studio.sweep_work() == []
        await studio.store.remove_account(person.identifier)
        await studio.store.sweep(now_ms(), 0)
