"""All records of a kind, page by page, in SQLite."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable

from poise.store.documents import Kept, KeptKind, LogEntry, LogLine, Page, Picture, Recording, StreamPart
from poise.store.sqlite import accounts, sessions

_KEYS = {
    KeptKind.ACCOUNTS: "identifier",
    KeptKind.SIGN_INS: "token_hash",
    KeptKind.TICKETS: "token_hash",
    KeptKind.SESSIONS: "identifier",
    KeptKind.STREAMS: "session, first",
    KeptKind.PICTURES: "session, name",
    KeptKind.LOG: "session, number",
    KeptKind.POSES: "identifier",
    KeptKind.AUDIT: "identifier",
}


def kept(database: sqlite3.Connection, kind: KeptKind, after: str, limit: int) -> Page[Kept]:
    """Return records of one kind in the order of their keys; recordings have a function of their own."""
    key = _KEYS[kind]
    known = json.loads(after) if after else []
    where = f"WHERE ({key}) > ({', '.join('?' * len(known))})" if known else ""
    rows = database.execute(
        f"SELECT * FROM {kind.value} {where} ORDER BY {key} LIMIT ?",  # noqa: S608  (fixed names)
        [*known, limit + 1],
    ).fetchall()
    if kind is KeptKind.SESSIONS:
        found: tuple[Kept, ...] = tuple(sessions.with_details(database, row) for row in rows[:limit])
    else:
        found = tuple(_FORMS[kind](row) for row in rows[:limit])
    last = [rows[limit - 1][name] for name in key.split(", ")] if len(rows) > limit else []
    return Page(found, json.dumps(last) if last else "")


def recordings(
    database: sqlite3.Connection, read: Callable[[list[str]], list[bytes]], after: str, limit: int
) -> Page[Kept]:
    """Return recordings with their chunks, which `read` fetches from the files of these names."""
    rows = database.execute(
        "SELECT DISTINCT session FROM recordings WHERE session > ? ORDER BY session LIMIT ?",
        (after, limit + 1),
    ).fetchall()
    names = [str(row[0]) for row in rows[:limit]]
    found = tuple(Recording(name, tuple(read(sessions.recording_files(database, name)))) for name in names)
    return Page(found, names[-1] if len(rows) > limit else "")


def _stream_part(row: sqlite3.Row) -> Kept:
    return StreamPart(row["session"], row["first"], row["count"], bytes(row["data"]))


def _picture(row: sqlite3.Row) -> Kept:
    return Picture(row["session"], row["name"], bytes(row["data"]))


def _log_line(row: sqlite3.Row) -> Kept:
    return LogLine(
        row["session"], LogEntry(row["number"], row["at_ms"], row["name"], json.loads(row["details"]))
    )


_FORMS: dict[KeptKind, Callable[[sqlite3.Row], Kept]] = {
    KeptKind.ACCOUNTS: accounts.account_of,
    KeptKind.SIGN_INS: accounts.sign_in_of,
    KeptKind.TICKETS: accounts.ticket_of,
    KeptKind.STREAMS: _stream_part,
    KeptKind.PICTURES: _picture,
    KeptKind.LOG: _log_line,
    KeptKind.POSES: accounts.pose_of,
    KeptKind.AUDIT: accounts.entry_of,
}
