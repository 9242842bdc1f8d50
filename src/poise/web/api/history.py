"""What a person did: sessions, their replay and export, and progress."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field, JsonValue
from starlette.requests import Request

from poise.analysis.version import ENGINE_VERSION
from poise.catalogue.translation import Language
from poise.errors import Conflict, NotThere, RequestError
from poise.store import (
    ACCURATE,
    ATTEMPTED,
    Progress,
    Session,
    SessionFilter,
    SessionState,
)
from poise.studio.activity.kind import Activities
from poise.studio.activity.notes import MAX_SETS, SetKey, SetNotes, add_notes
from poise.studio.clock import now_ms
from poise.studio.exporting.session_export import SessionFormat
from poise.studio.exporting.task import SessionRequest
from poise.studio.library.own_exercises import titles_for
from poise.studio.people.own_data import file_name
from poise.studio.progress.refresh import refresh_digest
from poise.studio.sessions.access import find_changeable, find_visible
from poise.studio.sessions.kinds import session_kinds, title_of
from poise.studio.sessions.live import Log
from poise.studio.sessions.results import StoredDetails
from poise.studio.sessions.succession import set_deleted
from poise.web.api.progress import Day, checked_day
from poise.web.export_tasks import archive_task, session_task
from poise.web.exports import ExportTask, accepts_gzip, export
from poise.web.identity import Identity, Signed
from poise.web.language import Spoken
from poise.web.services import Running, Services
from poise.web.session_kind import SessionKind
from poise.web.turns import while_connected

router = APIRouter(tags=["history"])

MOST_OVERLOOKED = 10
"""How many more repetitions than we saw a person may count as accurate; the page offers the same."""
_KINDS = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}


_COACHED = (ATTEMPTED, ACCURATE, "hold_s")


def _coached(measures: Mapping[str, float]) -> dict[str, float]:
    """Return the measures of coaching, 0 where there are none; repetitions are whole numbers."""
    known = {name: measures.get(name, 0.0) for name in _COACHED}
    return known | {name: int(known[name]) for name in (ATTEMPTED, ACCURATE)}


class SessionRow(BaseModel):
    """A session in the list."""

    identifier: str
    kind: SessionKind
    subject: str
    title: str
    """The subject in words: an exercise or a pose by its name, a picture by that of its file."""
    state: SessionState
    started_ms: int
    ended_ms: int
    day: str
    duration_s: float
    attempted: int
    accurate: int
    hold_s: float
    measures: dict[str, float]
    """All that was counted and measured, by name; `attempted`, `accurate` and `hold_s` are among it for coaching."""
    score: float | None
    corrected: int | None
    notes: str
    film: str
    """The name of the film that it was made from, "" for one that was live."""
    judged_from: str
    """The session whose recording was judged again in this one, "" for all others."""
    superseded_by: str
    """The session in which this one's recording was judged again: it does not count in progress any more."""
    is_outdated: bool
    """Whether an older version of the analysis judged it, so that it may be worth judging again."""

    @classmethod
    def of(
        cls,
        session: Session,
        activities: Activities,
        language: Language = "en",
        own: Mapping[str, str] | None = None,
    ) -> Self:
        """Return what this model shows of a session, its words in a language; `own` names exercises of one's own."""
        return cls(**cls._fields_of(session, activities, language, own or {}))

    @classmethod
    def _fields_of(
        cls, session: Session, activities: Activities, language: Language, own: Mapping[str, str]
    ) -> dict[str, Any]:
        names = cls.model_fields.keys() - {"title", "details", "is_outdated", *_COACHED}
        shown = {name: getattr(session, name) for name in names} | _coached(session.measures)
        return shown | {
            "title": title_of(session, language, activities, own),
            "is_outdated": _is_outdated(session, activities),
        }


class SessionOut(SessionRow):
    """A session with everything that was found."""

    details: StoredDetails
    rev: int
    deleted_ms: int

    @classmethod
    def _fields_of(
        cls, session: Session, activities: Activities, language: Language, own: Mapping[str, str]
    ) -> dict[str, Any]:
        shown = super()._fields_of(session, activities, language, own)
        return shown | {"details": StoredDetails.of(session, activities, language)}


def _is_outdated(session: Session, activities: Activities) -> bool:
    is_kept = session.state is not SessionState.OPEN and activities.knows(session.kind)
    return is_kept and not session.superseded_by and session.engine < ENGINE_VERSION


