"""A queue for work that takes a whole core: a few at once, a few waiting, then "busy"."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from poise.errors import Busy


class Turns:
    """Let a bounded number work and wait.

    Parameters
    ----------
    at_once : int
        How many work.
    waiting : int
        How many more may wait.
    """

    def __init__(self, at_once: int, waiting: int) -> None:
        self._free = asyncio.Semaphore(at_once)
        self._room = at_once + waiting

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for a turn and have it.

        Raises
        ------
        Busy
            If too many wait already.
        """
        if self._room == 0:
            raise Busy("The studio is busy with other pictures; please try again in a moment.")
        self._room -= 1
        try:
            async with self._free:
                yield
        finally:
            self._room += 1
