"""Long work for a person: ask for it, see how far it is, cancel it, try again."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from poise.studio.films.uploads import release_upload
from poise.studio.job_kinds import BUILT_IN, AnyJobRequest, with_exercise
from poise.studio.jobs.queue import cancel, find_job, remove, retry, submit
from poise.studio.jobs.results import JobResult
from poise.studio.results import Identifier
from poise.web.identity import Signed
from poise.web.language import Spoken
from poise.web.services import Running

router = APIRouter(tags=["jobs"])


class RetryWish(BaseModel):
    """What is to be another way this time.

    Parameters
    ----------
    exercise : str or None
        An identifier of the catalogue, such as for a film in which none was recognised; None for what was asked for
        before.
    """

    exercise: Identifier | None = None


class JobPage(BaseModel):
    """Some jobs, newest first, and where to go on."""

    records: list[JobResult]
    next_key: str


@router.post("/jobs", status_code=201)
async def submit_job(wish: AnyJobRequest, who: Signed, services: Running, spoken: Spoken) -> JobResult:
    """Queue work: the analysis of an uploaded film, what it teaches, or recordings to be judged again.

    A film makes a session as if somebody had been live; it has to have arrived completely, and waits in no other job. A
    film with a demonstration answers with what it teaches, in the job's `result`. A recording that is judged again
    makes a new session beside the old one. A person has 20 unfinished jobs at most.
    """
    await services.quota.require(who.account.identifier)
    queued = await submit(services.store, who.account, wish, BUILT_IN, wakeups=services.wakeups)
    return JobResult.of(queued, spoken)


@router.get("/jobs")
async def jobs(
    who: Signed,
    services: Running,
    spoken: Spoken,
    after: Annotated[str, Query(max_length=64)] = "",
    limit: Annotated[int, Query(ge=1, le=100)] = 30,
) -> JobPage:
    """List one's jobs, newest first; those that have ended stay for a month, or until they are removed."""
    page = await services.store.jobs.list_for(who.account.identifier, after, limit)
    return JobPage(records=[JobResult.of(one, spoken) for one in page.records], next_key=page.next_key)


@router.get("/jobs/{identifier}")
async def job(identifier: str, who: Signed, services: Running, spoken: Spoken) -> JobResult:
    """Return one job."""
    return JobResult.of(await find_job(services.store, who.account, identifier), spoken)


@router.post("/jobs/{identifier}/cancel")
async def cancel_job(identifier: str, who: Signed, services: Running, spoken: Spoken) -> JobResult:
    """End a job that waits or runs; one that has ended is returned as it is."""
    found = await find_job(services.store, who.account, identifier)
    return JobResult.of(await cancel(services.store, found, wakeups=services.wakeups), spoken)


@router.post("/jobs/{identifier}/retry")
async def retry_job(
    identifier: str, who: Signed, services: Running, spoken: Spoken, wish: RetryWish | None = None
) -> JobResult:
    """Queue a job again that failed or was cancelled, for another exercise where one is named."""
    found = await find_job(services.store, who.account, identifier)
    exercise = None if wish is None else wish.exercise
    request = None if exercise is None else with_exercise(found, exercise)
    if request is not None:
        await BUILT_IN[found.kind].check(services.store, who.account, request)
    return JobResult.of(await retry(services.store, found, request, wakeups=services.wakeups), spoken)


@router.delete("/jobs/{identifier}", status_code=204)
async def remove_job(identifier: str, who: Signed, services: Running) -> None:
    """Take a job that has ended out of the list, with its film where nothing else needs that; its sessions stay."""
    found = await find_job(services.store, who.account, identifier)
    await remove(services.store, found)
    await release_upload(services.store, services.blobs, found)
