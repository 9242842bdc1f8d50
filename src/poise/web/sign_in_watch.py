"""Sockets end with the sign-in on which they rest, also where another process ended it."""

from __future__ import annotations

import asyncio
import logging

from poise.errors import StoreError
from poise.web.other_servers import recheck_sockets
from poise.web.services import Services

_LOG = logging.getLogger("poise.web")

EVERY_S = 20.0  # docs/security.md promises a minute


async def watch_sign_ins(services: Services) -> None:
    """Look at the sign-in of every open socket now and then, and at who has each session, until cancelled."""
    while True:
        await asyncio.sleep(EVERY_S)
        try:
            await recheck_sockets(services)
            if services.wakeups.is_shared:
                await services.hub.recheck_sessions()
        except StoreError as error:
            _LOG.warning("the sign-ins of open sockets could not be checked: %s", error)
