"""A live session in the store: begun, rebuilt, finished, and its stream sealed into a recording."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from poise.catalogue.poses import library
from poise.errors import Conflict, StoreError
from poise.store import ACCURATE, ATTEMPTED, Account, LogEntry, Session, SessionKind, SessionState, Store
from poise.studio.clock import DAY_MS, local_day, now_ms
from poise.studio.library.poses import find_pose
from poise.studio.live import LiveSession, Recorder, decode_items
from poise.studio.plans import CoachingPlan, HoldPosePlan, Plan, ReferenceLandmarks, read_plan

_PAGE_PARTS = 100  # of the stream in memory; a connection writes ten in a second
_SUBJECTS = {SessionKind.COACHING: "exercise", SessionKind.HOLD_POSE: "pose"}  # in a recording's metadata
_AHEAD_MS = 60_000  # clocks of browsers that run a little fast are believed


def new_session(
    account: Account, identifier: str, plan: Plan, image_size: tuple[int, int], started_ms: int
) -> Session:
    """Return the record of a session that begins.

    Parameters
    ----------
    account : Account
        Whose it is.
    identifier : str
        UUIDv7, made by the browser.
    plan : Plan
        What is to be done.
    image_size : (int, int)
        Width and height of the camera's frames in pixels.
    started_ms : int
        When it began by the browser's clock; one that is far off is not believed.
    """
    now = now_ms()
    started = started_ms if now - DAY_MS <= started_ms <= now + _AHEAD_MS else now
    return Session(
        identifier=identifier,
        account=account.identifier,
        kind=SessionKind(plan.kind),
        subject=subject_of(plan),
        state=SessionState.OPEN,
        started_ms=started,
        day=local_day(started, account.profile.time_zone),
        details={"plan": _lasting(plan).document(), "image_size": list(image_size)},
    )


def _lasting(plan: Plan) -> Plan:
    """Return a plan with everything that the session is a function of: one's own pose may be removed later."""
    if not isinstance(plan, HoldPosePlan) or plan.reference is not None or plan.pose in library():
        return plan
    reference = ReferenceLandmarks.of(find_pose(plan.pose).pose)
    return plan.model_copy(update={"reference": reference})


def subject_of(plan: Plan) -> str:
    """Return what a session is about, for lists and progress: the identifier of its exercise or pose."""
    match plan:
        case CoachingPlan():
            return plan.exercise
        case HoldPosePlan():
            return plan.pose


def plan_of(record: Session) -> Plan:
    """Return the plan of a live session; sessions that were begun before there were plans were coaching."""
    kept = record.details.get("plan")
    if kept is not None:
        return read_plan(kept)
    return CoachingPlan(
        exercise=record.subject, level=record.details["level"], target=record.details.get("target")
    )


def live_session(record: Session) -> LiveSession:
    """Return the live session of a record, before its first item.

    Raises
    ------
    CatalogueError
        If its exercise or pose is not, or no longer, there.
    """
    return LiveSession(plan_of(record), image_size_of(record))


async def rebuild(store: Store, record: Session) -> LiveSession:
    """Make the live session again as it stood after its last durable item."""
    live = live_session(record)
    async for data in stream_pages(store, record.identifier):
        await asyncio.to_thread(live.take_all, decode_items(data))
    return live


async def stream_pages(store: Store, session: str) -> AsyncIterator[bytes]:
    """Give the items of a session's stream, some seconds of them at a time: an hour of them takes 115 MB."""
    first = 0
    while parts := await store.streams.read(session, first, _PAGE_PARTS):
        yield b"".join(part.data for part in parts)
        first = parts[-1].first + parts[-1].count


@dataclass(slots=True)
class Log:
    """The log of one session, numbered on."""

    store: Store
    session: str
    number: int = 0

    @classmethod
    async def of(cls, store: Store, session: str) -> Log:
        """Return the log, ready to be continued."""
        return cls(store, session, len(await store.logs.read(session)))

    async def note(self, name: str, details: Mapping[str, Any] | None = None) -> None:
        """Write down that something happened."""
        await self.store.logs.append(
            self.session, [LogEntry(self.number, now_ms(), name, dict(details or {}))]
        )
        self.number += 1


async def finish(
    store: Store, record: Session, live: LiveSession, state: SessionState = SessionState.FINISHED
) -> Session:
    """Close a session: its result is written first, then its log, then its stream becomes a recording.

    A process that is killed in between leaves a closed session with its stream; `complete` then does the rest.
    """
    outcome = live.finish()
    if not live.items:  # there is no stream by which it could be found
        await _log_end(store, replace(record, state=state))
    while True:
        closed = replace(
            record,
            state=state,
            ended_ms=max(now_ms(), record.started_ms),
            duration_s=round(live.time_s, 3),
            measures=outcome.measures,
            score=outcome.score,
            details={**record.details, **outcome.details.document()},
        )
        try:
            closed = await store.sessions.change(closed)
            break
        except Conflict:  # notes were written meanwhile: they are kept
            record = await _present(store, record)
            if record.state is not SessionState.OPEN:
                closed = record  # somebody else finished it first, from the stream that may be gone by now
                break
    await complete(store, closed)
    return closed


async def complete(store: Store, closed: Session) -> None:
    """Do what is missing of a closed session: its last log entry, and its recording."""
    await _log_end(store, closed)
    await _seal(store, closed)


async def _log_end(store: Store, closed: Session) -> None:
    entries = await store.logs.read(closed.identifier)
    if any(entry.name == closed.state.value for entry in entries):
        return
    counts = {name: int(closed.measures.get(name, 0)) for name in (ATTEMPTED, ACCURATE)}
    await Log(store, closed.identifier, len(entries)).note(closed.state.value, counts)


async def finish_open(store: Store, record: Session) -> Session:
    """Finish a session that nobody is live in, from its durable items; a finished one is returned as it is.

    Parameters
    ----------
    store : Store
        Holds the session's items.
    record : Session
        The whole session, with its details.

    Raises
    ------
    CatalogueError
        If its exercise or pose is no longer there.
    """
    if record.state is not SessionState.OPEN:
        return record
    return await finish(store, record, await rebuild(store, record))


async def _present(store: Store, record: Session) -> Session:
    present = await store.sessions.get(record.identifier)
    if present is None:
        raise StoreError("The session was deleted while it went on; it cannot be finished.")
    return present


async def _seal(store: Store, record: Session) -> None:
    """Put the recording of a closed session in the place of its stream; harmless when that was done already."""
    chunks: list[bytes] = []
    recorder: Recorder | None = None
    async for data in stream_pages(store, record.identifier):
        recorder = recorder or Recorder(image_size_of(record), recording_metadata(record))
        chunks += await asyncio.to_thread(recorder.take, decode_items(data))
    if recorder is not None:
        await store.recordings.put(record.identifier, [*chunks, *await asyncio.to_thread(recorder.end)])


def recording_metadata(record: Session) -> dict[str, str]:
    """Return what a session's recording says of itself."""
    return {_SUBJECTS[record.kind]: record.subject, "session": record.identifier}


def image_size_of(record: Session) -> tuple[int, int]:
    """Return the size of the pictures in which a live session's landmarks lie, in pixels."""
    width, height = record.details["image_size"]
    return int(width), int(height)
