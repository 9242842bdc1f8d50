"""What a running studio does by itself, now and then."""

from __future__ import annotations

import asyncio
import logging

from poise.errors import PoiseError
from poise.studio.clock import DAY_MS
from poise.studio.films.maintenance import maintain_films
from poise.studio.sessions.maintenance import Retention, maintain
from poise.web.services import Services

_LOG = logging.getLogger("poise.web")

_EVERY_S = 600.0


async def run_maintenance(services: Services) -> None:
    """Maintain the store now and then, until cancelled."""
    settings = services.settings
    days = (settings.keep_deleted_days, settings.keep_audit_days, settings.keep_jobs_days)
    retention = Retention(*(max(1, int(one * DAY_MS)) for one in days))
    while True:
        try:
            await maintain_films(services.store, services.blobs)  # first: it knows what belongs to a record
            await maintain(services.store, services.hub.is_live, retention, services.activities)
        except PoiseError as error:
            _LOG.warning("tidying up did not succeed: %s", error)
        await asyncio.sleep(_EVERY_S)
