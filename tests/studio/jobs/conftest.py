"""A clip, a store with its blobs, and workers in this process."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest
from tests.media_maker import write_clip

from poise.blobs import FolderBlobs
from poise.store import Job, Store
from poise.store.opening import store_at
from poise.studio.job_kinds import BUILT_IN
from poise.studio.jobs.running import Tools
from poise.studio.jobs.worker import Worker, worker_name
from poise.studio.work_folder import WorkFolder

WAIT_S = 200.0


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A second of a drawn person, in whom the models find one, but no exercise."""
    return write_clip(tmp_path_factory.mktemp("clip") / "walk.mp4", frames=25)


@pytest.fixture
async def tools(tmp_path: Path) -> AsyncIterator[Tools]:
    """An open studio."""
    folder = tmp_path / "data"
    store, work = store_at(folder), WorkFolder(folder)
    await store.open()
    work.open()
    yield Tools(store, FolderBlobs(folder / "blobs"), work)
    work.close()
    await store.close()


@pytest.fixture
def working(tools: Tools) -> Callable[[], AbstractAsyncContextManager[Worker]]:
    """A worker in this process, for as long as a block lasts."""

    @contextlib.asynccontextmanager
    async def work() -> AsyncIterator[Worker]:
        worker = Worker(tools, BUILT_IN, worker_name())
        task = asyncio.create_task(worker.run())
        try:
            yield worker
        finally:
            worker.stop()
            await task

    return work


async def until(store: Store, job: Job, is_so: Callable[[Job], bool]) -> Job:
    """Wait until a job is as it should be, and return it."""
    async with asyncio.timeout(WAIT_S):
        while True:
            found = await store.jobs.get(job.identifier)
            assert found is not None, "the job is gone"
            if is_so(found):
                return found
            await asyncio.sleep(0.05)


async def until_true(ask: Callable[[], Awaitable[bool]]) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(WAIT_S):
        while not await ask():
            await asyncio.sleep(0.05)
