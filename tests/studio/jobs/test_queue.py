"""The queue: whose turn it is, how often a job is begun, and what people may do with theirs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.contract.conftest import BACK_ENDS
from tests.contract.records import job
from tests.studio.jobs.bringing import add_person, bring

from poise.blobs import FolderBlobs
from poise.errors import Busy, Conflict, NotThere, PoiseError, QuotaReached, RequestError
from poise.store import Job, JobState, Store
from poise.studio.clock import now_ms
from poise.studio.films.request import CoachFilmRequest
from poise.studio.identifiers import new_identifier
from poise.studio.job_kinds import BUILT_IN
from poise.studio.jobs.queue import MAX_TOTAL, MAX_UNFINISHED, cancel, claim, find_job, remove, retry, submit
from poise.studio.jobs.running import LEASE_MS, JobOutput, RunningJob

pytestmark = pytest.mark.anyio

MP4 = b"\0\0\0\x20ftypisom" + bytes(500)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(params=sorted(BACK_ENDS))
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    opened = BACK_ENDS[request.param](tmp_path / "data")
    await opened.open()
    yield opened
    await opened.close()


async def claim_all(store: Store) -> list[Job]:
    found: list[Job] = []
    while (one := await claim(store, "worker", BUILT_IN)) is not None:
        found.append(one)
    return found


async def present(store: Store, known: Job) -> Job:
    found = await store.jobs.get(known.identifier)
    assert found is not None
    return found


async def test_a_claimed_job_runs_with_a_lease_and_belongs_to_its_worker(store: Store) -> None:
    await store.jobs.add(job())
    before = now_ms()
    claimed = await claim(store, "worker-1", BUILT_IN)
    assert claimed is not None
    assert claimed == await present(store, job())
    assert (claimed.state, claimed.attempt, claimed.worker) == (JobState.RUNNING, 1, "worker-1")
    assert before + LEASE_MS <= claimed.lease_ms <= now_ms() + LEASE_MS
    assert claimed.started_ms >= before
    assert await claim(store, "worker-2", BUILT_IN) is None


async def test_of_many_workers_that_ask_at_once_each_job_goes_to_one(store: Store) -> None:
    for number in range(4):
        await store.jobs.add(job(number, account=f"account-{number % 2}"))
    rounds = [
        await asyncio.gather(*(claim(store, f"worker-{n}", BUILT_IN) for n in range(6))) for _ in range(4)
    ]
    claimed = [one for answers in rounds for one in answers if one is not None]
    assert sorted(one.identifier for one in claimed) == [f"job-{n:06}" for n in range(4)]
    assert [one.attempt for one in claimed] == [1] * 4


@pytest.mark.parametrize(
    ("queued", "order"),
    [
        ("AAA", "AAA"),
        ("AAAAB", "ABAAA"),
        ("AAABBB", "ABABAB"),
        ("AABC", "ABCA"),
    ],
)
async def test_with_one_worker_people_take_turns(store: Store, queued: str, order: str) -> None:
    for number, person in enumerate(queued):
        await store.jobs.add(job(number, account=person))
    served = ""
    for _ in queued:
        claimed = await claim(store, "worker", BUILT_IN)
        assert claimed is not None
        served += claimed.account
        assert await RunningJob(store, claimed).finish(JobOutput())
        await asyncio.sleep(0.002)  # turns are told apart by the millisecond
    assert served == order


async def test_whoever_has_fewer_running_jobs_goes_first(store: Store) -> None:
    for number, person in enumerate("AAABB"):
        await store.jobs.add(job(number, account=person))
    assert [one.account for one in await claim_all(store)] == ["A", "B", "A", "B", "A"]


async def test_a_job_whose_worker_is_silent_is_begun_three_times_and_then_has_failed(store: Store) -> None:
    given = job(identifier=new_identifier())  # what its attempts left is found by it
    await store.jobs.add(given)
    for attempt in (1, 2, 3):
        claimed = await claim(store, f"worker-{attempt}", BUILT_IN)
        assert claimed is not None
        assert claimed.attempt == attempt
        await store.jobs.change(replace(claimed, lease_ms=now_ms() - 1))
    assert await claim(store, "worker-4", BUILT_IN) is None
    failed = await present(store, given)
    assert (failed.state, failed.attempt, failed.worker) == (JobState.FAILED, 3, "")
    assert failed.failure.startswith("The analysis was begun three times")
    assert failed.ended_ms


async def test_a_worker_that_lost_its_job_cannot_write_to_it(store: Store) -> None:
    await store.jobs.add(job())
    claimed = await claim(store, "worker-1", BUILT_IN)
    assert claimed is not None
    slow = RunningJob(store, claimed)
    await store.jobs.change(replace(claimed, lease_ms=now_ms() - 1))
    other = await claim(store, "worker-2", BUILT_IN)
    assert not await slow.finish(JobOutput(("session",)))
    await slow.beat()
    assert slow.is_lost
    assert await present(store, job()) == other


async def test_a_released_job_is_as_if_it_had_not_been_begun(store: Store) -> None:
    await store.jobs.add(job())
    claimed = await claim(store, "worker", BUILT_IN)
    assert claimed is not None
    assert await RunningJob(store, claimed).release()
    assert replace(await present(store, job()), rev=0) == job()


async def test_cancelling_ends_what_waits_or_runs_and_nothing_else(store: Store) -> None:
    for number in (1, 2, 3):
        await store.jobs.add(job(number))
    running = await claim(store, "worker", BUILT_IN)
    assert running is not None
    stale = job(1)  # as it was before it ran
    for one in (stale, job(2)):
        assert (await cancel(store, one)).state is JobState.CANCELLED
    done = replace(job(3), state=JobState.DONE, sessions=("s",))
    done = await store.jobs.change(done)
    assert await cancel(store, done) == done
    held = RunningJob(store, running)
    await held.beat()
    assert held.is_lost


async def test_a_failed_or_cancelled_job_can_be_tried_again_and_others_not(store: Store) -> None:
    await store.jobs.add(job(state=JobState.FAILED, attempt=3, failure="No.", started_ms=5, ended_ms=9))
    again = await retry(store, await present(store, job()))
    assert replace(again, rev=0) == job()
    for state in (JobState.QUEUED, JobState.RUNNING, JobState.DONE):
        with pytest.raises(Conflict, match="Only a job that failed"):
            await retry(store, replace(again, state=state))


async def test_only_what_has_ended_leaves_the_list(store: Store) -> None:
    await store.jobs.add(job())
    with pytest.raises(Conflict, match="cancel it first"):
        await remove(store, job())
    await remove(store, await cancel(store, job()))
    assert await store.jobs.get(job().identifier) is None


async def test_somebody_elses_job_is_not_there(store: Store) -> None:
    one, other = await add_person(store, 1), await add_person(store, 2)
    await store.jobs.add(job(account=one.identifier))
    assert await find_job(store, one, job().identifier) == job()
    for person, identifier in ((other, job().identifier), (one, "none")):
        with pytest.raises(NotThere, match="no such job"):
            await find_job(store, person, identifier)


async def test_a_person_has_so_many_unfinished_jobs_and_the_studio_too(store: Store, tmp_path: Path) -> None:
    person = await add_person(store)
    upload = await bring(store, FolderBlobs(tmp_path / "blobs"), person, MP4)
    request = CoachFilmRequest(upload=upload.identifier)
    for number in range(MAX_UNFINISHED):
        await store.jobs.add(job(number))
    with pytest.raises(QuotaReached, match="You have 20 unfinished jobs"):
        await submit(store, person, request, BUILT_IN)
    failed = job(500, state=JobState.FAILED)
    await store.jobs.add(failed)
    with pytest.raises(QuotaReached):
        await retry(store, failed)
    await cancel(store, job(0))
    for number in range(MAX_UNFINISHED, MAX_TOTAL + 1):
        await store.jobs.add(job(number, account=f"account-{number}"))
    with pytest.raises(Busy, match="as many jobs as it can take"):
        await submit(store, person, request, BUILT_IN)


async def test_a_film_is_queued_once_by_its_name(store: Store, tmp_path: Path) -> None:
    person = await add_person(store)
    upload = await bring(store, FolderBlobs(tmp_path / "blobs"), person, MP4)
    request = CoachFilmRequest(upload=upload.identifier, exercise="squat")
    queued = await submit(store, person, request, BUILT_IN)
    assert (queued.title, queued.state, queued.account) == ("film.mp4", JobState.QUEUED, person.identifier)
    assert CoachFilmRequest.read(queued.request) == request
    assert await present(store, queued) == queued
    with pytest.raises(Conflict, match="is being analysed"):
        await submit(store, person, request, BUILT_IN)


@pytest.mark.parametrize(
    ("changes", "error", "sentence"),
    [
        ({"upload": "none"}, NotThere, "There is no such upload"),
        ({"exercise": "flying"}, RequestError, "There is no exercise named flying"),
    ],
)
async def test_what_cannot_be_done_is_not_queued(
    store: Store, tmp_path: Path, changes: dict[str, str], error: type[PoiseError], sentence: str
) -> None:
    person, other = await add_person(store, 1), await add_person(store, 2)
    upload = await bring(store, FolderBlobs(tmp_path / "blobs"), person, MP4)
    wish = CoachFilmRequest(**{"upload": upload.identifier, **changes})  # type: ignore[arg-type]
    with pytest.raises(error, match=sentence):
        await submit(store, person, wish, BUILT_IN)
    with pytest.raises(NotThere, match="There is no such upload"):
        await submit(store, other, CoachFilmRequest(upload=upload.identifier), BUILT_IN)
    await store.uploads.change(replace(upload, size=upload.size + 1))
    with pytest.raises(RequestError, match="has not arrived completely"):
        await submit(store, person, CoachFilmRequest(upload=upload.identifier), BUILT_IN)
    assert await store.jobs.list_unfinished() == ()
