"""Exercises of one's own in MongoDB."""

from __future__ import annotations

from dataclasses import asdict

from poise.store.exercises import OwnExercise
from poise.store.keys import CHANGED_EXERCISE
from poise.store.mongodb.collections import Document
from poise.store.mongodb.versioned import MongoVersioned, plain


class MongoExercises(MongoVersioned[OwnExercise]):
    """The exercises that people taught or wrote."""

    collection = "exercises"
    changed = CHANGED_EXERCISE

    async def list_for(self, account: str) -> tuple[OwnExercise, ...]:  # noqa: D102  (the interface says it)
        return tuple(self._record(one) for one in await self._newest_where({"account": account}))

    async def list_shared(self) -> tuple[OwnExercise, ...]:  # noqa: D102
        found = [self._record(one) for one in await self._newest_where({"is_shared": True})]
        return tuple(one for one in found if one.is_shared and not one.deleted_ms)

    async def remove_deleted(self, before_ms: int) -> int:
        """Remove for good what was removed before a time; returns how many."""
        return await self._remove_newest({"deleted_ms": {"$gt": 0, "$lte": before_ms}})

    def _document(self, record: OwnExercise) -> Document:
        return asdict(record)

    def _record(self, document: Document) -> OwnExercise:
        return OwnExercise(**plain(document))
