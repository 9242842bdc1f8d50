"""What is sent to the child processes that write downloads: one session, or everything of a person."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import PurePath
from typing import Any

from poise.blobs import Blobs
from poise.store import Account, Page, Session, SessionFilter, SessionState, Store, Upload
from poise.store.paging import every
from poise.store.records import Record
from poise.studio.activities import BUILT_IN
from poise.studio.activity.kind import Activities
from poise.studio.clock import now_ms
from poise.studio.exporting.session_export import Kind, Message, StreamInfo
from poise.studio.films.files import StoredFile, read_range
from poise.studio.sessions.live import image_size_of, recording_metadata, stream_pages

_SUFFIXES = frozenset({".avi", ".m4v", ".mkv", ".mov", ".mp4", ".webm"})


def file_name(found: Session) -> str:
    """Return what a session's file is called, without its ending."""
    subject = re.sub(r"[^A-Za-z0-9-]+", "-", found.subject)[:60].strip("-") or found.kind
    return f"{found.day}-{subject}-{found.identifier[-6:]}"


async def send_session(
    store: Store, found: Session, activities: Activities = BUILT_IN
) -> AsyncIterator[Message]:
    """Give the parts of a session's recording; of one that still grows, the items that are durable."""
    async for message in _recorded(store, found.identifier):
        yield message
    if found.state is not SessionState.OPEN or not activities.knows(found.kind):
        return
    stream = StreamInfo(image_size_of(found), recording_metadata(found, activities)).written()
    has_items = False
    async for items in stream_pages(store, found.identifier):
        has_items = True
        yield Message(Kind.ITEMS, stream, items)
    if not has_items:  # it may have been finished since we looked
        async for message in _recorded(store, found.identifier):
            yield message


async def _recorded(store: Store, session: str) -> AsyncIterator[Message]:
    number = 0
    while (part := await store.recordings.get_chunk(session, number)) is not None:
        yield Message(Kind.PART, "", part)
        number += 1


async def send_archive(
    store: Store, blobs: Blobs, account: Account, activities: Activities = BUILT_IN
) -> AsyncIterator[Message]:
    """Give everything that is kept of a person, their films among it."""
    own = dataclasses.asdict(account)
    own.pop("password_hash")
    yield _document("account.json", own)
    yield _document("sign-ins.json", await _sign_ins(store, account))
    yield _document("audit.json", await _audit(store, account))
    poses = [dataclasses.asdict(one) for one in await store.poses.list_for(account.identifier)]
    yield _document("poses.json", poses)
    exercises = [dataclasses.asdict(one) for one in await store.exercises.list_for(account.identifier)]
    yield _document("exercises.json", exercises)
    programmes = [dataclasses.asdict(one) for one in await store.programmes.list_for(account.identifier)]
    yield _document("programmes.json", programmes)
    yield _document("jobs.json", await _jobs(store, account))
    uploads = await store.uploads.list_for(account.identifier)
    yield _document("uploads.json", [dataclasses.asdict(one) for one in uploads])
    for upload in uploads:
        async for message in _film(blobs, upload):
            yield message
    async for identifier in _sessions(store, account):
        found = await store.sessions.get(identifier)
        if found is not None:
            async for message in _session(store, found, activities):
                yield message


async def _film(blobs: Blobs, upload: Upload) -> AsyncIterator[Message]:
    """Give the bytes of a film under a name that its upload and its sessions tell."""
    suffix = PurePath(upload.name).suffix.lower()
    name = f"films/{upload.identifier}{suffix if suffix in _SUFFIXES else ''}"
    file = StoredFile.of_upload(upload.identifier, upload.parts)
    if upload.is_complete and upload.expires_ms > now_ms():
        async for data in read_range(blobs, file, 0, file.size):
            yield Message(Kind.FILM, name, data)


async def _sign_ins(store: Store, account: Account) -> list[dict[str, Any]]:
    """Return the browsers that are signed in, without what would let somebody in."""
    found = [dataclasses.asdict(one) for one in await store.sign_ins.list_for(account.identifier)]
    return [{name: value for name, value in one.items() if name != "token_hash"} for one in found]


async def _jobs(store: Store, account: Account) -> list[dict[str, Any]]:
    jobs = _all_of(lambda after: store.jobs.list_for(account.identifier, after, 200))
    return [dataclasses.asdict(one) async for one in jobs]


async def _audit(store: Store, account: Account) -> list[dict[str, Any]]:
    """Return what the audit log holds of a person: what they did, and what was done to their account."""
    entries = every(store.audit)
    return [
        dataclasses.asdict(one) async for one in entries if account.identifier in {one.actor, one.subject}
    ]


async def _sessions(store: Store, account: Account) -> AsyncIterator[str]:
    for aside in await store.sessions.list_deleted(account.identifier):
        yield aside.identifier
    listed = _all_of(lambda after: store.sessions.list_for(account.identifier, SessionFilter(), after, 100))
    async for row in listed:
        yield row.identifier


async def _all_of(read: Callable[[str], Awaitable[Page[Record]]]) -> AsyncIterator[Record]:
    """Yield the records of all pages; `read` returns the page after a key."""
    after = ""
    while True:
        page = await read(after)
        for record in page.records:
            yield record
        after = page.next_key
        if not after:
            return


async def _session(store: Store, found: Session, activities: Activities) -> AsyncIterator[Message]:
    folder = f"sessions/{file_name(found)}"
    yield _document(f"{folder}/session.json", _shown(found))
    entries = [dataclasses.asdict(one) for one in await store.logs.read(found.identifier)]
    yield _document(f"{folder}/log.json", entries)
    for name in found.details.get("pictures", ()):
        content = await store.pictures.get(found.identifier, name)
        if content is not None:
            yield Message(Kind.FILE, f"{folder}/{name}", content)
    has_parts = False
    async for message in send_session(store, found, activities):
        has_parts = True
        yield message
    if has_parts:
        yield Message(Kind.RECORDING, folder)


def _shown(found: Session) -> dict[str, Any]:
    own = dataclasses.asdict(found)
    own.pop("account")
    return own


def _document(name: str, document: Any) -> Message:  # noqa: ANN401  (any JSON)
    text = json.dumps(document, ensure_ascii=False, indent=1, default=str)
    return Message(Kind.FILE, name, text.encode())
