"""Which of two sessions of one recording counts: the one in which it was judged again, until that is removed."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace

from poise.errors import Conflict
from poise.store import Account, Session, Store
from poise.studio.sessions.access import find_changeable

_MAX_STEPS = 100  # of one recording that is judged again and again


async def supersede(store: Store, session: Session) -> None:
    """Let a session count in the place of the one whose recording was judged again in it.

    Of a chain of such sessions the deleted ones are passed over. Nothing happens for a session of another origin.
    """
    async for before in _before(store, session):
        await _set_successor(store, before.identifier, session.identifier)


async def withdraw(store: Store, session: Session) -> None:
    """Let what a session stands for count again, because it is about to be deleted; see `supersede`."""
    async for before in _before(store, session):
        if before.superseded_by == session.identifier:
            await _set_successor(store, before.identifier, session.superseded_by)


async def set_deleted(store: Store, actor: Account, identifier: str, at_ms: int) -> None:
    """Put a session aside, or take it back; of a recording that was judged again exactly one result counts.

    A process that is killed in between leaves two that count, never none.

    Parameters
    ----------
    store : Store
        Open.
    actor : Account
        Who asks.
    identifier : str
        Of the session.
    at_ms : int
        When it was deleted; 0 to take it back.

    Raises
    ------
    NotThere
        If there is no such session of this person.
    """
    found = await find_changeable(store, actor, identifier)
    if at_ms:
        await withdraw(store, found)
    while True:
        with contextlib.suppress(
            Conflict
        ):  # it is being finished meanwhile: what was asked for holds all the same
            await store.sessions.change(replace(found, deleted_ms=at_ms))
            break
        found = await find_changeable(store, actor, identifier)
    if not at_ms:
        await supersede(store, found)


async def _before(store: Store, session: Session) -> AsyncIterator[Session]:
    """Give the sessions that this one was judged from: the one before it, and on while they are deleted."""
    identifier = session.judged_from
    for _ in range(_MAX_STEPS):
        before = await store.sessions.get(identifier) if identifier else None
        if before is None or before.account != session.account:
            return
        yield before
        if not before.deleted_ms:
            return
        identifier = before.judged_from


async def _set_successor(store: Store, identifier: str, successor: str) -> None:
    while (known := await store.sessions.get(identifier)) is not None:
        if known.superseded_by == successor:
            return
        with contextlib.suppress(Conflict):
            await store.sessions.change(replace(known, superseded_by=successor))
            return
