"""Sessions with their streams, recordings, pictures and logs in MongoDB."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from poise.errors import Conflict, StoreUnavailable
from poise.store.documents import LogEntry, Page, Progress, Session, SessionFilter, Usage
from poise.store.mongodb.collections import Collections, Document
from poise.store.mongodb.forms import log_entry_of, of_log_entry, of_session, session_of

_PARTS = ("streams", "recordings", "chunks", "pictures", "log")
_SUMMED = ("day", "subject", "attempted", "accurate", "corrected", "hold_s", "score")
# A recording that is still being written after this long was left behind by a killed process; and whoever was live in
# a session that was removed has been told by then.
_WRITING_MS = 600_000
_AT_ONCE = 200
# What a frame of the live protocol and a kept picture take at most, about: FerretDB 1 cannot measure them.
_ITEM_BYTES, _PICTURE_BYTES = 1068, 300_000


async def add_session(collections: Collections, session: Session) -> Session:
    """Keep a new session, or return the one that is there."""
    if await collections.insert("sessions", of_session(session)):
        return session
    known = await one_session(collections, session.identifier)
    if known is None or known.account != session.account:
        raise Conflict("The session's identifier is in use; please begin again.")
    return known


async def one_session(collections: Collections, identifier: str) -> Session | None:
    """Return a session with its details."""
    found = await collections.one("sessions", {"_id": identifier})
    return session_of(found) if found else None


async def change_session(collections: Collections, session: Session) -> Session:
    """Change a session, or raise `Conflict`."""
    changed = replace(session, rev=session.rev + 1)
    where = {"_id": session.identifier, "account": session.account, "rev": session.rev}
    settings = {name: value for name, value in of_session(changed).items() if name not in {"_id", "account"}}
    if not await collections.change("sessions", where, settings):
        raise Conflict("The session was changed in the meantime; please load it again.")
    return changed


async def list_sessions(
    collections: Collections, account: str, only: SessionFilter, after: str, limit: int
) -> Page[Session]:
    """Return sessions newest first, by key."""
    where = {"account": account, "is_aside": False, **_filter(only)}
    if after:
        where["newest"] = {"$lt": after}
    found = await collections.many("sessions", where, [("newest", -1)], limit + 1, without=("details",))
    page = tuple(session_of(one) for one in found[:limit])
    return Page(page, found[limit - 1]["newest"] if len(found) > limit else "")


async def progress(
    collections: Collections, account: str, subject: str, first_day: str
) -> tuple[Progress, ...]:
    """Return the sums of finished sessions by day and subject."""
    where = {"account": account, "is_aside": False, "state": "finished"}
    where |= _filter(SessionFilter(subject=subject, first_day=first_day))
    found = await collections.many("sessions", where, [("day", 1), ("subject", 1)], only=_SUMMED)
    days = groupby(found, key=lambda one: (one["day"], one["subject"]))
    return tuple(_progress_of(day, of, list(sessions)) for (day, of), sessions in days)


async def open_sessions(collections: Collections, account: str) -> tuple[Session, ...]:
    """Return the sessions that still grow."""
    where = {"account": account, "is_aside": False, "state": "open"}
    found = await collections.many("sessions", where, [("newest", -1)], without=("details",))
    return tuple(session_of(one) for one in found)


async def put_aside_of(collections: Collections, account: str) -> tuple[Session, ...]:
    """Return an account's sessions that were put aside."""
    where = {"account": account, "is_aside": True}
    found = await collections.many("sessions", where, [("newest", -1)], without=("details",))
    return tuple(session_of(one) for one in found)


async def unsealed_sessions(collections: Collections) -> list[str]:
    """Return the sessions that are closed and still have a stream."""
    streams = await collections.many("streams", {"_id": {"$gt": ""}}, without=("data",))
    having = sorted({str(one["session"]) for one in streams})
    closed = {"_id": {"$in": having}, "state": {"$ne": "open"}}
    found = await collections.many("sessions", closed, without=("details",))
    return [str(one["_id"]) for one in found]


async def usage(collections: Collections, account: str) -> Usage:
    """Return how much an account keeps; streams and pictures are counted, and their sizes estimated."""
    found = await collections.many("sessions", {"account": account}, without=("details",))
    own = {"session": {"$in": [one["_id"] for one in found]}}
    items = await collections.total("streams", own, "count")
    pictures = await collections.total("pictures", own)
    recorded = await collections.total("recordings", own, "bytes")
    is_open = sum(one["state"] == "open" for one in found)
    return Usage(len(found), is_open, items * _ITEM_BYTES + pictures * _PICTURE_BYTES + recorded)


