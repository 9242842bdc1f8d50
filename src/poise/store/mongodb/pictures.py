"""The pictures of sessions in MongoDB."""

from __future__ import annotations

from poise.store.mongodb.collections import Document
from poise.store.mongodb.facet import MongoFacet
from poise.store.records import Picture


class MongoPictures(MongoFacet[Picture]):
    """The pictures of sessions."""

    collection = "pictures"
    owner = "session"
    page_size = 8

    async def put(self, session: str, name: str, data: bytes) -> None:  # noqa: D102  (the interface says it)
        picture = {"_id": f"{session}|{name}", "session": session, "name": name, "data": data}
        await self._collections.put("pictures", picture)

    async def get(self, session: str, name: str) -> bytes | None:  # noqa: D102
        found = await self._collections.one("pictures", {"_id": f"{session}|{name}"})
        return bytes(found["data"]) if found else None

    async def restore(self, record: Picture) -> None:  # noqa: D102
        await self.put(record.session, record.name, record.data)

    def _record(self, document: Document) -> Picture:
        return Picture(document["session"], document["name"], bytes(document["data"]))
