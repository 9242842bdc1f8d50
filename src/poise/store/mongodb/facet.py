"""What all facets share on MongoDB: a collection, its order, and whose its documents are."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import ClassVar, Generic, Literal

from poise.store.facets import Kept
from poise.store.mongodb.collections import Collections, Document
from poise.store.records import Page


class MongoFacet(ABC, Generic[Kept]):
    """One kind of record in one collection.

    What removes an account or a session, sweeps and counts goes by the class variables, so that a new facet is named
    in `MongoStore` (and its indexes in the migrations), and nowhere else.

    Attributes
    ----------
    collection : str
        Its name.
    key : str
        The field in whose order pages go.
    is_newest_first : bool
        Whether that order falls.
    owner : str
        The field that says whose a document is; documents go with their account or session. "" where they are nobody's.
    expires : bool
        Whether documents have a field ``expires_ms``.
    page_size : int
        How many records a page has where nobody asks for a number.
    """

    collection: ClassVar[str]
    key: ClassVar[str] = "_id"
    is_newest_first: ClassVar[bool] = False
    owner: ClassVar[Literal["account", "session", ""]] = ""
    expires: ClassVar[bool] = False
    page_size: ClassVar[int] = 200

    def __init__(self, collections: Collections) -> None:
        self._collections = collections

    async def page(self, after: str = "", limit: int = 0) -> Page[Kept]:  # noqa: D102  (the interface says it)
        count = limit or self.page_size
        where = {"$lt": after or "~"} if self.is_newest_first else {"$gt": after}
        order = -1 if self.is_newest_first else 1
        found = await self._collections.many(
            self.collection, {self.key: where}, [(self.key, order)], count + 1
        )
        records = tuple([await self._whole(one) for one in found[:count]])
        return Page(records, str(found[count - 1][self.key]) if len(found) > count else "")

    async def count_records(self) -> int:
        """Return about how many records there are."""
        return await self._collections.size(self.collection)

    async def remove_owned(self, owners: Sequence[str]) -> int:
        """Remove what belongs to accounts or sessions; returns how many."""
        return await self._collections.remove(self.collection, {self.owner: {"$in": list(owners)}})

    async def remove_expired(self, now_ms: int) -> int:
        """Remove what has expired; returns how many."""
        return await self._collections.remove(self.collection, {"expires_ms": {"$lte": now_ms}})

    async def _whole(self, document: Document) -> Kept:
        """Return the record of a document, with what other collections hold of it."""
        return self._record(document)

    @abstractmethod
    def _record(self, document: Document) -> Kept:
        """Return the record of a document."""
