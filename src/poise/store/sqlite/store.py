"""The store's verbs on SQLite."""

from __future__ import annotations

import asyncio
import fcntl
import os
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from poise.errors import StoreError
from poise.store.documents import (
    Account,
    AuditEntry,
    Json,
    Kept,
    KeptKind,
    LogEntry,
    Page,
    Progress,
    SavedPose,
    Session,
    SessionFilter,
    SignIn,
    Ticket,
    Usage,
)
from poise.store.sqlite import accounts, copying, sessions
from poise.store.sqlite.chunk_files import ChunkFiles
from poise.store.sqlite.connections import Readers, Writer, as_store_error, connect, make_private
from poise.store.sqlite.migrations import migrate
from poise.store.sqlite.soundness import cannot_open, damaged, require_database, require_sound

Given = ParamSpec("Given")
Answer = TypeVar("Answer")
_Verb = Callable[Concatenate[sqlite3.Connection, Given], Answer]

_TABLES = ("accounts", "sessions", "streams", "recordings", "pictures", "log", "poses", "audit")


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
        self._lock = -1
        self._writer: Writer
        self._readers: Readers
        self._files: ChunkFiles

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

        await self._writer.write(rewrite)
        await asyncio.to_thread(self._files.check)

    async def information(self) -> Json:
        """Return back end, version, counts and sizes in bytes."""

        def counts(database: sqlite3.Connection) -> dict[str, int]:
            return {
                table: int(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608
                for table in _TABLES
            }

        return {
            "back_end": "sqlite",
            "version": sqlite3.sqlite_version,
            "counts": await self._readers.read(counts),
            "database_bytes": self._path.stat().st_size,
            "recordings_bytes": await asyncio.to_thread(self._files.size_bytes),
        }

    # -- accounts -----------------------------------------------------------------------------------------------

    async def add_account(self, account: Account) -> None:  # noqa: D102  (the interface says it)
        await self._write(accounts.add_account, account)

    async def account(self, identifier: str) -> Account | None:  # noqa: D102
        return await self._read(accounts.account, identifier)

    async def account_named(self, name: str) -> Account | None:  # noqa: D102
        return await self._read(accounts.account_named, name)

    async def accounts(self, after: str = "", limit: int = 50) -> Page[Account]:  # noqa: D102
        return await self._read(accounts.accounts, after, limit)

    async def count_accounts(self) -> int:  # noqa: D102
        return await self._read(accounts.count_accounts)

    async def change_account(self, account: Account) -> Account:  # noqa: D102
        return await self._write(accounts.change_account, account)

    async def remove_account(self, identifier: str) -> None:  # noqa: D102
        def remove(database: sqlite3.Connection) -> list[str]:
            accounts.remove_account(database, identifier)
            own = sessions.sessions_of(database, identifier)
            return [file for session in own for file in sessions.remove_session(database, session)]

        self._files.remove(await self._writer.write(remove))

    async def add_sign_in(self, sign_in: SignIn) -> None:  # noqa: D102
        await self._write(accounts.add_sign_in, sign_in)

    async def sign_in(self, token_hash: str) -> SignIn | None:  # noqa: D102
        return await self._read(accounts.sign_in, token_hash)

    async def touch_sign_in(self, token_hash: str, seen_ms: int, expires_ms: int) -> None:  # noqa: D102
        await self._write(accounts.touch_sign_in, token_hash, seen_ms, expires_ms)

    async def sign_ins(self, account: str) -> Sequence[SignIn]:  # noqa: D102
        return await self._read(accounts.sign_ins, account)

    async def remove_sign_in(self, token_hash: str) -> None:  # noqa: D102
        await self._write(accounts.remove_sign_in, token_hash)

    async def remove_sign_ins(self, account: str, but: str = "") -> int:  # noqa: D102
        return await self._write(accounts.remove_sign_ins, account, but)

    async def add_ticket(self, ticket: Ticket) -> None:  # noqa: D102
        await self._write(accounts.add_ticket, ticket)

    async def ticket(self, token_hash: str) -> Ticket | None:  # noqa: D102
        return await self._read(accounts.ticket, token_hash)

    async def take_ticket(self, token_hash: str, now_ms: int) -> Ticket | None:  # noqa: D102
        return await self._write(accounts.take_ticket, token_hash, now_ms)

    async def tickets(self) -> Sequence[Ticket]:  # noqa: D102
        return await self._read(accounts.tickets)

    async def remove_ticket(self, token_hash: str) -> None:  # noqa: D102
        await self._write(accounts.remove_ticket, token_hash)

    async def remove_tickets(self, *, account: str = "", maker: str = "", but: str = "") -> int:  # noqa: D102
        return await self._write(accounts.remove_tickets, account=account, maker=maker, but=but)

    # -- sessions -----------------------------------------------------------------------------------------------

    async def add_session(self, session: Session) -> Session:  # noqa: D102
        return await self._write(sessions.add_session, session)

    async def session(self, identifier: str) -> Session | None:  # noqa: D102
        return await self._read(sessions.one_session, identifier)

    async def change_session(self, session: Session) -> Session:  # noqa: D102
        return await self._write(sessions.change_session, session)

    async def sessions(  # noqa: D102
        self, account: str, only: SessionFilter, after: str = "", limit: int = 30
    ) -> Page[Session]:
        return await self._read(sessions.list_sessions, account, only, after, limit)

    async def progress(self, account: str, subject: str = "", first_day: str = "") -> Sequence[Progress]:  # noqa: D102
        return await self._read(sessions.progress, account, subject, first_day)

    async def open_sessions(self, account: str) -> Sequence[Session]:  # noqa: D102
        return await self._read(sessions.open_sessions, account)

    async def sessions_put_aside(self, account: str) -> Sequence[Session]:  # noqa: D102
        return await self._read(sessions.put_aside_of, account)

    async def unsealed_sessions(self) -> Sequence[str]:  # noqa: D102
        return await self._read(sessions.unsealed_sessions)

    async def usage(self, account: str) -> Usage:  # noqa: D102
        found, files = await self._read(sessions.usage, account)
        in_files = await asyncio.to_thread(self._files.bytes_of, files)
        return replace(found, bytes=found.bytes + in_files)

    async def remove_session(self, identifier: str) -> None:  # noqa: D102
        self._files.remove(await self._write(sessions.remove_session, identifier))

    async def append_stream(self, session: str, first: int, count: int, data: bytes) -> int:  # noqa: D102
        return await self._write(sessions.append_stream, session, first, count, data)

    async def stream(  # noqa: D102
        self, session: str, first: int = 0, limit: int = 0
    ) -> Sequence[tuple[int, int, bytes]]:
        return await self._read(sessions.stream, session, first, limit)

    async def put_recording(self, session: str, chunks: Sequence[bytes]) -> None:  # noqa: D102
        try:
            files = await asyncio.to_thread(self._files.write, session, chunks)
        except OSError as error:
            raise as_store_error(error) from error
        try:
            before = await self._write(sessions.put_recording, session, files)
        except StoreError:  # after a cancellation it may be durable: then the next start sees who needs them
            self._files.remove(files)
            raise
        self._files.remove(before)

    async def recording(self, session: str) -> Sequence[bytes]:  # noqa: D102
        return await self._chunks(await self._read(sessions.recording_files, session))

    async def recording_chunk(self, session: str, number: int) -> bytes | None:  # noqa: D102
        file = await self._read(sessions.recording_file, session, number)
        return (await self._chunks([file]))[0] if file else None

    async def put_picture(self, session: str, name: str, data: bytes) -> None:  # noqa: D102
        await self._write(sessions.put_picture, session, name, data)

    async def picture(self, session: str, name: str) -> bytes | None:  # noqa: D102
        return await self._read(sessions.picture, session, name)

    async def append_log(self, session: str, entries: Sequence[LogEntry]) -> None:  # noqa: D102
        await self._write(sessions.append_log, session, entries)

    async def log(self, session: str) -> Sequence[LogEntry]:  # noqa: D102
        return await self._read(sessions.log, session)

    # -- poses, audit, sweeping ---------------------------------------------------------------------------------

    async def add_pose(self, pose: SavedPose) -> None:  # noqa: D102
        await self._write(accounts.add_pose, pose)

    async def poses(self, account: str) -> Sequence[SavedPose]:  # noqa: D102
        return await self._read(accounts.poses, account)

    async def remove_pose(self, account: str, identifier: str) -> None:  # noqa: D102
        await self._write(accounts.remove_pose, account, identifier)

    async def add_audit(self, entry: AuditEntry) -> None:  # noqa: D102
        await self._write(accounts.add_audit, entry)

    async def audit(self, after: str = "", limit: int = 50) -> Page[AuditEntry]:  # noqa: D102
        return await self._read(accounts.audit, after, limit)

    async def sweep(self, now_ms: int, keep_deleted_ms: int, keep_audit_ms: int = 0) -> int:  # noqa: D102
        def remove(database: sqlite3.Connection) -> tuple[int, list[str]]:
            expired = sum(
                database.execute(f"DELETE FROM {table} WHERE expires_ms <= ?", (now_ms,)).rowcount  # noqa: S608
                for table in ("sign_ins", "tickets")
            )
            if keep_audit_ms:
                expired += accounts.remove_audit(database, now_ms - keep_audit_ms)
            going = sessions.sessions_put_aside(database, now_ms - keep_deleted_ms)
            going += sessions.ownerless_sessions(database)
            files = [file for session in going for file in sessions.remove_session(database, session)]
            files += sessions.remove_ownerless_parts(database)
            accounts.remove_ownerless_poses(database)
            return expired + len(going), files

        count, files = await self._writer.write(remove)
        self._files.remove(files)
        return count

    async def kept(self, kind: KeptKind, after: str = "", limit: int = 200) -> Page[Kept]:  # noqa: D102
        if kind is KeptKind.RECORDINGS:
            return await self._read(copying.recordings, self._files.read, after, limit)
        return await self._read(copying.kept, kind, after, limit)

    # -- opening and closing ------------------------------------------------------------------------------------

    async def _write(self, verb: _Verb[Given, Answer], *given: Given.args, **named: Given.kwargs) -> Answer:
        return await self._writer.write(lambda database: verb(database, *given, **named))

    async def _read(self, verb: _Verb[Given, Answer], *given: Given.args, **named: Given.kwargs) -> Answer:
        return await self._readers.read(lambda database: verb(database, *given, **named))

    async def _chunks(self, files: Sequence[str]) -> list[bytes]:
        try:
            return await asyncio.to_thread(self._files.read, files)
        except FileNotFoundError as error:
            raise StoreError(
                "A part of the recording is missing; please restore it from a backup."
            ) from error

    def _open(self) -> None:
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._take_lock()
            require_database(self._path)
            make_private(self._path)
            self._migrate()
            self._files = ChunkFiles(self._folder / "recordings")
            self._writer, self._readers = Writer(self._path), Readers(self._path)
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
            if self._is_server:
                ChunkFiles(self._folder / "recordings").remove_all_but(sessions.all_recording_files(database))
        finally:
            database.close()

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
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    def _close(self) -> None:
        self._writer.close()
        self._readers.close()
        self._release_lock()
