"""Recordings in MongoDB: one document says which chunks are the present ones."""

from __future__ import annotations

import secrets
import time
from collections.abc import Sequence

from poise.errors import StoreUnavailable
from poise.store.mongodb.collections import Document
from poise.store.mongodb.facet import MongoFacet
from poise.store.records import Recording


class MongoRecordings(MongoFacet[Recording]):
    """The finished recordings."""

    collection = "recordings"
    owner = "session"
    page_size = 4

    async def put(self, session: str, chunks: Sequence[bytes]) -> None:
        """Write the chunks under a name of their own, then put them in the place of the former ones at once."""
        generation = secrets.token_hex(8)
        at_ms = time.time_ns() // 1_000_000
        writing = {"_id": generation, "session": session, "generation": generation, "at_ms": at_ms}
        await self._collections.insert("writings", writing)
        for sequence, data in enumerate(chunks):
            chunk = {
                "_id": f"{session}|{generation}|{sequence:05d}",
                "session": session,
                "generation": generation,
                "sequence": sequence,
                "data": data,
            }
            await self._collections.insert("chunks", chunk)
        present = {
            "_id": session,
            "session": session,
            "generation": generation,
            "chunks": len(chunks),
            "bytes": sum(map(len, chunks)),
        }
        await self._collections.put("recordings", present)
        await self._tidy(session, generation)

    async def get(self, session: str) -> list[bytes]:  # noqa: D102  (the interface says it)
        for _ in range(3):  # it may be replaced between the two questions
            known = await self._collections.one("recordings", {"_id": session})
            if known is None:
                return []
            where = {"session": session, "generation": known["generation"]}
            found = await self._collections.many("chunks", where, [("sequence", 1)])
            if len(found) == known["chunks"]:
                return [bytes(one["data"]) for one in found]
        raise StoreUnavailable(_IS_REPLACED)

    async def get_chunk(self, session: str, number: int) -> bytes | None:  # noqa: D102
        for _ in range(3):  # it may be replaced between the two questions
            known = await self._collections.one("recordings", {"_id": session})
            if known is None or number >= known["chunks"]:
                return None
            chunk = {"_id": f"{session}|{known['generation']}|{number:05d}"}
            found = await self._collections.one("chunks", chunk)
            if found is not None:
                return bytes(found["data"])
        raise StoreUnavailable(_IS_REPLACED)

    async def restore(self, record: Recording) -> None:  # noqa: D102
        await self.put(record.session, record.chunks)

    async def remove_owned(self, owners: Sequence[str]) -> int:
        """Remove the recordings of sessions with their chunks; returns how many."""
        removed = await super().remove_owned(owners)
        await self._collections.remove("chunks", {"session": {"$in": list(owners)}})
        return removed

    async def finish_writings(self, before_ms: int) -> None:
        """Finish what a killed process wrote, or remove what it began to write before that time."""
        for left in await self._collections.many("writings", {"_id": {"$gt": ""}}):
            is_old = left["at_ms"] < before_ms
            if is_old or await self._is_current(left["session"], left["generation"]):
                await self._tidy(left["session"], left["generation"])

    async def _whole(self, document: Document) -> Recording:
        return Recording(document["_id"], tuple(await self.get(document["_id"])))

    def _record(self, document: Document) -> Recording:
        return Recording(document["_id"], ())

    async def _is_current(self, session: str, generation: str) -> bool:
        known = await self._collections.one("recordings", {"_id": session})
        return known is not None and known["generation"] == generation

    async def _tidy(self, session: str, generation: str) -> None:
        """Remove the stream and the former chunks once the recording is there, or chunks that never became one."""
        unneeded: str | Document = generation
        if await self._is_current(session, generation):
            await self._collections.remove("streams", {"session": session})
            being_written = await self._collections.many("writings", {"session": session})
            unneeded = {"$nin": [generation, *(one["generation"] for one in being_written)]}
        await self._collections.remove("chunks", {"session": session, "generation": unneeded})
        await self._collections.remove("writings", {"_id": generation})


_IS_REPLACED = "The recording is being replaced; please try again."
