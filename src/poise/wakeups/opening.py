"""Which wake-ups they are: over Redis as soon as its address is given, else within this process."""

from __future__ import annotations

from poise.wakeups.local import LocalWakeups
from poise.wakeups.wakeups import Wakeups


def wakeups_at(redis_url: str = "") -> Wakeups:
    """Return the wake-ups of a studio, not opened yet.

    Parameters
    ----------
    redis_url : str
        Where a Redis is; empty for a studio on one machine.

    Raises
    ------
    PoiseError
        If that is no address of a Redis.
    MissingExtra
        If what is needed for it is not installed.
    """
    if not redis_url:
        return LocalWakeups()
    from poise.wakeups.redis import RedisWakeups

    return RedisWakeups(redis_url)
