"""The database server dies by kill -9: nothing acknowledged is lost or doubled, the store goes on by itself."""

from __future__ import annotations

import asyncio
import random

import pytest
from tests.contract.records import session
from tests.contract.servers import FerretDb

from poise.errors import StoreError, StoreUnavailable
from poise.store import LogEntry, SessionFilter, StreamPart
from poise.store.mongodb import MongoStore

pytestmark = pytest.mark.anyio
_RECOVERED_S = 10.0


async def test_a_server_that_does_not_answer_is_named_in_one_sentence(server: FerretDb) -> None:
    server.kill()
    store = MongoStore(server.uri.replace("//", "//ada:secret@"), retry_for_s=0.2)
    with pytest.raises(
        StoreError, match=f"The database at 127.0.0.1:{server.port} does not answer"
    ) as caught:
        await store.open()
    assert "secret" not in str(caught.value)


async def test_while_the_server_is_away_verbs_say_so_and_work_again_when_it_is_back(server: FerretDb) -> None:
    store = MongoStore(server.uri, retry_for_s=0.2)
    await store.open()
    server.kill()
    with pytest.raises(StoreUnavailable, match="does not answer at the moment"):
        await store.sessions.add(session(1))
    server.start()
    async with asyncio.timeout(_RECOVERED_S):
        await _until_kept(store, 1)
    assert await store.sessions.get("session-000001") == session(1)
    await store.close()


async def test_a_short_outage_is_not_noticed(server: FerretDb) -> None:
    store = MongoStore(server.uri)
    await store.open()
    server.kill()
    writing = asyncio.create_task(store.sessions.add(session(1)))
    await asyncio.to_thread(server.start)
    assert await writing == session(1)
    await store.close()


async def _until_kept(store: MongoStore, number: int) -> None:
    while True:
        try:
            await store.sessions.add(session(number))
        except StoreUnavailable:
            continue
        return


async def _live(store: MongoStore, number: int, is_over: asyncio.Event) -> int:
    """Do what a live session does: send until it is acknowledged, then go on; returns how many parts were."""
    await _until_kept(store, number)
    name, part = session(number).identifier, 0
    while not is_over.is_set():
        try:
            assert await store.streams.append(name, 2 * part, 2, _part(number, part)) == 2 * part + 2
            await store.logs.append(name, [LogEntry(part, part, "repetition")])
        except StoreUnavailable:
            continue
        part += 1
    if number % 2 == 0:
        await store.recordings.put(name, [bytes([number]), b"end"])
    return part


def _part(number: int, part: int) -> bytes:
    return f"{number} {part}".encode()


async def _kill_now_and_then(server: FerretDb, kills: int, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(kills):
        await asyncio.sleep(
            chance.uniform(0.05, 0.4)
        )  # the moment of the kill is what varies, nothing waits for it
        await asyncio.to_thread(server.kill)
        await asyncio.to_thread(server.start)


async def _campaign(server: FerretDb, kills: int, seed: int) -> None:
    store, is_over = MongoStore(server.uri), asyncio.Event()
    await store.open()
    async with asyncio.timeout(60 + kills * _RECOVERED_S):
        sessions = [asyncio.create_task(_live(store, number, is_over)) for number in range(1, 5)]
        await _kill_now_and_then(server, kills, seed)
        is_over.set()
        async with asyncio.timeout(_RECOVERED_S):
            parts = await asyncio.gather(*sessions)
    listed = await store.sessions.list_for("account-1", SessionFilter())
    assert [one.identifier for one in listed.records] == [session(n).identifier for n in (4, 3, 2, 1)]
    for number, count in enumerate(parts, 1):
        assert count > 0
        name = session(number).identifier
        expected = [StreamPart(name, 2 * part, 2, _part(number, part)) for part in range(count)]
        assert list(await store.streams.read(name)) == ([] if number % 2 == 0 else expected)
        assert [one.number for one in await store.logs.read(name)] == list(range(count))
        assert list(await store.recordings.get(name)) == (
            [bytes([number]), b"end"] if number % 2 == 0 else []
        )
    await store.close()


@pytest.mark.parametrize("seed", range(2))
async def test_kill_9_of_the_server_loses_and_doubles_nothing(server: FerretDb, seed: int) -> None:
    await _campaign(server, kills=2, seed=seed)


@pytest.mark.stress
@pytest.mark.parametrize("seed", range(6))
async def test_kill_9_at_thirty_moments_loses_and_doubles_nothing(server: FerretDb, seed: int) -> None:
    await _campaign(server, kills=5, seed=100 + seed)
