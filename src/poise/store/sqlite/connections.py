"""One thread that writes, a few that read."""

from __future__ import annotations

import asyncio
import contextlib
import os
import queue
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from poise.errors import PoiseError, StoreError, StoreUnavailable
from poise.store.sqlite.presence import Presence

Answer = TypeVar("Answer")
Work = Callable[[sqlite3.Connection], Any]

_MAX_GROUP = 256
_READERS = 2
_LOCK_S = 10.0  # for another process that writes: a command of the terminal


def connect(path: Path, *, reads_only: bool = False) -> sqlite3.Connection:
    """Open the database; transactions are begun and ended by hand.

    Synchronous FULL makes each commit survive a loss of power; one commit serves a whole group of writes.
    """
    database = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=_LOCK_S)
    database.row_factory = sqlite3.Row
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "cache_size = -16384"):
        database.execute(f"PRAGMA {pragma}")
    if reads_only:
        database.execute("PRAGMA query_only = ON")
    return database


_SIGNS_OF_DAMAGE = ("malformed", "not a database", "no such table", "no such column")


def as_store_error(error: sqlite3.Error | OSError) -> StoreError:
    """Return the one sentence for what the database or the disc said."""
    text = str(error)
    if isinstance(error, sqlite3.DatabaseError) and any(sign in text for sign in _SIGNS_OF_DAMAGE):
        return StoreError("The data are damaged; please restore them from a backup.")
    if "full" in text or (isinstance(error, OSError) and error.errno in (28, 122)):  # ENOSPC, EDQUOT
        return StoreUnavailable("The disc is full; please make room, then it goes on by itself.")
    return StoreUnavailable(f"The data cannot be reached at the moment ({text}); please try again.")


@dataclass(slots=True)
class _Request:
    work: Work
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]
    answer: Any = None
    error: BaseException | None = field(default=None)

    def deliver(self) -> None:
        def settle() -> None:
            if self.future.done():
                return  # whoever asked has gone
            if self.error is not None:
                self.future.set_exception(self.error)
            else:
                self.future.set_result(self.answer)

        with contextlib.suppress(RuntimeError):  # its loop is closed
            self.loop.call_soon_threadsafe(settle)


class Writer:
    """One thread through which all writes go.

    Those that wait are written in one transaction, so that a hundred live sessions share the price of making things
    durable. Each runs in a savepoint of its own: one that fails undoes nothing of the others. Nobody is answered
    before the commit.
    """

    def __init__(self, path: Path) -> None:
        self._database = connect(path)
        self._presence = Presence(path)
        self._requests: queue.SimpleQueue[_Request | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="poise-store-writer", daemon=True)
        self._thread.start()

    async def write(self, work: Callable[[sqlite3.Connection], Answer]) -> Answer:
        """Run `work` in a transaction and return its answer once that is durable."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Answer] = loop.create_future()
        self._requests.put(_Request(work, loop, future))
        return await future

    def close(self) -> None:
        """Write what waits and end."""
        self._requests.put(None)
        self._thread.join()
        self._database.close()

    def _run(self) -> None:
        while True:
            first = self._requests.get()
            if first is None:
                return
            group, is_last = self._group(first)
            self._write(group)
            for request in group:
                request.deliver()
            if is_last:
                return

    def _group(self, first: _Request) -> tuple[list[_Request], bool]:
        group = [first]
        while len(group) < _MAX_GROUP:
            try:
                request = self._requests.get_nowait()
            except queue.Empty:
                break
            if request is None:
                return group, True
            group.append(request)
        return group, False

    def _write(self, group: list[_Request]) -> None:
        try:
            self._presence.require()
            self._database.execute("BEGIN IMMEDIATE")
            for request in group:
                self._run_one(request)
            self._database.execute("COMMIT")
            self._presence.require()  # before anybody is told that it is durable
        except (sqlite3.Error, StoreUnavailable) as error:
            with contextlib.suppress(sqlite3.Error):
                self._database.execute("ROLLBACK")
            refusal = as_store_error(error) if isinstance(error, sqlite3.Error) else error
            for request in group:
                request.error = request.error or refusal

    def _run_one(self, request: _Request) -> None:
        self._database.execute("SAVEPOINT one")
        try:
            request.answer = request.work(self._database)
        except sqlite3.OperationalError:
            raise  # the disc or the database, not this request
        except Exception as error:  # noqa: BLE001  (handed to whoever asked)
            request.error = error if isinstance(error, PoiseError) else _unexpected(error)
            self._database.execute("ROLLBACK TO one")
        self._database.execute("RELEASE one")


def _unexpected(error: Exception) -> Exception:
    return as_store_error(error) if isinstance(error, sqlite3.Error) else error


class Readers:
    """A few threads, each with a connection of its own that cannot write."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._mine = threading.local()
        self._all: list[sqlite3.Connection] = []
        self._pool = ThreadPoolExecutor(_READERS, "poise-store-reader")

    async def read(self, work: Callable[[sqlite3.Connection], Answer]) -> Answer:
        """Run `work` on a snapshot of what is durable."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._run, work)

    def close(self) -> None:
        """End the threads."""
        self._pool.shutdown()
        for database in self._all:
            database.close()

    def _run(self, work: Callable[[sqlite3.Connection], Answer]) -> Answer:
        try:
            database = self._connection()
            database.execute("BEGIN")
            try:
                return work(database)
            finally:
                database.execute("COMMIT")
        except (sqlite3.Error, OSError) as error:
            raise as_store_error(error) from error

    def _connection(self) -> sqlite3.Connection:
        known: sqlite3.Connection | None = getattr(self._mine, "database", None)
        if known is None:
            known = self._mine.database = connect(self._path, reads_only=True)
            self._all.append(known)
        return known


def make_private(path: Path) -> None:
    """Make sure that the file is there and nobody else may read it; SQLite gives its companions the same mode."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    path.chmod(0o600)
