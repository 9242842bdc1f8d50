"""Wake-ups within one process, or none at all: what a studio on one machine needs."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict

from poise.wakeups.wakeups import Handler, Topic

_LOG = logging.getLogger("poise.wakeups")

LOOK_S = 1.0
"""How often a worker looks into an empty queue that nobody announces jobs of."""


class LocalWakeups:
    """Carry wake-ups between those that share a list; a studio that is alone shares it with nobody.

    Parameters
    ----------
    peers : list of LocalWakeups, optional
        All that belong together; this one enters itself.
    """

    def __init__(self, peers: list[LocalWakeups] | None = None) -> None:
        self._peers = [] if peers is None else peers
        self._peers.append(self)
        self._handlers: defaultdict[Topic, list[Handler]] = defaultdict(list)
        self._handling: set[asyncio.Task[None]] = set()

    @property
    def is_shared(self) -> bool:  # noqa: D102  (the interface says it)
        return len(self._peers) > 1

    async def open(self) -> None:
        """Nothing is needed."""

    async def close(self) -> None:
        """End what is being handled."""
        for task in self._handling:
            task.cancel()
        await asyncio.gather(*self._handling, return_exceptions=True)

    async def check(self) -> None:
        """Return: nothing can be away."""

    def subscribe(self, topic: Topic, handle: Handler) -> None:  # noqa: D102
        self._handlers[topic].append(handle)

    def publish(self, topic: Topic, identifier: str) -> None:  # noqa: D102
        for peer in self._peers:
            if peer is not self:
                peer.deliver(topic, identifier)

    def deliver(self, topic: Topic, identifier: str) -> None:
        """Call those who subscribed, each by itself: a slow one holds up nobody."""
        for handle in self._handlers[topic]:
            task = asyncio.get_running_loop().create_task(_handle(handle, topic, identifier))
            self._handling.add(task)
            task.add_done_callback(self._handling.discard)

    def announce_job(self, identifier: str) -> None:
        """Nothing is needed: workers are other processes, and look into the store."""

    async def wait_for_job(self) -> None:  # noqa: D102
        await asyncio.sleep(LOOK_S)


async def _handle(handle: Handler, topic: Topic, identifier: str) -> None:
    try:
        await handle(identifier)
    except Exception:  # noqa: BLE001  (a wake-up is a hint; what it was about is looked at again later)
        _LOG.warning("a wake-up about %s could not be handled", topic.value, exc_info=True)
