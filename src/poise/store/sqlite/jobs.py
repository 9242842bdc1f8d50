"""Jobs in SQLite."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import fields

from poise.store.jobs import UNFINISHED, Job, JobState
from poise.store.keys import CHANGED_JOB
from poise.store.records import Page
from poise.store.sqlite.versioned import SqliteVersioned

_JSON = ("request", "progress", "sessions", "result")
_IS_UNFINISHED = f"state IN ({', '.join(repr(one.value) for one in UNFINISHED)})"


class SqliteJobs(SqliteVersioned[Job]):
    """The work that waits, runs or has ended."""

    table = "jobs"
    changed = CHANGED_JOB

    async def list_for(self, account: str, after: str = "", limit: int = 30) -> Page[Job]:  # noqa: D102
        where = "account = ? AND (? = '' OR identifier < ?) ORDER BY identifier DESC LIMIT ?"
        found = await self._database.read(self._where, where, [account, after, after, limit + 1])
        return Page(found[:limit], found[limit - 1].identifier if len(found) > limit else "")

    async def list_unfinished(self) -> tuple[Job, ...]:  # noqa: D102  (the interface says it)
        return await self._database.read(self._where, f"{_IS_UNFINISHED} ORDER BY identifier", [])

    def remove_ended(self, database: sqlite3.Connection, before_ms: int) -> int:
        """Remove the jobs that ended before a time; returns how many."""
        ended = f"DELETE FROM jobs WHERE NOT {_IS_UNFINISHED} AND ended_ms < ?"  # noqa: S608  (fixed text)
        return database.execute(ended, (before_ms,)).rowcount

    def _columns(self, record: Job) -> Mapping[str, object]:
        values = {one.name: getattr(record, one.name) for one in fields(record)}
        texts = {
            "request": json.dumps(dict(record.request), allow_nan=False),
            "progress": json.dumps(dict(record.progress), allow_nan=False),
            "sessions": json.dumps(record.sessions),
            "result": json.dumps(dict(record.result), allow_nan=False),
        }
        return {**values, **texts, "state": record.state.value}

    def _record(self, row: sqlite3.Row) -> Job:
        values = {**row, **{name: json.loads(row[name]) for name in _JSON}}
        return Job(**{**values, "state": JobState(row["state"]), "sessions": tuple(values["sessions"])})
