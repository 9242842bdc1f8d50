"""The logs of sessions in MongoDB."""

from __future__ import annotations

from collections.abc import Sequence

from poise.store.mongodb.collections import Document
from poise.store.mongodb.facet import MongoFacet
from poise.store.mongodb.forms import log_entry_of, of_log_entry
from poise.store.records import LogEntry, LogLine


class MongoLogs(MongoFacet[LogLine]):
    """What happened in sessions."""

    collection = "log"
    owner = "session"

    async def append(self, session: str, entries: Sequence[LogEntry]) -> None:  # noqa: D102  (the interface says it)
        await self._collections.insert_missing("log", [of_log_entry(session, entry) for entry in entries])

    async def read(self, session: str) -> tuple[LogEntry, ...]:  # noqa: D102
        found = await self._collections.many("log", {"session": session}, [("number", 1)])
        return tuple(log_entry_of(one) for one in found)

    async def restore(self, record: LogLine) -> None:  # noqa: D102
        await self.append(record.session, [record.entry])

    def _record(self, document: Document) -> LogLine:
        return LogLine(document["session"], log_entry_of(document))
