"""What a running studio does by itself: close what was left open, remove what has expired."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from poise.errors import CatalogueError, DamagedRecording
from poise.store import Account, Session, SessionState, Store
from poise.store.paging import every
from poise.studio.activities import BUILT_IN
from poise.studio.activity.kind import Activities
from poise.studio.clock import now_ms
from poise.studio.sessions.live import complete, finish, rebuild

_LOG = logging.getLogger("poise.web")

# A browser may come back and go on, for instance after a night without network ...
_ABANDONED_MS = 12 * 3600 * 1000
# ... but who left the page and neither resumed nor finished for so long is done training.
_LEFT_MS = 2 * 3600 * 1000


@dataclass(frozen=True, slots=True)
class Retention:
    """For how long something is kept, in milliseconds.

    Parameters
    ----------
    deleted_ms : int
        A deleted session, which can be taken back.
    audit_ms : int
        An audit entry.
    jobs_ms : int
        A job that has ended.
    """

    deleted_ms: int
    audit_ms: int
    jobs_ms: int


async def maintain(
    store: Store, is_live: Callable[[str], bool], retention: Retention, activities: Activities = BUILT_IN
) -> None:
    """Close abandoned sessions, then remove what has expired or was deleted long ago.

    Parameters
    ----------
    store : Store
        Open.
    is_live : callable
        Whether somebody is live in the session with this identifier; such sessions are left alone.
    retention : Retention
        What is too old.
    activities : Activities, optional
        Those that the studio knows.
    """
    async for account in every(store.accounts):
        await _close_abandoned(store, is_live, account, activities)
    await _complete_closed(store, is_live, activities)
    await store.sweep(now_ms(), retention.deleted_ms, max(1, retention.audit_ms), retention.jobs_ms)


async def _complete_closed(store: Store, is_live: Callable[[str], bool], activities: Activities) -> None:
    """Do what a killed studio did not come to: the recordings and last log entries of closed sessions."""
    for identifier in await store.sessions.list_unsealed():
        session = await store.sessions.get(identifier)
        if session is not None and activities.knows(session.kind) and not is_live(identifier):
            await complete(store, session, activities)


async def _close_abandoned(
    store: Store, is_live: Callable[[str], bool], account: Account, activities: Activities
) -> None:
    for session in await store.sessions.list_open(account.identifier):
        if not is_live(session.identifier) and await _is_abandoned(store, session):
            whole = await store.sessions.get(session.identifier)  # lists come without details
            if whole is not None:
                await _close(store, whole, activities)


async def _is_abandoned(store: Store, session: Session) -> bool:
    log = await store.logs.read(session.identifier)
    if log and log[-1].name == "interrupted":
        return log[-1].at_ms < now_ms() - _LEFT_MS
    # What was done without the studio comes days later: who is sending it now has not left.
    seen_ms = max([session.started_ms, *(entry.at_ms for entry in log[-1:])])
    return seen_ms < now_ms() - _ABANDONED_MS


async def _close(store: Store, session: Session, activities: Activities) -> None:
    if not activities.knows(session.kind) or not await store.streams.read(session.identifier):
        await store.sessions.remove(session.identifier)  # nothing was ever kept of it
        return
    try:
        live = await rebuild(store, session, activities)
    except (CatalogueError, DamagedRecording) as error:  # one session must not stop the others
        _LOG.warning("session %s stays open: %s", session.identifier, error)
        return
    await finish(store, session, live, SessionState.ABANDONED, activities)
