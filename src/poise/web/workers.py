"""The worker processes beside the server: started and stopped with it, and started again when one dies."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

_LOG = logging.getLogger("poise.web")

_PATIENCE_S = 5.0  # to put the job under way back into the queue
_PAUSES_S = (1.0, 2.0, 5.0, 15.0, 60.0)
_HEALTHY_S = 120.0  # who lived so long did not die of how it was started


@contextlib.asynccontextmanager
async def running_workers(count: int, data_dir: Path) -> AsyncIterator[None]:
    """Keep so many worker processes running.

    Each watches its standard input, whose other end this process holds: however this one ends, they end, too.

    Parameters
    ----------
    count : int
        How many; 0 for none.
    data_dir : Path
        Where everything is kept.
    """
    keepers = [asyncio.create_task(_keep_running(data_dir)) for _ in range(count)]
    try:
        yield
    finally:
        for one in keepers:
            one.cancel()
        await asyncio.gather(*keepers, return_exceptions=True)


async def _keep_running(data_dir: Path) -> None:
    deaths = 0
    while True:
        begin_s = time.monotonic()
        code = await _run_one(data_dir)
        deaths = 0 if time.monotonic() - begin_s > _HEALTHY_S else deaths + 1
        pause_s = _PAUSES_S[min(max(deaths, 1), len(_PAUSES_S)) - 1]
        _LOG.warning("a worker has ended (%s); another one starts in %g s", code, pause_s)
        await asyncio.sleep(pause_s)


async def _run_one(data_dir: Path) -> int:
    """Run one worker process until it ends, or until this is cancelled; then it is ended."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "poise", "worker", "--ends-with-stdin", "--data-dir", str(data_dir)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.DEVNULL,
        # A session of its own: Ctrl-C reaches the server alone, and Linux lets the whole session give way.
        start_new_session=True,
    )
    try:
        return await process.wait()
    finally:
        if process.returncode is None:
            await _end(process)


async def _end(process: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    try:
        await asyncio.wait_for(process.wait(), _PATIENCE_S)
    except TimeoutError:
        process.kill()
        await process.wait()
