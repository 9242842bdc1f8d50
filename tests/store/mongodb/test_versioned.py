"""Changes and removals of a versioned record, step by step in many orders: a removed record stays removed.

Every question to the server is a step, and a removal of several documents is as many as on a server where it is least
atomic: it looks for them first and then removes one after the other.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient
from tests.contract.records import exercise, job, programme, upload
from tests.contract.servers import on_ferretdb, shared_ferretdb

from poise.errors import Conflict
from poise.store.mongodb import MongoStore
from poise.store.mongodb.collections import Collections, Where

pytestmark = pytest.mark.anyio
_ORDERS = 40
_RECORDS: dict[str, Callable[[int], Any]] = {
    "jobs": job,
    "uploads": upload,
    "exercises": exercise,
    "programmes": programme,
}


class Turns:
    """Lets one of several works go on by one step at a time, in an order drawn from a seed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._waiting: list[asyncio.Future[None]] = []
        self._is_stepping = False
        undivided = Collections._through_outages
        remove = Collections.remove

        async def step(collections: Collections, work: Callable[[], Awaitable[Any]]) -> Any:
            if self._is_stepping:
                turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
                self._waiting.append(turn)
                await turn
            return await undivided(collections, work)

        async def remove_singly(collections: Collections, collection: str, where: Where) -> int:
            found = await collections.many(collection, where)
            counts = [await remove(collections, collection, {"_id": one["_id"]}) for one in found]
            return sum(counts)

        monkeypatch.setattr(Collections, "_through_outages", step)
        monkeypatch.setattr(Collections, "remove", remove_singly)

    async def run(self, seed: int, works: list[Coroutine[Any, Any, None]]) -> None:
        """Run works to their ends in the order of this seed."""
        choice = random.Random(seed)
        self._is_stepping = True
        tasks = [asyncio.ensure_future(work) for work in works]
        while unfinished := sum(not task.done() for task in tasks):
            if len(self._waiting) == unfinished:
                self._waiting.pop(choice.randrange(unfinished)).set_result(None)
            await asyncio.sleep(0)
        self._is_stepping = False
        await asyncio.gather(*tasks)


async def _change_what_is_read(store: MongoStore, name: str, identifier: str) -> None:
    facet = getattr(store, name)
    for _ in range(2):
        known = await facet.get(identifier)
        if known is not None:
            try:
                await facet.change(replace(known, account="account-1"))
            except Conflict:
                continue


@pytest.mark.parametrize("name", sorted(_RECORDS))
async def test_a_record_that_is_changed_while_it_is_removed_stays_removed_in_whatever_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    store = on_ferretdb(tmp_path)
    await store.open()
    turns = Turns(monkeypatch)
    came_back = []
    for seed in range(_ORDERS):
        record = _RECORDS[name](seed)
        facet = getattr(store, name)
        await facet.add(record)
        changes = [_change_what_is_read(store, name, record.identifier) for _ in range(2)]
        await turns.run(seed, [*changes, facet.remove(record.identifier)])
        if await facet.get(record.identifier) is not None:
            came_back.append(seed)
    await store.close()
    assert came_back == []


@pytest.mark.parametrize("name", sorted(_RECORDS))
async def test_what_a_killed_process_left_of_a_removed_record_is_swept_ten_minutes_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    store = on_ferretdb(tmp_path)
    await store.open()
    facet, record = getattr(store, name), _RECORDS[name](1)
    await facet.add(record)
    with MongoClient[dict[str, Any]](shared_ferretdb().uri) as client:
        documents = client[store.database][name]
        kept = documents.find_one({"identifier": record.identifier}) or {}
        await facet.remove(record.identifier)
        documents.insert_one({**kept, "_id": f"{record.identifier}|000000001", "rev": 1})
    with pytest.raises(Conflict):
        await facet.change(replace(record, rev=1))
    in_an_hour_ns = time.time_ns() + 3_600_000_000_000
    monkeypatch.setattr(time, "time_ns", lambda: in_an_hour_ns)
    await store.sweep(record.created_ms, 10**12)
    assert await facet.get(record.identifier) is None
    await store.close()


@pytest.mark.parametrize("name", sorted(_RECORDS))
async def test_a_record_that_is_added_again_after_its_removal_can_be_changed_and_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    store = on_ferretdb(tmp_path)
    await store.open()
    facet, record = getattr(store, name), _RECORDS[name](1)
    await facet.add(record)
    await facet.remove(record.identifier)
    await facet.add(record)
    changed = await facet.change(record)
    in_an_hour_ns = time.time_ns() + 3_600_000_000_000
    monkeypatch.setattr(time, "time_ns", lambda: in_an_hour_ns)
    await store.sweep(record.created_ms, 10**12)
    assert await facet.get(record.identifier) == changed
    await store.close()
