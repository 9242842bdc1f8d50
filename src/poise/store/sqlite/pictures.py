"""The pictures of sessions in SQLite."""

from __future__ import annotations

import sqlite3

from poise.store.records import Picture
from poise.store.sqlite.facet import SqliteFacet


class SqlitePictures(SqliteFacet[Picture]):
    """The pictures of sessions."""

    table = "pictures"
    keys = ("session", "name")
    owner = "session"
    page_size = 8

    async def put(self, session: str, name: str, data: bytes) -> None:  # noqa: D102  (the interface says it)
        await self._database.write(_put, session, name, data)

    async def get(self, session: str, name: str) -> bytes | None:  # noqa: D102
        return await self._database.read(_get, session, name)

    async def restore(self, record: Picture) -> None:  # noqa: D102
        await self.put(record.session, record.name, record.data)

    def _record(self, row: sqlite3.Row) -> Picture:
        return Picture(row["session"], row["name"], bytes(row["data"]))


def _put(database: sqlite3.Connection, session: str, name: str, data: bytes) -> None:
    database.execute("INSERT OR REPLACE INTO pictures VALUES (?, ?, ?)", (session, name, data))


def _get(database: sqlite3.Connection, session: str, name: str) -> bytes | None:
    row = database.execute(
        "SELECT data FROM pictures WHERE session = ? AND name = ?", (session, name)
    ).fetchone()
    return bytes(row[0]) if row else None
