"""Whether a data folder is sound: the pages and the tables of its database, and that its files are there."""

from __future__ import annotations

import errno
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from poise.errors import NewerStore, StoreError
from poise.store.sqlite.connections import connect
from poise.store.sqlite.migrations import expected_schema, schema_of

# 100 MB of pages take a second from a slow disc, and few studios have more: recordings are files of their own.
_QUICK_S = 10.0
_EVERY_STEPS = 100

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_NO_RIGHT = (errno.EACCES, errno.EPERM, errno.EROFS)


def require_sound(database: sqlite3.Connection, path: Path, most_s: float = _QUICK_S) -> None:
    """Look through the pages before the studio opens, for so long at most; `find_faults` looks at all of them.

    Raises
    ------
    StoreError
        If one is damaged.
    """
    end_s = time.monotonic() + most_s
    database.set_progress_handler(lambda: time.monotonic() > end_s, _EVERY_STEPS)
    try:
        found = [str(row[0]) for row in database.execute("PRAGMA quick_check(1)")]
    except sqlite3.OperationalError as error:
        if "interrupted" not in str(error):
            raise
        return  # what was looked at until then was sound
    except sqlite3.DatabaseError as error:
        raise damaged(path) from error
    finally:
        database.set_progress_handler(None, 0)
    if found != ["ok"]:
        raise damaged(path)


def require_database(path: Path) -> None:
    """Refuse a folder that has recordings, or a write-ahead log, and no database that could know of them.

    SQLite would make a new database, drop the log, and our own tidying would remove the recordings as nobody's.

    Raises
    ------
    StoreError
        If it is one.
    """
    if path.exists() and path.stat().st_size > 0:
        return
    log, recordings = path.with_name(f"{path.name}-wal"), path.parent / "recordings"
    is_empty = not (log.exists() and log.stat().st_size) and not (
        recordings.is_dir() and any(recordings.glob("*.poise"))
    )
    if not is_empty:
        raise StoreError(
            f"The database {path} is missing or empty, but other data of Poise are there; restore it from a backup, "
            "or choose another data folder."
        )


def cannot_open(folder: Path, error: sqlite3.Error | OSError) -> StoreError:
    """Return the one sentence for why a data folder cannot be opened."""
    text, number = str(error), getattr(error, "errno", None)
    if "full" in text or number in _FULL:
        return StoreError(f"The disc of the data folder {folder} is full; make room, then start again.")
    if "I/O error" in text:
        return StoreError(
            f"The disc of the data folder {folder} cannot be read or written ({text}); look at its room and its "
            "health, then start again."
        )
    if "locked" in text:
        return StoreError(
            f"Another program holds the database in {folder}; end that program, then start again."
        )
    if number in _NO_RIGHT or "readonly" in text or "unable to open" in text:
        return StoreError(
            f"The data folder {folder} cannot be read and written by the user who runs Poise; give it to that user "
            "(chown), or choose another folder with --data-dir."
        )
    reason = getattr(error, "strerror", None) or text
    return StoreError(f"The data folder {folder} cannot be used: {reason}; choose another with --data-dir.")


def damaged(path: Path) -> StoreError:
    """Return the sentence for a damaged database."""
    return StoreError(
        f"The database {path} is damaged; restore the data folder from a backup (`poise doctor --data-dir "
        f"{path.parent}` says what is wrong)."
    )


@dataclass(frozen=True, slots=True)
class RecordingFile:
    """One chunk of the recording of a session, as a file; chunks are numbered from 0 on."""

    session: str
    number: int
    path: Path


def find_faults(folder: Path) -> Iterator[str]:
    """Yield every fault of a data folder in one sentence.

    These are damaged pages, tables, columns and indexes that are missing, and recordings that are missing, incomplete
    or empty. What recordings contain is not looked at (`find_recording_files`). The studio may be running meanwhile;
    nothing is changed.

    Raises
    ------
    StoreError
        If there is no database.
    """
    path = _database_of(folder)
    try:
        database = connect(path, reads_only=True)
    except sqlite3.DatabaseError as error:
        yield f"the database cannot be opened ({error})"
        return
    try:
        yield from _page_faults(database)
        yield from _schema_faults(database)
        yield from _file_faults(_recording_files(database, folder))
    except sqlite3.DatabaseError as error:
        yield f"the database cannot be read further ({error})"
    finally:
        database.close()


def find_recording_files(folder: Path) -> Iterator[RecordingFile]:
    """Yield the files of all recordings, in order; none where the database cannot be read.

    Raises
    ------
    StoreError
        If there is no database.
    """
    path = _database_of(folder)
    try:
        database = connect(path, reads_only=True)
    except sqlite3.DatabaseError:
        return  # `find_faults` says so
    try:
        yield from _recording_files(database, folder)
    except sqlite3.DatabaseError:
        return
    finally:
        database.close()


def _database_of(folder: Path) -> Path:
    path = folder / "poise.sqlite3"
    if not path.is_file():
        raise StoreError(f"There is no data folder of Poise at {folder}; name another with --data-dir.")
    return path


def _page_faults(database: sqlite3.Connection) -> Iterator[str]:
    for row in database.execute("PRAGMA integrity_check"):
        if row[0] != "ok":
            yield from (f"damaged: {line}" for line in str(row[0]).splitlines())


def _schema_faults(database: sqlite3.Connection) -> Iterator[str]:
    """Compare the tables with those that the migrations make."""
    try:
        expected = expected_schema(database)
    except NewerStore as error:
        yield str(error)
        return
    if not expected:
        yield "the database has no table of Poise"
    found = schema_of(database)
    for kind, name in sorted(expected.keys() - found.keys()):
        yield f"the {kind} {name} is missing"
    for kind, name in sorted(expected.keys() & found.keys()):
        for column in expected[kind, name]:
            if column not in found[kind, name]:
                yield f"the {kind} {name} lacks the column {column}"


def _file_faults(files: Iterator[RecordingFile]) -> Iterator[str]:
    session, wanted = "", 0
    for file in files:
        wanted = wanted if file.session == session else 0
        session = file.session
        if file.number != wanted:
            yield f"the recording of the session {session} lacks its part {wanted}"
        wanted = file.number + 1
        if not file.path.is_file():
            yield f"the recording {file.path.name} of the session {session} is missing"
        elif not file.path.stat().st_size:
            yield f"the recording {file.path.name} of the session {session} is empty"


def _recording_files(database: sqlite3.Connection, folder: Path) -> Iterator[RecordingFile]:
    for row in database.execute("SELECT session, sequence, file FROM recordings ORDER BY session, sequence"):
        yield RecordingFile(row["session"], row["sequence"], folder / "recordings" / row["file"])
