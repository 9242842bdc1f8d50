"""The audit log in SQLite."""

from __future__ import annotations

import json
import sqlite3

from poise.store.accounts import AuditEntry
from poise.store.keys import audit_key
from poise.store.sqlite.facet import SqliteFacet


class SqliteAudit(SqliteFacet[AuditEntry]):
    """What happened that matters for security; UUIDv7 orders it by time."""

    table = "audit"
    is_newest_first = True

    async def add(self, entry: AuditEntry) -> None:  # noqa: D102  (the interface says it)
        await self._database.write(_add, entry)

    async def restore(self, record: AuditEntry) -> None:  # noqa: D102
        await self.add(record)

    def remove_older(self, database: sqlite3.Connection, before_ms: int) -> int:
        """Remove the entries from before a time; returns how many."""
        return database.execute("DELETE FROM audit WHERE identifier < ?", (audit_key(before_ms),)).rowcount

    def _record(self, row: sqlite3.Row) -> AuditEntry:
        return AuditEntry(**{**row, "details": json.loads(row["details"])})


def _add(database: sqlite3.Connection, entry: AuditEntry) -> None:
    details = json.dumps(dict(entry.details), allow_nan=False)
    database.execute(
        "INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?)",
        (entry.identifier, entry.at_ms, entry.actor, entry.action, entry.subject, details),
    )
