"""The audit log in MongoDB."""

from __future__ import annotations

from poise.store.accounts import AuditEntry
from poise.store.keys import audit_key
from poise.store.mongodb.collections import Document
from poise.store.mongodb.facet import MongoFacet
from poise.store.mongodb.forms import audit_entry_of, of_audit_entry


class MongoAudit(MongoFacet[AuditEntry]):
    """What happened that matters for security; UUIDv7 orders it by time."""

    collection = "audit"
    is_newest_first = True

    async def add(self, entry: AuditEntry) -> None:  # noqa: D102  (the interface says it)
        await self._collections.insert("audit", of_audit_entry(entry))

    async def restore(self, record: AuditEntry) -> None:  # noqa: D102
        await self.add(record)

    async def remove_older(self, before_ms: int) -> int:
        """Remove the entries from before a time; returns how many."""
        return await self._collections.remove("audit", {"_id": {"$lt": audit_key(before_ms)}})

    def _record(self, document: Document) -> AuditEntry:
        return audit_entry_of(document)
