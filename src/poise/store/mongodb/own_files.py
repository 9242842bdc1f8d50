"""Exercises and programmes of one's own in MongoDB."""

from __future__ import annotations

from dataclasses import asdict

from poise.store.keys import CHANGED_EXERCISE, CHANGED_PROGRAMME
from poise.store.mongodb.collections import Document
from poise.store.mongodb.versioned import MongoVersioned, plain
from poise.store.own_files import Own, OwnExercise, OwnProgramme


class MongoOwnFiles(MongoVersioned[Own]):
    """What people made, may share, and can restore for a while."""

    async def list_for(self, account: str) -> tuple[Own, ...]:  # noqa: D102  (the interface says it)
        return tuple(self._record(one) for one in await self._newest_where({"account": account}))

    async def list_shared(self) -> tuple[Own, ...]:  # noqa: D102
        found = [self._record(one) for one in await self._newest_where({"is_shared": True})]
        return tuple(one for one in found if one.is_shared and not one.deleted_ms)

    async def remove_deleted(self, before_ms: int) -> int:
        """Remove for good what was removed before a time; returns how many."""
        return await self._remove_newest({"deleted_ms": {"$gt": 0, "$lte": before_ms}})

    def _document(self, record: Own) -> Document:
        return asdict(record)


class MongoExercises(MongoOwnFiles[OwnExercise]):
    """The exercises that people taught or wrote."""

    collection = "exercises"
    changed = CHANGED_EXERCISE

    def _record(self, document: Document) -> OwnExercise:
        return OwnExercise(**plain(document))


class MongoProgrammes(MongoOwnFiles[OwnProgramme]):
    """The programmes that people made."""

    collection = "programmes"
    changed = CHANGED_PROGRAMME

    def _record(self, document: Document) -> OwnProgramme:
        return OwnProgramme(**plain(document))
