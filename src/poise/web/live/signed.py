"""Serving a socket for as long as the sign-in lasts on which it rests."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Protocol

from starlette.websockets import WebSocket

from poise.errors import NotAllowed, StoreError
from poise.web.open_sockets import Hub, SignedSocket
from poise.web.socket_ending import BROKEN, BUSY, GOING_AWAY, NOT_ALLOWED, SIGNED_OUT, end_socket

if TYPE_CHECKING:
    from poise.web.identity import Identity

Identify = Callable[[WebSocket], "Awaitable[Identity | None]"]
"""Who opened a socket, None for nobody; raises `NotAllowed` for a page that is not ours."""

_PLEASE_SIGN_IN = "Please sign in first."
_FULL = "You have too many connections open; close the studio in another tab or browser."


class Served(SignedSocket, Protocol):
    """A socket that serves one browser."""

    async def serve(self) -> None:
        """Talk until either side ends."""


async def serve_signed_in(
    socket: WebSocket, hub: Hub, identify: Identify, served: Callable[[Identity], Served]
) -> None:
    """Serve a socket that a signed-in browser opened; others are refused.

    A refused socket is accepted first: browsers show a page neither status nor text of a handshake that failed, so
    that it could not tell a refusal from a lost connection.

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
    try:
        who = await identify(socket)
    except NotAllowed as error:
        await _refuse(socket, NOT_ALLOWED, "origin", str(error))
        return
    except StoreError as error:
        await _refuse(socket, BROKEN, "store", str(error))
        return
    if who is None:
        await _refuse(socket, NOT_ALLOWED, "not-signed-in", _PLEASE_SIGN_IN)
        return
    await socket.accept()
    connection = served(who)
    if not hub.has_socket_room(connection.owner):
        await end_socket(socket, BUSY, "limit", _FULL)
        return
    with hub.registered(connection):
        # The sign-in may have ended after the first look and before the hub knew of the socket.
        if hub.stopping:
            await end_socket(socket, GOING_AWAY, "stopping", hub.stopping)
        elif await identify(socket) is None:
            await end_socket(socket, NOT_ALLOWED, "signed-out", SIGNED_OUT)
        else:
            await connection.serve()


async def _refuse(socket: WebSocket, code: int, reason: str, text: str) -> None:
    await socket.accept()
    await end_socket(socket, code, reason, text)
