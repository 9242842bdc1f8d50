"""The TLS handshake, counted and bounded in time like everything else that a client may leave unfinished."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Callable

from poise.web.edge.connections import Connections

HANDSHAKE_S = 10.0
_SHUTDOWN_S = 5.0
_PAUSE_S = 0.2  # after the system could not open one more descriptor


class _Handshake:
    """A connection that is not secure yet, as the limits see it."""

    def __init__(self, client: socket.socket, peer: str, since: float) -> None:
        self.client, self.peer, self.waiting_since = client, peer, since
        self.task: asyncio.Task[None] | None = None

    def check(self, now: float) -> None:
        """Do nothing: the handshake has a deadline of its own."""

    def abort(self) -> None:
        """End the connection at once."""
        if self.task is not None:
            self.task.cancel()
        self.client.close()


class TlsListener:
    """Accept connections and make them secure.

    An event loop's own server with TLS tells nobody of a connection before its handshake is done, so that neither
    the number nor the addresses of those that never get so far could be bounded.

    Parameters
    ----------
    listening : socket.socket
        Bound.
    context : ssl.SSLContext
        With the certificate.
    above : callable
        Makes the protocol that speaks over a secured connection.
    connections : Connections
        Counts each connection until its handshake is done; the protocol counts itself afterwards.
    """

    def __init__(
        self,
        listening: socket.socket,
        context: ssl.SSLContext,
        above: Callable[[], asyncio.Protocol],
        connections: Connections,
    ) -> None:
        self._listening, self._context = listening, context
        self._above, self._open = above, connections
        self._handshakes: set[asyncio.Task[None]] = set()
        self._accepting: asyncio.Task[None] | None = None

    def start(self, backlog: int) -> None:
        """Begin to listen."""
        self._listening.setblocking(False)
        self._listening.listen(backlog)
        self._accepting = asyncio.create_task(self._accept())

    def close(self) -> None:
        """Accept no more, and give up the handshakes that are under way."""
        for task in (self._accepting, *self._handshakes):
            if task is not None:
                task.cancel()

    async def wait_closed(self) -> None:
        """Wait until that is done."""
        tasks = [task for task in (self._accepting, *self._handshakes) if task is not None]
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _accept(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                client, address = await loop.sock_accept(self._listening)
            except OSError:
                await asyncio.sleep(_PAUSE_S)
                continue
            handshake = _Handshake(client, str(address[0]), loop.time())
            if not self._open.admit(handshake):
                client.close()
                continue
            handshake.task = loop.create_task(self._secure(handshake))
            self._handshakes.add(handshake.task)
            handshake.task.add_done_callback(self._handshakes.discard)

    async def _secure(self, handshake: _Handshake) -> None:
        loop = asyncio.get_running_loop()
        # What TLS makes of noise, of another protocol, and of silence. The client's alone to know.
        with contextlib.suppress(OSError):
            try:
                await loop.connect_accepted_socket(
                    self._above,
                    handshake.client,
                    ssl=self._context,
                    ssl_handshake_timeout=HANDSHAKE_S,
                    ssl_shutdown_timeout=_SHUTDOWN_S,
                )
            finally:
                self._open.forget(handshake)
