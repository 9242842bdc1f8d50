"""Whether the database's pages are sound."""

from __future__ import annotations

import errno
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

from poise.errors import StoreError
from poise.store.sqlite.connections import connect
from poise.store.sqlite.recordings import recording_files

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


def find_faults(folder: Path) -> Iterator[str]:
    """Give every fault of a data folder in one sentence: damaged pages, missing or empty recordings.

    The studio may be running meanwhile; nothing is changed.

    Raises
    ------
    StoreError
        If there is no database.
    """
    path = folder / "poise.sqlite3"
    if not path.is_file():
        raise StoreError(f"There is no data folder of Poise at {folder}; name another with --data-dir.")
    try:
        database = connect(path, reads_only=True)
    except sqlite3.DatabaseError as error:
        yield f"the database cannot be opened ({error})"
        return
    try:
        yield from _page_faults(database)
        yield from _file_faults(database, folder)
    except sqlite3.DatabaseError as error:
        yield f"the database cannot be read further ({error})"
    finally:
        database.close()


def _page_faults(database: sqlite3.Connection) -> Iterator[str]:
    for row in database.execute("PRAGMA integrity_check"):
        if row[0] != "ok":
            yield from (f"damaged: {line}" for line in str(row[0]).splitlines())


def _file_faults(database: sqlite3.Connection, folder: Path) -> Iterator[str]:
    for name in sorted(recording_files(database)):
        file = folder / "recordings" / name
        if not file.is_file():
            yield f"the recording {name} is missing"
        elif not file.stat().st_size:
            yield f"the recording {name} is empty"
