"""Programmes of one's own in MongoDB."""

from __future__ import annotations

from dataclasses import asdict

from poise.store.keys import CHANGED_PROGRAMME
from poise.store.mongodb.collections import Document
from poise.store.mongodb.versioned import MongoVersioned, plain
from poise.store.programmes import OwnProgramme


class MongoProgrammes(MongoVersioned[OwnProgramme]):
    """The programmes that people made."""

    collection = "programmes"
    changed = CHANGED_PROGRAMME

    async def list_for(self, account: str) -> tuple[OwnProgramme, ...]:  # noqa: D102  (the interface says it)
        return tuple(self._record(one) for one in await self._newest_where({"account": account}))

    async def list_shared(self) -> tuple[OwnProgramme, ...]:  # noqa: D102
        found = [self._record(one) for one in await self._newest_where({"is_shared": True})]
        return tuple(one for one in found if one.is_shared and not one.deleted_ms)

    async def remove_deleted(self, before_ms: int) -> int:
        """Remove for good what was removed before a time; returns how many."""
        return await self._remove_newest({"deleted_ms": {"$gt": 0, "$lte": before_ms}})

    def _document(self, record: OwnProgramme) -> Document:
        return asdict(record)

    def _record(self, document: Document) -> OwnProgramme:
        return OwnProgramme(**plain(document))
