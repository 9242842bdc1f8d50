"""The tables, as numbered steps that only go forward; a step that was released is never changed."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Mapping, Sequence

from poise.errors import NewerStore

# Tables and indexes, each as ("table", its name), with the names of its columns.
Schema = Mapping[tuple[str, str], Sequence[str]]

_STEPS = (
    """
    CREATE TABLE accounts (
        identifier TEXT PRIMARY KEY, key TEXT NOT NULL UNIQUE, name TEXT NOT NULL, role TEXT NOT NULL,
        password_hash TEXT NOT NULL, created_ms INTEGER NOT NULL, profile TEXT NOT NULL,
        is_disabled INTEGER NOT NULL, rev INTEGER NOT NULL
    ) WITHOUT ROWID;

    CREATE TABLE sign_ins (
        token_hash TEXT PRIMARY KEY, account TEXT NOT NULL, created_ms INTEGER NOT NULL, seen_ms INTEGER NOT NULL,
        expires_ms INTEGER NOT NULL, user_agent TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX sign_ins_of_account ON sign_ins (account, seen_ms DESC);
    CREATE INDEX sign_ins_by_end ON sign_ins (expires_ms);

    CREATE TABLE tickets (
        token_hash TEXT PRIMARY KEY, kind TEXT NOT NULL, expires_ms INTEGER NOT NULL, role TEXT NOT NULL,
        account TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX tickets_by_end ON tickets (expires_ms);
    CREATE INDEX tickets_of_account ON tickets (account);

    CREATE TABLE sessions (
        identifier TEXT PRIMARY KEY, account TEXT NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL,
        state TEXT NOT NULL, started_ms INTEGER NOT NULL, day TEXT NOT NULL, ended_ms INTEGER NOT NULL,
        duration_s REAL NOT NULL, attempted INTEGER NOT NULL, accurate INTEGER NOT NULL, hold_s REAL NOT NULL,
        score REAL, corrected INTEGER, notes TEXT NOT NULL, words TEXT NOT NULL, deleted_ms INTEGER NOT NULL,
        rev INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX sessions_newest ON sessions (account, deleted_ms, started_ms DESC, identifier DESC);
    CREATE INDEX sessions_of_kind ON sessions (account, deleted_ms, kind, started_ms DESC, identifier DESC);
    CREATE INDEX sessions_of_subject ON sessions (account, deleted_ms, subject, started_ms DESC, identifier DESC);
    CREATE INDEX sessions_open ON sessions (account, started_ms DESC) WHERE state = 'open';
    CREATE INDEX sessions_put_aside ON sessions (deleted_ms) WHERE deleted_ms > 0;
    CREATE INDEX sessions_progress ON sessions
        (account, state, deleted_ms, day, subject, attempted, accurate, hold_s, score);

    CREATE TABLE details (session TEXT PRIMARY KEY, body TEXT NOT NULL);
    CREATE TABLE streams (
        session TEXT NOT NULL, first INTEGER NOT NULL, count INTEGER NOT NULL, data BLOB NOT NULL
    );
    CREATE UNIQUE INDEX streams_in_order ON streams (session, first, count);
    CREATE TABLE recordings (
        session TEXT NOT NULL, sequence INTEGER NOT NULL, file TEXT NOT NULL UNIQUE,
        PRIMARY KEY (session, sequence)
    ) WITHOUT ROWID;
    CREATE TABLE pictures (session TEXT NOT NULL, name TEXT NOT NULL, data BLOB NOT NULL);
    CREATE UNIQUE INDEX pictures_by_name ON pictures (session, name);
    CREATE TABLE log (
        session TEXT NOT NULL, number INTEGER NOT NULL, at_ms INTEGER NOT NULL, name TEXT NOT NULL,
        details TEXT NOT NULL, PRIMARY KEY (session, number)
    ) WITHOUT ROWID;

    CREATE TABLE poses (
        identifier TEXT PRIMARY KEY, account TEXT NOT NULL, key TEXT NOT NULL, name TEXT NOT NULL,
        created_ms INTEGER NOT NULL, notes TEXT NOT NULL, details TEXT NOT NULL
    );
    CREATE UNIQUE INDEX poses_by_name ON poses (account, key);
    CREATE TABLE audit (
        identifier TEXT PRIMARY KEY, at_ms INTEGER NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL,
        subject TEXT NOT NULL, details TEXT NOT NULL
    ) WITHOUT ROWID;
    """,
    """
    ALTER TABLE tickets ADD COLUMN maker TEXT NOT NULL DEFAULT '';
    ALTER TABLE tickets ADD COLUMN created_ms INTEGER NOT NULL DEFAULT 0;
    CREATE INDEX tickets_of_maker ON tickets (maker);
    """,
    # Progress sums a person's own counts, too, and is read from this index alone.
    """
    DROP INDEX sessions_progress;
    CREATE INDEX sessions_progress ON sessions
        (account, state, deleted_ms, day, subject, attempted, accurate, corrected, hold_s, score);
    """,
    # What was counted and measured, by name; the columns of before become names. A table is made anew, because
    # SQLite before 3.35 drops no column. `counted` is what `Session.counted` gives: progress is summed from the
    # index alone. SQLite writes numbers with 15 digits, and those of before have at most three behind the point.
    """
    ALTER TABLE sessions RENAME TO sessions_before;
    DROP INDEX sessions_newest;
    DROP INDEX sessions_of_kind;
    DROP INDEX sessions_of_subject;
    DROP INDEX sessions_open;
    DROP INDEX sessions_put_aside;
    DROP INDEX sessions_progress;
    CREATE TABLE sessions (
        identifier TEXT PRIMARY KEY, account TEXT NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL,
        state TEXT NOT NULL, started_ms INTEGER NOT NULL, day TEXT NOT NULL, ended_ms INTEGER NOT NULL,
        duration_s REAL NOT NULL, measures TEXT NOT NULL, counted TEXT NOT NULL, score REAL, corrected INTEGER,
        notes TEXT NOT NULL, words TEXT NOT NULL, deleted_ms INTEGER NOT NULL, rev INTEGER NOT NULL
    ) WITHOUT ROWID;
    INSERT INTO sessions SELECT
        identifier, account, kind, subject, state, started_ms, day, ended_ms, duration_s,
        CASE kind WHEN 'coaching' THEN json_object(
            'attempted', attempted * 1.0, 'accurate', accurate * 1.0, 'hold_s', hold_s
        ) ELSE '{}' END,
        CASE kind WHEN 'coaching' THEN json_object(
            'attempted', max(attempted, coalesce(corrected, accurate)) * 1.0,
            'accurate', coalesce(corrected, accurate) * 1.0, 'hold_s', hold_s
        ) ELSE '{}' END,
        score, corrected, notes, words, deleted_ms, rev
    FROM sessions_before;
    DROP TABLE sessions_before;
    CREATE INDEX sessions_newest ON sessions (account, deleted_ms, started_ms DESC, identifier DESC);
    CREATE INDEX sessions_of_kind ON sessions (account, deleted_ms, kind, started_ms DESC, identifier DESC);
    CREATE INDEX sessions_of_subject ON sessions (account, deleted_ms, subject, started_ms DESC, identifier DESC);
    CREATE INDEX sessions_open ON sessions (account, started_ms DESC) WHERE state = 'open';
    CREATE INDEX sessions_put_aside ON sessions (deleted_ms) WHERE deleted_ms > 0;
    CREATE INDEX sessions_progress ON sessions (account, state, deleted_ms, day, subject, score, counted);
    """,
    """
    CREATE TABLE jobs (
        identifier TEXT PRIMARY KEY, account TEXT NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL,
        created_ms INTEGER NOT NULL, request TEXT NOT NULL, title TEXT NOT NULL, started_ms INTEGER NOT NULL,
        ended_ms INTEGER NOT NULL, attempt INTEGER NOT NULL, worker TEXT NOT NULL, lease_ms INTEGER NOT NULL,
        progress TEXT NOT NULL, failure TEXT NOT NULL, sessions TEXT NOT NULL, rev INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX jobs_newest ON jobs (account, identifier DESC);
    CREATE INDEX jobs_by_state ON jobs (state, ended_ms);
    CREATE TABLE uploads (
        identifier TEXT PRIMARY KEY, account TEXT NOT NULL, name TEXT NOT NULL, size INTEGER NOT NULL,
        created_ms INTEGER NOT NULL, expires_ms INTEGER NOT NULL, parts TEXT NOT NULL, sha256 TEXT NOT NULL,
        sessions TEXT NOT NULL, rev INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX uploads_newest ON uploads (account, identifier DESC);
    CREATE INDEX uploads_by_end ON uploads (expires_ms);
    """,
    # The sums of progress are kept by day (`sqlite/progress.py`); the index finds a day's sessions to sum them again.
    """
    DROP INDEX sessions_progress;
    CREATE INDEX sessions_of_day ON sessions (account, subject, day, state, deleted_ms, score, counted);
    CREATE TABLE progress (
        account TEXT NOT NULL, subject TEXT NOT NULL, day TEXT NOT NULL, sessions INTEGER NOT NULL,
        score_sum REAL NOT NULL, scored INTEGER NOT NULL, measures TEXT NOT NULL,
        PRIMARY KEY (account, subject, day)
    ) WITHOUT ROWID;
    INSERT INTO progress SELECT
        account, subject, day, count(*), total(score), count(score), (
            SELECT json_group_object(name, sum) FROM (
                SELECT each.key AS name, total(each.value) AS sum
                FROM sessions AS one, json_each(one.counted) AS each
                WHERE one.account = of_day.account AND one.subject = of_day.subject AND one.day = of_day.day
                    AND one.state = 'finished' AND one.deleted_ms = 0
                GROUP BY each.key
            )
        )
    FROM sessions AS of_day WHERE state = 'finished' AND deleted_ms = 0 GROUP BY account, subject, day;
    """,
    """
    CREATE TABLE exercises (
        identifier TEXT PRIMARY KEY, account TEXT NOT NULL, name TEXT NOT NULL, created_ms INTEGER NOT NULL,
        text TEXT NOT NULL, demonstration TEXT NOT NULL, is_shared INTEGER NOT NULL, deleted_ms INTEGER NOT NULL,
        rev INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX exercises_of_account ON exercises (account, identifier);
    CREATE INDEX exercises_shared ON exercises (identifier) WHERE is_shared = 1;
    CREATE INDEX exercises_deleted ON exercises (deleted_ms) WHERE deleted_ms > 0;
    """,
    # What came out of a job that makes no session.
    """
    ALTER TABLE jobs ADD COLUMN result TEXT NOT NULL DEFAULT '{}';
    """,
    """
    CREATE TABLE programmes (
        identifier TEXT PRIMARY KEY, account TEXT NOT NULL, name TEXT NOT NULL, created_ms INTEGER NOT NULL,
        text TEXT NOT NULL, is_shared INTEGER NOT NULL, deleted_ms INTEGER NOT NULL, rev INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX programmes_of_account ON programmes (account, identifier);
    CREATE INDEX programmes_shared ON programmes (identifier) WHERE is_shared = 1;
    CREATE INDEX programmes_deleted ON programmes (deleted_ms) WHERE deleted_ms > 0;
    """,
    # Recordings that were judged again, by which version of the analysis, and which sessions came from films.
    """
    ALTER TABLE sessions ADD COLUMN engine INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE sessions ADD COLUMN film TEXT NOT NULL DEFAULT '';
    ALTER TABLE sessions ADD COLUMN judged_from TEXT NOT NULL DEFAULT '';
    ALTER TABLE sessions ADD COLUMN superseded_by TEXT NOT NULL DEFAULT '';
    UPDATE sessions SET film = coalesce(
        (SELECT json_extract(body, '$.film.name') FROM details WHERE session = identifier), ''
    ) WHERE kind = 'coaching';
    DROP INDEX sessions_of_day;
    CREATE INDEX sessions_of_day ON sessions
        (account, subject, day, state, deleted_ms, superseded_by, score, counted);
    """,
    # What progress shows of a session, read from this index alone; the studio writes it for sessions of before.
    """
    ALTER TABLE sessions ADD COLUMN digest TEXT NOT NULL DEFAULT '';
    CREATE INDEX sessions_digests ON sessions
        (account, state, deleted_ms, superseded_by, started_ms, identifier, corrected, digest);
    """,
)


def migrate(database: sqlite3.Connection) -> None:
    """Bring the tables up to this version, each step in one transaction.

    Raises
    ------
    NewerStore
        If a newer Poise has written them.
    """
    _require_known(database)
    for number, step in enumerate(_STEPS, 1):
        if _version(database) < number:
            _do(database, step, number)


def expected_schema(database: sqlite3.Connection) -> Schema:
    """Return the tables and indexes that a database of this one's version has when nothing is missing.

    Raises
    ------
    NewerStore
        If a newer Poise has written it.
    """
    _require_known(database)
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as fresh:
        for number, step in enumerate(_STEPS[: _version(database)], 1):
            _do(fresh, step, number)
        return schema_of(fresh)


def schema_of(database: sqlite3.Connection) -> Schema:
    """Return the tables and indexes that a database has; SQLite's own are left out."""
    named = database.execute(
        "SELECT type, name FROM sqlite_master WHERE type IN ('table', 'index') AND name NOT LIKE 'sqlite_%'"
    ).fetchall()
    return {(kind, name): _columns_of(database, kind, name) for kind, name in named}


def _columns_of(database: sqlite3.Connection, kind: str, name: str) -> list[str]:
    rows = database.execute(f"SELECT name FROM pragma_{kind}_info(?)", (name,))  # noqa: S608  ("table" or "index")
    return [str(row[0]) for row in rows]


def _require_known(database: sqlite3.Connection) -> None:
    if _version(database) > len(_STEPS):
        raise NewerStore("The data were written by a newer Poise; please update this one.")


def _do(database: sqlite3.Connection, step: str, number: int) -> None:
    """Do one step, unless another process, for which this one waits, did it in the meantime."""
    database.execute("BEGIN IMMEDIATE")
    try:
        if _version(database) < number:
            for statement in step.split(";"):
                database.execute(statement)
            database.execute(f"PRAGMA user_version = {number}")
    except BaseException:
        database.execute("ROLLBACK")
        raise
    database.execute("COMMIT")


def _version(database: sqlite3.Connection) -> int:
    return int(database.execute("PRAGMA user_version").fetchone()[0])
