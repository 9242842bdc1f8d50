"""Recordings: their names in SQLite, their chunks in files."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Sequence

from poise.errors import StoreError
from poise.store.records import Recording
from poise.store.sqlite.chunk_files import ChunkFiles
from poise.store.sqlite.connections import as_store_error
from poise.store.sqlite.database import Database
from poise.store.sqlite.facet import SqliteFacet


class SqliteRecordings(SqliteFacet[Recording]):
    """The finished recordings."""

    table = "recordings"
    keys = ("session",)
    owner = "session"
    page_size = 4

    def __init__(self, database: Database, files: ChunkFiles) -> None:
        super().__init__(database)
        self._files = files

    async def put(self, session: str, chunks: Sequence[bytes]) -> None:  # noqa: D102  (the interface says it)
        try:
            files = await asyncio.to_thread(self._files.write, session, chunks)
        except OSError as error:
            raise as_store_error(error) from error
        try:
            before = await self._database.write(_put, session, files)
        except StoreError:  # after a cancellation it may be durable: then the next start sees who needs them
            self._files.remove(files)
            raise
        self._files.remove(before)

    async def get(self, session: str) -> Sequence[bytes]:  # noqa: D102
        return await self._chunks(await self._database.read(_files_of, session))

    async def get_chunk(self, session: str, number: int) -> bytes | None:  # noqa: D102
        file = await self._database.read(_file_of, session, number)
        return (await self._chunks([file]))[0] if file else None

    async def restore(self, record: Recording) -> None:  # noqa: D102
        await self.put(record.session, record.chunks)

    def remove_owned(self, database: sqlite3.Connection, owner: str) -> list[str]:
        """Remove a session's recording; returns its files."""
        return [*_files_of(database, owner), *super().remove_owned(database, owner)]

    def remove_ownerless(self, database: sqlite3.Connection) -> list[str]:
        """Remove the recordings of sessions that are not there any more; returns their files."""
        files = [row[0] for row in database.execute(f"SELECT file FROM recordings WHERE {self._ownerless}")]  # noqa: S608
        return [*files, *super().remove_ownerless(database)]

    @property
    def _selected(self) -> str:
        files = "SELECT file FROM recordings AS own WHERE own.session = recordings.session ORDER BY sequence"
        return f"DISTINCT session, (SELECT json_group_array(file) FROM ({files})) AS files"  # noqa: S608  (fixed text)

    def _record(self, row: sqlite3.Row) -> Recording:
        return Recording(row["session"], tuple(self._files.read(json.loads(row["files"]))))

    async def _chunks(self, files: Sequence[str]) -> list[bytes]:
        try:
            return await asyncio.to_thread(self._files.read, files)
        except FileNotFoundError as error:
            raise StoreError(
                "A part of the recording is missing; please restore it from a backup."
            ) from error


def recording_files(database: sqlite3.Connection) -> set[str]:
    """Return the names of all recording files."""
    return {row[0] for row in database.execute("SELECT file FROM recordings")}


def _put(database: sqlite3.Connection, session: str, files: Sequence[str]) -> list[str]:
    """Name a session's recording files in the place of its stream; returns those of before."""
    before = _files_of(database, session)
    for table in ("recordings", "streams"):
        database.execute(f"DELETE FROM {table} WHERE session = ?", (session,))  # noqa: S608  (fixed names)
    database.executemany(
        "INSERT INTO recordings VALUES (?, ?, ?)",
        [(session, number, file) for number, file in enumerate(files)],
    )
    return before


def _files_of(database: sqlite3.Connection, session: str) -> list[str]:
    rows = database.execute("SELECT file FROM recordings WHERE session = ? ORDER BY sequence", (session,))
    return [row[0] for row in rows]


def _file_of(database: sqlite3.Connection, session: str, number: int) -> str:
    row = database.execute(
        "SELECT file FROM recordings WHERE session = ? AND sequence = ?", (session, number)
    ).fetchone()
    return str(row[0]) if row else ""
