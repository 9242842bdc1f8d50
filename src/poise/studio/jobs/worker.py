"""The loop of a worker: claim a job, do it, keep what was found, and so on until it is told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import secrets
import socket

from pydantic import ValidationError

from poise.errors import DamagedMedia, PoiseError, StoreError, StoreUnavailable, UnsupportedMedia
from poise.store import Job, JobState
from poise.store.records import Json
from poise.studio.jobs.kind import JobKind, JobKinds
from poise.studio.jobs.queue import claim
from poise.studio.jobs.running import Finding, JobQuestion, RunningJob, Tools
from poise.wakeups import Topic

_LOG = logging.getLogger("poise.worker")
_PATIENCE_S = 3.0  # until work that was told to end is cut off
_UNEXPECTED = "Something went wrong in the studio; its log tells more."
_HOPELESS = (DamagedMedia, UnsupportedMedia)  # the same file fails again
_UNKNOWN = "This studio cannot do jobs of this kind; please update it."


def worker_name() -> str:
    """Return a name that no other worker has, on whatever machine."""
    return f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(3)}"


class Worker:
    """Do one job after the other.

    Parameters
    ----------
    tools : Tools
        What jobs use.
    kinds : JobKinds
        What can be done.
    name : str
        Stands in the jobs that it runs.
    """

    def __init__(self, tools: Tools, kinds: JobKinds, name: str) -> None:
        self.name = name
        self._tools, self._kinds = tools, kinds
        self._stopping = asyncio.Event()
        self._running: RunningJob | None = None
        tools.wakeups.subscribe(Topic.JOB, self._look_at)

    def stop(self) -> None:
        """Let `run` return soon; the job under way goes back into the queue and is not charged with an attempt."""
        self._stopping.set()

    async def run(self) -> None:
        """Work until `stop` is called; nothing but a bug ends it otherwise."""
        while not self._stopping.is_set():
            job = await self._next()
            if job is not None:
                await self._run(job)
                continue
            await self._wait_for_job()

    async def _wait_for_job(self) -> None:
        waiting = asyncio.ensure_future(self._tools.wakeups.wait_for_job())
        stopping = asyncio.create_task(self._stopping.wait())
        await asyncio.wait({waiting, stopping}, return_when=asyncio.FIRST_COMPLETED)
        for task in (waiting, stopping):
            task.cancel()
        await asyncio.wait({waiting, stopping})
        if not waiting.cancelled():
            waiting.result()

    async def _look_at(self, identifier: str) -> None:
        """Look whether the job under way was cancelled, before its next beat would."""
        running = self._running
        if running is not None and running.job.identifier == identifier:
            running.hurry()

    async def _next(self) -> Job | None:
        try:
            return await claim(self._tools.store, self.name, self._kinds)
        except StoreError as error:
            _LOG.warning("the queue cannot be read: %s", error)
            return None

    async def _run(self, job: Job) -> None:
        self._running = running = RunningJob(self._tools.store, job)
        try:
            await self._do(running)
        except StoreUnavailable as error:  # its lease ends, and somebody begins it again
            _LOG.warning("job %s is left alone: %s", job.identifier, error)
        except Exception:  # noqa: BLE001  (a job must not end the worker)
            _LOG.exception("job %s failed", job.identifier)
            with contextlib.suppress(StoreError):
                await self._fail(running, self._kinds.get(job.kind), _UNEXPECTED)
        finally:
            self._running = None

    async def _do(self, running: RunningJob) -> None:
        kind = self._kinds.get(running.job.kind)
        if kind is None:
            await running.fail(_UNKNOWN)
            return
        try:
            finding = await self._find(running, kind)
        except StoreUnavailable:
            raise
        except ValidationError:
            await self._fail(running, kind, _UNKNOWN)
        except PoiseError as error:
            if error.__cause__ is not None:
                _LOG.warning("job %s: %s (%r)", running.job.identifier, error, error.__cause__)
            await self._fail(running, kind, str(error), _known_of(error))
        else:
            await self._settle(running, kind, finding)

    async def _find(self, running: RunningJob, kind: JobKind) -> Finding | None:
        """Do the work; None where the job was lost or the worker is to stop."""
        with running.cancellation:
            work = asyncio.ensure_future(kind.work(running, self._tools))
        ended = asyncio.Event()
        beats = asyncio.create_task(running.beat_until(ended))
        stopping = asyncio.create_task(self._stopping.wait())
        try:
            await asyncio.wait({work, stopping, beats}, return_when=asyncio.FIRST_COMPLETED)
            if not work.done():
                await _end(work, running)
        finally:
            ended.set()
            stopping.cancel()
            await beats
        if work.cancelled():
            return None
        if running.is_lost or self._stopping.is_set():
            work.exception()  # the end of its child is no news
            return None
        return work.result()

    async def _settle(self, running: RunningJob, kind: JobKind, finding: Finding | None) -> None:
        if finding is not None:
            await running.beat()  # whoever lost the job in the meantime must not keep anything
            if not running.is_lost:
                output = await finding.save(self._tools)
                if await running.finish(output):
                    await finding.tidy(self._tools)
                    return
        elif not running.is_lost and await running.release():
            self._tools.wakeups.announce_job(running.job.identifier)
            return
        await self._discard_unless_wanted(running.job, kind)

    async def _fail(
        self, running: RunningJob, kind: JobKind | None, sentence: str, result: Json | None = None
    ) -> None:
        await running.fail(sentence, result)
        if kind is not None:
            await self._discard_unless_wanted(running.job, kind)

    async def _discard_unless_wanted(self, job: Job, kind: JobKind) -> None:
        """Remove what this attempt left, unless another one goes on with it."""
        present = await self._tools.store.jobs.get(job.identifier)
        if present is None or present.state in (JobState.FAILED, JobState.CANCELLED):
            await kind.discard(self._tools.store, job.identifier)


def _known_of(error: PoiseError) -> Json:
    """Return what is known of a failure: between what somebody has to choose, or that another attempt fails alike."""
    if isinstance(error, JobQuestion):
        return {"candidates": list(error.candidates)}
    return {"is_hopeless": True} if isinstance(error, _HOPELESS) else {}


async def _end(work: asyncio.Future[Finding], running: RunningJob) -> None:
    """End work with its children: a killed child ends it at once, and what else it waits for a little later."""
    running.cancellation.cancel()
    _, pending = await asyncio.wait({work}, timeout=_PATIENCE_S)
    if pending:
        work.cancel()
        await asyncio.wait({work})
