"""What a running studio does by itself: close what was left open, remove what has expired."""

from __future__ import annotations

import asyncio
import logging

from poise.errors import CatalogueError, PoiseError
from poise.store import Account, Session, SessionState, Store
from poise.store.paging import every
from poise.studio.clock import DAY_MS, now_ms
from poise.web.live.keeping import complete, finish, rebuilt
from poise.web.services import Services

_LOG = logging.getLogger("poise.web")

EVERY_S = 600.0
# A browser may come back and go on, for instance after a night without network ...
_ABANDONED_MS = 12 * 3600 * 1000
# ... but who left the page and neither resumed nor finished for so long is done training.
_LEFT_MS = 2 * 3600 * 1000


async def keep_up(services: Services) -> None:
    """Tidy up now and then, until cancelled."""
    while True:
        try:
            await tidy_up(services)
        except PoiseError as error:
            _LOG.warning("tidying up did not succeed: %s", error)
        await asyncio.sleep(EVERY_S)


async def tidy_up(services: Services) -> None:
    """Close abandoned sessions, then remove what has expired or was deleted long ago."""
    async for account in every(services.store.accounts):
        await _close_abandoned(services, account)
    await _complete_closed(services)
    settings = services.settings
    await services.store.sweep(
        now_ms(), int(settings.keep_deleted_days * DAY_MS), max(1, int(settings.keep_audit_days * DAY_MS))
    )


async def _complete_closed(services: Services) -> None:
    """Do what a killed studio did not come to: the recordings and last log entries of closed sessions."""
    for identifier in await services.store.sessions.list_unsealed():
        session = await services.store.sessions.get(identifier)
        if session is not None and not services.hub.is_live(identifier):
            await complete(services.store, session)


async def _close_abandoned(services: Services, account: Account) -> None:
    for session in await services.store.sessions.list_open(account.identifier):
        if services.hub.is_live(session.identifier):
            continue
        if await _is_abandoned(services.store, session):
            whole = await services.store.sessions.get(session.identifier)  # lists come without details
            if whole is not None:
                await _close(services.store, whole)


async def _is_abandoned(store: Store, session: Session) -> bool:
    log = await store.logs.read(session.identifier)
    if log and log[-1].name == "interrupted":
        return log[-1].at_ms < now_ms() - _LEFT_MS
    return session.started_ms < now_ms() - _ABANDONED_MS


async def _close(store: Store, session: Session) -> None:
    if not session.kind.is_live or not await store.streams.read(session.identifier):
        await store.sessions.remove(session.identifier)  # nothing was ever kept of it
        return
    try:
        live = await rebuilt(store, session)
    except CatalogueError as error:
        _LOG.warning("session %s stays open: %s", session.identifier, error)
        return
    await finish(store, session, live, SessionState.ABANDONED)
