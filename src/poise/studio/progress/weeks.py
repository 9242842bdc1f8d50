"""How regularly somebody trained: weeks with at least one session, and no word about the others."""

from __future__ import annotations

import numpy as np

from poise.studio.progress.history import History, week_of
from poise.studio.progress.results import Weeks


def count_weeks(history: History, today: int) -> Weeks:
    """Return how many weeks somebody trained in, up to a day (`datetime.date.toordinal`)."""
    week = int(week_of(np.array([today]))[0])
    of_rows = week_of(history.days)
    trained = np.unique(of_rows[of_rows <= week])
    if not len(trained):
        return Weeks()
    runs = np.split(trained, np.flatnonzero(np.diff(trained) != 7) + 1)
    is_going_on = runs[-1][-1] >= week - 7
    this_week = {one for one, at in zip(history.sessions, of_rows, strict=True) if at == week}
    return Weeks(
        trained=len(trained),
        in_a_row=len(runs[-1]) if is_going_on else 0,
        longest=max(len(run) for run in runs),
        this_week=len(this_week),
    )
