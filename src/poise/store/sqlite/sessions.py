"""Sessions with their streams, recordings, pictures and logs in SQLite."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import replace

from poise.errors import Conflict
from poise.store.documents import (
    LogEntry,
    Page,
    Progress,
    Session,
    SessionFilter,
    SessionKind,
    SessionState,
    Usage,
)
from poise.store.keys import search_words

_COLUMNS = (
    "identifier", "account", "kind", "subject", "state", "started_ms", "day", "ended_ms", "duration_s", "attempted",
    "accurate", "hold_s", "score", "corrected", "notes", "words", "deleted_ms", "rev",
)  # fmt: skip
_PARTS = ("details", "streams", "recordings", "pictures", "log")
_CHANGEABLE = tuple(name for name in _COLUMNS if name not in {"identifier", "account", "rev"})


def add_session(database: sqlite3.Connection, session: Session) -> Session:
    """Keep a new session, or return the one that is there."""
    known = one_session(database, session.identifier)
    if known is not None:
        if known.account != session.account:
            raise Conflict("The session's identifier is in use; please begin again.")
        return known
    marks = ", ".join("?" * len(_COLUMNS))
    database.execute(f"INSERT INTO sessions VALUES ({marks})", [_value(session, name) for name in _COLUMNS])  # noqa: S608
    database.execute("INSERT INTO details VALUES (?, ?)", (session.identifier, _written(session)))
    return session


def one_session(database: sqlite3.Connection, identifier: str) -> Session | None:
    """Return a session with its details."""
    row = database.execute("SELECT * FROM sessions WHERE identifier = ?", (identifier,)).fetchone()
    return with_details(database, row) if row else None


def with_details(database: sqlite3.Connection, row: sqlite3.Row) -> Session:
    """Return the session of a row with its details."""
    body = database.execute("SELECT body FROM details WHERE session = ?", (row["identifier"],)).fetchone()
    return replace(_session_of(row), details=json.loads(body[0]))


def change_session(database: sqlite3.Connection, session: Session) -> Session:
    """Change a session, or raise `Conflict`."""
    settings = ", ".join(f"{name} = ?" for name in _CHANGEABLE)
    changed = database.execute(
        f"UPDATE sessions SET {settings}, rev = rev + 1 WHERE identifier = ? AND account = ? AND rev = ?",  # noqa: S608
        [*(_value(session, name) for name in _CHANGEABLE), session.identifier, session.account, session.rev],
    ).rowcount
    if not changed:
        raise Conflict("The session was changed in the meantime; please load it again.")
    database.execute("UPDATE details SET body = ? WHERE session = ?", (_written(session), session.identifier))
    return replace(session, rev=session.rev + 1)


def list_sessions(
    database: sqlite3.Connection, account: str, only: SessionFilter, after: str, limit: int
) -> Page[Session]:
    """Return sessions newest first, by key."""
    where, values = ["account = ?", "deleted_ms = 0"], [account]
    for clause, value in (
        ("kind = ?", only.kind.value if only.kind else ""),
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


def progress(
    database: sqlite3.Connection, account: str, subject: str, first_day: str
) -> tuple[Progress, ...]:
    """Return the sums of finished sessions by day and subject, of repetitions as `Session.counted` says."""
    rows = database.execute(
        "SELECT day, subject, count(*), sum(max(attempted, coalesce(corrected, accurate))), "
        "sum(coalesce(corrected, accurate)), sum(hold_s), total(score), count(score) "
        "FROM sessions WHERE account = ? AND state = 'finished' AND deleted_ms = 0 AND day >= ? "
        "AND (? = '' OR subject = ?) GROUP BY day, subject ORDER BY day, subject",
        (account, first_day, subject, subject),
    )
    return tuple(Progress(*row) for row in rows)


def open_sessions(database: sqlite3.Connection, account: str) -> tuple[Session, ...]:
    """Return the sessions that still grow."""
    rows = database.execute(
        "SELECT * FROM sessions WHERE account = ? AND state = 'open' AND deleted_ms = 0 ORDER BY started_ms DESC",
        (account,),
    )
    return tuple(_session_of(row) for row in rows)


def put_aside_of(database: sqlite3.Connection, account: str) -> tuple[Session, ...]:
    """Return an account's sessions that were put aside."""
    rows = database.execute(
        "SELECT * FROM sessions WHERE account = ? AND deleted_ms > 0 ORDER BY started_ms DESC, identifier DESC",
        (account,),
    )
    return tuple(_session_of(row) for row in rows)


def unsealed_sessions(database: sqlite3.Connection) -> list[str]:
    """Return the sessions that are closed and still have a stream."""
    rows = database.execute(
        "SELECT DISTINCT session FROM streams JOIN sessions ON identifier = session WHERE state != 'open'"
    )
    return [row[0] for row in rows]


def usage(database: sqlite3.Connection, account: str) -> tuple[Usage, list[str]]:
    """Return how much an account keeps in the database, and its recording files."""
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


def sessions_of(database: sqlite3.Connection, account: str) -> list[str]:
    """Return the identifiers of all of an account's sessions."""
    return [
        row[0] for row in database.execute("SELECT identifier FROM sessions WHERE account = ?", (account,))
    ]


def sessions_put_aside(database: sqlite3.Connection, before_ms: int) -> list[str]:
    """Return the sessions that were put aside before that time."""
    rows = database.execute(
        "SELECT identifier FROM sessions WHERE deleted_ms > 0 AND deleted_ms < ?", (before_ms,)
    )
    return [row[0] for row in rows]


