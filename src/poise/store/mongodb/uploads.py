"""What is known of uploads, in MongoDB."""

from __future__ import annotations

from dataclasses import asdict

from poise.store.keys import CHANGED_UPLOAD
from poise.store.mongodb.collections import Document
from poise.store.mongodb.versioned import MongoVersioned, plain
from poise.store.uploads import Upload


class MongoUploads(MongoVersioned[Upload]):
    """The files that people send."""

    collection = "uploads"
    changed = CHANGED_UPLOAD

    async def list_for(self, account: str) -> tuple[Upload, ...]:  # noqa: D102  (the interface says it)
        found = await self._newest_where({"account": account})
        return tuple(self._record(one) for one in reversed(found))

    def _document(self, record: Upload) -> Document:
        return {**asdict(record), "parts": list(record.parts), "sessions": list(record.sessions)}

    def _record(self, document: Document) -> Upload:
        given = plain(document)
        return Upload(**{**given, "parts": tuple(given["parts"]), "sessions": tuple(given["sessions"])})
