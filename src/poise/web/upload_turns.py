"""Who receives for an upload: the newest request, for the one before it may hang on a line that is cut."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from poise.errors import UploadTakenOver

_PATIENCE_S = 10.0  # for what the one before has to make durable


@dataclass(frozen=True, slots=True)
class UploadTurn:
    """One request that receives.

    Parameters
    ----------
    stop : asyncio.Event
        Is set when a newer request wants to go on.
    ended : asyncio.Event
        Is set when this one has made durable what it had.
    """

    stop: asyncio.Event = field(default_factory=asyncio.Event)
    ended: asyncio.Event = field(default_factory=asyncio.Event)


class UploadTurns:
    """Let one request at a time receive for each upload."""

    def __init__(self) -> None:
        self._turns: dict[str, UploadTurn] = {}

    def stop(self, identifier: str) -> None:
        """Ask the request that receives for an upload to stop: another server goes on with it."""
        if (turn := self._turns.get(identifier)) is not None:
            turn.stop.set()

    @asynccontextmanager
    async def take(self, identifier: str) -> AsyncIterator[UploadTurn]:
        """Be the one that receives; a request before is asked to stop, and waited for.

        Raises
        ------
        UploadTakenOver
            If it does not stop in time.
        """
        try:
            async with asyncio.timeout(_PATIENCE_S):
                while (before := self._turns.get(identifier)) is not None:
                    before.stop.set()
                    await before.ended.wait()
        except TimeoutError as error:
            raise UploadTakenOver(
                "The same upload goes on in another tab or request; please try again."
            ) from error
        self._turns[identifier] = turn = UploadTurn()
        try:
            yield turn
        finally:
            del self._turns[identifier]
            turn.ended.set()
