"""Everything in one folder: a facet for each table, and what concerns several of them at once."""

from __future__ import annotations

import asyncio
import fcntl
import os
import sqlite3
from pathlib import Path
from typing import Any

from poise.errors import StoreError
from poise.store.records import Json
from poise.store.sqlite.accounts import SqliteAccounts
from poise.store.sqlite.audit import SqliteAudit
from poise.store.sqlite.chunk_files import ChunkFiles
from poise.store.sqlite.connections import connect, make_private
from poise.store.sqlite.database import Database
from poise.store.sqlite.facet import SqliteFacet
from poise.store.sqlite.jobs import SqliteJobs
from poise.store.sqlite.logs import SqliteLogs
from poise.store.sqlite.migrations import migrate
from poise.store.sqlite.one_time_links import SqliteOneTimeLinks
from poise.store.sqlite.own_files import SqliteExercises, SqliteProgrammes
from poise.store.sqlite.pictures import SqlitePictures
from poise.store.sqlite.poses import SqlitePoses
from poise.store.sqlite.recordings import SqliteRecordings, recording_files
from poise.store.sqlite.sessions import SqliteSessions
from poise.store.sqlite.sign_ins import SqliteSignIns
from poise.store.sqlite.soundness import cannot_open, damaged, require_database, require_sound
from poise.store.sqlite.streams import SqliteStreams
from poise.store.sqlite.uploads import SqliteUploads
from poise.store.store import FACETS

_WRITTEN_S = 600.0  # writing a recording takes seconds


class SqliteStore:
    """Keep everything in one folder: ``poise.sqlite3`` and ``recordings/``.

    Parameters
    ----------
    folder : Path
        Made when missing, readable by its owner alone.
    is_server : bool
        Whether this process serves the data: there may be one such at a time, and it tidies up at the start. A
        command of the terminal opens them beside it, with False.
    """

    def __init__(self, folder: Path, *, is_server: bool = True) -> None:
        self._folder, self._is_server = folder, is_server
        self._path = folder / "poise.sqlite3"
        self._lock = self._guest = -1
        self._database = database = Database(self._path)
        self._files = ChunkFiles(folder / "recordings")
        self.accounts = SqliteAccounts(database)
        self.sign_ins = SqliteSignIns(database)
        self.one_time_links = SqliteOneTimeLinks(database)
        self.recordings = SqliteRecordings(database, self._files)
        self.streams = SqliteStreams(database)
        self.pictures = SqlitePictures(database)
        self.logs = SqliteLogs(database)
        self.sessions = SqliteSessions(database, self._files, self._owned_by("session"))
        self.poses = SqlitePoses(database)
        self.exercises = SqliteExercises(database)
        self.programmes = SqliteProgrammes(database)
        self.jobs = SqliteJobs(database)
        self.uploads = SqliteUploads(database)
        self.audit = SqliteAudit(database)

    async def open(self) -> None:
        """Make what is missing, migrate, and remove what a killed process left half done."""
        await asyncio.to_thread(self._open)

    async def close(self) -> None:
        """Write what waits and let go."""
        await asyncio.to_thread(self._close)

    async def check(self) -> None:
        """Return if everything is in its place and can be written; raises `StoreError`."""

        def rewrite(database: sqlite3.Connection) -> None:
            version = int(database.execute("PRAGMA user_version").fetchone()[0])
            database.execute(f"PRAGMA user_version = {version}")  # a page is written, and nothing is changed

        await self._database.write(rewrite)
        await asyncio.to_thread(self._files.check)

    async def information(self) -> Json:
        """Return back end, version, counts and sizes in bytes."""

        def counts(database: sqlite3.Connection) -> dict[str, int]:
            return {name: facet.count_records(database) for name, facet in self._facets.items()}

        return {
            "back_end": "sqlite",
            "version": sqlite3.sqlite_version,
            "counts": await self._database.read(counts),
            "database_bytes": self._path.stat().st_size,
            "recordings_bytes": await asyncio.to_thread(self._files.size_bytes),
        }

    async def remove_account(self, identifier: str) -> None:  # noqa: D102  (the interface says it)
        def remove(database: sqlite3.Connection) -> list[str]:
            self.accounts.remove(database, identifier)
            own = self._owned_by("account")
            return [file for facet in own for file in facet.remove_owned(database, identifier)]

        self._files.remove(await self._database.write(remove))

    async def sweep(  # noqa: D102
        self, now_ms: int, keep_deleted_ms: int, keep_audit_ms: int = 0, keep_jobs_ms: int = 0
    ) -> int:
        def remove(database: sqlite3.Connection) -> tuple[int, list[str]]:
            expiring = [facet for facet in self._facets.values() if facet.expires]
            count = sum(facet.remove_expired(database, now_ms) for facet in expiring)
            if keep_audit_ms:
                count += self.audit.remove_older(database, now_ms - keep_audit_ms)
            if keep_jobs_ms:
                count += self.jobs.remove_ended(database, now_ms - keep_jobs_ms)
            count += self.exercises.remove_deleted(database, now_ms - keep_deleted_ms)
            count += self.programmes.remove_deleted(database, now_ms - keep_deleted_ms)
            deleted, files = self.sessions.remove_deleted(database, now_ms - keep_deleted_ms)
            for facet in (*self._owned_by("account"), *self._owned_by("session")):
                files += facet.remove_ownerless(database)
            return count + deleted, files

        count, files = await self._database.write(remove)
        self._files.remove(files)
        return count

    @property
    def _facets(self) -> dict[str, SqliteFacet[Any]]:
        return {name: getattr(self, name) for name in FACETS if hasattr(self, name)}

    def _owned_by(self, owner: str) -> list[SqliteFacet[Any]]:
        return [facet for facet in self._facets.values() if facet.owner == owner]

    def _open(self) -> None:
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._take_lock()
            require_database(self._path)
            make_private(self._path)
            self._migrate()
            self._database.open()
        except (sqlite3.Error, OSError) as error:
            self._release_lock()
            if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError):
                raise damaged(self._path) from error
            raise cannot_open(self._folder, error) from error
        except BaseException:
            self._release_lock()
            raise

    def _migrate(self) -> None:
        database = connect(self._path)
        try:
            if self._is_server:
                require_sound(database, self._path)
            migrate(database)
            self._files.prepare()
            if self._is_server:
                self._remove_orphans(database)
            else:
                self._guest = self._shared_file()
                fcntl.flock(self._guest, fcntl.LOCK_SH)
        finally:
            database.close()

    def _remove_orphans(self, database: sqlite3.Connection) -> None:
        """Remove the files that nothing needs; where workers run, only those that none of them can be writing now."""
        guests = self._shared_file()
        try:
            fcntl.flock(guests, fcntl.LOCK_EX | fcntl.LOCK_NB)
            min_age_s = 0.0
        except BlockingIOError:
            min_age_s = _WRITTEN_S
        try:
            self._files.remove_all_but(recording_files(database), min_age_s)
        finally:
            os.close(guests)

    def _shared_file(self) -> int:
        """Open the file on which every process but the server holds a shared lock while it has the store open."""
        return os.open(self._folder / "guests", os.O_RDWR | os.O_CREAT, 0o600)

    def _take_lock(self) -> None:
        if not self._is_server:
            return
        self._lock = os.open(self._folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StoreError(
                f"The data folder {self._folder} is served by another Poise already; stop that one first."
            ) from error

    def _release_lock(self) -> None:
        for descriptor in (self._lock, self._guest):
            if descriptor >= 0:
                os.close(descriptor)
        self._lock = self._guest = -1

    def _close(self) -> None:
        self._database.close()
        self._release_lock()
