"""A film with a demonstration becomes what it teaches: the job kind `learn-exercise`."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from poise.errors import NotThere, RequestError, UnsupportedMedia
from poise.media.kinds import MediaKind, media_kind
from poise.store import Account, Store
from poise.studio.estimating.estimate import estimate
from poise.studio.films.files import StoredFile, write_to
from poise.studio.films.uploads import find_upload, remove_upload, require_unused
from poise.studio.jobs.kind import JobRequest
from poise.studio.jobs.running import Finding, JobOutput, RunningJob, Tools
from poise.studio.learning.results import TaughtResult
from poise.studio.learning.teach import teach
from poise.studio.library.own_exercises import MAX_NAME
from poise.studio.results import Identifier


class LearnExerciseRequest(JobRequest):
    """Learn an exercise from an uploaded film.

    Parameters
    ----------
    upload : str
        The identifier of a complete upload; the film is removed afterwards.
    name : str
        What the exercise is called.
    repetitions : int or None
        How many are shown, if that is known.
    """

    kind: Literal["learn-exercise"] = "learn-exercise"
    upload: Identifier
    name: Annotated[str, Field(min_length=1, max_length=MAX_NAME)]
    repetitions: Annotated[int, Field(ge=1, le=20)] | None = None


async def check_demonstration(store: Store, account: Account, request: LearnExerciseRequest) -> str:
    """Return the name of the film that is to be learned from.

    Raises
    ------
    NotThere
        If there is no such upload.
    RequestError
        If it is not complete.
    Conflict
        If another job has the film already.
    """
    upload = await find_upload(store, account, request.upload)
    if not upload.is_complete:
        raise RequestError(f"{upload.name} has not arrived completely; please go on with the upload first.")
    await require_unused(store, upload)
    return upload.name


async def learn_from_film(running: RunningJob, tools: Tools) -> Finding:
    """Find the person in the film, and learn what they show.

    Raises
    ------
    PoiseError
        In one sentence, if the film is not there, or nothing can be learned from it.
    """
    request = LearnExerciseRequest.read(running.job.request)
    upload = await tools.store.uploads.get(request.upload)
    if upload is None or upload.account != running.job.account or not upload.is_complete:
        raise NotThere("The film is not there any more; please bring it again.")
    with tools.folder.folder() as folder:
        path = folder / upload.name
        with path.open("wb") as file:
            await write_to(
                tools.blobs, StoredFile.of_upload(upload.identifier, upload.parts), file, upload.sha256
            )
        return Learned(request, await asyncio.to_thread(_learn, path, request, running))


async def discard_nothing(_store: Store, _job: str) -> None:
    """Leave everything as it is: learning keeps nothing before it is done."""


@dataclass(frozen=True, slots=True)
class Learned:
    """What a film has taught."""

    request: LearnExerciseRequest
    taught: TaughtResult

    async def save(self, _tools: Tools) -> JobOutput:
        """Return what was learned; the person keeps it, or does not."""
        return JobOutput(result=self.taught.document())

    async def tidy(self, tools: Tools) -> None:
        """Remove the film, unless a session needs it."""
        upload = await tools.store.uploads.get(self.request.upload)
        if upload is not None and not upload.sessions:
            await remove_upload(tools.store, tools.blobs, upload)


def _learn(path: Path, request: LearnExerciseRequest, running: RunningJob) -> TaughtResult:
    """Do everything that takes long; runs in a thread."""
    if media_kind(path) is not MediaKind.VIDEO:
        raise UnsupportedMedia(f"{path.name} is not a video; please bring one.")
    found = estimate(path, on_progress=running.report)
    return teach(found.people, name=request.name, source=path.name, repetitions=request.repetitions)
