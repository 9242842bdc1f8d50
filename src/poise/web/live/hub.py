"""Who is live at the moment."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from poise.web.live.connection import Connection

MAX_PER_ACCOUNT = 4


class Hub:
    """The open connections: one for each session, a few for each account."""

    def __init__(self) -> None:
        self._connections: dict[str, Connection] = {}

    def __len__(self) -> int:
        return len(self._connections)

    def is_of_another(self, account: str, session: str) -> bool:
        """Whether somebody else is live in this session."""
        connection = self._connections.get(session)
        return connection is not None and connection.account.identifier != account

    def has_room(self, account: str, session: str) -> bool:
        """Whether an account may open one more; taking a session over is always allowed."""
        busy = Counter(one.account.identifier for one in self._connections.values())
        return session in self._connections or busy[account] < MAX_PER_ACCOUNT

    async def enter(self, session: str, connection: Connection) -> None:
        """Make `connection` the one of `session`; the one before writes what it has and closes first."""
        while (before := self._connections.get(session)) is not None:
            await before.give_way()
        self._connections[session] = connection

    def leave(self, session: str, connection: Connection) -> None:
        """Forget a connection."""
        if self._connections.get(session) is connection:
            del self._connections[session]
