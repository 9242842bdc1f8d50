"""What a running studio does by itself, now and then."""

from __future__ import annotations

import asyncio
import logging

from poise.errors import PoiseError
from poise.studio.clock import DAY_MS
from poise.studio.sessions.maintenance import Retention, maintain
from poise.web.services import Services

_LOG = logging.getLogger("poise.web")

_EVERY_S = 600.0


async def run_maintenance(services: Services) -> None:
    """Maintain the store now and then, until cancelled."""
    settings = services.settings
    retention = Retention(int(settings.keep_deleted_days * DAY_MS), int(settings.keep_audit_days * DAY_MS))
    while True:
        try:
            await maintain(services.store, services.hub.is_live, retention)
        except PoiseError as error:
            _LOG.warning("tidying up did not succeed: %s", error)
        await asyncio.sleep(_EVERY_S)
