"""Everything that the page of progress shows, from the digests of all sessions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

import numpy as np

from poise.store import Goal
from poise.studio.clock import zone_of
from poise.studio.progress.bests import find_bests
from poise.studio.progress.faults import find_repeated_faults
from poise.studio.progress.history import History, day_of, week_of
from poise.studio.progress.results import (
    DayTotals,
    GoalProgress,
    ProgressOverview,
    SubjectTotals,
)
from poise.studio.progress.suggestion import suggest
from poise.studio.progress.totals import add_up, total
from poise.studio.progress.weeks import count_weeks

MAX_DAYS = 371
"""Days that are told one by one: a year, and the rest of its weeks; of longer periods the last ones."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be shown.

    Parameters
    ----------
    zone : str
        IANA name of the time zone by whose clock the person lives.
    now_ms : int
        UTC.
    subject : str
        The exercise; "" for all.
    first_day, last_day : str
        The period, both included; "" for the first session and for today.
    session : str
        The only session of the period; "" for all.
    """

    zone: str
    now_ms: int
    subject: str = ""
    first_day: str = ""
    last_day: str = ""
    session: str = ""


def make_overview(whole: History, goals: Iterable[Goal], wish: Wish) -> ProgressOverview:
    """Return what progress shows of sessions.

    Parameters
    ----------
    whole : History
        All finished sessions that count, in the time zone of the wish.
    goals : iterable of Goal
        Those of the person.
    wish : Wish
        What is to be shown.
    """
    history = whole.of_subject(wish.subject)
    today = day_of(wish.now_ms, zone_of(wish.zone))
    first = _ordinal(wish.first_day, int(history.days.min(initial=today)))
    last = _ordinal(wish.last_day, today)
    period = history.between(first, last).of_session(wish.session)
    recent = period.between(max(first, last - MAX_DAYS + 1), last)
    returning, overcome = find_repeated_faults(history)
    return ProgressOverview(
        first_day=_iso(first),
        last_day=_iso(last),
        today=_iso(today),
        totals=total(period),
        days=_by_day(*add_up(recent, recent.days)),
        weeks=_by_day(*add_up(period, week_of(period.days))),
        subjects=_by_subject(period),
        regularity=count_weeks(history, today),
        bests=find_bests(history) if wish.subject else (),
        returning=returning,
        overcome=overcome,
        goals=tuple(_progress_of(one, whole, today) for one in goals),
        suggestion=suggest(history) if wish.subject else None,
    )


def last_weights(history: History) -> dict[str, float]:
    """Return the weight in kg that was noted last for each exercise."""
    weights = history["weight_kg"].tolist()
    return {subject: kg for subject, kg in zip(history.subjects, weights, strict=True) if not np.isnan(kg)}


def _by_day(days: Sequence[int], totals: Sequence[Mapping[str, float | None]]) -> tuple[DayTotals, ...]:
    # Not validated, which would take longer than the sums: their types are those of numpy's lists.
    return tuple(
        DayTotals.model_construct(None, day=_iso(day), **one) for day, one in zip(days, totals, strict=True)
    )


def _by_subject(period: History) -> tuple[SubjectTotals, ...]:
    names = list(dict.fromkeys(reversed(period.subjects)))  # the latest first
    index = {name: number for number, name in enumerate(names)}
    keys = np.array([index[one] for one in period.subjects], np.int64)
    last_days = {index[one]: int(at) for one, at in zip(period.subjects, period.days, strict=True)}
    return tuple(
        SubjectTotals.model_construct(None, subject=names[key], last_day=_iso(last_days[key]), **one)
        for key, one in zip(*add_up(period, keys), strict=True)
    )


def _progress_of(goal: Goal, history: History, today: int) -> GoalProgress:
    monday = int(week_of(np.array([today]))[0])
    week = history.of_subject(goal.subject).between(monday, monday + 6)
    done = len(set(week.sessions)) if goal.measure == "sessions" else int(np.sum(week["accurate"]))
    return GoalProgress.read({**asdict(goal), "done": done})


def _ordinal(day: str, otherwise: int) -> int:
    return date.fromisoformat(day).toordinal() if day else otherwise


def _iso(day: int) -> str:
    return date.fromordinal(day).isoformat()
