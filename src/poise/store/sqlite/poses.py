"""Saved poses in SQLite."""

from __future__ import annotations

import json
import sqlite3

from poise.store.keys import name_key, name_taken
from poise.store.records import SavedPose
from poise.store.sqlite.facet import SqliteFacet


class SqlitePoses(SqliteFacet[SavedPose]):
    """The poses that people saved."""

    table = "poses"
    owner = "account"

    async def add(self, pose: SavedPose) -> None:  # noqa: D102  (the interface says it)
        await self._database.write(_add, pose)

    async def list_for(self, account: str) -> tuple[SavedPose, ...]:  # noqa: D102
        return await self._database.read(_list_for, account)

    async def remove(self, account: str, identifier: str) -> None:  # noqa: D102
        await self._database.write(_remove, account, identifier)

    async def restore(self, record: SavedPose) -> None:  # noqa: D102
        await self.add(record)

    def _record(self, row: sqlite3.Row) -> SavedPose:
        return _pose_of(row)


def _add(database: sqlite3.Connection, pose: SavedPose) -> None:
    details = json.dumps(dict(pose.details), allow_nan=False)
    try:
        database.execute(
            "INSERT INTO poses VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                pose.identifier,
                pose.account,
                name_key(pose.name),
                pose.name,
                pose.created_ms,
                pose.notes,
                details,
            ),
        )
    except sqlite3.IntegrityError as error:
        raise name_taken(pose.name) from error


def _list_for(database: sqlite3.Connection, account: str) -> tuple[SavedPose, ...]:
    rows = database.execute("SELECT * FROM poses WHERE account = ? ORDER BY key", (account,))
    return tuple(_pose_of(row) for row in rows)


def _remove(database: sqlite3.Connection, account: str, identifier: str) -> None:
    database.execute("DELETE FROM poses WHERE account = ? AND identifier = ?", (account, identifier))


def _pose_of(row: sqlite3.Row) -> SavedPose:
    return SavedPose(
        row["identifier"],
        row["account"],
        row["name"],
        row["created_ms"],
        row["notes"],
        json.loads(row["details"]),
    )
