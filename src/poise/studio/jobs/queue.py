"""The queue of jobs as people and workers use it; the store's records are the queue."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from poise.errors import Busy, Conflict, NotThere, QuotaReached
from poise.store import Account, Job, JobState, Store
from poise.studio.clock import now_ms
from poise.studio.identifiers import new_identifier
from poise.studio.jobs.kind import JobKinds, JobRequest
from poise.studio.jobs.running import LEASE_MS
from poise.wakeups import LocalWakeups, Topic, Wakeups

MAX_ATTEMPTS = 3
MAX_UNFINISHED = 20  # of one person
MAX_TOTAL = 200  # of everybody

ALONE: Wakeups = LocalWakeups()
"""Wakes nobody: workers look into the store."""

_RECENT = 60  # of an account's newest jobs; among them is the one that was started last
_GIVEN_UP = (
    "The analysis was begun three times, and each time its worker ended before it was done; "
    "try a shorter film, or ask who runs the studio."
)


async def submit(
    store: Store, account: Account, request: JobRequest, kinds: JobKinds, *, wakeups: Wakeups = ALONE
) -> Job:
    """Put a job into the queue.

    Parameters
    ----------
    store : Store
        Where the queue is.
    account : Account
        Who asks.
    request : JobRequest
        For what.
    kinds : JobKinds
        What the studio can do.
    wakeups : Wakeups, optional
        By which a worker is woken; the same for all functions of this module.

    Raises
    ------
    QuotaReached
        If the person has too many unfinished ones.
    Busy
        If the studio has.
    PoiseError
        If what is asked for cannot be done.
    """
    await _require_room(store, account.identifier)
    title = await kinds[request.kind].check(store, account, request)
    job = Job(
        identifier=new_identifier(),
        account=account.identifier,
        kind=request.kind,
        state=JobState.QUEUED,
        created_ms=now_ms(),
        request=request.document(),
        title=title,
    )
    await store.jobs.add(job)
    wakeups.announce_job(job.identifier)
    return job


async def find_job(store: Store, account: Account, identifier: str) -> Job:
    """Return a job of this account.

    Raises
    ------
    NotThere
        If there is none; one of somebody else is answered alike.
    """
    found = await store.jobs.get(identifier)
    if found is None or found.account != account.identifier:
        raise _not_there()
    return found


async def cancel(store: Store, job: Job, *, wakeups: Wakeups = ALONE) -> Job:
    """End a job that waits or runs; its worker sees so within seconds. One that has ended stays as it is."""

    def cancelled(known: Job) -> Job:
        if known.state.is_final:
            return known
        return replace(known, state=JobState.CANCELLED, ended_ms=now_ms(), worker="", lease_ms=0)

    changed = await _change(store, job, cancelled)
    wakeups.publish(Topic.JOB, job.identifier)
    return changed


async def retry(
    store: Store, job: Job, request: JobRequest | None = None, *, wakeups: Wakeups = ALONE
) -> Job:
    """Put a failed or cancelled job back into the queue, with all attempts before it.

    Parameters
    ----------
    store : Store
        Where the queue is.
    job : Job
        Which.
    request : JobRequest, optional
        What is asked for instead of what failed; it was checked.

    Raises
    ------
    Conflict
        If it is in another state.
    QuotaReached, Busy
        As `submit`.
    """

    def queued(known: Job) -> Job:
        if known.state not in (JobState.FAILED, JobState.CANCELLED):
            raise Conflict("Only a job that failed or was cancelled can be tried again.")
        fresh = {"started_ms": 0, "ended_ms": 0, "attempt": 0, "progress": {}, "failure": "", "result": {}}
        if request is not None:
            fresh["request"] = request.document()
        return replace(known, state=JobState.QUEUED, **fresh)  # type: ignore[arg-type]  # fields of a job

    queued(job)
    await _require_room(store, job.account)
    changed = await _change(store, job, queued)
    wakeups.announce_job(job.identifier)
    return changed


async def remove(store: Store, job: Job) -> None:
    """Take a job that has ended out of the list; its sessions stay.

    Raises
    ------
    Conflict
        If it has not ended.
    """
    if not job.state.is_final:
        raise Conflict("The job has not ended; please cancel it first.")
    await store.jobs.remove(job.identifier)


async def claim(store: Store, worker: str, kinds: JobKinds) -> Job | None:
    """Take the job whose turn it is; None where there is nothing to do.

    A job whose worker is silent for longer than its lease is begun again, three times in all; then it has failed.

    Parameters
    ----------
    store : Store
        Where the queue is.
    worker : str
        Who asks.
    kinds : JobKinds
        What the studio can do.
    """
    now = now_ms()
    unfinished = await store.jobs.list_unfinished()
    waiting = [one for one in unfinished if _waits(one, now)]
    for job in await _in_fair_order(store, waiting, [one for one in unfinished if one not in waiting]):
        try:
            if job.attempt >= MAX_ATTEMPTS:
                await _give_up(store, job, kinds)
                continue
            return await store.jobs.change(_begun(job, worker))
        except Conflict:  # another worker was faster, or the person cancelled it
            continue
    return None


def _waits(job: Job, now: int) -> bool:
    return job.state is JobState.QUEUED or job.lease_ms < now


def _begun(job: Job, worker: str) -> Job:
    now = now_ms()
    return replace(
        job,
        state=JobState.RUNNING,
        started_ms=now,
        attempt=job.attempt + 1,
        worker=worker,
        lease_ms=now + LEASE_MS,
        progress={},
    )


async def _in_fair_order(store: Store, waiting: Sequence[Job], running: Sequence[Job]) -> list[Job]:
    """Sort jobs: of the person with the fewest running ones, then of whose last turn is longest ago, the oldest."""
    accounts = {job.account for job in waiting}
    count = {account: sum(one.account == account for one in running) for account in accounts}
    last_ms = dict.fromkeys(accounts, 0)
    if len(accounts) > 1:
        last_ms = {account: await _last_start_ms(store, account) for account in accounts}
    return sorted(waiting, key=lambda job: (count[job.account], last_ms[job.account], job.identifier))


async def _last_start_ms(store: Store, account: str) -> int:
    recent = await store.jobs.list_for(account, limit=_RECENT)
    return max((job.started_ms for job in recent.records), default=0)


async def _give_up(store: Store, job: Job, kinds: JobKinds) -> None:
    failed = replace(job, state=JobState.FAILED, ended_ms=now_ms(), worker="", lease_ms=0, failure=_GIVEN_UP)
    await store.jobs.change(failed)
    if job.kind in kinds:
        await kinds[job.kind].discard(store, job.identifier)


async def _require_room(store: Store, account: str) -> None:
    unfinished = await store.jobs.list_unfinished()
    own = sum(job.account == account for job in unfinished)
    if own >= MAX_UNFINISHED:
        raise QuotaReached(
            f"You have {own} unfinished jobs, as many as each person may have; wait for some, or cancel them."
        )
    if len(unfinished) >= MAX_TOTAL:
        raise Busy("The studio has as many jobs as it can take; please try again later.")


async def _change(store: Store, job: Job, change: Callable[[Job], Job]) -> Job:
    """Change a job as often as it takes: its worker writes to it every 2 s."""
    while True:
        changed = change(job)
        if changed is job:
            return job
        try:
            return await store.jobs.change(changed)
        except Conflict:
            present = await store.jobs.get(job.identifier)
            if present is None:
                raise _not_there() from None
            job = present


def _not_there() -> NotThere:
    return NotThere("There is no such job.")
