"""What the facets of an account's records share whose every change names the revision that it was read with.

Each revision is a document of its own whose ``_id`` is made of the identifier and the revision's number. To change a
record is to insert the next one, which of several at once exactly one can: that holds on every server, also on those
whose updates are not atomic. The older document is removed afterwards; whoever is killed in between leaves it, and
readers take the newest.

A record that is removed while it is changed stays removed. Before its documents are removed, a note of the removal is
kept, and a change looks for it after its insertion:

- What was inserted before the note, the removal finds: it looks until it finds nothing, whatever the server says that
  it removed (a document that a change has removed meanwhile counts as none).
- What is inserted after the note, the change takes back, for it finds the note. So does a change that was made on top
  of one that is about to be taken back.

A process that is killed between the two leaves the note: a sweep removes the record again ten minutes later, and
forgets the note. A change that takes even longer finds the document that it began with gone. Adding a record again
under its identifier forgets the note, too.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import ClassVar, TypeVar

from poise.errors import Conflict
from poise.store.jobs import Job
from poise.store.keys import IDENTIFIER_TAKEN
from poise.store.mongodb.collections import Document, Where
from poise.store.mongodb.facet import MongoFacet
from poise.store.mongodb.removals import forget_removal, is_removal_noted, note_removals
from poise.store.own_files import OwnExercise, OwnProgramme
from poise.store.records import Page
from poise.store.uploads import Upload

Versioned = TypeVar("Versioned", Job, Upload, OwnExercise, OwnProgramme)
_OWN_FIELDS = ("_id", "mark")


class MongoVersioned(MongoFacet[Versioned]):
    """Records with an identifier, an account and a revision, newest first.

    Attributes
    ----------
    changed : str
        What is said when a record was changed, or removed, since it was read.
    """

    owner = "account"
    changed: ClassVar[str]

    async def add(self, record: Versioned) -> None:
        """Add a record; raises `Conflict` where its identifier is taken."""
        if await self.get(record.identifier) is not None:
            raise Conflict(IDENTIFIER_TAKEN)
        await forget_removal(self._collections, self.collection, record.identifier)
        if not await self._insert(record):
            raise Conflict(IDENTIFIER_TAKEN)

    async def get(self, identifier: str) -> Versioned | None:
        """Return the record with this identifier."""
        found = _newest(await self._collections.many(self.collection, {"identifier": identifier}))
        return self._record(found[0]) if found else None

    async def change(self, record: Versioned) -> Versioned:
        """Change a record; raises `Conflict`, also where it was removed."""
        known = await self.get(record.identifier)
        changed = replace(record, rev=record.rev + 1)
        if known is None or (known.rev, known.account) != (record.rev, record.account):
            raise Conflict(self.changed)
        if not await self._insert(changed):
            raise Conflict(self.changed)
        if await self._is_removed(record):
            await self._collections.remove(self.collection, {"_id": _id_of(changed)})
            raise Conflict(self.changed)
        older = {"identifier": record.identifier, "rev": {"$lt": changed.rev}}
        await self._collections.remove(self.collection, older)
        return changed

    async def remove(self, identifier: str) -> None:
        """Remove a record."""
        await self._remove_all({"identifier": identifier})

    async def restore(self, record: Versioned) -> None:
        """Put in a record of another store as it is."""
        await self.add(record)

    async def page(self, after: str = "", limit: int = 0) -> Page[Versioned]:
        """Return records newest first; see `Facet.page`."""
        return await self._page_of({}, after, limit or self.page_size)

    async def remove_owned(self, owners: Sequence[str]) -> int:
        """Remove what belongs to accounts; returns how many."""
        return await self._remove_all({"account": {"$in": list(owners)}})

    @abstractmethod
    def _document(self, record: Versioned) -> Document:
        """Return the document of a record without its ``_id``."""

    async def _insert(self, record: Versioned) -> bool:
        return await self._collections.insert(
            self.collection, {"_id": _id_of(record), **self._document(record)}
        )

    async def _is_removed(self, record: Versioned) -> bool:
        """Return whether a record was removed since it was read; also where several changed it meanwhile."""
        if await is_removal_noted(self._collections, self.collection, record.identifier):
            return True
        return await self._collections.one(self.collection, {"_id": _id_of(record)}) is None

    async def _page_of(self, where: Where, after: str, limit: int) -> Page[Versioned]:
        found: dict[str, Document] = {}
        below = f"{after}|" if after else "~"
        is_more = True
        while is_more and len(found) <= limit:
            asked = {**where, "_id": {"$lt": below}}
            some = await self._collections.many(self.collection, asked, [("_id", -1)], limit + 1)
            for one in some:
                found.setdefault(one["identifier"], one)
            is_more = len(some) > limit
            below = some[-1]["_id"] if some else below
        records = [self._record(one) for one in found.values()]
        return Page(tuple(records[:limit]), records[limit - 1].identifier if len(records) > limit else "")

    async def _newest_where(self, where: Where) -> list[Document]:
        """Return the newest revisions of the records of which any revision fits."""
        fitting = await self._collections.many(self.collection, where)
        identifiers = sorted({one["identifier"] for one in fitting})
        known = {"identifier": {"$in": identifiers}}
        return _newest(await self._collections.many(self.collection, known) if identifiers else ())

    async def _remove_newest(self, where: Where) -> int:
        """Remove the records whose newest revision fits; returns how many."""
        fitting = {one["_id"] for one in await self._collections.many(self.collection, where)}
        found = [one["identifier"] for one in await self._newest_where(where) if one["_id"] in fitting]
        if found:
            await self._remove_all({"identifier": {"$in": found}})
        return len(found)

    async def _remove_all(self, where: Where) -> int:
        """Remove the records of which a revision fits; returns how many. What this has to withstand is said above."""
        removed: set[str] = set()
        while fitting := await self._collections.many(self.collection, where, only=("identifier",)):
            found = sorted({one["identifier"] for one in fitting})
            await note_removals(self._collections, self.collection, found)
            await self._collections.remove(self.collection, {"identifier": {"$in": found}})
            removed.update(found)
        return len(removed)


def plain(document: Document) -> Document:
    """Return the fields that a record has."""
    return {name: value for name, value in document.items() if name not in _OWN_FIELDS}


def _id_of(record: Job | Upload | OwnExercise | OwnProgramme) -> str:
    return f"{record.identifier}|{record.rev:09d}"


def _newest(documents: Iterable[Document]) -> list[Document]:
    """Return the newest revision of each record, oldest record first."""
    found = {one["identifier"]: one for one in sorted(documents, key=lambda one: str(one["_id"]))}
    return list(found.values())
