"""Sessions in MongoDB."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from poise.errors import Conflict
from poise.store.mongodb.collections import Collections, Document
from poise.store.mongodb.facet import MongoFacet
from poise.store.mongodb.forms import details_of, of_session, session_of
from poise.store.mongodb.removals import Removals
from poise.store.records import Page, Progress, Session, SessionDigest, SessionFilter, Usage
from poise.store.sums import Summand, split_parts, sum_progress

_DIGEST = ("newest", "corrected", "digest")
_SUMMED = ("day", "subject", "score", "counted")
# What a frame of the live protocol and a kept picture take at most, about: FerretDB 1 cannot measure them.
_ITEM_BYTES, _PICTURE_BYTES = 1068, 300_000


class MongoSessions(MongoFacet[Session]):
    """Training sets and comparisons.

    Parameters
    ----------
    collections : Collections
        Where.
    removals : Removals
        Knows what goes with a session.
    """

    collection = "sessions"
    owner = "account"

    def __init__(self, collections: Collections, removals: Removals) -> None:
        super().__init__(collections)
        self._removals = removals

    async def add(self, session: Session) -> Session:  # noqa: D102  (the interface says it)
        if await self._collections.insert("sessions", of_session(session)):
            return session
        known = await self.get(session.identifier)
        if known is None or known.account != session.account:
            raise Conflict("The session's identifier is in use; please begin again.")
        return known

    async def get(self, identifier: str) -> Session | None:  # noqa: D102
        found = await self._collections.one("sessions", {"_id": identifier})
        return session_of(found) if found else None

    async def change(self, session: Session) -> Session:  # noqa: D102
        changed = replace(session, rev=session.rev + 1)
        where = {"_id": session.identifier, "account": session.account, "rev": session.rev}
        settings = {
            name: value for name, value in of_session(changed).items() if name not in {"_id", "account"}
        }
        if not await self._collections.change("sessions", where, settings):
            raise Conflict("The session was changed in the meantime; please load it again.")
        return changed

    async def list_for(  # noqa: D102
        self, account: str, only: SessionFilter, after: str = "", limit: int = 30
    ) -> Page[Session]:
        where = {"account": account, "is_aside": False, **_filter(only)}
        if after:
            where["newest"] = {"$lt": after}
        newest = [("newest", -1)]
        found = await self._collections.many("sessions", where, newest, limit + 1, without=("details",))
        page = tuple(session_of(one) for one in found[:limit])
        return Page(page, found[limit - 1]["newest"] if len(found) > limit else "")

    async def list_open(self, account: str) -> tuple[Session, ...]:  # noqa: D102
        return await self._list_where({"account": account, "is_aside": False, "state": "open"})

    async def list_deleted(self, account: str) -> tuple[Session, ...]:  # noqa: D102
        return await self._list_where({"account": account, "is_aside": True})

    async def list_unsealed(self) -> list[str]:  # noqa: D102
        streams = await self._collections.many("streams", {"_id": {"$gt": ""}}, without=("data",))
        having = sorted({str(one["session"]) for one in streams})
        closed = {"_id": {"$in": having}, "state": {"$ne": "open"}}
        found = await self._collections.many("sessions", closed, without=("details",))
        return [str(one["_id"]) for one in found]

    async def progress(  # noqa: D102
        self, account: str, subject: str = "", first_day: str = ""
    ) -> tuple[Progress, ...]:
        where = {"account": account, "is_aside": False, "state": "finished", "superseded_by": ""}
        where |= _filter(SessionFilter(first_day=first_day))  # the subject may be that of a part
        in_order = [("day", 1), ("subject", 1)]
        found = await self._collections.many("sessions", where, in_order, only=_SUMMED)
        summands = (
            Summand(one["day"], one["subject"], one["score"], details_of(one["counted"])) for one in found
        )
        return split_parts(sum_progress(summands), subject)

    async def digests(self, account: str) -> tuple[SessionDigest, ...]:  # noqa: D102
        where = {"account": account, "is_aside": False, "state": "finished", "superseded_by": ""}
        found = await self._collections.many("sessions", where, [("newest", 1)], only=_DIGEST)
        return tuple(_digest_of(one) for one in found)

    async def usage(self, account: str) -> Usage:
        """Return how much an account keeps; streams and pictures are counted, and their sizes estimated."""
        found = await self._collections.many("sessions", {"account": account}, without=("details",))
        own = {"session": {"$in": [one["_id"] for one in found]}}
        items = await self._collections.total("streams", own, "count")
        pictures = await self._collections.total("pictures", own)
        recorded = await self._collections.total("recordings", own, "bytes")
        is_open = sum(one["state"] == "open" for one in found)
        return Usage(len(found), is_open, items * _ITEM_BYTES + pictures * _PICTURE_BYTES + recorded)

    async def remove(self, identifier: str) -> None:  # noqa: D102
        await self._removals.remove_session(identifier)

    async def restore(self, record: Session) -> None:  # noqa: D102
        await self.add(record)

    async def remove_owned(self, owners: Sequence[str]) -> int:
        """Remove all sessions of accounts with all that belongs to them; returns how many."""
        where = {"account": {"$in": list(owners)}}
        pages = self._collections.pages("sessions", where, without=("details",))
        return await self._remove_all([one["_id"] async for page in pages for one in page])

    async def remove_deleted(self, before_ms: int) -> int:
        """Remove the sessions that were deleted before that time; returns how many."""
        where = {"is_aside": True, "deleted_ms": {"$lt": before_ms}}
        found = await self._collections.many("sessions", where, without=("details",))
        return await self._remove_all([one["_id"] for one in found])

    def _record(self, document: Document) -> Session:
        return session_of(document)

    async def _list_where(self, where: Document) -> tuple[Session, ...]:
        found = await self._collections.many("sessions", where, [("newest", -1)], without=("details",))
        return tuple(session_of(one) for one in found)

    async def _remove_all(self, identifiers: Sequence[str]) -> int:
        for identifier in identifiers:
            await self._removals.remove_session(identifier)
        return len(identifiers)


def _digest_of(document: Document) -> SessionDigest:
    started_ms, _, identifier = document["newest"].partition(":")
    return SessionDigest(identifier, int(started_ms), document["corrected"], document["digest"])


def _filter(only: SessionFilter) -> Document:
    where: Document = {}
    if only.kind:
        where["kind"] = only.kind
    if only.subject:
        where["subject"] = only.subject
    if only.is_current:
        where["superseded_by"] = ""
    days = {"$gte": only.first_day, "$lte": only.last_day}
    if given := {name: day for name, day in days.items() if day}:
        where["day"] = given
    words = only.words.casefold().split()
    if words:
        where["$and"] = [{"words": {"$regex": re.escape(word)}} for word in words]
    return where
