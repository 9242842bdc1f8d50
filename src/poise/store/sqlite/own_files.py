"""Exercises and programmes of one's own in SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import fields

from poise.store.keys import CHANGED_EXERCISE, CHANGED_PROGRAMME
from poise.store.own_files import Own, OwnExercise, OwnProgramme
from poise.store.sqlite.versioned import SqliteVersioned


class SqliteOwnFiles(SqliteVersioned[Own]):
    """What people made, may share, and can restore for a while."""

    async def list_for(self, account: str) -> tuple[Own, ...]:  # noqa: D102  (the interface says it)
        return await self._database.read(self._where, "account = ? ORDER BY identifier", [account])

    async def list_shared(self) -> tuple[Own, ...]:  # noqa: D102
        shared = "is_shared = 1 AND deleted_ms = 0 ORDER BY identifier"
        return await self._database.read(self._where, shared, [])

    def remove_deleted(self, database: sqlite3.Connection, before_ms: int) -> int:
        """Remove for good what was removed before a time; returns how many."""
        deleted = f"DELETE FROM {self.table} WHERE deleted_ms > 0 AND deleted_ms <= ?"  # noqa: S608  (fixed names)
        return database.execute(deleted, (before_ms,)).rowcount

    def _columns(self, record: Own) -> Mapping[str, object]:
        return {one.name: getattr(record, one.name) for one in fields(record)}


class SqliteExercises(SqliteOwnFiles[OwnExercise]):
    """The exercises that people taught or wrote."""

    table = "exercises"
    changed = CHANGED_EXERCISE

    def _record(self, row: sqlite3.Row) -> OwnExercise:
        return OwnExercise(**{**row, "is_shared": bool(row["is_shared"])})


class SqliteProgrammes(SqliteOwnFiles[OwnProgramme]):
    """The programmes that people made."""

    table = "programmes"
    changed = CHANGED_PROGRAMME

    def _record(self, row: sqlite3.Row) -> OwnProgramme:
        return OwnProgramme(**{**row, "is_shared": bool(row["is_shared"])})
