"""Which sockets are open, on which sign-in each rests, and who is live at the moment."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from typing import Protocol

from poise.wakeups import LocalWakeups, Topic, Wakeups
from poise.web.socket_ending import GOING_AWAY, NOT_ALLOWED, SIGNED_OUT

ELSEWHERE = "This session goes on elsewhere."
FINISHED_ELSEWHERE = "This session was finished from another page."
MAX_PER_ACCOUNT = 4
MAX_SOCKETS_PER_ACCOUNT = 12  # live or not, of all browsers of a person


class SignedSocket(Protocol):
    """An open socket that rests on a sign-in.

    Parameters
    ----------
    owner : str
        The identifier of the account.
    sign_in : str
        The hash of the token with which the browser was signed in when it opened the socket.
    """

    owner: str
    sign_in: str

    async def end(self, text: str, code: int, reason: str) -> None:
        """Close from our side, saying why; returns when everything that was received is written."""


class LiveSocket(Protocol):
    """An open socket in which somebody is live; `owner` is the identifier of the account."""

    owner: str

    async def end(self, text: str) -> None:
        """Close from our side, saying why; returns when everything that was received is written."""

    async def recheck(self) -> None:
        """End it where the session is closed, or goes on in a connection of another server."""


class Hub:
    """The open sockets, and among them the live connections: one for each session, a few for each account.

    Parameters
    ----------
    most : int
        How many live connections there may be at once, of all accounts together.
    wakeups : Wakeups, optional
        By which servers tell each other of sessions that move.
    """

    def __init__(self, most: int = 400, wakeups: Wakeups | None = None) -> None:
        self._wakeups = wakeups or LocalWakeups()
        self._connections: dict[str, LiveSocket] = {}
        self._sockets: set[SignedSocket] = set()
        self._most = most
        self._stopping = ""

    def __len__(self) -> int:
        return len(self._connections)

    # -- every socket -------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def registered(self, socket: SignedSocket) -> Iterator[None]:
        """Know a socket while it is served.

        Who registers looks at the sign-in once more afterwards: it may have ended between the first look and this.
        """
        self._sockets.add(socket)
        try:
            yield
        finally:
            self._sockets.discard(socket)

    @property
    def stopping(self) -> str:
        """Why no socket is served any more; empty while the studio runs."""
        return self._stopping

    async def close(self, text: str, patience_s: float) -> None:
        """Serve no more sockets, and end those that are open: their browsers come back to the next start.

        Parameters
        ----------
        text : str
            Why.
        patience_s : float
            How long to wait until all is written.
        """
        self._stopping = text
        ends = [asyncio.ensure_future(one.end(text, GOING_AWAY, "stopping")) for one in self._sockets]
        if ends:
            await asyncio.wait(ends, timeout=patience_s)

    def has_socket_room(self, account: str) -> bool:
        """Whether an account may open one more socket."""
        return sum(one.owner == account for one in self._sockets) < MAX_SOCKETS_PER_ACCOUNT

    async def end_sign_in(self, token_hash: str) -> None:
        """End every socket of one browser that was signed out."""
        await self._end(one for one in self._sockets if one.sign_in == token_hash)

    async def end_account(self, account: str) -> None:
        """End every socket of an account whose browsers were signed out."""
        await self._end(one for one in self._sockets if one.owner == account)

    async def recheck(
        self,
        is_valid: Callable[[str], Awaitable[bool]],
        concerns: Callable[[SignedSocket], bool] = lambda _socket: True,
    ) -> None:
        """End the sockets whose sign-in ended elsewhere, for instance by a command of the terminal.

        Parameters
        ----------
        is_valid : callable
            Whether the sign-in with a token hash still holds.
        concerns : callable
            Whether to look at a socket at all.
        """
        for token_hash in {one.sign_in for one in self._sockets if concerns(one)}:
            if not await is_valid(token_hash):
                await self.end_sign_in(token_hash)

    async def _end(self, sockets: Iterator[SignedSocket]) -> None:
        await asyncio.gather(*(one.end(SIGNED_OUT, NOT_ALLOWED, "signed-out") for one in list(sockets)))

    # -- live connections ---------------------------------------------------------------------------------------

    def is_of_another(self, account: str, session: str) -> bool:
        """Whether somebody else is live in this session."""
        connection = self._connections.get(session)
        return connection is not None and connection.owner != account

    def has_room(self, account: str, session: str) -> bool:
        """Whether an account may open one more; taking a session over is always allowed."""
        busy = Counter(one.owner for one in self._connections.values())
        has_place = len(self._connections) < self._most and busy[account] < MAX_PER_ACCOUNT
        return session in self._connections or has_place

    def is_live(self, session: str) -> bool:
        """Whether somebody is live in this session."""
        return session in self._connections

    async def end_session(self, session: str) -> None:
        """End the connection of a session that its owner finishes from another page; what it received is kept."""
        while (connection := self._connections.get(session)) is not None:
            await connection.end(FINISHED_ELSEWHERE)

    async def enter(self, session: str, connection: LiveSocket) -> None:
        """Make `connection` the one of `session`; the one before writes what it has and closes first."""
        while (before := self._connections.get(session)) is not None:
            await before.end(ELSEWHERE)
        self._connections[session] = connection

    def announce(self, session: str) -> None:
        """Tell other servers that a session goes on here, as its log says by now."""
        self._wakeups.publish(Topic.SESSION_TAKEN, session)

    async def recheck_session(self, session: str) -> None:
        """Look whether a session that somebody is live in here still is this server's."""
        if (connection := self._connections.get(session)) is not None:
            await connection.recheck()

    async def recheck_sessions(self) -> None:
        """Look at all of them: a wake-up may be lost."""
        for session in list(self._connections):
            await self.recheck_session(session)

    def leave(self, session: str, connection: LiveSocket) -> None:
        """Forget a connection."""
        if self._connections.get(session) is connection:
            del self._connections[session]
