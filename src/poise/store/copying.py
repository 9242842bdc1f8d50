"""Everything from one store into another: checked before, carried over, checked again."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import asdict
from functools import partial
from typing import Any

from poise.errors import StoreError
from poise.store.facets import Facet
from poise.store.paging import every
from poise.store.records import StoredRecord
from poise.store.store import FACETS, Store, facets_of

_AT_ONCE = 64

Progress = Callable[[str, int, int], None]
"""Is called with the facet's name that is being copied, how many records it has and how many are done."""


async def copy(source: Store, target: Store, progress: Progress) -> Mapping[str, int]:
    """Copy everything and prove that both hold the same; returns how many records each facet has.

    What an interrupted copy has carried over already is found by its checksum and not written again. The key and
    the checksum of every record are held in memory: about 200 bytes for each.

    Raises
    ------
    StoreError
        If the target holds anything that the source does not hold alike; then nothing was written.
    """
    present = {name: await checksums(target, name) for name in FACETS}
    wanted = {name: await checksums(source, name) for name in FACETS}
    for name in FACETS:
        if present[name].items() - wanted[name].items():
            raise StoreError(
                f"The target holds other data already ({name}); please copy into an empty store."
            )
    for name in FACETS:
        into = facets_of(target)[name]
        await _copy_facet(
            records_of(source, name), into, present[name], partial(progress, name, len(wanted[name]))
        )
    for name in FACETS:
        if await checksums(target, name) != wanted[name]:
            raise StoreError(f"The copy is not the same as its source ({name}); please run it again.")
    return {name: len(wanted[name]) for name in FACETS}


async def checksums(store: Store, name: str) -> dict[str, str]:
    """Return the SHA-256 of every record of a facet by its key."""
    return {record.key: checksum(record) async for record in records_of(store, name)}


def records_of(store: Store, name: str) -> AsyncIterator[Any]:
    """Return all records of the facet with this name, read a page at a time."""
    return every(facets_of(store)[name])


def checksum(record: StoredRecord) -> str:
    """Return the SHA-256 of a record's canonical JSON, in which bytes stand as their own SHA-256."""
    values = asdict(record)  # type: ignore[call-overload]  # every record is a dataclass, which no protocol can say
    text = json.dumps(values, sort_keys=True, default=_digest, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _digest(data: object) -> str:
    if not isinstance(data, bytes):
        raise TypeError(f"{type(data).__name__} is nothing that a store keeps")
    return hashlib.sha256(data).hexdigest()


async def _copy_facet(
    records: AsyncIterator[StoredRecord],
    into: Facet[Any],
    present: Mapping[str, str],
    progress: Callable[[int], None],
) -> None:
    """Write what is missing, many at once so that they share the price of being made durable."""
    missing: list[StoredRecord] = []
    done = 0
    async for record in records:
        done += 1
        if record.key in present:
            continue
        missing.append(record)
        if len(missing) == _AT_ONCE:
            await _restore(into, missing)
            progress(done)
            missing = []
    await _restore(into, missing)
    progress(done)


async def _restore(into: Facet[Any], records: list[StoredRecord]) -> None:
    await asyncio.gather(*(into.restore(record) for record in records))
