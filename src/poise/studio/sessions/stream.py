"""Items of a live session made durable, also where another server writes to the same session."""

from __future__ import annotations

from poise.errors import Conflict
from poise.store import Store


async def append_items(store: Store, session: str, first: int, count: int, data: bytes) -> int:
    """Make items durable; returns how many of the session are, of which these are the last.

    A browser that comes back to another server sends again what it does not know to be durable, and the server before
    may still be writing the very same. So what is durable already is compared, and only what follows is written.

    Parameters
    ----------
    store : Store
        Where.
    session : str
        Whose items they are.
    first : int
        The number of the first one.
    count : int
        How many.
    data : bytes
        All of them.

    Returns
    -------
    int
        Less than `first` + `count` where the stream is not there any more.

    Raises
    ------
    Conflict
        If other items have these numbers, or more of the same are durable than these: the session has to be rebuilt.
    """
    while True:
        try:
            return await store.streams.append(session, first, count, data)
        except Conflict:
            parts = await store.streams.read(session, first)
            known = b"".join(part.data for part in parts)
            if not known or not data.startswith(known):
                raise
            durable = parts[-1].first + parts[-1].count
            if known == data:
                return durable
            first, count, data = durable, first + count - durable, data[len(known) :]
