"""What a running studio does by itself, now and then."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable

from poise.errors import PoiseError
from poise.studio.clock import DAY_MS
from poise.studio.films.maintenance import maintain_films
from poise.studio.sessions.maintenance import Retention, maintain
from poise.web.services import Services

_LOG = logging.getLogger("poise.web")

_EVERY_S = 600.0


async def run_maintenance(services: Services) -> None:
    """Maintain store and films now and then, until cancelled."""
    while True:
        await maintain_all(services)
        await asyncio.sleep(_EVERY_S)


async def maintain_all(services: Services) -> None:
    """Maintain films and store once; where the storage of films is away, the store is maintained all the same."""
    settings = services.settings
    days = (settings.keep_deleted_days, settings.keep_audit_days, settings.keep_jobs_days)
    retention = Retention(*(max(1, int(one * DAY_MS)) for one in days))
    # Films first: the store removes records by which their bytes are found.
    await _try(maintain_films(services.store, services.blobs))
    await _try(maintain(services.store, services.hub.is_live, retention, services.activities))


async def _try(work: Awaitable[None]) -> None:
    try:
        await work
    except PoiseError as error:
        _LOG.warning("tidying up did not succeed: %s", error)
