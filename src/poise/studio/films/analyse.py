"""A film that somebody brought becomes a finished coaching session: the job kind `coach-film`."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from poise.errors import DamagedMedia, NotThere, PoiseError, RequestError, UnsupportedMedia
from poise.isolation.guard import Cancellation
from poise.media.kinds import MediaKind, media_kind
from poise.pose import Observation, PoseSequence
from poise.store import Account, Session, Store, Upload
from poise.studio.clock import DAY_MS, now_ms
from poise.studio.coaching.plan import CoachingPlan
from poise.studio.estimating.estimate import Estimate, estimate
from poise.studio.films.exercise import RecognisedExercise, recognise_exercise
from poise.studio.films.files import StoredFile, write_to
from poise.studio.films.request import CoachFilmRequest
from poise.studio.films.uploads import find_upload, keep_original, remove_upload, require_unused
from poise.studio.identifiers import derive_identifier
from poise.studio.jobs.running import Finding, JobOutput, RunningJob, Tools
from poise.studio.library.own_exercises import find_definition, find_exercise_for
from poise.studio.live import Item, Recorder
from poise.studio.live.playback import observations
from poise.studio.sessions.live import (
    add_finished,
    close_played,
    is_complete,
    live_session,
    recording_metadata,
    session_record,
)
from poise.studio.sessions.results import KeptFilm

_OLDEST_MS = 946_684_800_000  # the year 2000: clocks of cameras that were never set are before it
_GONE = "The film is not there any more; please bring it again."


async def check_film(store: Store, account: Account, request: CoachFilmRequest) -> str:
    """Return the name of the film that is to be analysed.

    Raises
    ------
    NotThere
        If there is no such upload.
    RequestError
        If it is not complete, or the exercise is not there.
    Conflict
        If another job has the film already.
    """
    upload = await find_upload(store, account, request.upload)
    if not upload.is_complete:
        raise RequestError(f"{upload.name} has not arrived completely; please go on with the upload first.")
    if request.exercise is not None and await find_exercise_for(store, account, request.exercise) is None:
        raise RequestError(f"There is no exercise named {request.exercise}; choose one of the catalogue.")
    await require_unused(store, upload)
    return upload.name


async def analyse_film(running: RunningJob, tools: Tools) -> Finding:
    """Find the person in the film, and play their poses through a live session.

    Raises
    ------
    PoiseError
        In one sentence, if the film or the exercise is not there, or nothing can be found in it.
    """
    request = CoachFilmRequest.read(running.job.request)
    session = derive_identifier(running.job.identifier)
    known = await tools.store.sessions.get(session)
    if known is not None and await is_complete(tools.store, known):
        return Analysed(request, session, None)  # an attempt that was killed came as far as that
    account = await tools.store.accounts.get(running.job.account)
    if account is None:
        raise NotThere("The account is not there any more.")
    upload = await _upload(tools.store, account, request)
    with tools.folder.folder() as folder:
        path = folder / upload.name
        with path.open("wb") as file:
            sha256 = await write_to(tools.blobs, _stored(upload), file, upload.sha256)
        definition = await find_definition(tools.store, account, request.exercise or "")
        film = Film(upload, sha256, account, request, definition)
        return await asyncio.to_thread(_analyse, path, film, running)


async def discard_film(store: Store, job: str) -> None:
    """Remove the session of a job that was cancelled or has failed; the film stays for another attempt."""
    session = derive_identifier(job)
    if await store.sessions.get(session) is not None:
        await store.sessions.remove(session)


@dataclass(frozen=True, slots=True)
class Film:
    """A film, whose it is, and what is to be done with it.

    `sha256` is that of its bytes, `definition` the file of an exercise that is not of the catalogue.
    """

    upload: Upload
    sha256: str
    account: Account
    request: CoachFilmRequest
    definition: str = ""

    def details(self, found: Estimate, recognised: RecognisedExercise | None) -> KeptFilm:
        """Return what the session tells of it."""
        return KeptFilm(
            name=self.upload.name,
            size=self.upload.size,
            sha256=self.sha256,
            upload=self.upload.identifier if self.request.keep_original else "",
            recognised=recognised is not None,
            certainty=recognised.certainty if recognised else None,
            notices=found.notices,
        )


@dataclass(frozen=True, slots=True)
class Played:
    """A session that was played from a film, finished, with its recording."""

    closed: Session
    recording: Sequence[bytes]


@dataclass(frozen=True, slots=True)
class Analysed:
    """What came out of a film.

    Parameters
    ----------
    request : CoachFilmRequest
        What was asked for.
    session : str
        The identifier of the session.
    played : Played or None
        None where the session is kept already.
    """

    request: CoachFilmRequest
    session: str
    played: Played | None

    async def save(self, tools: Tools) -> JobOutput:
        """Keep the session in the place of what a killed attempt has left of it."""
        if self.request.keep_original:
            await keep_original(tools.store, self.request.upload, self.session, tools.keep_original_days)
        if self.played is not None:
            if await tools.store.sessions.get(self.session) is not None:
                await tools.store.sessions.remove(self.session)
            await add_finished(tools.store, self.played.closed, self.played.recording)
        kept = self.played.closed if self.played else await tools.store.sessions.get(self.session)
        return JobOutput((self.session,), {"exercise": kept.subject} if kept else {})

    async def tidy(self, tools: Tools) -> None:
        """Remove the film, unless it is to be kept."""
        upload = await tools.store.uploads.get(self.request.upload)
        if upload is not None and not self.request.keep_original and not upload.sessions:
            await remove_upload(tools.store, tools.blobs, upload)


async def _upload(store: Store, account: Account, request: CoachFilmRequest) -> Upload:
    found = await store.uploads.get(request.upload)
    if found is None or found.account != account.identifier or not found.is_complete:
        raise NotThere(_GONE)
    return found


def _stored(upload: Upload) -> StoredFile:
    return StoredFile.of_upload(upload.identifier, upload.parts)


def _analyse(path: Path, film: Film, running: RunningJob) -> Analysed:
    """Do everything that takes long; runs in a thread."""
    if media_kind(path) is not MediaKind.VIDEO:
        raise UnsupportedMedia(f"{path.name} is not a video; please bring one.")
    found = estimate(path, on_progress=running.report)
    person = _person(path, found)
    recognised = None if film.request.exercise else recognise_exercise(person)
    exercise = recognised.exercise if recognised else film.request.exercise or ""
    plan = CoachingPlan(exercise=exercise, level=film.request.level, definition=film.definition)
    session = derive_identifier(running.job.identifier)
    began_ms = _recorded_ms(found) or running.job.created_ms
    record = session_record(film.account, session, plan, found.image_size, began_ms)
    details = {**record.details, "film": film.details(found, recognised).document()}
    record = replace(record, film=film.upload.name, details=details)
    return Analysed(
        film.request, session, _play(record, observations(person, found.looked_at), running.cancellation)
    )


def _person(path: Path, found: Estimate) -> PoseSequence:
    if not found.people:
        raise DamagedMedia(f"Nobody was found in {path.name}; please bring a film that shows the whole body.")
    return found.people[0]


def _recorded_ms(found: Estimate) -> int | None:
    """Return when the film was recorded, where that can be."""
    recorded_ms = found.recorded_ms
    if recorded_ms is None or not _OLDEST_MS <= recorded_ms <= now_ms() + DAY_MS:
        return None
    return recorded_ms


def _play(record: Session, observed: Sequence[Observation], cancellation: Cancellation) -> Played:
    """Give a person's poses to a live session one by one, and record them as it is done live."""
    live = live_session(record)
    recorder = Recorder(observed[0].image_size, recording_metadata(record))
    chunks: list[bytes] = []
    for seen in observed:
        if cancellation.is_cancelled:
            raise PoiseError("The work was ended before it was done; please try again.")
        item = Item.of(seen)
        live.take(item)
        chunks += recorder.take([item])
    return Played(close_played(record, live, live.finish()), [*chunks, *recorder.end()])
