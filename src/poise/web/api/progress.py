"""What became of all sessions: progress, goals, and the weights that were noted last."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from poise.errors import RequestError
from poise.store import Goal
from poise.studio.clock import checked_zone, now_ms
from poise.studio.people.accounts import change_profile
from poise.studio.progress.overview import Wish, last_weights, make_overview
from poise.studio.progress.refresh import read_digests
from poise.studio.progress.results import GoalMeasure, ProgressOverview
from poise.web.identity import Signed
from poise.web.services import Running

router = APIRouter(tags=["progress"])

Day = Annotated[str, Query(pattern=r"^(\d{4}-\d{2}-\d{2})?$")]
MAX_GOALS = 20


class GoalIn(BaseModel):
    """A goal for each week: accurate repetitions or sessions, in one exercise or in all ("")."""

    model_config = ConfigDict(extra="forbid")

    subject: Annotated[str, Field(max_length=64)] = ""
    measure: GoalMeasure
    amount: Annotated[int, Field(ge=1, le=10_000)]


class GoalsIn(BaseModel):
    """All goals of a person."""

    model_config = ConfigDict(extra="forbid")

    goals: Annotated[list[GoalIn], Field(max_length=MAX_GOALS)]


@router.get("/progress/overview")
async def overview(
    *,
    who: Signed,
    services: Running,
    zone: Annotated[str, Query(max_length=64)] = "",
    subject: Annotated[str, Query(max_length=200)] = "",
    first_day: Day = "",
    last_day: Day = "",
    session: Annotated[str, Query(max_length=64)] = "",
) -> ProgressOverview:
    """Return everything that the page of progress shows, of all exercises or of one.

    The days are those of the time zone (an IANA name); without one, of the person's own. With a session the sums are
    those of this one alone.
    """
    account = who.account
    wish = Wish(
        checked_zone(zone) if zone else account.profile.time_zone,
        now_ms(),
        subject,
        checked_day(first_day),
        checked_day(last_day),
        session,
    )
    rows = await read_digests(services.store, account.identifier, services.activities)

    def work() -> ProgressOverview:
        history = services.histories.read(account.identifier, rows, wish.zone)
        return make_overview(history, account.profile.goals, wish)

    return await asyncio.to_thread(work)  # years of sessions take some hundredths of a second


@router.get("/progress/weights")
async def weights(who: Signed, services: Running) -> dict[str, float]:
    """Return the weight in kg that was noted last for each exercise."""
    account = who.account
    rows = await read_digests(services.store, account.identifier, services.activities)

    def work() -> dict[str, float]:
        return last_weights(services.histories.read(account.identifier, rows, account.profile.time_zone))

    return await asyncio.to_thread(work)


@router.put("/progress/goals", status_code=204)
async def set_goals(given: GoalsIn, who: Signed, services: Running) -> None:
    """Set one's goals in the place of those before."""
    if len({(one.subject, one.measure) for one in given.goals}) < len(given.goals):
        raise RequestError("There are two goals of the same kind; keep one of them.")
    goals = tuple(Goal(one.subject, one.measure, one.amount) for one in given.goals)
    await change_profile(services.store, who.account, goals=goals)


def checked_day(day: str) -> str:
    """Return a day as it is written, "" where none is given.

    Raises
    ------
    RequestError
        If there is no such day.
    """
    try:
        return day and date.fromisoformat(day).isoformat()
    except ValueError as error:
        raise RequestError(f"{day} is no day; write it as 2026-11-23.") from error
