"""What a person did: sessions, their replay and export, and progress."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import io
import json
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Literal, Self

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from poise.errors import Conflict, NotThere, RequestError
from poise.store import Session, SessionFilter, SessionKind, SessionState, Store
from poise.studio.sessions import exported, joined_recording, replay_object
from poise.web.clock import now_ms
from poise.web.identity import Identity, Signed
from poise.web.live.keeping import Log
from poise.web.services import Running, Services

router = APIRouter(tags=["history"])

_Day = Annotated[str, Query(pattern=r"^(\d{4}-\d{2}-\d{2})?$")]
_KINDS = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}


class SessionRow(BaseModel):
    """A session in the list."""

    identifier: str
    kind: SessionKind
    subject: str
    state: SessionState
    started_ms: int
    ended_ms: int
    day: str
    duration_s: float
    attempted: int
    accurate: int
    hold_s: float
    score: float | None
    corrected: int | None
    notes: str

    @classmethod
    def of(cls, session: Session) -> Self:
        """Return what this model shows of a session."""
        return cls(**{name: getattr(session, name) for name in cls.model_fields})


class SessionOut(SessionRow):
    """A session with everything that was found."""

    details: dict[str, Any]
    rev: int
    deleted_ms: int


class SessionPage(BaseModel):
    """Some sessions, newest first, and where to go on."""

    records: list[SessionRow]
    next_key: str


class LogOut(BaseModel):
    """Something that happened in a session."""

    number: int
    at_ms: int
    name: str
    details: dict[str, Any]


class ProgressOut(BaseModel):
    """The sums of a day and subject."""

    day: str
    subject: str
    sessions: int
    attempted: int
    accurate: int
    hold_s: float
    score_sum: float
    scored: int


class SessionIn(BaseModel):
    """What a person writes into a session: notes, and their own count beside ours."""

    model_config = ConfigDict(extra="forbid")

    rev: int
    notes: Annotated[str, Field(max_length=4000)] | None = None
    corrected: Annotated[int, Field(ge=0, le=100_000)] | None = None


@router.get("/sessions")
async def sessions(
    *,
    who: Signed,
    services: Running,
    kind: SessionKind | Literal[""] = "",
    subject: Annotated[str, Query(max_length=200)] = "",
    first_day: _Day = "",
    last_day: _Day = "",
    words: Annotated[str, Query(max_length=200)] = "",
    after: Annotated[str, Query(pattern=r"^(\d{1,16}:[0-9a-f-]{1,36})?$")] = "",
    limit: Annotated[int, Query(ge=1, le=100)] = 30,
) -> SessionPage:
    """List one's sessions, newest first; pages neither skip nor repeat while new ones arrive."""
    only = SessionFilter(kind or None, subject, _checked_day(first_day), _checked_day(last_day), words)
    page = await services.store.sessions(who.account.identifier, only, after, limit)
    return SessionPage(records=[SessionRow.of(one) for one in page.records], next_key=page.next_key)


@router.get("/sessions/{identifier}")
async def session(identifier: str, who: Signed, services: Running) -> SessionOut:
    """Return one session with everything that was found."""
    return _out(await own_session(services.store, who, identifier))


@router.patch("/sessions/{identifier}")
async def change_session(identifier: str, given: SessionIn, who: Signed, services: Running) -> SessionOut:
    """Write notes, or correct the count; the counted number stays beside the corrected one."""
    found = await own_session(services.store, who, identifier)
    if found.rev != given.rev:
        raise Conflict("The session was changed meanwhile; please load it again.")
    chosen = given.model_dump(exclude_unset=True, exclude={"rev"})
    if chosen.get("notes", "") is None:
        raise RequestError("Notes are text; send an empty one to remove them.")
    changed = await services.store.change_session(dataclasses.replace(found, **chosen))
    if "corrected" in chosen:
        log = await Log.of(services.store, identifier)
        await log.note("corrected", {"accurate": changed.accurate, "corrected": changed.corrected})
    return _out(changed)


@router.delete("/sessions/{identifier}", status_code=204)
async def delete_session(identifier: str, who: Signed, services: Running) -> None:
    """Put a session aside; it can be taken back until it is swept away."""
    await _put_aside(services, who, identifier, now_ms())


@router.post("/sessions/{identifier}/restore", status_code=204)
async def restore_session(identifier: str, who: Signed, services: Running) -> None:
    """Take a session back."""
    await _put_aside(services, who, identifier, 0)


@router.get("/sessions/{identifier}/log")
async def log(identifier: str, who: Signed, services: Running) -> list[LogOut]:
    """Return what happened in a session."""
    await own_session(services.store, who, identifier)
    entries = await services.store.log(identifier)
    return [LogOut.model_validate(dataclasses.asdict(one)) for one in entries]


@router.get("/sessions/{identifier}/replay")
async def replay(identifier: str, who: Signed, services: Running) -> Response:
    """Return the landmarks over time, to be drawn, and the angles, to be charted."""
    await own_session(services.store, who, identifier)
    chunks = await services.store.recording(identifier)
    text = await asyncio.to_thread(lambda: json.dumps(replay_object(joined_recording(chunks))))
    return Response(text, media_type="application/json")


