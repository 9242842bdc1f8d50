"""A job in the hands of a worker: its lease, its progress, and how it ends."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Protocol

from poise.blobs import Blobs
from poise.errors import Conflict, PoiseError, StoreUnavailable
from poise.isolation.guard import Cancellation
from poise.isolation.task import Progress
from poise.store import Job, JobState, Store
from poise.store.records import Json
from poise.studio.clock import now_ms
from poise.studio.work_folder import WorkFolder
from poise.wakeups import LocalWakeups, Wakeups

LEASE_MS = 30_000
"""For how long a worker that says nothing is taken to be alive."""

BEAT_S = 2.0


@dataclass(frozen=True, slots=True)
class Tools:
    """What the work of a job may use.

    Parameters
    ----------
    store : Store
        Open.
    blobs : Blobs
        The bytes of uploads.
    folder : WorkFolder
        Open; where files lie while they are worked on.
    keep_original_days : float
        For how long films are kept that somebody wants to keep; 0 for as long as their session is there.
    wakeups : Wakeups
        Open; tells of jobs that wait and of jobs that were cancelled.
    """

    store: Store
    blobs: Blobs
    folder: WorkFolder
    keep_original_days: float = 0.0
    wakeups: Wakeups = field(default_factory=LocalWakeups)


class RunningJob:
    """A job that this process has claimed.

    Parameters
    ----------
    store : Store
        Where the job is.
    job : Job
        As `claim` returned it.

    Attributes
    ----------
    job : Job
        As it was written last.
    cancellation : Cancellation
        Ends the guarded children of this job.
    is_lost : bool
        Whether somebody cancelled or removed the job, or another worker has it.
    """

    def __init__(self, store: Store, job: Job) -> None:
        self.job = job
        self.cancellation = Cancellation()
        self.is_lost = False
        self._store = store
        self._progress: Progress | None = None
        self._begin_s = 0.0
        self._hurried = asyncio.Event()

    def hurry(self) -> None:
        """Let the next beat come at once: somebody has changed the job."""
        self._hurried.set()

    def report(self, progress: Progress) -> None:
        """Note how far the work is; may be called from any thread."""
        if self._progress is None or self._progress.stage != progress.stage:
            self._begin_s = time.monotonic()
        self._progress = progress

    async def beat_until(self, ended: asyncio.Event) -> None:
        """Write lease and progress every 2 s until `ended`, or until the job is lost."""
        while not ended.is_set() and not self.is_lost:
            waits = {asyncio.create_task(one.wait()) for one in (ended, self._hurried)}
            await asyncio.wait(waits, timeout=BEAT_S, return_when=asyncio.FIRST_COMPLETED)
            for wait in waits:
                wait.cancel()
            self._hurried.clear()
            if not ended.is_set():
                await self.beat()

    async def beat(self) -> None:
        """Write lease and progress; `is_lost` says afterwards whether the job is still ours."""
        progress = self.job.progress if self._progress is None else _shown(self._progress, self._begin_s)
        lease_ms = now_ms() + LEASE_MS
        try:
            self.job = await self._store.jobs.change(replace(self.job, lease_ms=lease_ms, progress=progress))
        except Conflict:
            self.is_lost = True
        except StoreUnavailable:
            self.is_lost = now_ms() >= self.job.lease_ms  # another worker may have it by now

    async def finish(self, output: JobOutput) -> bool:
        """Note that it is done; returns False where somebody cancelled or removed it in the meantime."""
        return await self._leave(
            JobState.DONE,
            sessions=output.sessions,
            result=output.result,
            progress={**self.job.progress, "part": 1.0, "left_s": 0.0},
        )

    async def fail(self, sentence: str, result: Json | None = None) -> bool:
        """Note that it failed, why, and what else is known of that; returns False as `finish` does."""
        return await self._leave(JobState.FAILED, failure=sentence, result=result or {})

    async def release(self) -> bool:
        """Give it back to the queue as if it had not been begun; returns False as `finish` does."""
        return await self._leave(
            JobState.QUEUED, ended_ms=0, started_ms=0, attempt=self.job.attempt - 1, progress={}
        )

    async def _leave(self, state: JobState, **changes: object) -> bool:
        settled = replace(self.job, state=state, ended_ms=now_ms(), worker="", lease_ms=0)
        try:
            self.job = await self._store.jobs.change(replace(settled, **changes))  # type: ignore[arg-type]
        except Conflict:
            self.is_lost = True
            return False
        return True


class JobQuestion(PoiseError):
    """Something that a person has to decide before a job can be done, in one sentence.

    Parameters
    ----------
    sentence : str
        What is asked.
    candidates : tuple of str
        Identifiers from which the person chooses; none where all are possible.
    """

    def __init__(self, sentence: str, candidates: tuple[str, ...] = ()) -> None:
        super().__init__(sentence)
        self.candidates = candidates


@dataclass(frozen=True, slots=True)
class JobOutput:
    """What came out of a job.

    Parameters
    ----------
    sessions : tuple of str
        The identifiers of the sessions that it made.
    result : Json
        What it answers beside them, as its kind says; a job that makes no session has nothing else.
    """

    sessions: tuple[str, ...] = ()
    result: Json = field(default_factory=dict)


class Finding(Protocol):
    """What the work of a job has found and not kept yet."""

    async def save(self, tools: Tools) -> JobOutput:
        """Keep it, and return what came out; once more is as good as once."""

    async def tidy(self, tools: Tools) -> None:
        """Remove what is not needed any more, after the job was noted as done."""


Work = Callable[[RunningJob, Tools], Awaitable[Finding]]
"""Does what a job asks for, without keeping anything; may be cancelled at any time."""


def _shown(progress: Progress, begin_s: float) -> dict[str, float | None]:
    """Return progress as it is kept; the rest of the work takes next to nothing beside the frames."""
    if not progress.total:
        return {"part": 0.0, "per_s": 0.0, "left_s": None}
    elapsed_s = max(time.monotonic() - begin_s, 1e-3)
    per_s = progress.done / elapsed_s
    left_s = round((progress.total - progress.done) / per_s, 1) if progress.done else None
    return {
        "part": round(0.98 * progress.done / progress.total, 4),
        "per_s": round(per_s, 1),
        "left_s": left_s,
    }
