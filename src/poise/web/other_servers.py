"""What a server does when another one of the same studio tells it something: it looks into the store."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable

from poise.studio.sessions.live import is_entered
from poise.wakeups import Topic
from poise.web.identity import valid_identity
from poise.web.open_sockets import SignedSocket
from poise.web.services import Services

_PATIENCE_S = 3.0
_LOOK_S = 0.1


def follow_other_servers(services: Services) -> None:
    """Subscribe to what concerns the sockets and uploads of this server.

    Parameters
    ----------
    services : Services
        Whose wake-ups are not open yet.
    """
    hub, wakeups = services.hub, services.wakeups

    async def sign_in_ended(token_hash: str) -> None:
        await recheck_sockets(services, lambda one: one.sign_in == token_hash)

    async def account_changed(account: str) -> None:
        await recheck_sockets(services, lambda one: one.owner == account)

    async def upload_taken(upload: str) -> None:
        services.upload_turns.stop(upload)

    wakeups.subscribe(Topic.SIGN_IN, sign_in_ended)
    wakeups.subscribe(Topic.ACCOUNT, account_changed)
    wakeups.subscribe(Topic.SESSION_TAKEN, hub.recheck_session)
    wakeups.subscribe(Topic.SESSION_ENDS, hub.end_session)
    wakeups.subscribe(Topic.UPLOAD, upload_taken)


async def leave_elsewhere(services: Services, session: str) -> None:
    """Have whoever is live in a session at another server write what it has, and wait for that a moment.

    Parameters
    ----------
    services : Services
        Of this server.
    session : str
        Which is about to be finished.
    """
    if not services.wakeups.is_shared:
        return
    services.wakeups.publish(Topic.SESSION_ENDS, session)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_PATIENCE_S):
            while await is_entered(services.store, session):
                await asyncio.sleep(_LOOK_S)


async def recheck_sockets(
    services: Services, concerns: Callable[[SignedSocket], bool] = lambda _socket: True
) -> None:
    """End the sockets whose sign-in has ended, expired, or belongs to a locked account.

    Parameters
    ----------
    services : Services
        Of this server.
    concerns : callable
        Whether to look at a socket at all.
    """

    async def is_valid(token_hash: str) -> bool:
        return await valid_identity(services, token_hash) is not None

    await services.hub.recheck(is_valid, concerns)