async def remove_session(collections: Collections, identifier: str) -> None:
    """Remove a session with all that belongs to it; a killed process's work is finished by the next sweep.

    The note of it stays for a while: a live connection may still write, and a later sweep removes that as well.
    """
    intent = {"_id": f"session|{identifier}", "session": identifier, "at_ms": _now_ms(), "is_done": False}
    await collections.put("removals", intent)
    await collections.remove("sessions", {"_id": identifier})
    await _remove_parts(collections, [identifier])
    await collections.put("removals", {**intent, "is_done": True})


async def remove_sessions_of(collections: Collections, account: str) -> None:
    """Remove all sessions of an account that is to be removed; the note of it stays for a while."""
    await _remove_sessions(collections, account)
    intent = {"_id": f"account|{account}", "account": account, "at_ms": _now_ms(), "is_done": True}
    await collections.put("removals", intent)


async def _remove_sessions(collections: Collections, account: str) -> None:
    async for page in collections.pages("sessions", {"account": account}, without=("details",)):
        for one in page:
            await remove_session(collections, one["_id"])


async def _remove_parts(collections: Collections, sessions: Sequence[str]) -> None:
    for collection in _PARTS:
        await collections.remove(collection, {"session": {"$in": list(sessions)}})


async def remove_put_aside(collections: Collections, before_ms: int) -> int:
    """Remove the sessions that were put aside before that time; returns how many."""
    where = {"is_aside": True, "deleted_ms": {"$lt": before_ms}}
    found = await collections.many("sessions", where, without=("details",))
    for one in found:
        await remove_session(collections, one["_id"])
    return len(found)


async def finish_removals(collections: Collections) -> None:
    """Finish what a killed process began: removing a session, or writing a recording."""
    before_ms = _now_ms() - _WRITING_MS
    left_over = await collections.many("removals", {"_id": {"$gt": ""}})
    for left in left_over:
        if not left.get("is_done"):
            await remove_session(collections, left["session"])
    late = [left for left in left_over if left.get("is_done") and left["at_ms"] < before_ms]
    await _remove_what_came_late(collections, late)
    for left in await collections.many("writings", {"_id": {"$gt": ""}}):
        is_old = left["at_ms"] < before_ms
        if is_old or await _is_current(collections, left["session"], left["generation"]):
            await _tidy(collections, left["session"], left["generation"])


async def _remove_what_came_late(collections: Collections, removals: Sequence[Document]) -> None:
    """Remove what was written for sessions and accounts while these were being removed, and forget the removals.

    A browser may have begun a session anew under the identifier of a removed one: those that are there stay.
    """
    for account in [left["account"] for left in removals if "account" in left]:
        if await collections.one("accounts", {"_id": account}) is None:
            await _remove_sessions(collections, account)
            await collections.remove("poses", {"account": account})
    removed = [left["session"] for left in removals if "session" in left]
    for first in range(0, len(removed), _AT_ONCE):
        some = removed[first : first + _AT_ONCE]
        found = await collections.many("sessions", {"_id": {"$in": some}}, without=("details",))
        await _remove_parts(collections, sorted({*some} - {one["_id"] for one in found}))
    for left in removals:
        await collections.remove("removals", {"_id": left["_id"], "at_ms": left["at_ms"]})


async def append_stream(collections: Collections, session: str, first: int, count: int, data: bytes) -> int:
    """Keep items that follow those that are there; returns the next number expected."""
    following = await stream_end(collections, session)
    if first != following:
        return following
    part = {"_id": f"{session}|{first:09d}", "session": session, "first": first, "count": count, "data": data}
    if await collections.insert("streams", part):
        return following + count
    return await stream_end(collections, session)


async def stream_end(collections: Collections, session: str) -> int:
    """Return the number of items that are durable."""
    last = await collections.many("streams", {"session": session}, [("first", -1)], 1, without=("data",))
    return int(last[0]["first"] + last[0]["count"]) if last else 0


async def stream(
    collections: Collections, session: str, first: int, limit: int
) -> list[tuple[int, int, bytes]]:
    """Return a session's items in order."""
    where = {"session": session, "first": {"$gte": first}}
    found = await collections.many("streams", where, [("first", 1)], limit)
    return [(one["first"], one["count"], bytes(one["data"])) for one in found]


