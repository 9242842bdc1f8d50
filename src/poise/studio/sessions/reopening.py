"""A session that the studio closed because nobody came back, opened again for a browser that has more of it."""

from __future__ import annotations

from dataclasses import replace

from poise.errors import Conflict
from poise.store import Session, SessionState, Store
from poise.studio.live.items import encode_item
from poise.studio.sessions.kept_items import kept_items
from poise.studio.sessions.live import marks_of
from poise.studio.sessions.stream import append_items


async def reopen(store: Store, record: Session, count: int) -> Session:
    """Open an abandoned session again if a browser has more of it; returns it as it is then.

    Whoever trains without a network for longer than the studio waits comes back to a closed session. What the studio
    has of it becomes its stream again, and what the browser has beyond that follows.

    Parameters
    ----------
    store : Store
        Holds the session and its recording.
    record : Session
        Closed, with its details.
    count : int
        How many items the browser knows of.
    """
    marks = marks_of(record)
    if record.state is not SessionState.ABANDONED or marks is None or record.superseded_by:
        return record
    pieces = [items async for items in kept_items(store, record.identifier, marks)]
    if sum(map(len, pieces)) >= count or not pieces:
        return record
    first = 0
    # The stream first: a session that is open and has none looks as if nothing had ever been kept of it.
    for items in filter(None, pieces):
        data = b"".join(encode_item(item) for item in items)
        first = await append_items(store, record.identifier, first, len(items), data)
    try:
        return await store.sessions.change(
            replace(record, state=SessionState.OPEN, ended_ms=0, duration_s=0.0, measures={}, score=None)
        )
    except Conflict:  # another connection did the same, or notes were written
        return await store.sessions.get(record.identifier) or record
