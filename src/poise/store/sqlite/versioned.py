"""What the facets of an account's records share whose every change names the revision that it was read with."""

from __future__ import annotations

import sqlite3
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import ClassVar, TypeVar

from poise.errors import Conflict
from poise.store.jobs import Job
from poise.store.keys import IDENTIFIER_TAKEN
from poise.store.own_files import OwnExercise, OwnProgramme
from poise.store.sqlite.facet import SqliteFacet
from poise.store.uploads import Upload

Versioned = TypeVar("Versioned", Job, Upload, OwnExercise, OwnProgramme)


class SqliteVersioned(SqliteFacet[Versioned]):
    """Records with an identifier, an account and a revision, newest first.

    Attributes
    ----------
    changed : str
        What is said when a record was changed, or removed, since it was read.
    """

    is_newest_first = True
    owner = "account"
    changed: ClassVar[str]

    async def add(self, record: Versioned) -> None:
        """Add a record; raises `Conflict` where its identifier is taken."""
        await self._database.write(self._add, record)

    async def get(self, identifier: str) -> Versioned | None:
        """Return the record with this identifier."""
        return await self._database.read(self._get, identifier)

    async def change(self, record: Versioned) -> Versioned:
        """Change a record; raises `Conflict`."""
        return await self._database.write(self._change, record)

    async def remove(self, identifier: str) -> None:
        """Remove a record."""
        await self._database.write(self._remove, identifier)

    async def restore(self, record: Versioned) -> None:
        """Put in a record of another store as it is."""
        await self.add(record)

    @abstractmethod
    def _columns(self, record: Versioned) -> Mapping[str, object]:
        """Return the values of a record by the columns that hold them."""

    def _add(self, database: sqlite3.Connection, record: Versioned) -> None:
        columns = self._columns(record)
        names, marks = ", ".join(columns), ", ".join("?" * len(columns))
        try:
            database.execute(
                f"INSERT INTO {self.table} ({names}) VALUES ({marks})",  # noqa: S608  (fixed names)
                list(columns.values()),
            )
        except sqlite3.IntegrityError as error:
            raise Conflict(IDENTIFIER_TAKEN) from error

    def _get(self, database: sqlite3.Connection, identifier: str) -> Versioned | None:
        found = self._where(database, "identifier = ?", [identifier])
        return found[0] if found else None

    def _change(self, database: sqlite3.Connection, record: Versioned) -> Versioned:
        changed = replace(record, rev=record.rev + 1)
        columns: Mapping[str, object] = self._columns(changed)
        settings = ", ".join(f"{name} = ?" for name in columns)
        count = database.execute(
            f"UPDATE {self.table} SET {settings} WHERE identifier = ? AND account = ? AND rev = ?",  # noqa: S608
            [*columns.values(), record.identifier, record.account, record.rev],
        ).rowcount
        if not count:
            raise Conflict(self.changed)
        return changed

    def _remove(self, database: sqlite3.Connection, identifier: str) -> None:
        database.execute(f"DELETE FROM {self.table} WHERE identifier = ?", (identifier,))  # noqa: S608

    def _where(
        self, database: sqlite3.Connection, rest: str, values: Sequence[object]
    ) -> tuple[Versioned, ...]:
        rows = database.execute(f"SELECT * FROM {self.table} WHERE {rest}", values)  # noqa: S608  (fixed text)
        return tuple(self._record(row) for row in rows)
