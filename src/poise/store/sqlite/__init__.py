"""The embedded store: SQLite for records, files for recordings, nothing to set up."""

from poise.store.sqlite.store import SqliteStore

__all__ = ["SqliteStore"]