class SessionPage(BaseModel):
    """Some sessions, newest first, and where to go on."""

    records: list[SessionRow]
    next_key: str


class LogOut(BaseModel):
    """Something that happened in a session."""

    number: int
    at_ms: int
    name: str
    details: dict[str, JsonValue]


class ProgressOut(BaseModel):
    """The sums of a day and subject."""

    day: str
    subject: str
    sessions: int
    attempted: int
    accurate: int
    hold_s: float
    measures: dict[str, float]
    """The sums of all measures by name; `attempted`, `accurate` and `hold_s` are among it for coaching."""
    score_sum: float
    scored: int

    @classmethod
    def of(cls, sums: Progress) -> Self:
        """Return what this model shows of the sums."""
        return cls.model_validate({**dataclasses.asdict(sums), **_coached(sums.measures)})


class SessionIn(BaseModel):
    """What a person writes into a session: notes, those of its sets, and their own count beside ours.

    `set_notes` are replaced by the key of their set (see `SetKey`); the sets that are not named keep theirs.
    """

    model_config = ConfigDict(extra="forbid")

    rev: int
    notes: Annotated[str, Field(max_length=4000)] | None = None
    corrected: Annotated[int, Field(ge=0)] | None = None
    set_notes: Annotated[dict[SetKey, SetNotes], Field(max_length=MAX_SETS)] = {}


@router.get("/sessions")
async def sessions(
    *,
    who: Signed,
    services: Running,
    spoken: Spoken,
    kind: SessionKind | Literal[""] = "",
    subject: Annotated[str, Query(max_length=200)] = "",
    first_day: Day = "",
    last_day: Day = "",
    words: Annotated[str, Query(max_length=200)] = "",
    current: bool = False,
    after: Annotated[str, Query(pattern=r"^(\d{1,16}:[0-9a-f-]{1,36})?$")] = "",
    limit: Annotated[int, Query(ge=1, le=100)] = 30,
) -> SessionPage:
    """List one's sessions, newest first; pages neither skip nor repeat while new ones arrive.

    `current` leaves out the results of recordings that were judged again.
    """
    _require_kind(kind, services.activities)
    only = SessionFilter(kind, subject, checked_day(first_day), checked_day(last_day), words, current)
    page = await services.store.sessions.list_for(who.account.identifier, only, after, limit)
    own = await titles_for(services.store, who.account, (one.subject for one in page.records))
    return SessionPage(
        records=[SessionRow.of(one, services.activities, spoken, own) for one in page.records],
        next_key=page.next_key,
    )


@router.get("/sessions/{identifier}")
async def session(identifier: str, who: Signed, services: Running, spoken: Spoken) -> SessionOut:
    """Return one session with everything that was found."""
    found = await find_visible(services.store, who.account, identifier)
    own = await titles_for(services.store, who.account, [found.subject])
    return SessionOut.of(found, services.activities, spoken, own)


@router.patch("/sessions/{identifier}")
async def change_session(
    identifier: str, given: SessionIn, who: Signed, services: Running, spoken: Spoken
) -> SessionOut:
    """Write notes, of the session or its sets, or correct the count; the counted number stays beside it."""
    found = await find_changeable(services.store, who.account, identifier)
    if found.rev != given.rev:
        raise Conflict("The session was changed meanwhile; please load it again.")
    chosen = given.model_dump(exclude_unset=True, exclude={"rev", "set_notes"})
    if chosen.get("notes", "") is None:
        raise RequestError("Notes are text; send an empty one to remove them.")
    if given.corrected is not None:
        _check_correction(found, given.corrected, services.activities)
    new = dataclasses.replace(found, **chosen)
    if given.set_notes:
        new = refresh_digest(add_notes(new, given.set_notes), services.activities)
    changed = await services.store.sessions.change(new)
    if "corrected" in chosen:
        log = await Log.of(services.store, identifier)
        await log.note(
            "corrected", {"accurate": _coached(changed.measures)[ACCURATE], "corrected": changed.corrected}
        )
    return SessionOut.of(changed, services.activities, spoken)


@router.delete("/sessions/{identifier}", status_code=204)
async def delete_session(identifier: str, who: Signed, services: Running) -> None:
    """Put a session aside; it can be taken back until it is swept away."""
    await set_deleted(services.store, who.account, identifier, now_ms())


