"""Sessions in SQLite: what lists and sums are made from in one table, the details in another."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from poise.errors import Conflict
from poise.store.keys import as_floats, search_words
from poise.store.records import (
    Page,
    Progress,
    Session,
    SessionDigest,
    SessionFilter,
    SessionState,
    Usage,
)
from poise.store.sqlite.chunk_files import ChunkFiles
from poise.store.sqlite.database import Database
from poise.store.sqlite.facet import SqliteFacet
from poise.store.sqlite.progress import Group, group_of, read_progress, sum_again

_COLUMNS = (
    "identifier", "account", "kind", "subject", "state", "started_ms", "day", "ended_ms", "duration_s", "measures",
    "counted", "score", "corrected", "notes", "words", "deleted_ms", "rev", "engine", "film", "judged_from",
    "superseded_by", "digest",
)  # fmt: skip
_DERIVED = {"counted", "words"}
_WHOLE = "*, (SELECT body FROM details WHERE session = identifier) AS body"
_CHANGEABLE = tuple(name for name in _COLUMNS if name not in {"identifier", "account", "rev"})


class SqliteSessions(SqliteFacet[Session]):
    """Training sets and comparisons.

    Parameters
    ----------
    database : Database
        Where.
    files : ChunkFiles
        Holds the recordings' chunks.
    parts : sequence of SqliteFacet
        What belongs to a session and goes with it.
    """

    table = "sessions"
    owner = "account"

    def __init__(self, database: Database, files: ChunkFiles, parts: Sequence[SqliteFacet[Any]]) -> None:
        super().__init__(database)
        self._files, self._parts = files, parts

    async def add(self, session: Session) -> Session:  # noqa: D102  (the interface says it)
        return await self._database.write(_add, session)

    async def get(self, identifier: str) -> Session | None:  # noqa: D102
        return await self._database.read(_get, identifier)

    async def change(self, session: Session) -> Session:  # noqa: D102
        return await self._database.write(_change, session)

    async def list_for(  # noqa: D102
        self, account: str, only: SessionFilter, after: str = "", limit: int = 30
    ) -> Page[Session]:
        return await self._database.read(_list_for, account, only, after, limit)

    async def list_open(self, account: str) -> tuple[Session, ...]:  # noqa: D102
        return await self._database.read(_list_where, account, "state = 'open' AND deleted_ms = 0")

    async def list_deleted(self, account: str) -> tuple[Session, ...]:  # noqa: D102
        return await self._database.read(_list_where, account, "deleted_ms > 0")

    async def list_unsealed(self) -> list[str]:  # noqa: D102
        return await self._database.read(_list_unsealed)

    async def progress(  # noqa: D102
        self, account: str, subject: str = "", first_day: str = ""
    ) -> tuple[Progress, ...]:
        return await self._database.read(read_progress, account, subject, first_day)

    async def digests(self, account: str) -> tuple[SessionDigest, ...]:  # noqa: D102
        return await self._database.read(_digests, account)

    async def usage(self, account: str) -> Usage:  # noqa: D102
        found, files = await self._database.read(_usage, account)
        in_files = await asyncio.to_thread(self._files.bytes_of, files)
        return replace(found, bytes=found.bytes + in_files)

    async def remove(self, identifier: str) -> None:  # noqa: D102
        self._files.remove(await self._database.write(self._remove, [identifier]))

    async def restore(self, record: Session) -> None:  # noqa: D102
        await self.add(record)

    def remove_owned(self, database: sqlite3.Connection, owner: str) -> list[str]:
        """Remove an account's sessions with all that belongs to them; returns the files that nothing needs any more."""
        return self._remove(database, _identifiers(database, "account = ?", owner))

    def remove_ownerless(self, database: sqlite3.Connection) -> list[str]:
        """Remove the sessions of accounts that are gone, and the parts of sessions that are gone; returns files."""
        files = self._remove(database, _identifiers(database, self._ownerless))
        database.execute("DELETE FROM details WHERE session NOT IN (SELECT identifier FROM sessions)")
        return files

    def remove_deleted(self, database: sqlite3.Connection, before_ms: int) -> tuple[int, list[str]]:
        """Remove the sessions that were deleted before that time; returns how many, and files."""
        found = _identifiers(database, "deleted_ms > 0 AND deleted_ms < ?", before_ms)
        return len(found), self._remove(database, found)

    def _record(self, row: sqlite3.Row) -> Session:
        return _whole(row)

    @property
    def _selected(self) -> str:
        return _WHOLE

    def _remove(self, database: sqlite3.Connection, identifiers: Iterable[str]) -> list[str]:
        files: list[str] = []
        groups: set[Group] = set()
        for identifier in identifiers:
            if group := group_of(database, identifier):
                groups.add(group)
            for part in self._parts:
                files += part.remove_owned(database, identifier)
            database.execute("DELETE FROM details WHERE session = ?", (identifier,))
            database.execute("DELETE FROM sessions WHERE identifier = ?", (identifier,))
        for group in groups:
            sum_again(database, group)
        return files


def _add(database: sqlite3.Connection, session: Session) -> Session:
    known = _get(database, session.identifier)
    if known is not None:
        if known.account != session.account:
            raise Conflict("The session's identifier is in use; please begin again.")
        return known
    marks = ", ".join("?" * len(_COLUMNS))
    database.execute(f"INSERT INTO sessions VALUES ({marks})", [_value(session, name) for name in _COLUMNS])  # noqa: S608
    database.execute("INSERT INTO details VALUES (?, ?)", (session.identifier, _written(session)))
    if session.state is SessionState.FINISHED:
        sum_again(database, (session.account, session.subject, session.day))
    return session


