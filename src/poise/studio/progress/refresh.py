"""Digests of sessions: made when one is closed, corrected or annotated, and again where an older version made them."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import replace

from poise.errors import Conflict
from poise.store import Session, SessionDigest, SessionState, Store
from poise.studio.activity.digest import digest_of, is_present
from poise.studio.activity.kind import Activities
from poise.studio.sessions.results import result_of


async def read_digests(store: Store, account: str, activities: Activities) -> Sequence[SessionDigest]:
    """Return what progress shows of each finished session, oldest first.

    Sessions of before there were digests get theirs now: the first request after an update takes longer.
    """
    rows = await store.sessions.digests(account)
    outdated = [row.identifier for row in rows if not is_present(row.digest)]
    if not outdated:
        return rows
    for identifier in outdated:
        await _refresh(store, identifier, activities)
    return await store.sessions.digests(account)


def refresh_digest(session: Session, activities: Activities) -> Session:
    """Return a session, which has its details, with the digest of what it is now."""
    if session.state is SessionState.OPEN:
        return session
    return replace(session, digest=digest_of(session, result_of(session, activities), activities))


async def _refresh(store: Store, identifier: str, activities: Activities) -> None:
    while (session := await store.sessions.get(identifier)) is not None and not is_present(session.digest):
        with contextlib.suppress(Conflict):
            await store.sessions.change(refresh_digest(session, activities))
            return
