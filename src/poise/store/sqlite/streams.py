"""The streams of open sessions in SQLite."""

from __future__ import annotations

import sqlite3

from poise.errors import Conflict
from poise.store.keys import OTHER_ITEMS
from poise.store.records import StreamPart
from poise.store.sqlite.facet import SqliteFacet


class SqliteStreams(SqliteFacet[StreamPart]):
    """The items of sessions that still grow."""

    table = "streams"
    keys = ("session", "first")
    owner = "session"

    async def append(self, session: str, first: int, count: int, data: bytes) -> int:  # noqa: D102  (the interface)
        return await self._database.write(_append, session, first, count, data)

    async def read(self, session: str, first: int = 0, limit: int = 0) -> list[StreamPart]:  # noqa: D102
        return await self._database.read(_read, session, first, limit)

    async def restore(self, record: StreamPart) -> None:  # noqa: D102
        await self._database.write(_add, record)

    def _record(self, row: sqlite3.Row) -> StreamPart:
        return _part_of(row)


def _append(database: sqlite3.Connection, session: str, first: int, count: int, data: bytes) -> int:
    following = _end(database, session)
    part = StreamPart(session, first, count, data)
    if first == following:
        _add(database, part)
        return following + count
    if first < following and part not in _read(database, session, first, 1):
        raise Conflict(OTHER_ITEMS)
    return following


def _add(database: sqlite3.Connection, part: StreamPart) -> None:
    database.execute(
        "INSERT INTO streams VALUES (?, ?, ?, ?)", (part.session, part.first, part.count, part.data)
    )


def _end(database: sqlite3.Connection, session: str) -> int:
    """Return the number of items that are durable."""
    row = database.execute(
        "SELECT first + count FROM streams WHERE session = ? ORDER BY first DESC LIMIT 1", (session,)
    ).fetchone()
    return int(row[0]) if row else 0


def _read(database: sqlite3.Connection, session: str, first: int, limit: int) -> list[StreamPart]:
    rows = database.execute(
        "SELECT * FROM streams WHERE session = ? AND first >= ? ORDER BY first LIMIT ?",
        (session, first, limit or -1),
    )
    return [_part_of(row) for row in rows]


def _part_of(row: sqlite3.Row) -> StreamPart:
    return StreamPart(row["session"], row["first"], row["count"], bytes(row["data"]))
