"""Whether the files that a database was opened from are still the ones under their names."""

from __future__ import annotations

from pathlib import Path

from poise.errors import StoreUnavailable


class Presence:
    """Notice that the data folder was deleted, moved, or replaced while the database is open.

    The system lets a process write to a file that has lost its name, so SQLite notices nothing, and what it makes
    durable is lost.

    Parameters
    ----------
    database : Path
        The database's file, open; its write-ahead log is watched as soon as there is one.
    """

    def __init__(self, database: Path) -> None:
        self._watched = {path: _identity(path) for path in (database.parent, database)}
        self._log = database.with_name(f"{database.name}-wal")

    def require(self) -> None:
        """Return if everything is in its place.

        Raises
        ------
        StoreUnavailable
            If something is not.
        """
        if self._log not in self._watched and _identity(self._log) is not None:
            self._watched[self._log] = _identity(self._log)
        for path, identity in self._watched.items():
            if identity is None or _identity(path) != identity:
                raise StoreUnavailable(
                    f"The data folder {self._folder} was deleted or replaced while the studio was running; put it "
                    "back and start the studio again."
                )

    @property
    def _folder(self) -> Path:
        return self._log.parent


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
