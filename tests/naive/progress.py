"""Progress by the day, added up one session after the other."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from statistics import fmean
from zoneinfo import ZoneInfo

from poise.store import SessionDigest

Day = tuple[str, int, int, float, float]
"""Day, sessions, accurate repetitions, mean range in degrees, mean score."""


def days(rows: Iterable[SessionDigest], zone: str) -> list[Day]:
    """Return the days of sessions of one exercise each, of ten repetitions, all measured."""
    by_day: dict[str, list[list[float]]] = {}
    for row in rows:
        day = datetime.fromtimestamp(row.started_ms / 1000, ZoneInfo(zone)).date().isoformat()
        (_, _sets, _attempted, accurate, _hold_s, score, range_deg, *_) = json.loads(row.digest)[1]
        by_day.setdefault(day, []).append([accurate, range_deg, score])
    return [
        (day, len(of), int(sum(one[0] for one in of)), round(fmean(one[1] for one in of), 1),
         round(fmean(one[2] for one in of), 1))
        for day, of in sorted(by_day.items())
    ]  # fmt: skip