@router.get("/sessions/{identifier}/export")
async def export_session(
    identifier: str,
    who: Signed,
    services: Running,
    form: Annotated[Literal["json", "csv", "trc", "mot", "poise"], Query(alias="format")] = "json",
) -> Response:
    """Return a session as a file for other programs."""
    found = await own_session(services.store, who, identifier)
    content = await _exported(services.store, found, form)
    return _file(content, f"{_file_name(found)}.{form}")


@router.get("/sessions/{identifier}/pictures/{name}")
async def picture(identifier: str, name: str, who: Signed, services: Running) -> Response:
    """Return a picture that was kept with a session."""
    await own_session(services.store, who, identifier)
    content = await services.store.picture(identifier, name)
    if content is None:
        raise NotThere("This session has no such picture.")
    kind = _KINDS.get(name.rpartition(".")[2], "application/octet-stream")
    return Response(content, media_type=kind, headers={"cache-control": "private, max-age=3600"})


@router.get("/progress")
async def progress(
    who: Signed,
    services: Running,
    subject: Annotated[str, Query(max_length=200)] = "",
    first_day: _Day = "",
) -> list[ProgressOut]:
    """Return the sums by day and subject, oldest first."""
    rows = await services.store.progress(who.account.identifier, subject, _checked_day(first_day))
    return [ProgressOut(**dataclasses.asdict(row)) for row in rows]


@router.get("/me/export")
async def export_everything(who: Signed, services: Running) -> Response:
    """Return everything that is kept of a person, as a zip of JSON, CSV and recordings."""
    return _file(await _everything(services.store, who), "poise-export.zip")


async def own_session(store: Store, who: Identity, identifier: str) -> Session:
    """Return a session of one's own; somebody else's is answered as one that is not there."""
    found = await store.session(identifier)
    if found is None or found.account != who.account.identifier:
        raise NotThere("There is no such session.")
    return found


async def _put_aside(services: Services, who: Identity, identifier: str, at_ms: int) -> None:
    is_done = False
    while not is_done:
        found = await own_session(services.store, who, identifier)
        # A conflict means that it is being finished meanwhile: what was asked for holds all the same.
        with contextlib.suppress(Conflict):
            await services.store.change_session(dataclasses.replace(found, deleted_ms=at_ms))
            is_done = True


async def _exported(store: Store, found: Session, form: str) -> bytes:
    chunks = await store.recording(found.identifier)
    result = _out(found).model_dump(mode="json")
    return await asyncio.to_thread(lambda: exported(joined_recording(chunks), result, form))


async def _everything(store: Store, who: Identity) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        account = dataclasses.asdict(who.account)
        account.pop("password_hash")
        archive.writestr("account.json", _readable(account))
        archive.writestr(
            "poses.json", _readable([dataclasses.asdict(one) for one in await _poses(store, who)])
        )
        after = ""
        while True:
            page = await store.sessions(who.account.identifier, SessionFilter(), after, 100)
            for row in page.records:
                await _add_session(store, archive, row.identifier)
            after = page.next_key
            if not after:
                break
    return file.getvalue()


async def _poses(store: Store, who: Identity) -> list[Any]:
    return list(await store.poses(who.account.identifier))


async def _add_session(store: Store, archive: zipfile.ZipFile, identifier: str) -> None:
    found = await store.session(identifier)
    if found is None:
        return
    entries = [dataclasses.asdict(one) for one in await store.log(identifier)]
    files = {
        "session.json": _readable(_out(found).model_dump(mode="json")).encode(),
        "log.json": _readable(entries).encode(),
    }
    for name in found.details.get("pictures", ()):
        content = await store.picture(identifier, name)
        if content is not None:
            files[name] = content
    chunks = await store.recording(identifier)
    # Decoding and packing take long for a long session; others are live meanwhile.
    await asyncio.to_thread(_pack, archive, f"sessions/{_file_name(found)}", files, chunks)


def _pack(archive: zipfile.ZipFile, folder: str, files: Mapping[str, bytes], chunks: Sequence[bytes]) -> None:
    recording = joined_recording(chunks)
    if recording is not None:
        landmarks = {f"landmarks.{form}": exported(recording, {}, form) for form in ("csv", "poise")}
        files = {**files, **landmarks}
    for name, content in files.items():
        archive.writestr(f"{folder}/{name}", content)


def _readable(document: Any) -> str:  # noqa: ANN401  (any JSON)
    return json.dumps(document, ensure_ascii=False, indent=1, default=str)


def _out(found: Session) -> SessionOut:
    return SessionOut(**{name: getattr(found, name) for name in SessionOut.model_fields})


def _file_name(found: Session) -> str:
    subject = re.sub(r"[^A-Za-z0-9-]+", "-", found.subject)[:60].strip("-") or found.kind.value
    return f"{found.day}-{subject}-{found.identifier[-6:]}"


def _file(content: bytes, name: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type="application/octet-stream", headers=headers)


def _checked_day(day: str) -> str:
    try:
        return day and date.fromisoformat(day).isoformat()
    except ValueError as error:
        raise RequestError(f"{day} is no day; write it as 2026-11-23.") from error
