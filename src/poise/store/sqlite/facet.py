"""What all facets share on SQLite: a table, its key, and whose its rows are."""

from __future__ import annotations

import json
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import ClassVar, Generic, Literal

from poise.store.facets import Kept
from poise.store.records import Page
from poise.store.sqlite.database import Database


class SqliteFacet(ABC, Generic[Kept]):
    """One kind of record in one table.

    What removes an account or a session, sweeps and counts goes by the class variables, so that a new facet is named
    in `SqliteStore` and nowhere else.

    Attributes
    ----------
    table : str
        Its name, as the migrations made it.
    keys : tuple of str
        The columns in whose order pages go.
    is_newest_first : bool
        Whether that order falls.
    owner : str
        The column that says whose a row is; rows go with their account or session. "" where they are nobody's.
    expires : bool
        Whether rows have a column ``expires_ms``.
    page_size : int
        How many records a page has where nobody asks for a number.
    """

    table: ClassVar[str]
    keys: ClassVar[tuple[str, ...]] = ("identifier",)
    is_newest_first: ClassVar[bool] = False
    owner: ClassVar[Literal["account", "session", ""]] = ""
    expires: ClassVar[bool] = False
    page_size: ClassVar[int] = 200

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, after: str = "", limit: int = 0) -> Page[Kept]:  # noqa: D102  (the interface says it)
        return await self._database.read(self._page, after, limit or self.page_size)

    def count_records(self, database: sqlite3.Connection) -> int:
        """Return how many records there are."""
        rows = f"SELECT DISTINCT {', '.join(self.keys)} FROM {self.table}"  # noqa: S608  (fixed names)
        return int(database.execute(f"SELECT count(*) FROM ({rows})").fetchone()[0])  # noqa: S608

    def remove_owned(self, database: sqlite3.Connection, owner: str) -> list[str]:
        """Remove what belongs to an account or a session; returns the files that nothing needs any more."""
        database.execute(f"DELETE FROM {self.table} WHERE {self.owner} = ?", (owner,))  # noqa: S608
        return []

    def remove_ownerless(self, database: sqlite3.Connection) -> list[str]:
        """Remove what was written while its owner was being removed; returns the files that nothing needs any more."""
        database.execute(f"DELETE FROM {self.table} WHERE {self._ownerless}")  # noqa: S608
        return []

    def remove_expired(self, database: sqlite3.Connection, now_ms: int) -> int:
        """Remove what has expired; returns how many."""
        return database.execute(f"DELETE FROM {self.table} WHERE expires_ms <= ?", (now_ms,)).rowcount  # noqa: S608

    @property
    def _ownerless(self) -> str:
        owners = f"SELECT identifier FROM {self.owner}s"  # noqa: S608  (fixed names)
        return f"{self.owner} <> '' AND {self.owner} NOT IN ({owners})"

    @abstractmethod
    def _record(self, row: sqlite3.Row) -> Kept:
        """Return the record of a row, whole."""

    def _page(self, database: sqlite3.Connection, after: str, limit: int) -> Page[Kept]:
        rows = self._rows(database, after, limit + 1)
        found = tuple(self._record(row) for row in rows[:limit])
        return Page(found, self._key_of(rows[limit - 1]) if len(rows) > limit else "")

    def _rows(self, database: sqlite3.Connection, after: str, limit: int) -> Sequence[sqlite3.Row]:
        known = self._values_of(after)
        follows, order = ("<", "DESC") if self.is_newest_first else (">", "ASC")
        marks = ", ".join("?" * len(known))
        where = f"WHERE ({', '.join(self.keys)}) {follows} ({marks})" if known else ""
        ordered = ", ".join(f"{name} {order}" for name in self.keys)
        return database.execute(
            f"SELECT {self._selected} FROM {self.table} {where} ORDER BY {ordered} LIMIT ?",  # noqa: S608
            [*known, limit],
        ).fetchall()

    @property
    def _selected(self) -> str:
        return "*"

    def _key_of(self, row: sqlite3.Row) -> str:
        values = [row[name] for name in self.keys]
        return str(values[0]) if len(values) == 1 else json.dumps(values)

    def _values_of(self, key: str) -> list[str | int]:
        if not key:
            return []
        found: list[str | int] = [key] if len(self.keys) == 1 else json.loads(key)
        return found