@router.post("/sessions/{identifier}/restore", status_code=204)
async def restore_session(identifier: str, who: Signed, services: Running) -> None:
    """Take a session back."""
    await set_deleted(services.store, who.account, identifier, 0)


@router.get("/sessions/{identifier}/log")
async def log(identifier: str, who: Signed, services: Running) -> list[LogOut]:
    """Return what happened in a session."""
    await find_visible(services.store, who.account, identifier)
    entries = await services.store.logs.read(identifier)
    return [LogOut.model_validate(dataclasses.asdict(one)) for one in entries]


@router.get("/sessions/{identifier}/replay")
async def replay(request: Request, identifier: str, who: Signed, services: Running) -> Response:
    """Return the landmarks over time, to be drawn, and the angles, to be charted.

    Through gzip where the client accepts it: a minute takes a fifth of a megabyte.
    """
    found = await find_visible(services.store, who.account, identifier)
    is_packed = accepts_gzip(request)
    wish = SessionRequest(SessionFormat.REPLAY, is_packed=is_packed)
    task = session_task(services, found, wish, services.turns)
    headers = {"vary": "accept-encoding"} | ({"content-encoding": "gzip"} if is_packed else {})
    work = export(services, who.account.identifier, task, "application/json", headers)
    return await while_connected(request, work)


@router.get("/sessions/{identifier}/export")
async def export_session(
    request: Request,
    identifier: str,
    who: Signed,
    services: Running,
    form: Annotated[Literal["json", "csv", "trc", "mot", "poise"], Query(alias="format")] = "json",
) -> Response:
    """Return a session as a file for other programs."""
    found = await find_visible(services.store, who.account, identifier)
    record = json.dumps(
        SessionOut.of(found, services.activities).model_dump(mode="json"),
        ensure_ascii=False,
        allow_nan=False,
        indent=1,
    )
    wish = SessionRequest(SessionFormat(form), record.encode())
    task = session_task(services, found, wish, services.exports)
    return await _download(request, services, who, task, f"{file_name(found)}.{form}")


@router.get("/sessions/{identifier}/pictures/{name}")
async def picture(identifier: str, name: str, who: Signed, services: Running) -> Response:
    """Return a picture that was kept with a session."""
    await find_visible(services.store, who.account, identifier)
    content = await services.store.pictures.get(identifier, name)
    if content is None:
        raise NotThere("This session has no such picture.")
    kind = _KINDS.get(name.rpartition(".")[2], "application/octet-stream")
    return Response(content, media_type=kind, headers={"cache-control": "no-store"})


@router.get("/progress")
async def progress(
    who: Signed,
    services: Running,
    subject: Annotated[str, Query(max_length=200)] = "",
    first_day: Day = "",
) -> list[ProgressOut]:
    """Return the sums by day and subject, oldest first."""
    rows = await services.store.sessions.progress(who.account.identifier, subject, checked_day(first_day))
    return [ProgressOut.of(row) for row in rows]


@router.get("/me/export")
async def export_everything(request: Request, who: Signed, services: Running) -> Response:
    """Return everything that is kept of a person, as a zip of JSON, CSV and recordings."""
    return await _download(request, services, who, archive_task(services, who.account), "poise-export.zip")


def _check_correction(found: Session, corrected: int, activities: Activities) -> None:
    """Refuse a count that cannot be: a person may have done more than we saw, but not any number."""
    attempted = int(found.measures.get(ATTEMPTED, 0))
    is_counted = activities.knows(found.kind) and activities.kind(found.kind).is_correctable
    if not is_counted or (found.measures.get("hold_s", 0) > 0 and not attempted):
        raise RequestError("This session has no repetitions; there is no count to correct.")
    if found.state is SessionState.OPEN:
        raise RequestError("This session still goes on; finish it, then correct its count.")
    most = attempted + MOST_OVERLOOKED
    if corrected > most:
        raise RequestError(
            f"Poise saw {attempted} repetitions; give a number of accurate ones from 0 to {most}."
        )


async def _download(
    request: Request, services: Services, who: Identity, task: ExportTask, name: str
) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    work = export(services, who.account.identifier, task, "application/octet-stream", headers)
    return await while_connected(request, work)


def _require_kind(kind: str, activities: Activities) -> None:
    if kind and kind not in session_kinds(activities):
        raise RequestError(f"There are no sessions of the kind {kind}; leave it out to see all.")
