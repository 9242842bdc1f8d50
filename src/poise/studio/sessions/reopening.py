"""A session that the studio closed because nobody came back, opened again for a browser that has more of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from poise.errors import Conflict, StoreError
from poise.store import Session, SessionState, Store
from poise.studio.live import PlacedMark
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
    is_closed_early = record.state is SessionState.ABANDONED and not record.superseded_by
    if not count or marks is None or not is_closed_early:
        return record
    known = [len(items) async for items in kept_items(store, record.identifier, marks)]
    if not known or sum(known) >= count:
        return record
    # The stream first: a session that is open and has none looks as if nothing had ever been kept of it.
    await _restore_stream(store, record, marks)
    while True:
        try:
            return await store.sessions.change(
                replace(record, state=SessionState.OPEN, ended_ms=0, duration_s=0.0, measures={}, score=None)
            )
        except Conflict:  # another connection did the same, or notes were written
            present = await store.sessions.get(record.identifier)
            if present is None or present.state is not SessionState.ABANDONED:
                return present or record
            record = present


async def _restore_stream(store: Store, record: Session, marks: Sequence[PlacedMark]) -> None:
    """Make a stream of a recording again; what an attempt before this one has done of it stays.

    Raises
    ------
    StoreError
        If the session was closed once more meanwhile: whoever comes back later finds it so.
    """
    first = 0
    async for items in kept_items(store, record.identifier, marks):
        if not items:
            continue
        data = b"".join(encode_item(item) for item in items)
        # The pieces are the same each time, so those that are there already are told to be, wherever the stream ends.
        if await append_items(store, record.identifier, first, len(items), data) < first + len(items):
            raise StoreError("The session was closed while it was opened again; please try once more.")
        first += len(items)
