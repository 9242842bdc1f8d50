"""The one handle on the database that all facets share."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from poise.store.sqlite.connections import Readers, Writer

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


class Database:
    """Run work on the database: writes one after the other, reads a few at a time.

    Parameters
    ----------
    path : Path
        The database's file; nothing is opened before `open`.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._writer: Writer
        self._readers: Readers

    def open(self) -> None:
        """Open the connections; the tables are there already."""
        self._writer, self._readers = Writer(self.path), Readers(self.path)

    def close(self) -> None:
        """Write what waits and let go."""
        self._writer.close()
        self._readers.close()

    async def write(
        self,
        work: Callable[Concatenate[sqlite3.Connection, Given], Answer],
        *given: Given.args,
        **named: Given.kwargs,
    ) -> Answer:
        """Run `work` in a transaction and return its answer once that is durable."""
        return await self._writer.write(lambda database: work(database, *given, **named))

    async def read(
        self,
        work: Callable[Concatenate[sqlite3.Connection, Given], Answer],
        *given: Given.args,
        **named: Given.kwargs,
    ) -> Answer:
        """Run `work` on a snapshot of what is durable."""
        return await self._readers.read(lambda database: work(database, *given, **named))
