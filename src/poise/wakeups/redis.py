"""Wake-ups over Redis: jobs by Dramatiq, everything else by publish and subscribe.

Redis may be killed, emptied or cut off at any time. Then messages are lost, what they were about is found in the store
a little later, and both sides connect again by themselves.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import secrets
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from poise.errors import MissingExtra, PoiseError, WakeupsUnavailable
from poise.wakeups.local import LOOK_S, LocalWakeups
from poise.wakeups.wakeups import Topic

if TYPE_CHECKING:
    from redis.asyncio import Redis

    from poise.wakeups.job_messages import JobMessages

_LOG = logging.getLogger("poise.wakeups")

LOOK_ANYWAY_S = 10.0
"""How often a worker looks into an empty queue although jobs are announced: a message may be lost."""

_MAX_WAITING = 1000  # messages; while Redis is away the oldest are given up
_AGAIN_S = 1.0  # after Redis did not answer
_TIMEOUT_S = 3.0
_CLOSE_S = 2.0
_SCHEMES = ("redis", "rediss", "unix")

Sending = Callable[[], Awaitable[Any]]


class RedisWakeups(LocalWakeups):
    """Carry wake-ups between all processes that name the same Redis and the same database of it.

    Parameters
    ----------
    url : str
        ``redis://``, ``rediss://`` or ``unix://``, with its secrets.

    Raises
    ------
    PoiseError
        If that is no address of a Redis.
    MissingExtra
        If Dramatiq or the client of Redis is not installed.
    """

    def __init__(self, url: str) -> None:
        super().__init__()
        _require_address(url)
        try:
            from poise.wakeups.job_messages import JobMessages
        except ImportError as error:
            raise MissingExtra(
                "Several machines need Dramatiq and a client of Redis; "
                "install them with: python -m pip install 'dramatiq[redis]>=2.1'"
            ) from error
        self._url, self._sender = url, secrets.token_hex(8)
        self._jobs: JobMessages = JobMessages(url)
        self._channel = f"poise:{self._jobs.database}:wakeups"
        self._client: Redis
        self._outgoing: asyncio.Queue[Sending] = asyncio.Queue()
        self._tasks: list[asyncio.Task[None]] = []
        self._is_away = False

    @property
    def is_shared(self) -> bool:
        """Whether there can be other servers: nobody asks Redis for that."""
        return True

    async def open(self) -> None:
        """Begin to listen and to send."""
        from redis.asyncio import Redis

        self._client = Redis.from_url(
            self._url,
            socket_connect_timeout=_TIMEOUT_S,
            socket_timeout=_TIMEOUT_S,
            health_check_interval=int(_TIMEOUT_S),  # a cut cable is noticed, too
        )
        self._tasks = [asyncio.create_task(work()) for work in (self._listen, self._send)]

    async def close(self) -> None:
        """Send what waits, for a moment, and let go."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._outgoing.join(), _CLOSE_S)
        await asyncio.gather(*map(_end, self._tasks))
        await super().close()
        await self._client.aclose()
        await asyncio.to_thread(self._jobs.close)

    async def check(self) -> None:
        """Return if Redis answers; raises `WakeupsUnavailable` in one sentence."""
        from redis.exceptions import RedisError

        try:
            async with asyncio.timeout(_TIMEOUT_S):
                await self._client.ping()
        except (RedisError, OSError, TimeoutError) as error:
            raise WakeupsUnavailable(
                f"Redis at {_place(self._url)} does not answer as it should; please start it or correct "
                "POISE_REDIS_URL."
            ) from error

    def publish(self, topic: Topic, identifier: str) -> None:
        """Tell all other processes."""
        message = json.dumps({"from": self._sender, "topic": topic.value, "id": identifier})
        self._put(lambda: self._client.publish(self._channel, message))

    def announce_job(self, identifier: str) -> None:
        """Wake one worker, because a job waits in the store."""
        self._put(lambda: asyncio.to_thread(self._jobs.send, identifier))

    async def wait_for_job(self) -> None:
        """Return when a job was announced, or when it is time to look into the store without that."""
        until_s = time.monotonic() + LOOK_ANYWAY_S
        while time.monotonic() < until_s:
            try:
                if await asyncio.to_thread(self._jobs.receive):
                    return
            except self._jobs.errors as error:
                self._note_away(error)
                await asyncio.sleep(LOOK_S)
                return
            self._note_back()

    # -- sending ------------------------------------------------------------------------------------------------

    def _put(self, sending: Sending) -> None:
        if self._outgoing.qsize() >= _MAX_WAITING:
            self._outgoing.get_nowait()
            self._outgoing.task_done()
        self._outgoing.put_nowait(sending)

    async def _send(self) -> None:
        while True:
            sending = await self._outgoing.get()
            try:
                async with asyncio.timeout(2 * _TIMEOUT_S):
                    await sending()
            except (*self._jobs.errors, OSError, TimeoutError) as error:
                self._note_away(error)
                await asyncio.sleep(_AGAIN_S)
            else:
                self._note_back()
            finally:
                self._outgoing.task_done()

    # -- listening ----------------------------------------------------------------------------------------------

    async def _listen(self) -> None:
        while True:
            try:
                await self._listen_once()
            except (*self._jobs.errors, OSError, TimeoutError) as error:
                self._note_away(error)
            await asyncio.sleep(_AGAIN_S)

    async def _listen_once(self) -> None:
        async with self._client.pubsub(ignore_subscribe_messages=True) as listening:
            await listening.subscribe(self._channel)
            self._note_back()
            while True:
                received = await listening.get_message(timeout=_TIMEOUT_S)
                if received is not None:
                    self._receive(received["data"])

    def _receive(self, data: bytes) -> None:
        try:
            message = json.loads(data)
            sender, topic, identifier = message["from"], Topic(message["topic"]), str(message["id"])
        except (ValueError, KeyError, TypeError):  # of a newer studio, or of somebody else
            return
        if sender != self._sender:
            self.deliver(topic, identifier)

    # -- telling ------------------------------------------------------------------------------------------------

    def _note_away(self, error: BaseException) -> None:
        if not self._is_away:
            _LOG.warning(
                "Redis does not answer (%s); nothing is lost, but other servers and workers notice later what happens",
                type(error).__name__,
            )
        self._is_away = True

    def _note_back(self) -> None:
        if self._is_away:
            _LOG.warning("Redis answers again")
        self._is_away = False


async def _end(task: asyncio.Task[None]) -> None:
    """Cancel until it works: the client may take a cancellation for its own time-out."""
    while not task.done():
        task.cancel()
        await asyncio.wait({task}, timeout=0.2)


def _require_address(url: str) -> None:
    try:
        parts = urlsplit(url)
        is_address = parts.scheme in _SCHEMES and bool(
            parts.path if parts.scheme == "unix" else parts.hostname
        )
        _ = parts.port
    except ValueError:
        is_address = False
    if not is_address:
        raise PoiseError(
            "POISE_REDIS_URL is no address of a Redis; it looks like redis://:password@host:6379/0 "
            "(rediss:// with TLS)."
        )


def _place(url: str) -> str:
    """Return where a Redis is, without the secrets in its address."""
    parts = urlsplit(url)
    return parts.path if parts.scheme == "unix" else f"{parts.hostname}:{parts.port or 6379}"