async def put_recording(collections: Collections, session: str, chunks: Sequence[bytes]) -> None:
    """Write the chunks under a name of their own, then put them in the place of the former ones at once."""
    generation = secrets.token_hex(8)
    writing = {"_id": generation, "session": session, "generation": generation, "at_ms": _now_ms()}
    await collections.insert("writings", writing)
    for sequence, data in enumerate(chunks):
        await collections.insert(
            "chunks",
            {
                "_id": f"{session}|{generation}|{sequence:05d}",
                "session": session,
                "generation": generation,
                "sequence": sequence,
                "data": data,
            },
        )
    await collections.put(
        "recordings",
        {
            "_id": session,
            "session": session,
            "generation": generation,
            "chunks": len(chunks),
            "bytes": sum(map(len, chunks)),
        },
    )
    await _tidy(collections, session, generation)


async def recording(collections: Collections, session: str) -> list[bytes]:
    """Return the chunks of a session's recording in order."""
    for _ in range(3):  # it may be replaced between the two questions
        known = await collections.one("recordings", {"_id": session})
        if known is None:
            return []
        where = {"session": session, "generation": known["generation"]}
        found = await collections.many("chunks", where, [("sequence", 1)])
        if len(found) == known["chunks"]:
            return [bytes(one["data"]) for one in found]
    raise StoreUnavailable("The recording is being replaced; please try again.")


async def recording_chunk(collections: Collections, session: str, number: int) -> bytes | None:
    """Return one chunk of a session's recording."""
    for _ in range(3):  # it may be replaced between the two questions
        known = await collections.one("recordings", {"_id": session})
        if known is None or number >= known["chunks"]:
            return None
        found = await collections.one("chunks", {"_id": f"{session}|{known['generation']}|{number:05d}"})
        if found is not None:
            return bytes(found["data"])
    raise StoreUnavailable("The recording is being replaced; please try again.")


async def put_picture(collections: Collections, session: str, name: str, data: bytes) -> None:
    """Keep a picture."""
    await collections.put(
        "pictures", {"_id": f"{session}|{name}", "session": session, "name": name, "data": data}
    )


async def picture(collections: Collections, session: str, name: str) -> bytes | None:
    """Return a picture."""
    found = await collections.one("pictures", {"_id": f"{session}|{name}"})
    return bytes(found["data"]) if found else None


async def append_log(collections: Collections, session: str, entries: Sequence[LogEntry]) -> None:
    """Keep log entries that are not there yet."""
    await collections.insert_missing("log", [of_log_entry(session, entry) for entry in entries])


async def log(collections: Collections, session: str) -> tuple[LogEntry, ...]:
    """Return the log in order."""
    found = await collections.many("log", {"session": session}, [("number", 1)])
    return tuple(log_entry_of(one) for one in found)


async def _is_current(collections: Collections, session: str, generation: str) -> bool:
    known = await collections.one("recordings", {"_id": session})
    return known is not None and known["generation"] == generation


async def _tidy(collections: Collections, session: str, generation: str) -> None:
    """Remove the stream and the former chunks once the recording is there, or the chunks that never became one."""
    unneeded: str | Document = generation
    if await _is_current(collections, session, generation):
        await collections.remove("streams", {"session": session})
        being_written = await collections.many("writings", {"session": session})
        unneeded = {"$nin": [generation, *(one["generation"] for one in being_written)]}
    await collections.remove("chunks", {"session": session, "generation": unneeded})
    await collections.remove("writings", {"_id": generation})


def _filter(only: SessionFilter) -> Document:
    where: Document = {}
    if only.kind:
        where["kind"] = only.kind.value
    if only.subject:
        where["subject"] = only.subject
    days = {"$gte": only.first_day, "$lte": only.last_day}
    if given := {name: day for name, day in days.items() if day}:
        where["day"] = given
    words = only.words.casefold().split()
    if words:
        where["$and"] = [{"words": {"$regex": re.escape(word)}} for word in words]
    return where


def _progress_of(day: str, subject: str, sessions: Sequence[Document]) -> Progress:
    scores = [one["score"] for one in sessions if one["score"] is not None]
    counted = [_counted(one) for one in sessions]
    return Progress(
        day,
        subject,
        len(sessions),
        sum(attempted for attempted, _ in counted),
        sum(accurate for _, accurate in counted),
        sum(one["hold_s"] for one in sessions),
        sum(scores, 0.0),
        len(scores),
    )


def _counted(document: Document) -> tuple[int, int]:
    """Return what `Session.counted` returns, of a document that holds only what is summed."""
    accurate = document["accurate"] if document["corrected"] is None else document["corrected"]
    return max(document["attempted"], accurate), accurate


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
