"""Wake-ups within one process and over a real Redis, which is killed, emptied and away."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
import redis
from tests.redis_server import RedisServer, running_redis

from poise.errors import PoiseError, WakeupsUnavailable
from poise.wakeups import LocalWakeups, Topic, Wakeups
from poise.wakeups.opening import wakeups_at
from poise.wakeups.redis import RedisWakeups

pytestmark = pytest.mark.anyio
_WAIT_S = 30.0
Join = Callable[[], Wakeups]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
def server() -> Iterator[RedisServer]:
    with running_redis() as server:
        yield server


@pytest.fixture(params=["local", "redis"])
def join(request: pytest.FixtureRequest) -> Join:
    """Make one more process of the same studio."""
    if request.param == "local":
        peers: list[LocalWakeups] = []
        return lambda: LocalWakeups(peers)
    url = request.getfixturevalue("server").url
    return lambda: wakeups_at(url)


class Heard:
    """What a process was told."""

    def __init__(self, wakeups: Wakeups, *topics: Topic) -> None:
        self.identifiers: list[str] = []
        for topic in topics:
            wakeups.subscribe(topic, self._hear)

    async def _hear(self, identifier: str) -> None:
        self.identifiers.append(identifier)


@asynccontextmanager
async def opened(*all_wakeups: Wakeups) -> AsyncIterator[None]:
    async with AsyncExitStack() as stack:
        for wakeups in all_wakeups:
            await wakeups.open()
            stack.push_async_callback(wakeups.close)
        yield


async def until_heard(say: Callable[[], None], heard: Heard, identifier: str) -> None:
    """Say something until it is heard: a process that has just begun to listen may miss the first times."""
    async with asyncio.timeout(_WAIT_S):
        while identifier not in heard.identifiers:
            say()
            await asyncio.sleep(0.05)


async def test_others_are_told_and_not_oneself(join: Join) -> None:
    ada, eve = join(), join()
    own, others = Heard(ada, *Topic), Heard(eve, Topic.ACCOUNT)
    async with opened(ada, eve):
        await until_heard(lambda: ada.publish(Topic.ACCOUNT, "one"), others, "one")
        ada.publish(Topic.SIGN_IN, "of a topic that nobody asked for")
        await until_heard(lambda: ada.publish(Topic.ACCOUNT, "two"), others, "two")
        assert ada.is_shared
    assert set(others.identifiers) == {"one", "two"}
    assert own.identifiers == []


async def test_a_handler_that_fails_keeps_nobody_from_hearing(join: Join) -> None:
    ada, eve = join(), join()

    async def fail(_identifier: str) -> None:
        raise ValueError("not today")

    eve.subscribe(Topic.JOB, fail)
    heard = Heard(eve, Topic.JOB)
    async with opened(ada, eve):
        await until_heard(lambda: ada.publish(Topic.JOB, "one"), heard, "one")
        await until_heard(lambda: ada.publish(Topic.JOB, "two"), heard, "two")


async def test_a_studio_that_is_alone_has_no_others() -> None:
    alone = wakeups_at()
    async with opened(alone):
        await alone.check()
        alone.publish(Topic.ACCOUNT, "nobody")
        alone.announce_job("a job")
        assert not alone.is_shared


async def test_an_announced_job_wakes_exactly_one_of_those_who_wait(server: RedisServer) -> None:
    ada, *workers = (RedisWakeups(server.url) for _ in range(3))
    async with opened(ada, *workers):
        waiting = [asyncio.create_task(one.wait_for_job()) for one in workers]
        ada.announce_job("a job")
        begin_s = time.monotonic()
        done, others = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED, timeout=_WAIT_S)
        assert len(done) == 1
        with redis.Redis.from_url(server.url) as client:
            assert not client.llen("poise:jobs")
        if time.monotonic() - begin_s < 5:  # later, the other one looks by itself
            assert len(others) == 1
        for one in others:
            one.cancel()


async def test_nobody_waits_for_a_redis_that_is_away_and_all_is_well_when_it_is_back() -> None:
    with running_redis() as server:
        ada, eve = RedisWakeups(server.url), RedisWakeups(server.url)
        heard = Heard(eve, Topic.ACCOUNT)
        async with opened(ada, eve):
            await until_heard(lambda: ada.publish(Topic.ACCOUNT, "before"), heard, "before")
            await ada.check()
            server.kill()
            for number in range(3000):  # more than are kept
                ada.publish(Topic.ACCOUNT, f"lost {number}")
            ada.announce_job("a job")
            await eve.wait_for_job()  # it looks into the store by itself
            with pytest.raises(WakeupsUnavailable, match="start it or correct POISE_REDIS_URL"):
                await ada.check()
            server.start()
            await until_heard(lambda: ada.publish(Topic.ACCOUNT, "after"), heard, "after")
            await ada.check()


async def test_a_redis_that_was_emptied_is_used_on(server: RedisServer) -> None:
    ada, worker = RedisWakeups(server.url), RedisWakeups(server.url)
    heard = Heard(worker, Topic.JOB)
    async with opened(ada, worker):
        await until_heard(lambda: ada.publish(Topic.JOB, "before"), heard, "before")
        with redis.Redis.from_url(server.url) as client:
            client.flushall()
            client.script_flush()
        ada.announce_job("a job")
        await worker.wait_for_job()
        await until_heard(lambda: ada.publish(Topic.JOB, "after"), heard, "after")


@pytest.mark.parametrize(
    "data",
    [
        b"\xff",
        b"[]",
        b"1",
        b"{}",
        b'{"from": "x", "topic": "unknown", "id": "1"}',
        b'{"topic": "job", "id": "1"}',
    ],
)
async def test_what_is_no_message_of_ours_is_left_alone(server: RedisServer, data: bytes) -> None:
    ada, eve = RedisWakeups(server.url), RedisWakeups(server.url)
    heard = Heard(eve, *Topic)
    async with opened(ada, eve):
        await until_heard(lambda: ada.publish(Topic.JOB, "before"), heard, "before")
        with redis.Redis.from_url(server.url) as client:
            client.publish("poise:0:wakeups", data)
        await until_heard(lambda: ada.publish(Topic.JOB, "after"), heard, "after")
    assert set(heard.identifiers) == {"before", "after"}


async def test_studios_in_two_databases_of_one_redis_know_nothing_of_each_other(server: RedisServer) -> None:
    ada, eve = RedisWakeups(server.url), RedisWakeups(server.url)
    stranger = RedisWakeups(server.url.removesuffix("/0") + "/1")
    heard, unheard = Heard(eve, Topic.ACCOUNT), Heard(stranger, Topic.ACCOUNT)
    async with opened(ada, eve, stranger):
        for word in ("one", "two"):
            await until_heard(lambda word=word: ada.publish(Topic.ACCOUNT, word), heard, word)  # type: ignore[misc]
    assert unheard.identifiers == []


@pytest.mark.parametrize(
    "address",
    [
        "redis",
        "http://127.0.0.1:6379",
        "redis://",
        "redis://:secret@",
        "redis://host:port",
        "unix://",
        "redis//x",
    ],
)
def test_what_is_no_address_is_told_in_a_sentence_without_its_secrets(address: str) -> None:
    with pytest.raises(PoiseError, match="POISE_REDIS_URL is no address") as told:
        wakeups_at(address)
    assert "secret" not in str(told.value)


def test_a_studio_without_redis_imports_nothing_of_it() -> None:
    code = """
import asyncio, sys
from pathlib import Path
from tempfile import mkdtemp
from poise.store.opening import store_at
from poise.web.application import create_app
from poise.web.settings import WebSettings
import poise.cli.worker, poise.studio.jobs.process
create_app(store_at(Path(mkdtemp())), WebSettings(data_dir=Path(mkdtemp()), redis_url=""))
print(sorted({one.partition(".")[0] for one in sys.modules} & {"redis", "dramatiq"}))
"""
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120
    )
    assert told.stdout.strip() == "[]"
