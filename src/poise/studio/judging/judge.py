"""One kept session judged again: its recording played through the activity of a plan once more."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pydantic import JsonValue

from poise.analysis.repetition import Level
from poise.errors import RequestError
from poise.media.recording import encode_recording
from poise.store import Account, Session, SessionState, Store
from poise.studio.activities import BUILT_IN
from poise.studio.activity.activity import Mark, Plan
from poise.studio.activity.kind import Activities
from poise.studio.live import PlacedMark
from poise.studio.sessions.kept_items import kept_items, recording_parts
from poise.studio.sessions.live import (
    close_played,
    image_size_of,
    live_session,
    marks_of,
    plan_of,
    recording_metadata,
    session_record,
)

_NO_MARKS = "An older Poise recorded this session and not what was pressed in it; it cannot be judged again."


@dataclass(frozen=True, slots=True)
class Wish:
    """How a session is to be judged; what is None stays as it was.

    `definition` is the file of an exercise that is not of the catalogue.
    """

    exercise: str | None = None
    level: Level | None = None
    definition: str = ""


def require_judgeable(session: Session, wish: Wish, activities: Activities = BUILT_IN) -> Plan:
    """Return the plan by which a session is to be judged again.

    Parameters
    ----------
    session : Session
        With its details.
    wish : Wish
        What is to be another way.
    activities : Activities, optional
        Those that the studio knows; the same for all functions of this module.

    Raises
    ------
    RequestError
        If the session cannot be judged again, or not that way.
    CatalogueError
        If its exercise or pose is not, or no longer, there.
    """
    if session.state is SessionState.OPEN or not activities.knows(session.kind):
        raise RequestError("Only a finished session with a recording can be judged again.")
    if session.superseded_by:
        raise RequestError("This session was judged again already; open the newer result for that.")
    plan = _changed(plan_of(session, activities), wish)
    activities.make(plan)
    _marks(session, plan)
    return plan


def _changed(plan: Plan, wish: Wish) -> Plan:
    fields = type(plan).model_fields
    wanted = {"exercise": wish.exercise, "level": wish.level}
    changes: dict[str, object] = {name: value for name, value in wanted.items() if value is not None}
    if any(name not in fields for name in changes):
        raise RequestError("This session is no set of one exercise; it can only be judged as what it was.")
    if wish.exercise is not None:
        changes["definition"] = wish.definition
    return type(plan).model_validate({**plan.document(), **changes})


async def judge_again(
    store: Store,
    account: Account,
    session: Session,
    plan: Plan,
    identifier: str,
    *,
    activities: Activities = BUILT_IN,
) -> Session | None:
    """Return the finished record of a session's recording, judged by a plan; None where there is no recording.

    Nothing is kept yet.

    Parameters
    ----------
    store : Store
        Holds the recording.
    account : Account
        Whose session it is.
    session : Session
        The one before, with its details.
    plan : Plan
        As `require_judgeable` returned it.
    identifier : str
        Of the new session.
    activities : Activities, optional
        Those that the studio knows.
    """
    record = _record(account, session, plan, identifier, activities)
    live, marks = live_session(record, activities), _marks(session, plan)
    async for items in kept_items(store, session.identifier, marks):
        await asyncio.to_thread(live.take_all, items)
    if not live.items:
        return None
    return close_played(record, live, live.finish(), activities)


async def copy_recording(
    store: Store, session: Session, closed: Session, activities: Activities = BUILT_IN
) -> Sequence[bytes]:
    """Return the chunks of a session's recording as those of the session in which it was judged again."""
    metadata = recording_metadata(closed, activities)
    return [
        await asyncio.to_thread(encode_recording, replace(part, metadata={**part.metadata, **metadata}))
        async for part in recording_parts(store, session.identifier)
    ]


def _record(
    account: Account, session: Session, plan: Plan, identifier: str, activities: Activities
) -> Session:
    """Return the record of the new session, with what the person wrote and the film of the old one."""
    size, began_ms = image_size_of(session), session.started_ms
    record = session_record(account, identifier, plan, size, began_ms, activities=activities)
    film = session.details.get("film")
    if film:
        film = {**film, "drawn": ""}  # it shows the old verdicts
    if film and record.subject != session.subject:
        film = {**film, "recognised": False, "certainty": None}
    return replace(
        record,
        day=session.day,
        notes=session.notes,
        corrected=session.corrected if record.subject == session.subject else None,
        film=session.film,
        judged_from=session.identifier,
        details={**record.details, **_kept(session, film)},
    )


def _kept(session: Session, film: JsonValue) -> dict[str, JsonValue]:
    """Return what the details of the new session take over: the film, and what was written down of each set."""
    found = {"film": film, "notes": session.details.get("notes")}
    return {name: value for name, value in found.items() if value}


def _marks(session: Session, plan: Plan) -> Sequence[PlacedMark]:
    """Return the marks of a session; where an older Poise did not keep them, those between sets of an exercise."""
    marks = marks_of(session)
    if marks is not None:
        return marks
    if "exercise" not in type(plan).model_fields:
        raise RequestError(_NO_MARKS)
    return _marks_between(session.details.get("sets", ()))


def _marks_between(sets: Sequence[dict[str, list[dict[str, float]]]]) -> list[PlacedMark]:
    """Return where one set ended and the next began: in the middle between their repetitions."""
    moved = [one["repetitions"] for one in sets if one.get("repetitions")]
    marks: list[PlacedMark] = []
    for before, after in pairwise(moved):
        middle_s = (before[-1]["end_s"] + after[0]["start_s"]) / 2
        marks += [PlacedMark(mark, middle_s, None) for mark in (Mark.SET_ENDS, Mark.SET_BEGINS)]
    return marks
