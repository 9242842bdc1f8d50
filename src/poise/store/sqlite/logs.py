"""The logs of sessions in SQLite."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from poise.store.records import LogEntry, LogLine
from poise.store.sqlite.facet import SqliteFacet


class SqliteLogs(SqliteFacet[LogLine]):
    """What happened in sessions."""

    table = "log"
    keys = ("session", "number")
    owner = "session"

    async def append(self, session: str, entries: Sequence[LogEntry]) -> None:  # noqa: D102  (the interface says it)
        await self._database.write(_append, session, entries)

    async def read(self, session: str) -> tuple[LogEntry, ...]:  # noqa: D102
        return await self._database.read(_read, session)

    async def restore(self, record: LogLine) -> None:  # noqa: D102
        await self.append(record.session, [record.entry])

    def _record(self, row: sqlite3.Row) -> LogLine:
        return LogLine(row["session"], _entry_of(row))


def _append(database: sqlite3.Connection, session: str, entries: Sequence[LogEntry]) -> None:
    database.executemany(
        "INSERT OR IGNORE INTO log VALUES (?, ?, ?, ?, ?)",
        [
            (session, entry.number, entry.at_ms, entry.name, json.dumps(dict(entry.details), allow_nan=False))
            for entry in entries
        ],
    )


def _read(database: sqlite3.Connection, session: str) -> tuple[LogEntry, ...]:
    rows = database.execute("SELECT * FROM log WHERE session = ? ORDER BY number", (session,))
    return tuple(_entry_of(row) for row in rows)


def _entry_of(row: sqlite3.Row) -> LogEntry:
    return LogEntry(row["number"], row["at_ms"], row["name"], json.loads(row["details"]))
