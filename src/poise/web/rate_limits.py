"""How often the same may be tried: sign-ins, sign-ups, uploads."""

from __future__ import annotations

import contextlib
import hashlib
import ipaddress
import json
import math
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from poise.errors import TooManyRequests
from poise.wakeups import LocalWakeups, Topic, Wakeups

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


class _Step(StrEnum):
    """What happens to the count of a key."""

    TAKE = "take"
    GIVE_BACK = "give-back"
    FORGET = "forget"


class SharedRateLimit(RateLimit):
    """A limit that counts what is tried at any server of the studio.

    Each server counts for itself, and tells the others. So it holds for all of them together but for what is under way
    between them, and at each by itself while nothing is carried. Keys are known by their hash alone: what somebody
    typed in the place of a name does not travel.

    Parameters
    ----------
    count, period_s, clock
        As in `RateLimit`.
    announce : callable
        Tells the other servers of a step and of a key's hash.
    """

    def __init__(
        self, count: int, period_s: float, clock: Callable[[], float], announce: Callable[[_Step, str], None]
    ) -> None:
        super().__init__(count, period_s, clock)
        self._announce = announce

    def take(self, key: str) -> None:
        """Count one more, here and elsewhere; raises `TooManyRequests`."""
        super().take(_hash_of(key))
        self._announce(_Step.TAKE, _hash_of(key))

    def give_back(self, key: str) -> None:
        """Uncount the latest one for a key, here and elsewhere."""
        super().give_back(_hash_of(key))
        self._announce(_Step.GIVE_BACK, _hash_of(key))

    def forget(self, key: str) -> None:
        """Begin anew for a key, here and elsewhere."""
        super().forget(_hash_of(key))
        self._announce(_Step.FORGET, _hash_of(key))

    def follow(self, step: _Step, hashed: str) -> None:
        """Do here what another server did."""
        if step is _Step.TAKE:
            with contextlib.suppress(TooManyRequests):
                super().take(hashed)
        elif step is _Step.GIVE_BACK:
            super().give_back(hashed)
        else:
            super().forget(hashed)


class RateLimits:
    """The limits of one studio.

    Parameters
    ----------
    clock : callable
        Seconds that only grow.
    wakeups : Wakeups, optional
        By which servers tell each other what was tried at them.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic, wakeups: Wakeups | None = None) -> None:
        self._clock, self._wakeups = clock, wakeups or LocalWakeups()
        self._shared: dict[str, SharedRateLimit] = {}
        # A person mistypes a few times; a guesser needs thousands. By name as well, for guessers with many addresses.
        self._sign_in_pair = self._share("sign-in-pair", 8, 300.0)
        self._sign_in_name = self._share("sign-in-name", 60, 3600.0)
        self._sign_in_address = self._share("sign-in-address", 60, 300.0)
        self._sign_in_known = self._share("sign-in-known", 8, 300.0)
        # A thief of a cookie may guess with it; whoever knows the password signs in anew and has a limit of their own.
        self.confirmation = self._share("confirmation", 8, 300.0)
        # Of refusals in the audit log, for each person or address.
        self.notes = self._share("notes", 10, 3600.0)
        self.sign_up_address = self._share("sign-up-address", 20, 3600.0)
        self.link_address = self._share("link-address", 20, 300.0)
        self.upload_account = self._share("upload-account", 120, 3600.0)  # files that are announced
        self.compare_account = self._share("compare-account", 60, 60.0)
        self._wakeups.subscribe(Topic.LIMIT, self._follow)

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

    def _share(self, name: str, count: int, period_s: float) -> SharedRateLimit:
        def announce(step: _Step, hashed: str) -> None:
            self._wakeups.publish(Topic.LIMIT, json.dumps([name, step.value, hashed]))

        self._shared[name] = limit = SharedRateLimit(count, period_s, self._clock, announce)
        return limit

    async def _follow(self, message: str) -> None:
        name, step, hashed = json.loads(message)
        if name in self._shared:
            self._shared[name].follow(_Step(step), hashed)


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


def _hash_of(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:32]


def _readable(wait_s: int) -> str:
    return f"{wait_s} seconds" if wait_s < 120 else f"{math.ceil(wait_s / 60)} minutes"
