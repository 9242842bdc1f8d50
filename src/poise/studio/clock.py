"""The time of day, for records."""

from __future__ import annotations

import functools
import time
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from poise.errors import RequestError

DAY_MS = 86_400_000


def now_ms() -> int:
    """Return the time in whole milliseconds since 1970, UTC."""
    return time.time_ns() // 1_000_000


def local_day(at_ms: int, zone: str) -> str:
    """Return the day of an instant in an IANA time zone (UTC where it is unknown), as ``2026-11-23``."""
    return datetime.fromtimestamp(at_ms / 1000, zone_of(zone)).date().isoformat()


def zone_of(name: str) -> tzinfo:
    """Return a time zone by its IANA name, UTC where it is unknown."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def checked_zone(name: str) -> str:
    """Return the name of an IANA time zone as it is.

    Raises
    ------
    RequestError
        If there is no such zone.
    """
    if name not in _known_zones():
        raise RequestError(f"There is no time zone {name}; choose one such as Europe/Berlin.")
    return name


@functools.cache
def _known_zones() -> frozenset[str]:
    return frozenset(available_timezones())  # it opens some hundred files
