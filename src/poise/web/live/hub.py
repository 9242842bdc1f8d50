"""Who is live at the moment."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING

from poise.web.live.ending import NOT_ALLOWED

if TYPE_CHECKING:
    from poise.web.live.connection import Connection

MAX_PER_ACCOUNT = 4


class Hub:
    """The open connections: one for each session, a few for each account.

    Parameters
    ----------
    most : int
        How many there may be at once, of all accounts together.
    """

    def __init__(self, most: int = 400) -> None:
        self._connections: dict[str, Connection] = {}
        self._most = most

    def __len__(self) -> int:
        return len(self._connections)

    def is_of_another(self, account: str, session: str) -> bool:
        """Whether somebody else is live in this session."""
        connection = self._connections.get(session)
        return connection is not None and connection.account.identifier != account

    def has_room(self, account: str, session: str) -> bool:
        """Whether an account may open one more; taking a session over is always allowed."""
        busy = Counter(one.account.identifier for one in self._connections.values())
        has_place = len(self._connections) < self._most and busy[account] < MAX_PER_ACCOUNT
        return session in self._connections or has_place

    def is_live(self, session: str) -> bool:
        """Whether somebody is live in this session."""
        return session in self._connections

    async def end_account(self, account: str) -> None:
        """End every connection of an account whose browsers were signed out."""
        own = [one for one in self._connections.values() if one.account.identifier == account]
        await asyncio.gather(*(one.end("You were signed out.", NOT_ALLOWED) for one in own))

    async def enter(self, session: str, connection: Connection) -> None:
        """Make `connection` the one of `session`; the one before writes what it has and closes first."""
        while (before := self._connections.get(session)) is not None:
            await before.end("This session goes on elsewhere.")
        self._connections[session] = connection

    def leave(self, session: str, connection: Connection) -> None:
        """Forget a connection."""
        if self._connections.get(session) is connection:
            del self._connections[session]
