"""What is known of uploads, in SQLite."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import fields

from poise.store.keys import CHANGED_UPLOAD
from poise.store.sqlite.versioned import SqliteVersioned
from poise.store.uploads import Upload


class SqliteUploads(SqliteVersioned[Upload]):
    """The files that people send."""

    table = "uploads"
    changed = CHANGED_UPLOAD

    async def list_for(self, account: str) -> tuple[Upload, ...]:  # noqa: D102  (the interface says it)
        return await self._database.read(self._where, "account = ? ORDER BY identifier DESC", [account])

    def _columns(self, record: Upload) -> Mapping[str, object]:
        values = {one.name: getattr(record, one.name) for one in fields(record)}
        return {**values, "parts": json.dumps(record.parts), "sessions": json.dumps(record.sessions)}

    def _record(self, row: sqlite3.Row) -> Upload:
        lists = {name: tuple(json.loads(row[name])) for name in ("parts", "sessions")}
        return Upload(**{**row, **lists})
