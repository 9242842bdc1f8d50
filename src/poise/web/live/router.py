"""The route of the live socket."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter
from starlette.websockets import WebSocket

from poise.store import Store
from poise.studio.activities import BUILT_IN
from poise.studio.activity.kind import Activities
from poise.web.live.connection import Connection
from poise.web.live.signed import Identify, serve_signed_in
from poise.web.open_sockets import Hub

if TYPE_CHECKING:
    from poise.studio.sessions.quota import Quota


def live_router(
    store: Store, hub: Hub, identify: Identify, quota: Quota | None = None, activities: Activities = BUILT_IN
) -> APIRouter:
    """Return the router with ``/live``.

    Parameters
    ----------
    store : Store
        Open by the time somebody connects.
    hub : Hub
        Keeps the connections.
    identify : callable
        Who opened the socket, None unless it is a signed-in browser on a page of our own origin.
    quota : Quota, optional
        How much each account may keep.
    activities : Activities, optional
        What can be done live.
    """
    router = APIRouter()

    @router.websocket("/live")
    async def live(socket: WebSocket) -> None:
        await serve_signed_in(
            socket,
            hub,
            identify,
            lambda who: Connection(
                socket, who.account, store, hub, who.sign_in.token_hash, quota=quota, activities=activities
            ),
        )

    return router
