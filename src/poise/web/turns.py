"""The one queue for expensive work: a few at once, a few waiting, fair between accounts."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, ParamSpec, TypeVar

from starlette.requests import Request

from poise.errors import Busy
from poise.isolation.guard import Cancellation
from poise.web.running_requests import STOPPING

Given = ParamSpec("Given")
Answer = TypeVar("Answer")

_FULL = "The studio is busy with the work of others; please try again in a moment."
_TOO_LONG = "The studio was busy for too long; please try again in a moment."


class Turns:
    """Let a bounded number work and wait; no account works twice at once.

    Places go round robin: whoever asks for ten turns gets every other one as soon as one more account waits. Where
    too many wait, the newest request of the account that has most of them is turned away. So an account that asks
    for one thing is refused only when as many other accounts wait as there is room for.

    All methods belong to the event loop's thread.

    Parameters
    ----------
    at_once : int
        How many work.
    waiting : int
        How many more may wait, of all accounts together.
    patience_s : float
        How long one may wait, in seconds.
    """

    def __init__(self, at_once: int, waiting: int, patience_s: float = 60.0) -> None:
        self._free, self._most_waiting, self._patience_s = at_once, waiting, patience_s
        self._running: set[str] = set()
        # Accounts in the order in which they are served; each has its requests in the order of their arrival. A
        # request becomes True when it gets its turn, and a sentence when it is turned away.
        self._waiting: dict[str, deque[asyncio.Future[bool | str]]] = {}
        self._work: set[Cancellation] = set()
        self._is_closed = False

    @asynccontextmanager
    async def turn(self, account: str, patience_s: float | None = None) -> AsyncIterator[None]:
        """Wait for a turn of an account and have it.

        Parameters
        ----------
        account : str
            Whose turn it is.
        patience_s : float, optional
            How long it may wait, where that is not as long as for others.

        Raises
        ------
        Busy
            If too many wait already, it takes too long, or the studio stops.
        """
        await self._enter(account, self._patience_s if patience_s is None else patience_s)
        try:
            yield
        finally:
            self._give_back(account)

    async def run(
        self, account: str, work: Callable[Given, Answer], *given: Given.args, **named: Given.kwargs
    ) -> Answer:
        """Do blocking work in a thread, under a turn.

        When this is cancelled or the queue is closed, the guarded children that the work waits for are ended, and
        with them the work.

        Raises
        ------
        Busy
            As `turn` does, and when the studio stops meanwhile.
        """
        async with self.turn(account):
            return await self.work(work, *given, **named)

    async def work(self, work: Callable[Given, Answer], *given: Given.args, **named: Given.kwargs) -> Answer:
        """Do blocking work in a thread, for those who have a turn."""
        cancellation = Cancellation()
        self._work.add(cancellation)
        with cancellation:
            task = asyncio.ensure_future(asyncio.to_thread(work, *given, **named))
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            cancellation.cancel()
            await asyncio.wait({task})  # the place is free only when the work has ended
            if not task.cancelled():
                task.exception()  # seen
            raise
        except Exception as error:
            if self._is_closed and cancellation.is_cancelled:
                raise Busy(STOPPING) from error
            raise
        finally:
            self._work.discard(cancellation)

    def close(self) -> None:
        """Turn everybody away who waits or comes, and end the children of those who work."""
        self._is_closed = True
        for requests in list(self._waiting.values()):
            for request in requests:
                request.set_result(STOPPING)
        self._waiting.clear()
        for cancellation in self._work:
            cancellation.cancel()

    async def _enter(self, account: str, patience_s: float) -> None:
        if self._is_closed:
            raise Busy(STOPPING)
        request: asyncio.Future[bool | str] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(account, deque()).append(request)
        self._hand_out()
        self._turn_away(account)
        try:
            await asyncio.wait({request}, timeout=patience_s)
        except asyncio.CancelledError:
            if request.done() and request.result() is True:
                self._give_back(account)
            self._forget(account, request)
            raise
        answer = request.result() if request.done() else _TOO_LONG
        if isinstance(answer, str):
            self._forget(account, request)
            raise Busy(answer)

    def _give_back(self, account: str) -> None:
        self._running.discard(account)
        self._free += 1
        self._hand_out()

    def _hand_out(self) -> None:
        while self._free > 0:
            account = next((one for one in self._waiting if one not in self._running), None)
            if account is None:
                return
            requests = self._waiting.pop(account)
            self._free -= 1
            self._running.add(account)
            requests.popleft().set_result(True)
            if requests:
                self._waiting[account] = requests  # behind all others

    def _turn_away(self, newcomer: str) -> None:
        """Where one too many waits, turn away the newest of the greediest; among equals it is the newcomer."""
        if sum(map(len, self._waiting.values())) <= self._most_waiting:
            return
        greediest = max(self._waiting, key=lambda one: (len(self._waiting[one]), one == newcomer))
        request = self._waiting[greediest][-1]
        request.set_result(_FULL)
        self._forget(greediest, request)

    def _forget(self, account: str, request: asyncio.Future[bool | str]) -> None:
        requests = self._waiting.get(account)
        if requests is None or request not in requests:
            return
        requests.remove(request)
        if not requests:
            del self._waiting[account]


async def while_connected(request: Request, work: Coroutine[Any, Any, Answer]) -> Answer:
    """Return what `work` returns; cancel it when the client goes away, whose place others can use.

    Parameters
    ----------
    request : Request
        Its body has been read.
    work : coroutine
        What is done for it.

    Raises
    ------
    Busy
        If the client went away first; nobody is there to read it.
    """
    task, gone = asyncio.ensure_future(work), asyncio.ensure_future(_disconnected(request))
    try:
        await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise Busy("The client went away before the work was done.")
        return task.result()
    finally:
        for each in (task, gone):
            each.cancel()
        await asyncio.wait({task, gone})


async def _disconnected(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
