"""All records of a kind, page by page, in MongoDB."""

from __future__ import annotations

from collections.abc import Callable

from poise.store.documents import Kept, KeptKind, LogLine, Page, Picture, Recording, StreamPart
from poise.store.mongodb import forms, sessions
from poise.store.mongodb.collections import Collections, Document


async def kept(collections: Collections, kind: KeptKind, after: str, limit: int) -> Page[Kept]:
    """Return records of one kind in the order of their ``_id``."""
    found = await collections.many(kind.value, {"_id": {"$gt": after}}, [("_id", 1)], limit + 1)
    if kind is KeptKind.RECORDINGS:
        page = tuple([await _recording(collections, one["_id"]) for one in found[:limit]])
    else:
        page = tuple(_FORMS[kind](one) for one in found[:limit])
    return Page(page, found[limit - 1]["_id"] if len(found) > limit else "")


async def _recording(collections: Collections, session: str) -> Kept:
    return Recording(session, tuple(await sessions.recording(collections, session)))


def _stream_part(document: Document) -> Kept:
    return StreamPart(document["session"], document["first"], document["count"], bytes(document["data"]))


def _picture(document: Document) -> Kept:
    return Picture(document["session"], document["name"], bytes(document["data"]))


def _log_line(document: Document) -> Kept:
    return LogLine(document["session"], forms.log_entry_of(document))


_FORMS: dict[KeptKind, Callable[[Document], Kept]] = {
    KeptKind.ACCOUNTS: forms.account_of,
    KeptKind.SIGN_INS: forms.sign_in_of,
    KeptKind.TICKETS: forms.ticket_of,
    KeptKind.SESSIONS: forms.session_of,
    KeptKind.STREAMS: _stream_part,
    KeptKind.PICTURES: _picture,
    KeptKind.LOG: _log_line,
    KeptKind.POSES: forms.pose_of,
    KeptKind.AUDIT: forms.audit_entry_of,
}
