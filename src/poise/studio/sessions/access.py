"""Who may see a session, and who may change it: asked here and nowhere else."""

from __future__ import annotations

from collections.abc import Callable

from poise.errors import NotThere
from poise.store import Account, Session, Store


def may_see(actor: Account, session: Session) -> bool:
    """Whether somebody may see a session with all that belongs to it: its result, log, recording and pictures."""
    return session.account == actor.identifier


def may_change(actor: Account, session: Session) -> bool:
    """Whether somebody may change, go on with, delete or take back a session."""
    return session.account == actor.identifier


async def find_visible(store: Store, actor: Account, identifier: str) -> Session:
    """Return a session that somebody may see.

    Raises
    ------
    NotThere
        If there is none; one that they may not see is answered alike.
    """
    return await _find(store, actor, identifier, may_see)


async def find_changeable(store: Store, actor: Account, identifier: str) -> Session:
    """Return a session that somebody may change.

    Raises
    ------
    NotThere
        If there is none; one that they may not change is answered alike.
    """
    return await _find(store, actor, identifier, may_change)


async def _find(
    store: Store, actor: Account, identifier: str, may: Callable[[Account, Session], bool]
) -> Session:
    found = await store.sessions.get(identifier)
    if found is None or not may(actor, found):
        raise NotThere("There is no such session.")
    return found