def ownerless_sessions(database: sqlite3.Connection) -> list[str]:
    """Return the sessions whose account is not there any more."""
    rows = database.execute(
        "SELECT identifier FROM sessions WHERE account NOT IN (SELECT identifier FROM accounts)"
    )
    return [row[0] for row in rows]


def remove_ownerless_parts(database: sqlite3.Connection) -> list[str]:
    """Remove the parts of sessions that are not there any more; returns the files that nothing needs."""
    ownerless = "WHERE session NOT IN (SELECT identifier FROM sessions)"
    files = [row[0] for row in database.execute(f"SELECT file FROM recordings {ownerless}")]  # noqa: S608
    for table in _PARTS:
        database.execute(f"DELETE FROM {table} {ownerless}")  # noqa: S608  (fixed names)
    return files


def remove_session(database: sqlite3.Connection, identifier: str) -> list[str]:
    """Remove a session with all that belongs to it; returns the files that nothing needs any more."""
    files = recording_files(database, identifier)
    for table in _PARTS:
        database.execute(f"DELETE FROM {table} WHERE session = ?", (identifier,))  # noqa: S608  (fixed names)
    database.execute("DELETE FROM sessions WHERE identifier = ?", (identifier,))
    return files


def append_stream(database: sqlite3.Connection, session: str, first: int, count: int, data: bytes) -> int:
    """Keep items that follow those that are there; returns the next number expected."""
    following = stream_end(database, session)
    if first != following:
        return following
    database.execute("INSERT INTO streams VALUES (?, ?, ?, ?)", (session, first, count, data))
    return following + count


def stream_end(database: sqlite3.Connection, session: str) -> int:
    """Return the number of items that are durable."""
    row = database.execute(
        "SELECT first + count FROM streams WHERE session = ? ORDER BY first DESC LIMIT 1", (session,)
    ).fetchone()
    return int(row[0]) if row else 0


def stream(
    database: sqlite3.Connection, session: str, first: int, limit: int
) -> list[tuple[int, int, bytes]]:
    """Return a session's items in order."""
    rows = database.execute(
        "SELECT first, count, data FROM streams WHERE session = ? AND first >= ? ORDER BY first LIMIT ?",
        (session, first, limit or -1),
    )
    return [tuple(row) for row in rows]


def put_recording(database: sqlite3.Connection, session: str, files: Sequence[str]) -> list[str]:
    """Name a session's recording files in the place of its stream; returns those of before."""
    before = recording_files(database, session)
    for table in ("recordings", "streams"):
        database.execute(f"DELETE FROM {table} WHERE session = ?", (session,))  # noqa: S608  (fixed names)
    database.executemany(
        "INSERT INTO recordings VALUES (?, ?, ?)",
        [(session, number, file) for number, file in enumerate(files)],
    )
    return before


def recording_files(database: sqlite3.Connection, session: str) -> list[str]:
    """Return the names of a session's recording files in order."""
    rows = database.execute("SELECT file FROM recordings WHERE session = ? ORDER BY sequence", (session,))
    return [row[0] for row in rows]


def recording_file(database: sqlite3.Connection, session: str, number: int) -> str:
    """Return the name of one of a session's recording files, empty where there is none."""
    row = database.execute(
        "SELECT file FROM recordings WHERE session = ? AND sequence = ?", (session, number)
    ).fetchone()
    return str(row[0]) if row else ""


def all_recording_files(database: sqlite3.Connection) -> set[str]:
    """Return the names of all recording files."""
    return {row[0] for row in database.execute("SELECT file FROM recordings")}


def put_picture(database: sqlite3.Connection, session: str, name: str, data: bytes) -> None:
    """Keep a picture."""
    database.execute("INSERT OR REPLACE INTO pictures VALUES (?, ?, ?)", (session, name, data))


def picture(database: sqlite3.Connection, session: str, name: str) -> bytes | None:
    """Return a picture."""
    row = database.execute(
        "SELECT data FROM pictures WHERE session = ? AND name = ?", (session, name)
    ).fetchone()
    return bytes(row[0]) if row else None


def append_log(database: sqlite3.Connection, session: str, entries: Sequence[LogEntry]) -> None:
    """Keep log entries that are not there yet."""
    database.executemany(
        "INSERT OR IGNORE INTO log VALUES (?, ?, ?, ?, ?)",
        [
            (session, entry.number, entry.at_ms, entry.name, json.dumps(dict(entry.details), allow_nan=False))
            for entry in entries
        ],
    )


def log(database: sqlite3.Connection, session: str) -> tuple[LogEntry, ...]:
    """Return the log in order."""
    rows = database.execute(
        "SELECT number, at_ms, name, details FROM log WHERE session = ? ORDER BY number", (session,)
    )
    return tuple(LogEntry(row[0], row[1], row[2], json.loads(row[3])) for row in rows)


def _value(session: Session, column: str) -> object:
    if column == "words":
        return search_words(session)
    value = getattr(session, column)
    return value.value if isinstance(value, SessionKind | SessionState) else value


def _written(session: Session) -> str:
    return json.dumps(dict(session.details), allow_nan=False)


def _session_of(row: sqlite3.Row) -> Session:
    values = {name: row[name] for name in _COLUMNS if name != "words"}
    return Session(**{**values, "kind": SessionKind(row["kind"]), "state": SessionState(row["state"])})
