"""Items of a live session made durable in groups, while more of them come."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

from poise.errors import Conflict, StoreUnavailable
from poise.store import Store
from poise.studio.live import Batch
from poise.studio.sessions.stream import append_items
from poise.web.live.reading import Refused
from poise.web.open_sockets import ELSEWHERE
from poise.web.socket_ending import GOING_AWAY, NOT_ALLOWED

MAX_PENDING = 128  # items in memory that are not durable yet; above, the socket is not read
# Items of this long are made durable together: one write and one acknowledgement for two or three batches of a page.
# Nothing is lost meanwhile, for the page keeps its items until they are durable.
_GROUP_S = 0.25
_RETRY_S = 0.5  # after the store did not answer

_MOVED = "The session moves to another server of the studio; the connection comes back by itself."
_DELETED = "The session was deleted while it went on; begin a new one."


class ItemWriter:
    """Write the items of one session to its stream, in their order.

    Parameters
    ----------
    store : Store
        Where.
    session : str
        Whose items they are.
    durable : int
        How many are durable already.
    is_newest : callable
        Whether no other connection went on with the session since.
    on_written : callable
        Called when more items are durable.
    on_error : callable
        Called with one sentence when the store does not answer; it is tried again.

    Attributes
    ----------
    durable : int
        How many items are durable.
    """

    def __init__(
        self,
        store: Store,
        session: str,
        durable: int,
        *,
        is_newest: Callable[[], Awaitable[bool]],
        on_written: Callable[[], None],
        on_error: Callable[[str], None],
    ) -> None:
        self.durable = durable
        self._store, self._session = store, session
        self._is_newest, self._on_written, self._on_error = is_newest, on_written, on_error
        self._pending: list[Batch] = []
        self._expected: int | None = None
        self._is_stopping = False
        self._work, self._room, self._hurry = asyncio.Event(), asyncio.Event(), asyncio.Event()

    def add(self, batch: Batch) -> None:
        """Take the batch that follows."""
        self._pending.append(batch)
        self._work.set()

    def finish(self, items: int) -> None:
        """Take it that the session has so many items, and group no longer."""
        self._expected = items
        self._work.set()
        self._hurry.set()

    def stop(self) -> None:
        """Write what waits, at once, and wait for nothing more."""
        self._is_stopping = True
        self._work.set()
        self._hurry.set()
        self._room.set()

    async def wait_for_room(self, items: int) -> None:
        """Wait until, of so many items that were taken, few enough are not durable."""
        while items - self.durable > MAX_PENDING and not self._is_stopping:
            self._room.clear()
            await self._room.wait()

    async def run(self) -> bool:
        """Write until all items of a finished session are durable (True), or all that wait when stopped (False).

        Raises
        ------
        Refused
            If the session was deleted, or goes on in a connection of another server.
        """
        while True:
            await self._work.wait()
            self._work.clear()
            if self._pending:
                await self._write()
            if self.durable == self._expected:
                return True
            if self._is_stopping and not self._pending:
                return False
            await self._wait_for_more()

    async def _wait_for_more(self) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_GROUP_S):
                await self._hurry.wait()

    async def _write(self) -> None:
        batches, self._pending = self._pending, []
        first, count = batches[0].first, sum(len(batch.items) for batch in batches)
        durable = await self._append(first, count, b"".join(batch.data for batch in batches))
        if durable < first + count:  # the stream is not there any more
            raise Refused(NOT_ALLOWED, "finished", _DELETED)
        self.durable = durable
        self._room.set()
        self._on_written()

    async def _append(self, first: int, count: int, data: bytes) -> int:
        while True:
            try:
                return await append_items(self._store, self._session, first, count, data)
            except Conflict:
                raise await self._overtaken() from None
            except StoreUnavailable as error:
                self._on_error(str(error))
                await asyncio.sleep(_RETRY_S)

    async def _overtaken(self) -> Refused:
        """Return why another server's items have the numbers of ours: one of the two connections goes on."""
        if await self._is_newest():  # the browser comes back, and finds the other's items
            return Refused(GOING_AWAY, "stopping", _MOVED)
        return Refused(GOING_AWAY, "limit", ELSEWHERE)
