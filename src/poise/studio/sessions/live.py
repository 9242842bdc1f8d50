"""A live session in the store: begun, rebuilt, finished, and its stream sealed into a recording."""

from __future__ import annotations

import asyncio
import math
import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pydantic import JsonValue

from poise.analysis.version import ENGINE_VERSION
from poise.errors import Conflict, StoreError
from poise.media.recording import decode_recording
from poise.store import Account, LogEntry, Session, SessionState, Store
from poise.studio.activities import BUILT_IN
from poise.studio.activity.activity import Mark, Outcome, Plan
from poise.studio.activity.digest import digest_of
from poise.studio.activity.kind import Activities
from poise.studio.clock import DAY_MS, local_day, now_ms
from poise.studio.live import LiveSession, PlacedMark, Recorder, decode_items

_PAGE_PARTS = 100  # of the stream in memory; a connection writes four in a second
_CONNECTION = "connection"  # a field of log entries
_AHEAD_MS = 60_000  # clocks of browsers that run a little fast are believed
_MAX_AGE_MS = 90 * DAY_MS  # of a session that was done without the studio and is sent later


def new_session(
    account: Account,
    identifier: str,
    plan: Plan,
    image_size: tuple[int, int],
    started_ms: int,
    *,
    sent_ms: int | None = None,
    activities: Activities = BUILT_IN,
) -> Session:
    """Return the record of a session that begins, or that was done without the studio and is sent now.

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
    sent_ms : int, optional
        What the browser's clock shows now: how long ago the session began is believed even of a clock that is off.
    activities : Activities, optional
        Those that the studio knows; the same for all functions of this module.
    """
    began_ms = _believed(started_ms, sent_ms, now_ms())
    return session_record(account, identifier, plan, image_size, began_ms, activities=activities)


def _believed(started_ms: int, sent_ms: int | None, now: int) -> int:
    """Return when a session began by our own clock, as far as the browser's can be believed."""
    if now - DAY_MS <= started_ms <= now + _AHEAD_MS:
        return started_ms
    age_ms = 0 if sent_ms is None else sent_ms - started_ms
    return now - age_ms if 0 < age_ms <= _MAX_AGE_MS else now


def session_record(
    account: Account,
    identifier: str,
    plan: Plan,
    image_size: tuple[int, int],
    started_ms: int,
    *,
    activities: Activities = BUILT_IN,
) -> Session:
    """Return the record of a session that began at a time that is believed; parameters are those of `new_session`."""
    kind = activities.kind(plan.kind)
    return Session(
        identifier=identifier,
        account=account.identifier,
        kind=plan.kind,
        subject=kind.subject(plan),
        state=SessionState.OPEN,
        started_ms=started_ms,
        day=local_day(started_ms, account.profile.time_zone),
        details={"plan": kind.lasting(plan).document(), "image_size": list(image_size)},
    )


def plan_of(record: Session, activities: Activities = BUILT_IN) -> Plan:
    """Return the plan of a live session.

    Raises
    ------
    CatalogueError
        If this studio does not know the kind of the session.
    """
    # Before there were plans, what one needs to know stood beside the subject, which was an exercise.
    before = {"kind": record.kind, "exercise": record.subject, **record.details}
    activities.kind(record.kind)
    return activities.read_plan(record.details.get("plan", before))


def live_session(record: Session, activities: Activities = BUILT_IN) -> LiveSession:
    """Return the live session of a record, before its first item.

    Raises
    ------
    CatalogueError
        If its exercise or pose is not, or no longer, there.
    """
    return LiveSession(activities.make(plan_of(record, activities)), image_size_of(record))


async def rebuild(store: Store, record: Session, activities: Activities = BUILT_IN) -> LiveSession:
    """Make the live session again as it stood after its last durable item."""
    live = live_session(record, activities)
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

    async def note(self, name: str, details: Mapping[str, JsonValue] | None = None) -> None:
        """Write down that something happened."""
        await self.store.logs.append(
            self.session, [LogEntry(self.number, now_ms(), name, dict(details or {}))]
        )
        self.number += 1

    async def enter(self, name: str, details: Mapping[str, JsonValue]) -> str:
        """Write down that a connection goes on with the session; returns what `is_newest` knows it by.

        Of several servers that write at once, each entry is there in the end.
        """
        connection = secrets.token_hex(8)
        while True:
            await self.note(name, {**details, _CONNECTION: connection})
            entries = await self.store.logs.read(self.session)
            self.number = len(entries)
            if any(one.details.get(_CONNECTION) == connection for one in entries):
                return connection

    async def is_newest(self, connection: str) -> bool:
        """Return whether no other connection went on with the session since."""
        entries = await self.store.logs.read(self.session)
        connections = [one.details[_CONNECTION] for one in entries if _CONNECTION in one.details]
        return connections[-1:] == [connection]


async def is_entered(store: Store, session: str) -> bool:
    """Return whether a connection went on with a session and did not say that it ended; its server may be gone, too."""
    entries = await store.logs.read(session)
    return bool(entries) and _CONNECTION in entries[-1].details


async def finish(
    store: Store,
    record: Session,
    live: LiveSession,
    state: SessionState = SessionState.FINISHED,
    activities: Activities = BUILT_IN,
) -> Session:
    """Close a session: its result is written first, then its log, then its stream becomes a recording.

    A process that is killed in between leaves a closed session with its stream; `complete` then does the rest.
    """
    outcome = live.finish()
    if not live.items:  # there is no stream by which it could be found
        await _log_end(store, replace(record, state=state), activities)
    while True:
        try:
            ended_ms = max(now_ms(), record.started_ms)
            new = _closed(record, live, outcome, activities, state=state, ended_ms=ended_ms)
            closed = await store.sessions.change(new)
            break
        except Conflict:  # notes were written meanwhile: they are kept
            record = await _present(store, record)
            if record.state is not SessionState.OPEN:
                closed = record  # somebody else finished it first, from the stream that may be gone by now
                break
    await complete(store, closed, activities)
    return closed


