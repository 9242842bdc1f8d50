"""The streams of open sessions in MongoDB."""

from __future__ import annotations

from poise.errors import Conflict
from poise.store.keys import OTHER_ITEMS
from poise.store.mongodb.collections import Document
from poise.store.mongodb.facet import MongoFacet
from poise.store.records import StreamPart


class MongoStreams(MongoFacet[StreamPart]):
    """The items of sessions that still grow."""

    collection = "streams"
    owner = "session"

    async def append(self, session: str, first: int, count: int, data: bytes) -> int:  # noqa: D102  (the interface)
        part = StreamPart(session, first, count, data)
        following = await self._end(session)
        if first == following and await self._insert(part):
            return following + count
        if first <= following and part not in await self.read(session, first, 1):
            raise Conflict(OTHER_ITEMS)
        return await self._end(session)

    async def read(self, session: str, first: int = 0, limit: int = 0) -> list[StreamPart]:  # noqa: D102
        where = {"session": session, "first": {"$gte": first}}
        found = await self._collections.many("streams", where, [("first", 1)], limit)
        return [self._record(one) for one in found]

    async def restore(self, record: StreamPart) -> None:  # noqa: D102
        await self._insert(record)

    def _record(self, document: Document) -> StreamPart:
        return StreamPart(document["session"], document["first"], document["count"], bytes(document["data"]))

    async def _insert(self, part: StreamPart) -> bool:
        document = {
            "_id": part.key,
            "session": part.session,
            "first": part.first,
            "count": part.count,
            "data": part.data,
        }
        return await self._collections.insert("streams", document)

    async def _end(self, session: str) -> int:
        """Return the number of items that are durable."""
        where = {"session": session}
        last = await self._collections.many("streams", where, [("first", -1)], 1, without=("data",))
        return int(last[0]["first"] + last[0]["count"]) if last else 0
