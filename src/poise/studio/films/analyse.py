"""A film that somebody brought becomes a finished coaching session: the job kind `coach-film`."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from poise.analysis.repetition import Exercise
from poise.errors import DamagedMedia, NotThere, PoiseError, RequestError, UnsupportedMedia
from poise.isolation.guard import Cancellation
from poise.media.kinds import MediaKind, media_kind
from poise.pose import Observation, PoseSequence
from poise.store import Account, Job, Session, Store, Upload
from poise.store.records import Json
from poise.studio.clock import DAY_MS, now_ms
from poise.studio.coaching.plan import CoachingPlan
from poise.studio.estimating.estimate import Estimate, estimate
from poise.studio.films.files import StoredFile, write_to
from poise.studio.films.filmed_sets import (
    FilmedSet,
    SetInFilm,
    chosen_exercise,
    find_filmed_sets,
    kept_sets,
    remove_sets,
    set_identifier,
)
from poise.studio.films.request import CoachFilmRequest
from poise.studio.films.uploads import find_upload, keep_original, remove_upload, require_unused
from poise.studio.jobs.running import Finding, JobOutput, RunningJob, Tools
from poise.studio.library.own_exercises import find_definition, find_exercise_for
from poise.studio.live import Item, Recorder
from poise.studio.live.playback import observations
from poise.studio.sessions.live import (
    add_finished,
    close_played,
    live_session,
    recording_metadata,
    session_record,
)
from poise.studio.sessions.results import FilmPart, SourceFilm

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
    """Find the person in the film, and play their poses through a live session, one for each set.

    Raises
    ------
    PoiseError
        In one sentence, if the film or the exercise is not there, or nothing can be found in it.
    """
    request = CoachFilmRequest.read(running.job.request)
    done = await kept_sets(tools.store, running.job.identifier)
    if done:
        return Analysed(
            request, running.job.identifier, done, ()
        )  # an attempt that was killed came as far as that
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

    @property
    def exercise(self) -> Exercise | None:
        """The exercise that was chosen; None where it is to be recognised."""
        return chosen_exercise(self.request.exercise, self.definition)

    def details(self, found: Estimate, one: FilmedSet, part: FilmPart | None) -> SourceFilm:
        """Return what the session of a set tells of it."""
        return SourceFilm(
            name=self.upload.name,
            size=self.upload.size,
            sha256=self.sha256,
            upload=self.upload.identifier if self.request.keep_original else "",
            recognised=self.request.exercise is None,
            certainty=one.certainty,
            notices=found.notices,
            part=part,
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
    job : str
        The identifier of the job.
    kept : tuple of Session
        The sessions where an attempt before this one has kept them all.
    played : tuple of Played
        Those that are to be kept, in the order of the film.
    """

    request: CoachFilmRequest
    job: str
    kept: tuple[Session, ...]
    played: tuple[Played, ...]

    async def save(self, tools: Tools) -> JobOutput:
        """Keep the sessions in the place of what a killed attempt has left of them."""
        sessions = self.kept or tuple(one.closed for one in self.played)
        if self.request.keep_original:
            for one in sessions:
                await keep_original(
                    tools.store, self.request.upload, one.identifier, tools.keep_original_days
                )
        if self.played:
            await remove_sets(tools.store, self.job)
        for done in reversed(self.played):  # where the first one is there, all are
            await add_finished(tools.store, done.closed, done.recording)
        return JobOutput(tuple(one.identifier for one in sessions), _result(sessions))

    async def tidy(self, tools: Tools) -> None:
        """Remove the film, unless it is to be kept."""
        upload = await tools.store.uploads.get(self.request.upload)
        if upload is not None and not self.request.keep_original and not upload.sessions:
            await remove_upload(tools.store, tools.blobs, upload)


def _result(sessions: Sequence[Session]) -> Json:
    """Return what a job answers beside the sessions: the exercise of a film, or the sets of one with several."""
    if len(sessions) == 1:
        return {"exercise": sessions[0].subject}
    return {"sets": [SetInFilm.of(one).document() for one in sessions]}


async def _upload(store: Store, account: Account, request: CoachFilmRequest) -> Upload:
    found = await store.uploads.get(request.upload)
    if found is None or found.account != account.identifier or not found.is_complete:
        raise NotThere(_GONE)
    return found


def _stored(upload: Upload) -> StoredFile:
    return StoredFile.of_upload(upload.identifier, upload.parts)


def _analyse(path: Path, film: Film, running: RunningJob) -> Analysed:
    """Do everything that takes long; runs in a thread."""
    if media_kind(path) not in (MediaKind.VIDEO, MediaKind.RECORDING):
        raise UnsupportedMedia(f"{path.name} is not a video; please bring one.")
    found = estimate(path, on_progress=running.report)
    person = _person(path, found)
    sets = find_filmed_sets(person, film.exercise)
    played = tuple(
        _play(_record(film, found, sets, index, running.job), _seen(one, person, found), running.cancellation)
        for index, one in enumerate(sets)
    )
    return Analysed(film.request, running.job.identifier, (), played)


def _record(film: Film, found: Estimate, sets: Sequence[FilmedSet], index: int, job: Job) -> Session:
    """Return the record of the session of one set, before anything is played."""
    one = sets[index]
    plan = CoachingPlan(exercise=one.exercise, level=film.request.level, definition=film.definition)
    began_ms = (_recorded_ms(found) or job.created_ms) + round(1000 * one.begin_s)
    identifier = set_identifier(job.identifier, index)
    record = session_record(film.account, identifier, plan, found.image_size, began_ms)
    part = None
    if len(sets) > 1:
        begin_s, end_s = round(one.begin_s, 6), round(one.end_s, 6)
        part = FilmPart(number=index + 1, count=len(sets), begin_s=begin_s, end_s=end_s, job=job.identifier)
    details = {**record.details, "film": film.details(found, one, part).document()}
    return replace(record, film=film.upload.name, details=details)


def _seen(one: FilmedSet, person: PoseSequence, found: Estimate) -> Sequence[Observation]:
    """Return what was seen in a set; its times begin with 0, as those of a session do."""
    part = person[one.instants]
    if one.begin_s:
        part = replace(part, times_s=part.times_s - part.times_s[0])
    return observations(part, None if found.looked_at is None else found.looked_at[one.instants])


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