def _get(database: sqlite3.Connection, identifier: str) -> Session | None:
    row = database.execute(
        f"SELECT {_WHOLE} FROM sessions WHERE identifier = ?",  # noqa: S608  (fixed text)
        (identifier,),
    ).fetchone()
    return _whole(row) if row else None


def _whole(row: sqlite3.Row) -> Session:
    return replace(_session_of(row), details=json.loads(row["body"]))


def _change(database: sqlite3.Connection, session: Session) -> Session:
    before = group_of(database, session.identifier)
    settings = ", ".join(f"{name} = ?" for name in _CHANGEABLE)
    changed = database.execute(
        f"UPDATE sessions SET {settings}, rev = rev + 1 WHERE identifier = ? AND account = ? AND rev = ?",  # noqa: S608
        [*(_value(session, name) for name in _CHANGEABLE), session.identifier, session.account, session.rev],
    ).rowcount
    if not changed:
        raise Conflict("The session was changed in the meantime; please load it again.")
    database.execute("UPDATE details SET body = ? WHERE session = ?", (_written(session), session.identifier))
    now = (session.account, session.subject, session.day)
    sum_again(database, now)
    if before is not None and before != now:
        sum_again(database, before)
    return replace(session, rev=session.rev + 1)


def _list_for(
    database: sqlite3.Connection, account: str, only: SessionFilter, after: str, limit: int
) -> Page[Session]:
    where, values = ["account = ?", "deleted_ms = 0"], [account]
    for clause, value in (
        ("kind = ?", only.kind),
        ("subject = ?", only.subject),
        ("day >= ?", only.first_day),
        ("day <= ?", only.last_day),
    ):
        if value:
            where.append(clause)
            values.append(value)
    for word in only.words.casefold().split():
        where.append("instr(words, ?) > 0")
        values.append(word)
    if only.is_current:
        where.append("superseded_by = ''")
    if after:
        started, _, identifier = after.partition(":")
        where.append("(started_ms, identifier) < (CAST(? AS INTEGER), ?)")
        values += [started, identifier]
    rows = database.execute(
        f"SELECT * FROM sessions WHERE {' AND '.join(where)} "  # noqa: S608  (fixed clauses)
        "ORDER BY started_ms DESC, identifier DESC LIMIT ?",
        [*values, limit + 1],
    ).fetchall()
    found = tuple(_session_of(row) for row in rows[:limit])
    more = len(rows) > limit
    return Page(found, f"{found[-1].started_ms}:{found[-1].identifier}" if more else "")


def _list_where(database: sqlite3.Connection, account: str, condition: str) -> tuple[Session, ...]:
    rows = database.execute(
        f"SELECT * FROM sessions WHERE account = ? AND {condition} "  # noqa: S608  (fixed conditions)
        "ORDER BY started_ms DESC, identifier DESC",
        (account,),
    )
    return tuple(_session_of(row) for row in rows)


def _digests(database: sqlite3.Connection, account: str) -> tuple[SessionDigest, ...]:
    rows = database.execute(
        "SELECT identifier, started_ms, corrected, digest FROM sessions WHERE account = ? AND state = 'finished' "
        "AND deleted_ms = 0 AND superseded_by = '' ORDER BY started_ms, identifier",
        (account,),
    )
    return tuple(SessionDigest(*row) for row in rows)


def _list_unsealed(database: sqlite3.Connection) -> list[str]:
    rows = database.execute(
        "SELECT DISTINCT session FROM streams JOIN sessions ON identifier = session WHERE state != 'open'"
    )
    return [row[0] for row in rows]


def _usage(database: sqlite3.Connection, account: str) -> tuple[Usage, list[str]]:
    own = "FROM {} JOIN sessions ON identifier = session WHERE account = ?"
    counts = database.execute(
        "SELECT count(*), total(state = 'open') FROM sessions WHERE account = ?", (account,)
    ).fetchone()
    kept = sum(
        database.execute(f"SELECT total(length(data)) {own.format(table)}", (account,)).fetchone()[0]
        for table in ("streams", "pictures")
    )
    files = [row[0] for row in database.execute(f"SELECT file {own.format('recordings')}", (account,))]
    return Usage(int(counts[0]), int(counts[1]), int(kept)), files


def _identifiers(database: sqlite3.Connection, condition: str, *values: str | int) -> list[str]:
    rows = database.execute(f"SELECT identifier FROM sessions WHERE {condition}", values)  # noqa: S608
    return [row[0] for row in rows]


def _value(session: Session, column: str) -> object:
    if column == "words":
        return search_words(session)
    value = getattr(session, column)
    if isinstance(value, Mapping):
        return json.dumps(as_floats(value), allow_nan=False)
    return value.value if isinstance(value, SessionState) else value


def _written(session: Session) -> str:
    return json.dumps(dict(session.details), allow_nan=False)


def _session_of(row: sqlite3.Row) -> Session:
    values = {name: row[name] for name in _COLUMNS if name not in _DERIVED}
    state, measures = SessionState(row["state"]), json.loads(row["measures"])
    return Session(**{**values, "state": state, "measures": measures})
