"""How often the same may be tried: sign-ins, sign-ups, uploads."""

from __future__ import annotations

import math
import time
from collections import OrderedDict, deque
from collections.abc import Callable

from poise.errors import TooManyRequests

_MOST_KEYS = 20_000


class RateLimit:
    """Allow `count` in any `period_s` for each key; the oldest keys are forgotten when there are too many.

    Parameters
    ----------
    count : int
        How many.
    period_s : float
        In how long.
    clock : callable
        Seconds that only grow.
    """

    def __init__(self, count: int, period_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._count, self._period_s, self._clock = count, period_s, clock
        self._times: OrderedDict[str, deque[float]] = OrderedDict()

    def take(self, key: str) -> None:
        """Count one more.

        Raises
        ------
        TooManyRequests
            If there were too many; this one is not counted.
        """
        now = self._clock()
        times = self._times.setdefault(key, deque())
        self._times.move_to_end(key)
        while times and times[0] + self._period_s <= now:
            times.popleft()
        if len(times) >= self._count:
            wait_s = math.ceil(times[0] + self._period_s - now)
            raise TooManyRequests(
                f"That was too often; please try again in {_readable(wait_s)}.", max(1, wait_s)
            )
        times.append(now)
        while len(self._times) > _MOST_KEYS:
            self._times.popitem(last=False)

    def forget(self, key: str) -> None:
        """Begin anew for a key."""
        self._times.pop(key, None)


class RateLimits:
    """The limits of one running studio."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        # A person mistypes a few times; a guesser needs thousands. By name as well, for guessers with many addresses.
        self.sign_in_pair = RateLimit(8, 300.0, clock)
        self.sign_in_name = RateLimit(60, 3600.0, clock)
        self.sign_in_address = RateLimit(60, 300.0, clock)
        self.sign_up_address = RateLimit(20, 3600.0, clock)
        self.ticket_address = RateLimit(20, 300.0, clock)
        self.compare_account = RateLimit(60, 60.0, clock)


def _readable(wait_s: int) -> str:
    return f"{wait_s} seconds" if wait_s < 120 else f"{math.ceil(wait_s / 60)} minutes"
