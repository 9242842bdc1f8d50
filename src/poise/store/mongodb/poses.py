"""Saved poses in MongoDB."""

from __future__ import annotations

from poise.store.keys import name_taken
from poise.store.mongodb.collections import Document
from poise.store.mongodb.facet import MongoFacet
from poise.store.mongodb.forms import of_pose, pose_of
from poise.store.records import SavedPose


class MongoPoses(MongoFacet[SavedPose]):
    """The poses that people saved."""

    collection = "poses"
    owner = "account"

    async def add(self, pose: SavedPose) -> None:  # noqa: D102  (the interface says it)
        if not await self._collections.insert("poses", of_pose(pose)):
            raise name_taken(pose.name)

    async def list_for(self, account: str) -> tuple[SavedPose, ...]:  # noqa: D102
        found = await self._collections.many("poses", {"account": account}, [("_id", 1)])
        return tuple(pose_of(one) for one in found)

    async def remove(self, account: str, identifier: str) -> None:  # noqa: D102
        await self._collections.remove("poses", {"account": account, "identifier": identifier})

    async def restore(self, record: SavedPose) -> None:  # noqa: D102
        await self.add(record)

    def _record(self, document: Document) -> SavedPose:
        return pose_of(document)
