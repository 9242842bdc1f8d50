"""A process that does nothing but jobs, until it is told to stop or whoever started it is gone."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from poise.blobs import Blobs
from poise.ending import end_if_asked
from poise.isolation.priority import give_way
from poise.store import Store
from poise.studio.jobs.kind import JobKinds
from poise.studio.jobs.running import Tools
from poise.studio.jobs.worker import Worker, worker_name
from poise.studio.work_folder import WorkFolder
from poise.wakeups import Wakeups


async def work_until_stopped(
    store: Store,
    blobs: Blobs,
    wakeups: Wakeups,
    data_dir: Path,
    kinds: JobKinds,
    *,
    keep_original_days: float = 0.0,
    ends_with_stdin: bool = False,
    announce: Callable[[str], None] = lambda _name: None,
) -> None:
    """Do jobs until SIGTERM or SIGINT; the job under way goes back into the queue.

    Parameters
    ----------
    store : Store
        Not opened yet.
    blobs : Blobs
        The bytes of uploads.
    wakeups : Wakeups
        Not opened yet.
    data_dir : Path
        Where files lie while they are worked on.
    kinds : JobKinds
        What can be done.
    keep_original_days : float
        See `Tools`.
    ends_with_stdin : bool
        Also stop when standard input ends, which it does when the process that holds its other end is gone.
    announce : callable
        Given the name of the worker once it works.

    Raises
    ------
    StoreError
        If the store or the folder cannot be opened.
    """
    give_way()
    await store.open()
    folder = WorkFolder(data_dir)
    try:
        folder.open()
        worker = Worker(Tools(store, blobs, folder, keep_original_days, wakeups), kinds, worker_name())
        await wakeups.open()
        _stop_on_signals(worker)
        watch = asyncio.create_task(_stop_with_stdin(worker)) if ends_with_stdin else None
        announce(worker.name)
        await worker.run()
        if watch is not None:
            watch.cancel()
    finally:
        folder.close()
        await wakeups.close()
        await blobs.close()
        await store.close()


def _stop_on_signals(worker: Worker) -> None:
    loop = asyncio.get_running_loop()
    for one in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(one, worker.stop)
    end_if_asked()


async def _stop_with_stdin(worker: Worker) -> None:
    """Stop the worker at the end of standard input; nothing is ever written to it."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    # A descriptor of its own: to close the transport must not close standard input itself.
    pipe = os.fdopen(os.dup(sys.stdin.fileno()), "rb", buffering=0)
    transport, _ = await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), pipe)
    try:
        await reader.read()
        worker.stop()
    finally:
        transport.close()
