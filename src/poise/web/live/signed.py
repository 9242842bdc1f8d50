"""Serving a socket for as long as the sign-in lasts on which it rests."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Protocol

from starlette.websockets import WebSocket

from poise.web.live.ending import GOING_AWAY, NOT_ALLOWED, SIGNED_OUT, end_socket
from poise.web.live.hub import Hub, SignedSocket

if TYPE_CHECKING:
    from poise.web.identity import Identity

Identify = Callable[[WebSocket], "Awaitable[Identity | None]"]
"""Who opened a socket; None unless it is a signed-in browser on a page of ours."""


class Served(SignedSocket, Protocol):
    """A socket that serves one browser."""

    async def serve(self) -> None:
        """Talk until either side ends."""


async def serve_signed_in(
    socket: WebSocket, hub: Hub, identify: Identify, served: Callable[[Identity], Served]
) -> None:
    """Serve a socket that a signed-in browser opened; others are refused.

    Parameters
    ----------
    socket : WebSocket
        Not accepted yet.
    hub : Hub
        Ends the socket with its sign-in.
    identify : callable
        Who opened it.
    served : callable
        What serves it, for whom.
    """
    who = await identify(socket)
    if who is None:
        await socket.close(NOT_ALLOWED)  # before it was accepted: answered with 403
        return
    await socket.accept()
    connection = served(who)
    with hub.registered(connection):
        # The sign-in may have ended after the first look and before the hub knew of the socket.
        if hub.stopping:
            await end_socket(socket, GOING_AWAY, "stopping", hub.stopping)
        elif await identify(socket) is None:
            await end_socket(socket, NOT_ALLOWED, "signed-out", SIGNED_OUT)
        else:
            await connection.serve()
