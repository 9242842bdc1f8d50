"""The film of a session with the figure and the count drawn into it: the job kind `draw-film`."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Literal

from poise.blobs import MAX_BLOB_BYTES, Blobs
from poise.errors import Conflict, NotThere, RequestError
from poise.isolation.guard import run_guarded
from poise.media.kinds import MediaKind, media_kind
from poise.media.recording import decode_recording
from poise.pose import PoseSequence
from poise.store import Account, Session, Store, Upload
from poise.studio.clock import now_ms
from poise.studio.coaching.captions import caption_set
from poise.studio.coaching.kind import exercise_of
from poise.studio.coaching.plan import CoachingPlan
from poise.studio.coaching.task import FilmRequest, draw_coached_film
from poise.studio.estimating.people import People
from poise.studio.films.files import StoredFile, upload_prefix, write_to
from poise.studio.films.uploads import detach, find_drawn, find_original, kept_until_ms
from poise.studio.identifiers import derive_identifier
from poise.studio.jobs.kind import JobRequest
from poise.studio.jobs.running import Finding, JobOutput, RunningJob, Tools
from poise.studio.results import Identifier
from poise.studio.sessions.access import find_changeable
from poise.studio.sessions.live import plan_of
from poise.studio.sessions.results import SourceFilm
from poise.studio.settings import media_limits

_NO_FILM = "The film of this session is not kept; bring it again and keep it, then it can be drawn."
_NO_PICTURES = "This session was made from a recording, which holds no pictures to draw into; bring the film."


class DrawFilmRequest(JobRequest):
    """Draw the figure, the count and what was said into the kept film of a session.

    Parameters
    ----------
    session : str
        Its identifier.
    """

    kind: Literal["draw-film"] = "draw-film"
    session: Identifier


async def check_drawing(store: Store, account: Account, request: DrawFilmRequest) -> str:
    """Return the name of the film that is to be drawn into.

    Raises
    ------
    NotThere
        If there is no such session, or its film is not kept.
    RequestError
        If the session is no set of one exercise.
    Conflict
        If it was drawn already, or another film of the person is being drawn: a drawn film takes room that is not known
        before.
    """
    session = await find_changeable(store, account, request.session)
    _plan(session)
    await _original(store, session)
    for job in await store.jobs.list_unfinished():
        if job.account == account.identifier and job.kind == request.kind:
            raise Conflict("One of your films is being drawn; wait until it is done.")
    with contextlib.suppress(NotThere):
        await find_drawn(store, session)
        raise Conflict("This film was drawn already; please download it.")
    return session.film


async def draw_film(running: RunningJob, tools: Tools) -> Finding:
    """Draw the film, into a file that has no name yet.

    Raises
    ------
    PoiseError
        In one sentence, if the session or its film is not there any more, or cannot be drawn.
    """
    request = DrawFilmRequest.read(running.job.request)
    account = await tools.store.accounts.get(running.job.account)
    if account is None:
        raise NotThere("The account is not there any more.")
    session = await find_changeable(tools.store, account, request.session)
    upload = await _original(tools.store, session)
    recording = b"".join(await tools.store.recordings.get(session.identifier))
    drawn = tools.folder.file()
    try:
        with tools.folder.folder() as folder:
            path = folder / upload.name
            with path.open("wb") as file:
                stored = StoredFile.of_upload(upload.identifier, upload.parts)
                await write_to(tools.blobs, stored, file, upload.sha256)
            await asyncio.to_thread(_draw, path, session, recording, drawn, running)
    except BaseException:
        drawn.close()
        raise
    return Drawn(session, running.job.identifier, drawn)


async def discard_drawing(store: Store, job: str) -> None:
    """Remove what a job has left that was cancelled or has failed; its bytes expire without the record of them."""
    if (drawn := await store.uploads.get(_identifier(job))) is not None:
        for session in drawn.sessions:
            await detach(store, session, drawn.identifier)
        await store.uploads.remove(drawn.identifier)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A film that was drawn, in an open file."""

    session: Session
    job: str
    file: BinaryIO

    async def save(self, tools: Tools) -> JobOutput:
        """Keep the film beside the original, for as long as its session is there."""
        session, identifier = self.session, _identifier(self.job)
        await tools.blobs.remove(upload_prefix(identifier))  # of an attempt that was killed
        parts = await _keep(tools.blobs, identifier, self.file)
        upload = Upload(
            identifier=identifier,
            account=session.account,
            name=f"{Path(session.film).stem}-coached.mp4",
            size=sum(parts),
            created_ms=now_ms(),
            expires_ms=kept_until_ms(tools.keep_original_days),
            parts=parts,
            sessions=(session.identifier,),
        )
        await tools.store.uploads.remove(identifier)
        await tools.store.uploads.add(upload)
        await _attach(tools.store, session.identifier, identifier)
        return JobOutput((session.identifier,))

    async def tidy(self, _tools: Tools) -> None:
        """Let go of the file that it was drawn into."""
        self.file.close()


async def _original(store: Store, session: Session) -> Upload:
    try:
        return await find_original(store, session)
    except NotThere as error:
        raise NotThere(_NO_FILM) from error


def _identifier(job: str) -> str:
    """Return the identifier of the drawn film: the same for each attempt of the job."""
    return derive_identifier(job, "drawn")


def _draw(path: Path, session: Session, recording: bytes, drawn: BinaryIO, running: RunningJob) -> None:
    """Do everything that takes long; runs in a thread."""
    if media_kind(path) is not MediaKind.VIDEO:
        raise RequestError(_NO_PICTURES)
    plan, person = _plan(session), _person(session, recording)
    captions = caption_set(person, exercise_of(plan), plan.level)
    people = People.of([person], person.times_s)
    request = FilmRequest(path.resolve(), person.image_size, people, captions)
    run_guarded(
        draw_coached_film,
        request,
        limits=media_limits(),
        on_progress=running.report,
        outputs={"overlay": drawn},
    )


def _plan(session: Session) -> CoachingPlan:
    plan = plan_of(session)
    if not isinstance(plan, CoachingPlan):
        raise RequestError("Only the film of a set of one exercise can be drawn.")
    return plan


def _person(session: Session, recording: bytes) -> PoseSequence:
    """Return who was seen, at the times of the film: a part of it begins later."""
    people = decode_recording(recording).people if recording else ()
    if not people:
        raise NotThere("The recording of this session is not there any more; nothing can be drawn.")
    part = SourceFilm.read(session.details["film"]).part
    return replace(people[0], times_s=people[0].times_s + (part.begin_s if part else 0.0))


async def _keep(blobs: Blobs, identifier: str, file: BinaryIO) -> tuple[int, ...]:
    """Write a file as the parts of an upload, and return their sizes."""
    parts: tuple[int, ...] = ()
    await asyncio.to_thread(file.seek, 0)
    while data := await asyncio.to_thread(file.read, MAX_BLOB_BYTES):
        parts = (*parts, len(data))
        await blobs.put(StoredFile.of_upload(identifier, parts).part_name(len(parts) - 1), data)
    return parts


async def _attach(store: Store, session: str, drawn: str) -> None:
    """Let a session know of its drawn film."""
    while (known := await store.sessions.get(session)) is not None:
        details = {**known.details, "film": {**known.details["film"], "drawn": drawn}}
        with contextlib.suppress(Conflict):
            await store.sessions.change(replace(known, details=details))
            return
