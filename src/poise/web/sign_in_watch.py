"""Sockets end with the sign-in on which they rest, also where another process ended it."""

from __future__ import annotations

import asyncio
import logging

from poise.errors import StoreError
from poise.web.identity import valid_identity
from poise.web.services import Services

_LOG = logging.getLogger("poise.web")

EVERY_S = 20.0  # docs/security.md promises a minute


async def watch_sign_ins(services: Services) -> None:
    """Look at the sign-in of every open socket now and then, until cancelled."""
    while True:
        await asyncio.sleep(EVERY_S)
        try:
            await recheck_sockets(services)
        except StoreError as error:
            _LOG.warning("the sign-ins of open sockets could not be checked: %s", error)


async def recheck_sockets(services: Services) -> None:
    """End the sockets whose sign-in has ended, expired, or belongs to a locked account."""

    async def is_valid(token_hash: str) -> bool:
        return await valid_identity(services, token_hash) is not None

    await services.hub.recheck(is_valid)
