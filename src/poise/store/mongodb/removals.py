"""Removing sessions, accounts and versioned records in MongoDB, where nothing but a note holds the steps together.

A note is written before the first step: a killed process's work is finished from it. It stays for a while after the
last step: a live connection or a comparison may still write, and a later sweep removes that as well.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from poise.store.mongodb.collections import Collections, Document
from poise.store.mongodb.facet import MongoFacet

LEFT_BEHIND_MS = 600_000
"""A recording that is still being written after this long was left behind by a killed process; and whoever was live in
a session that was removed has been told by then."""

_AT_ONCE = 200


class Removals:
    """Remove sessions and what is theirs.

    Parameters
    ----------
    collections : Collections
        Where.
    parts : sequence of MongoFacet
        What belongs to a session and goes with it.
    """

    def __init__(self, collections: Collections, parts: Sequence[MongoFacet[Any]]) -> None:
        self._collections, self._parts = collections, parts

    async def remove_session(self, identifier: str) -> None:
        """Remove a session with all that belongs to it."""
        note = {"_id": f"session|{identifier}", "session": identifier, "at_ms": _now_ms(), "is_done": False}
        await self._collections.put("removals", note)
        await self._collections.remove("sessions", {"_id": identifier})
        await self._remove_parts([identifier])
        await self._collections.put("removals", {**note, "is_done": True})

    async def note_account(self, account: str) -> None:
        """Note that an account is being removed, whose sessions are gone already."""
        note = {"_id": f"account|{account}", "account": account, "at_ms": _now_ms(), "is_done": True}
        await self._collections.put("removals", note)

    async def finish(self, of_accounts: Sequence[MongoFacet[Any]]) -> None:
        """Finish what a killed process began, and remove what was written while something was being removed.

        Parameters
        ----------
        of_accounts : sequence of MongoFacet
            What belongs to an account and goes with it, its sessions among it.
        """
        notes = await self._collections.many("removals", {"_id": {"$gt": ""}})
        for note in notes:
            if not note.get("is_done"):
                await self.remove_session(note["session"])
        before_ms = _now_ms() - LEFT_BEHIND_MS
        late = [note for note in notes if note.get("is_done") and note["at_ms"] < before_ms]
        await self._remove_late(late, of_accounts)

    async def _remove_late(self, notes: Sequence[Document], of_accounts: Sequence[MongoFacet[Any]]) -> None:
        """Remove what was written for removed sessions, accounts and versioned records, and forget the removals.

        A browser may have begun a session again under the identifier of a removed one: those that are there stay.
        """
        for account in [note["account"] for note in notes if "account" in note]:
            if await self._collections.one("accounts", {"_id": account}) is None:
                for facet in of_accounts:
                    await facet.remove_owned([account])
        for note in notes:
            if "record" in note:
                await self._collections.remove(note["collection"], {"identifier": note["record"]})
        removed = [note["session"] for note in notes if "session" in note]
        for first in range(0, len(removed), _AT_ONCE):
            some = removed[first : first + _AT_ONCE]
            found = await self._collections.many("sessions", {"_id": {"$in": some}}, without=("details",))
            await self._remove_parts(sorted({*some} - {one["_id"] for one in found}))
        for note in notes:
            await self._collections.remove("removals", {"_id": note["_id"], "at_ms": note["at_ms"]})

    async def _remove_parts(self, sessions: Sequence[str]) -> None:
        for part in self._parts:
            await part.remove_owned(sessions)


async def note_removals(collections: Collections, collection: str, identifiers: Sequence[str]) -> None:
    """Note that versioned records are being removed, before anything of them is.

    Parameters
    ----------
    collections : Collections
        Where.
    collection : str
        Theirs.
    identifiers : sequence of str
        Theirs.
    """
    at_ms = _now_ms()
    notes = [
        {
            "_id": _note_id(collection, one),
            "collection": collection,
            "record": one,
            "at_ms": at_ms,
            "is_done": True,
        }
        for one in identifiers
    ]
    await collections.insert_missing("removals", notes)


async def is_removal_noted(collections: Collections, collection: str, identifier: str) -> bool:
    """Return whether a versioned record is being removed, or was a short time ago."""
    return await collections.one("removals", {"_id": _note_id(collection, identifier)}) is not None


async def forget_removal(collections: Collections, collection: str, identifier: str) -> None:
    """Forget that a versioned record was removed, before it is added again."""
    await collections.remove("removals", {"_id": _note_id(collection, identifier)})


def _note_id(collection: str, identifier: str) -> str:
    return f"{collection}|{identifier}"


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
