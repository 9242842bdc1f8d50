"""The route of the live socket."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from fastapi import APIRouter
from starlette.websockets import WebSocket

from poise.store import Account, Store
from poise.web.live.connection import Connection
from poise.web.live.ending import NOT_ALLOWED
from poise.web.live.hub import Hub


def live_router(
    store: Store, hub: Hub, account_of: Callable[[WebSocket], Awaitable[Account | None]]
) -> APIRouter:
    """Return the router with ``/live``.

    Parameters
    ----------
    store : Store
        Open by the time somebody connects.
    hub : Hub
        Keeps the connections.
    account_of : callable
        Who opened the socket, None unless it is a signed-in browser on a page of our own origin.
    """
    router = APIRouter()

    @router.websocket("/live")
    async def live(socket: WebSocket) -> None:
        account = await account_of(socket)
        if account is None:
            await socket.close(NOT_ALLOWED)  # before it was accepted: answered with 403
            return
        await socket.accept()
        await Connection(socket, account, store, hub).serve()

    return router
