"""Everything from one store into another: checked before, carried over, checked again."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import asdict
from functools import partial

from poise.errors import StoreError
from poise.store.documents import (
    Account,
    AuditEntry,
    Kept,
    KeptKind,
    LogLine,
    Picture,
    Recording,
    SavedPose,
    Session,
    SignIn,
    StreamPart,
    Ticket,
)
from poise.store.store import Store

_AT_ONCE = 64
# Those of large records are read a few at a time.
_PAGE = {KeptKind.RECORDINGS: 4, KeptKind.PICTURES: 8}

Progress = Callable[[KeptKind, int, int], None]
"""Is told which kind is being carried over, how many of it there are and how many are done."""


async def copy(source: Store, target: Store, progress: Progress) -> Mapping[KeptKind, int]:
    """Carry everything over and prove that both hold the same; returns how many records of each kind there are.

    What an interrupted copy has carried over already is found by its checksum and not written again. The key and
    the checksum of every record are held in memory: about 200 bytes for each.

    Raises
    ------
    StoreError
        If the target holds anything that the source does not hold alike; then nothing was written.
    """
    there = {kind: await checksums(target, kind) for kind in KeptKind}
    wanted = {kind: await checksums(source, kind) for kind in KeptKind}
    for kind in KeptKind:
        if there[kind].items() - wanted[kind].items():
            raise StoreError(
                f"The target holds other data already ({kind.value}); please copy into an empty store."
            )
    for kind in KeptKind:
        await _carry(source, target, kind, there[kind], partial(progress, kind, len(wanted[kind])))
    for kind in KeptKind:
        if await checksums(target, kind) != wanted[kind]:
            raise StoreError(f"The copy is not the same as its source ({kind.value}); please run it again.")
    return {kind: len(wanted[kind]) for kind in KeptKind}


async def checksums(store: Store, kind: KeptKind) -> dict[str, str]:
    """Return the SHA-256 of every record of a kind by its key."""
    return {key_of(record): checksum(record) async for record in everything(store, kind)}


async def everything(store: Store, kind: KeptKind) -> AsyncIterator[Kept]:
    """Yield all records of a kind, a page at a time."""
    after = ""
    while True:
        page = await store.kept(kind, after, _PAGE.get(kind, 200))
        for record in page.records:
            yield record
        after = page.next_key
        if not after:
            return


def key_of(record: Kept) -> str:
    """Return what tells a record from all others of its kind."""
    match record:
        case SignIn() | Ticket():
            return record.token_hash
        case StreamPart():
            return f"{record.session}|{record.first:09d}"
        case Recording():
            return record.session
        case Picture():
            return f"{record.session}|{record.name}"
        case LogLine():
            return f"{record.session}|{record.entry.number:09d}"
        case _:
            return record.identifier


def checksum(record: Kept) -> str:
    """Return the SHA-256 of a record's canonical JSON, in which bytes stand as their own SHA-256."""
    text = json.dumps(asdict(record), sort_keys=True, default=_digest, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _digest(data: object) -> str:
    if not isinstance(data, bytes):
        raise TypeError(f"{type(data).__name__} is nothing that a store keeps")
    return hashlib.sha256(data).hexdigest()


async def _carry(
    source: Store, target: Store, kind: KeptKind, there: Mapping[str, str], progress: Callable[[int], None]
) -> None:
    """Write what is missing, many at once so that they share the price of being made durable."""
    waiting: list[Kept] = []
    done = 0
    async for record in everything(source, kind):
        done += 1
        if key_of(record) in there:
            continue
        waiting.append(record)
        if len(waiting) == _AT_ONCE:
            await _keep(target, waiting)
            progress(done)
            waiting = []
    await _keep(target, waiting)
    progress(done)


async def _keep(target: Store, records: list[Kept]) -> None:
    parts = [record for record in records if isinstance(record, StreamPart)]
    for part in parts:  # a stream grows in its order
        await target.append_stream(part.session, part.first, part.count, part.data)
    await asyncio.gather(*(_keep_one(target, record) for record in records if record not in parts))


async def _keep_one(target: Store, record: Kept) -> None:
    match record:
        case Account():
            await target.add_account(record)
        case SignIn():
            await target.add_sign_in(record)
        case Ticket():
            await target.add_ticket(record)
        case Session():
            await target.add_session(record)
        case Recording():
            await target.put_recording(record.session, record.chunks)
        case Picture():
            await target.put_picture(record.session, record.name, record.data)
        case LogLine():
            await target.append_log(record.session, [record.entry])
        case SavedPose():
            await target.add_pose(record)
        case AuditEntry():
            await target.add_audit(record)
