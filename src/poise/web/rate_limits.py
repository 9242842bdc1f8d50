"""How often the same may be tried: sign-ins, sign-ups, uploads."""

from __future__ import annotations

import ipaddress
import math
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass

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

    def give_back(self, key: str) -> None:
        """Uncount the latest one for a key: it was rightful."""
        if times := self._times.get(key):
            times.pop()

    def allows(self, key: str) -> bool:
        """Count one more if there is room; returns whether there was."""
        try:
            self.take(key)
        except TooManyRequests:
            return False
        return True

    def forget(self, key: str) -> None:
        """Begin anew for a key."""
        self._times.pop(key, None)


class RateLimits:
    """The limits of one running studio."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        # A person mistypes a few times; a guesser needs thousands. By name as well, for guessers with many addresses.
        self._sign_in_pair = RateLimit(8, 300.0, clock)
        self._sign_in_name = RateLimit(60, 3600.0, clock)
        self._sign_in_address = RateLimit(60, 300.0, clock)
        self._sign_in_known = RateLimit(8, 300.0, clock)
        # A thief of a cookie may guess with it; whoever knows the password signs in anew and has a limit of their own.
        self.confirmation = RateLimit(8, 300.0, clock)
        self.notes = RateLimit(10, 3600.0, clock)  # of refusals in the audit log, for each person or address
        self.sign_up_address = RateLimit(20, 3600.0, clock)
        self.link_address = RateLimit(20, 300.0, clock)
        self.upload_account = RateLimit(120, 3600.0, clock)  # files that are announced
        self.compare_account = RateLimit(60, 60.0, clock)

    def take_sign_in(self, attempt: SignInAttempt) -> None:
        """Count an attempt to sign in.

        Raises
        ------
        TooManyRequests
            If there were too many; from a known browser only its own count.
        """
        if attempt.browser:
            self._sign_in_known.take(attempt.browser)
            return
        self._sign_in_address.take(attempt.address)
        self._sign_in_pair.take(attempt.pair)
        self._sign_in_name.take(attempt.name)

    def succeed(self, attempt: SignInAttempt) -> None:
        """Uncount an attempt that was right."""
        if attempt.browser:
            self._sign_in_known.forget(attempt.browser)
            return
        self._sign_in_pair.forget(attempt.pair)
        self._sign_in_name.give_back(attempt.name)
        self._sign_in_address.give_back(attempt.address)

    def forget_name(self, name: str) -> None:
        """Begin anew for an account that has a new password: what was guessed at the old one counts no more."""
        self._sign_in_name.forget(name)


@dataclass(frozen=True, slots=True)
class SignInAttempt:
    """Who tries to sign in.

    Parameters
    ----------
    address : str
        As `address_key` gives it.
    name : str
        The account's identifier; for a name that nobody has what the store would look for.
    browser : str
        The number of a browser that signed in to this account before, else "".
    """

    address: str
    name: str
    browser: str = ""

    @property
    def pair(self) -> str:
        """What name and address together count for."""
        return f"{self.address} {self.name}"


def address_key(host: str) -> str:
    """Return what an address counts as: of IPv6 the /64, which is what one household or server has whole.

    >>> address_key("2001:db8:1:2:3:4:5:6"), address_key("192.0.2.1"), address_key("::ffff:192.0.2.1")
    ('2001:db8:1:2::/64', '192.0.2.1', '192.0.2.1')
    """
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((int(address), 64), strict=False))


def _readable(wait_s: int) -> str:
    return f"{wait_s} seconds" if wait_s < 120 else f"{math.ceil(wait_s / 60)} minutes"
