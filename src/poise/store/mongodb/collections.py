"""The few operations that the store asks of a MongoDB, each repeated through short outages without doubling.

Only what MongoDB 6 to 8 and FerretDB 1 do alike is used: every uniqueness is a string ``_id``, every write concerns
one document or is harmless when done twice.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeVar

from pymongo import AsyncMongoClient, IndexModel
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import (
    AutoReconnect,
    BulkWriteError,
    DocumentTooLarge,
    DuplicateKeyError,
    OperationFailure,
    PyMongoError,
)

from poise.errors import StoreError, StoreUnavailable

Answer = TypeVar("Answer")
Document = dict[str, Any]
Where = Mapping[str, Any]

RETRY_FOR_S = 8.0
"""For how long an operation is repeated before whoever asked is told that the database does not answer."""

_PAUSES_S = (0.05, 0.1, 0.2, 0.4, 0.5)
_DUPLICATE = 11000
_NOT_THERE = (26, 27)  # NamespaceNotFound, IndexNotFound
# The codes that MongoDB's specification of retryable writes lists: the server is stopping, starting or changing roles.
_PASSING_CODES = frozenset({6, 7, 89, 91, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436})


class Collections:
    """A database's collections.

    Parameters
    ----------
    name : str
        The database.
    retry_for_s : float
        For how long an operation is repeated while the database does not answer.
    """

    def __init__(self, name: str, retry_for_s: float = RETRY_FOR_S) -> None:
        self._name, self._retry_for_s = name, retry_for_s
        self._database: AsyncDatabase[Document]

    def connect(self, client: AsyncMongoClient[Document]) -> None:
        """Ask this client from now on, which is connected, or connects by itself."""
        self._database = client[self._name]

    async def insert(self, collection: str, document: Document) -> bool:
        """Keep a new document; returns False where its ``_id`` is taken.

        A mark tells our own document, kept by an attempt whose answer was lost, from somebody else's.
        """
        marked = {**document, "mark": secrets.token_hex(8)}

        async def work() -> bool:
            try:
                await self._of(collection).insert_one(marked)
            except DuplicateKeyError:
                return await self._is_marked(collection, marked["_id"], marked["mark"])
            return True

        return await self._through_outages(work)

    async def insert_missing(self, collection: str, documents: Sequence[Document]) -> None:
        """Keep those documents whose ``_id`` is not there yet."""

        async def work() -> None:
            try:
                await self._of(collection).insert_many([dict(one) for one in documents], ordered=False)
            except BulkWriteError as error:
                details = error.details or {}
                if details.get("writeConcernErrors") or any(
                    one.get("code") != _DUPLICATE for one in details.get("writeErrors", ())
                ):
                    raise

        if documents:
            await self._through_outages(work)

    async def put(self, collection: str, document: Document) -> None:
        """Keep a document in the place of the one with its ``_id``."""

        async def work() -> None:
            where = {"_id": document["_id"]}
            try:
                await self._of(collection).replace_one(where, document, upsert=True)
            except DuplicateKeyError:  # somebody else put the same at this moment
                await self._of(collection).replace_one(where, document, upsert=True)

        await self._through_outages(work)

    async def change(
        self, collection: str, where: Where, settings: Document, *, without: Sequence[str] = ()
    ) -> bool:
        """Change the one document that `where` (with its ``_id``) describes; returns whether it did.

        The fields named by `without` are removed from it.
        """
        marked = {**settings, "mark": secrets.token_hex(8)}
        update = {"$set": marked} | ({"$unset": dict.fromkeys(without, "")} if without else {})

        async def work() -> bool:
            changed = await self._of(collection).update_one(where, update)
            return changed.matched_count > 0 or await self._is_marked(
                collection, where["_id"], marked["mark"]
            )

        return await self._through_outages(work)

    async def remove(self, collection: str, where: Where) -> int:
        """Remove what fits; returns how many."""

        async def work() -> int:
            return (await self._of(collection).delete_many(where)).deleted_count

        return await self._through_outages(work)

    async def one(self, collection: str, where: Where) -> Document | None:
        """Return a document that fits."""

        async def work() -> Document | None:
            return await self._of(collection).find_one(where)

        return await self._through_outages(work)

    async def many(
        self,
        collection: str,
        where: Where,
        sort: Sequence[tuple[str, int]] = (),
        limit: int = 0,
        *,
        without: Sequence[str] = (),
        only: Sequence[str] = (),
    ) -> list[Document]:
        """Return the documents that fit, in order (1 rising, -1 falling), without some fields or with some only."""
        shown = {"_id": 0, **dict.fromkeys(only, 1)} if only else dict.fromkeys(without, 0) or None

        async def work() -> list[Document]:
            found = self._of(collection).find(where, shown)
            if sort:
                found = found.sort(list(sort))
            return await found.limit(limit).to_list()

        return await self._through_outages(work)

    async def total(self, collection: str, where: Where, field: str = "") -> int:
        """Return the sum of a field over what fits, or without a field how many there are."""
        # One sum at a time: FerretDB 1 fills the first accumulator of a group and leaves the others at zero.
        group: Document = {"_id": None, "total": {"$sum": f"${field}" if field else 1}}

        async def work() -> list[Document]:
            found = await self._of(collection).aggregate([{"$match": where}, {"$group": group}])
            return await found.to_list()

        found = await self._through_outages(work)
        return int(found[0]["total"]) if found else 0

    async def size(self, collection: str) -> int:
        """Return about how many documents there are; exact unless the server died lately."""
        return await self._through_outages(self._of(collection).estimated_document_count)

    async def make_indexes(self, collection: str, indexes: Sequence[IndexModel]) -> None:
        """Make those indexes that are missing."""
        for index in indexes:  # one at a time: FerretDB 1 falls over several that are there already

            async def work(index: IndexModel = index) -> None:
                await self._of(collection).create_indexes([index])

            await self._through_outages(work)

    async def drop_index(self, collection: str, name: str) -> None:
        """Drop an index, unless it is gone already."""

        async def work() -> None:
            try:
                await self._of(collection).drop_index(name)
            except OperationFailure as error:
                if error.code not in _NOT_THERE:
                    raise

        await self._through_outages(work)

    async def ask(self, command: str) -> Mapping[str, Any]:
        """Return what the server answers to a command about itself."""

        async def work() -> Mapping[str, Any]:
            return await self._database.command(command)

        return await self._through_outages(work)

    async def pages(
        self, collection: str, where: Where, size: int = 200, without: Sequence[str] = ()
    ) -> AsyncIterator[list[Document]]:
        """Yield all that fits by ``_id``, a page at a time."""
        after = ""
        while page := await self.many(
            collection, {**where, "_id": {"$gt": after}}, [("_id", 1)], size, without=without
        ):
            yield page
            after = page[-1]["_id"]

    def _of(self, collection: str) -> AsyncCollection[Document]:
        return self._database[collection]

    async def _is_marked(self, collection: str, identifier: str, mark: str) -> bool:
        known = await self._of(collection).find_one({"_id": identifier})
        return known is not None and known.get("mark") == mark

    async def _through_outages(self, work: Callable[[], Awaitable[Answer]]) -> Answer:
        loop = asyncio.get_running_loop()
        until = loop.time() + self._retry_for_s
        attempt = 0
        while True:
            try:
                return await work()
            except PyMongoError as error:
                if not is_passing(error) or loop.time() >= until:
                    raise as_store_error(error) from error
            await asyncio.sleep(_PAUSES_S[min(attempt, len(_PAUSES_S) - 1)])
            attempt += 1


def is_passing(error: PyMongoError) -> bool:
    """Return whether trying again may help: the server is away, starting, stopping or changing roles."""
    if isinstance(error, AutoReconnect):
        return True
    if isinstance(error, BulkWriteError):
        return False
    return isinstance(error, OperationFailure) and (
        error.code in _PASSING_CODES or error.has_error_label("RetryableWriteError")
    )


def as_store_error(error: PyMongoError) -> StoreError:
    """Return the one sentence for what the database said."""
    if isinstance(error, DocumentTooLarge):
        return StoreError(
            "This is too large to keep in MongoDB (16 MB for one record); please make it smaller."
        )
    if isinstance(error, OperationFailure) and error.code in {13, 18}:
        return StoreError(
            "The database refuses the sign-in; please check name and password in POISE_MONGODB_URI."
        )
    if is_passing(error):
        return StoreUnavailable("The database does not answer at the moment; please try again.")
    return StoreUnavailable(
        f"The database cannot do this at the moment ({error.__class__.__name__}); please try again."
    )
