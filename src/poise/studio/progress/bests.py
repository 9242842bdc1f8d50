"""Personal bests: the most of one session, of each exercise."""

from __future__ import annotations

from datetime import date
from typing import get_args

import numpy as np

from poise.studio.progress.history import History
from poise.studio.progress.results import Best, BestName

_MIN_JUDGED = 3
"""Repetitions that a session needs for a best score or range: a single lucky one is none."""


def find_bests(history: History) -> tuple[Best, ...]:
    """Return the bests of one exercise, each where it was reached for the first time; none of what was never done."""
    found = (_best(history, name) for name in get_args(BestName))
    return tuple(one for one in found if one is not None)


def _best(history: History, name: BestName) -> Best | None:
    values = history[name]
    if name in {"score", "range_deg"}:
        is_judged = (history["attempted"] >= _MIN_JUDGED) | (history["hold_s"] > 0)
        values = np.where(is_judged, values, np.nan)
    if not np.any(values > 0):
        return None
    row = int(np.nanargmax(values))  # the first of equal ones
    return Best(
        name=name,
        subject=history.subjects[row],
        session=history.sessions[row],
        day=date.fromordinal(int(history.days[row])).isoformat(),
        value=float(values[row]),
    )