def close_played(
    record: Session, live: LiveSession, outcome: Outcome, activities: Activities = BUILT_IN
) -> Session:
    """Return the finished record of a session that was played at once, from a film or a recording.

    Parameters
    ----------
    record : Session
        As `session_record` made it.
    live : LiveSession
        Which took all items.
    outcome : Outcome
        What `live` came to.
    activities : Activities, optional
        Those that the studio knows.
    """
    ended_ms = record.started_ms + round(1000 * live.time_s)
    return _closed(record, live, outcome, activities, state=SessionState.FINISHED, ended_ms=ended_ms)


async def add_finished(
    store: Store, closed: Session, recording: Sequence[bytes], activities: Activities = BUILT_IN
) -> None:
    """Keep a session that was played at once and never open, with its recording.

    A process that is killed in between leaves a session without a recording; `is_complete` says so.

    Parameters
    ----------
    store : Store
        Where.
    closed : Session
        As `close_played` made it.
    recording : sequence of bytes
        What a `Recorder` made of the same items.
    activities : Activities, optional
        Those that the studio knows.
    """
    await store.sessions.add(closed)
    await _log_end(store, closed, activities)
    await store.recordings.put(closed.identifier, recording)


async def is_complete(store: Store, closed: Session) -> bool:
    """Return whether a finished session has its recording."""
    return await store.recordings.get_chunk(closed.identifier, 0) is not None


def _closed(
    record: Session,
    live: LiveSession,
    outcome: Outcome,
    activities: Activities,
    *,
    state: SessionState,
    ended_ms: int,
) -> Session:
    """Return a session with what it came to."""
    closed = replace(
        record,
        state=state,
        ended_ms=ended_ms,
        duration_s=round(live.time_s, 3),
        measures=outcome.measures,
        score=outcome.score,
        details={**record.details, "marks": _written(live.marks), **outcome.details.document()},
        engine=ENGINE_VERSION,
    )
    return replace(closed, digest=digest_of(closed, outcome.details, activities))


def _written(marks: Sequence[PlacedMark]) -> list[dict[str, float | None]]:
    return [{"mark": int(one.mark), "time_s": one.time_s, "frames": one.frames} for one in marks]


def marks_of(closed: Session) -> tuple[PlacedMark, ...] | None:
    """Return what the person did in a closed session; None where an older Poise did not keep it."""
    kept = closed.details.get("marks")
    if kept is None:
        return None
    return tuple(PlacedMark(Mark(one["mark"]), one["time_s"], one["frames"]) for one in kept)


async def complete(store: Store, closed: Session, activities: Activities = BUILT_IN) -> None:
    """Do what is missing of a closed session: its last log entry, and its recording."""
    await _log_end(store, closed, activities)
    await _seal(store, closed, activities)


async def _log_end(store: Store, closed: Session, activities: Activities) -> None:
    entries = await store.logs.read(closed.identifier)
    if any(entry.name == closed.state.value for entry in entries):
        return
    counts = {name: int(closed.measures.get(name, 0)) for name in activities.kind(closed.kind).logged}
    await Log(store, closed.identifier, len(entries)).note(closed.state.value, counts)


async def finish_open(store: Store, record: Session, activities: Activities = BUILT_IN) -> Session:
    """Finish a session that nobody is live in, from its durable items; a finished one is returned as it is.

    Parameters
    ----------
    store : Store
        Holds the session's items.
    record : Session
        The whole session, with its details.
    activities : Activities, optional
        Those that the studio knows.

    Raises
    ------
    CatalogueError
        If its exercise or pose is no longer there.
    """
    if record.state is not SessionState.OPEN:
        return record
    live = await rebuild(store, record, activities)
    return await finish(store, record, live, activities=activities)


async def _present(store: Store, record: Session) -> Session:
    present = await store.sessions.get(record.identifier)
    if present is None:
        raise StoreError("The session was deleted while it went on; it cannot be finished.")
    return present


async def _seal(store: Store, record: Session, activities: Activities) -> None:
    """Put the recording of a closed session in the place of its stream; harmless when that was done already.

    A recording that is there already and reaches as far is whole: another server does the same at this moment and
    removes the stream while we read, or somebody began to open the session again and did not come to the end of it.
    """
    chunks: list[bytes] = []
    recorder: Recorder | None = None
    async for data in stream_pages(store, record.identifier):
        recorder = recorder or Recorder(image_size_of(record), recording_metadata(record, activities))
        chunks += await asyncio.to_thread(recorder.take, decode_items(data))
    if recorder is None:
        return
    chunks += await asyncio.to_thread(recorder.end)
    known = list(await store.recordings.get(record.identifier))
    if known and _end_s(known) >= _end_s(chunks):
        chunks = known
    await store.recordings.put(record.identifier, chunks)


def _end_s(chunks: Sequence[bytes]) -> float:
    """Return the time of the last frame of a recording."""
    return float(decode_recording(chunks[-1]).people[0].times_s[-1]) if chunks else -math.inf


def recording_metadata(record: Session, activities: Activities = BUILT_IN) -> dict[str, str]:
    """Return what a session's recording says of itself."""
    return {activities.kind(record.kind).subject_name: record.subject, "session": record.identifier}


def image_size_of(record: Session) -> tuple[int, int]:
    """Return the size of the pictures in which a live session's landmarks lie, in pixels."""
    width, height = record.details["image_size"]
    return int(width), int(height)
