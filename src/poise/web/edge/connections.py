"""The open connections: how many there may be, and which give way."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import math
from collections import defaultdict
from collections.abc import Callable
from typing import Protocol

from poise.web.edge.addresses import client_network

_LOG = logging.getLogger("poise.web")

CHECK_S = 1.0  # between two looks at the deadlines
_RESERVED_DESCRIPTORS = 256  # for the store, child processes, files that are being sent
_MAX_DESCRIPTORS = 65_536  # more is never used, and some systems take no larger number


class Connection(Protocol):
    """One open connection, as the limits see it."""

    @property
    def peer(self) -> str:
        """Return the address at the other end."""

    @property
    def waiting_since(self) -> float:
        """Return since when the client has to send something, in seconds of the loop; infinite while it need not."""

    def check(self, now: float) -> None:
        """End the connection if its client let a deadline pass."""

    def abort(self) -> None:
        """End the connection at once."""


class Connections:
    """Bound how many connections are open, in total and for each address.

    A connection above a bound does not have to wait: the one that waits longest for its client gives way, of the
    address that has the most. Whoever opens many idle connections so takes places from himself alone.

    Parameters
    ----------
    max_total : int
        How many may be open at once.
    max_per_address : int
        How many of one address; an IPv6 network of 64 bits counts as one.
    exempt : callable
        Whether an address stands for many people, as a proxy does; only the total holds for it.
    """

    def __init__(
        self, max_total: int, max_per_address: int, exempt: Callable[[str], bool] = lambda _: False
    ) -> None:
        self._max_total, self._max_per_address, self._exempt = max_total, max_per_address, exempt
        self._groups: defaultdict[str, dict[Connection, None]] = defaultdict(dict)
        self._total = 0
        self._is_full = False

    def __len__(self) -> int:
        return self._total

    def admit(self, connection: Connection) -> bool:
        """Count one more; False if there is no place and none that can give way."""
        name = client_network(connection.peer)
        group = self._groups[name]
        is_over = len(group) >= self._max_per_address and not self._exempt(connection.peer)
        if is_over and not self._evict(group):
            return False
        if self._total >= self._max_total and not self._evict_of_largest():
            self._drop_empty(name)
            return False
        self._groups[name][connection] = None
        self._total += 1
        return True

    def forget(self, connection: Connection) -> None:
        """Count one less; who was not counted is ignored."""
        name = client_network(connection.peer)
        if name in self._groups and connection in self._groups[name]:
            del self._groups[name][connection]
            self._total -= 1
            self._drop_empty(name)

    async def watch(self) -> None:
        """Check every deadline again and again; runs until it is cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(CHECK_S)
            self.check(loop.time())

    def check(self, now: float) -> None:
        """Check every deadline once; `now` is in seconds of the loop."""
        for connection in [one for group in self._groups.values() for one in group]:
            connection.check(now)

    def _evict_of_largest(self) -> bool:
        if not self._is_full:
            self._is_full = True
            _LOG.warning(
                "%d connections are open, as many as there may be; the idlest give way.", self._total
            )
        groups = sorted(self._groups.values(), key=len, reverse=True)
        return any(self._evict(group) for group in groups)

    def _evict(self, group: dict[Connection, None]) -> bool:
        oldest = min(group, key=lambda one: one.waiting_since, default=None)
        if oldest is None or math.isinf(oldest.waiting_since):
            return False
        self.forget(oldest)
        oldest.abort()
        return True

    def _drop_empty(self, name: str) -> None:
        if not self._groups.get(name, True):
            del self._groups[name]


def raise_descriptor_limit(wanted: int) -> int:
    """Let this process open as many files as the system allows, and return how many connections that leaves.

    Parameters
    ----------
    wanted : int
        How many connections the settings allow; never more is returned.
    """
    try:
        import resource
    except ImportError:  # not a POSIX system
        return wanted
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = _MAX_DESCRIPTORS if hard == resource.RLIM_INFINITY else min(hard, _MAX_DESCRIPTORS)
    if soft != resource.RLIM_INFINITY and soft < most:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    if soft == resource.RLIM_INFINITY:
        return wanted
    return max(min(wanted, soft - _RESERVED_DESCRIPTORS), 16)
