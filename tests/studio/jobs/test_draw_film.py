"""The film of a session with the figure drawn into it: kept with the session, and gone with it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from pathlib import Path

import av
import pytest
from tests.studio.jobs.bringing import add_person, bring
from tests.studio.jobs.conftest import until
from tests.synthetic.performance import perform

from poise.errors import Conflict, NotThere
from poise.media.recording import Recording, encode_recording
from poise.store import Account, Job, JobState, Session
from poise.studio.films.drawing import DrawFilmRequest, check_drawing
from poise.studio.films.files import StoredFile, write_to
from poise.studio.films.maintenance import maintain_films
from poise.studio.films.request import CoachFilmRequest
from poise.studio.films.uploads import find_drawn
from poise.studio.job_kinds import BUILT_IN
from poise.studio.jobs.queue import submit
from poise.studio.jobs.running import Tools
from poise.studio.jobs.worker import Worker

pytestmark = pytest.mark.anyio

Working = Callable[[], AbstractAsyncContextManager[Worker]]


async def played(tools: Tools, working: Working, person: Account) -> Session:
    """Return the session of a recording of two seconds, whose original is not kept."""
    seen = perform("squat", repetitions=1, rate_hz=12.0).sequence[:24]
    upload = await bring(tools.store, tools.blobs, person, encode_recording(Recording((seen,), {})))
    request = CoachFilmRequest(upload=upload.identifier, exercise="squat")
    done = await ended(tools, working, await submit(tools.store, person, request, BUILT_IN))
    session = await tools.store.sessions.get(done.sessions[0])
    assert session is not None
    return session


async def with_film(tools: Tools, person: Account, session: Session, film: Path) -> Session:
    """Keep a film as the original of a session."""
    upload = await bring(tools.store, tools.blobs, person, film, sessions=(session.identifier,))
    details = {**session.details, "film": {**session.details["film"], "upload": upload.identifier}}
    return await tools.store.sessions.change(replace(session, details=details))


async def ended(tools: Tools, working: Working, job: Job) -> Job:
    async with working():
        return await until(tools.store, job, lambda one: one.state.is_final)


async def test_the_drawn_film_has_every_frame_and_goes_with_its_session(
    tools: Tools, working: Working, clip: Path, tmp_path: Path
) -> None:
    person = await add_person(tools.store)
    session = await with_film(tools, person, await played(tools, working, person), clip)
    request = DrawFilmRequest(session=session.identifier)
    done = await ended(tools, working, await submit(tools.store, person, request, BUILT_IN))
    assert (done.state, done.failure, done.sessions) == (JobState.DONE, "", (session.identifier,))
    kept = await tools.store.sessions.get(session.identifier)
    assert kept is not None
    drawn = await find_drawn(tools.store, kept)
    assert drawn in await tools.store.uploads.list_for(person.identifier), (
        "it counts among what the person keeps"
    )
    target = tmp_path / "drawn.mp4"
    with target.open("wb") as file:
        await write_to(tools.blobs, StoredFile.of_upload(drawn.identifier, drawn.parts), file)
    with av.open(str(target)) as film:
        assert sum(1 for _ in film.decode(video=0)) == 25
    with pytest.raises(Conflict, match="drawn already"):
        await check_drawing(tools.store, person, request)
    await tools.store.sessions.remove(session.identifier)
    await maintain_films(tools.store, tools.blobs)
    assert await tools.store.uploads.list_for(person.identifier) == ()
    assert [entry.name async for entry in tools.blobs.list()] == []


async def test_a_film_that_is_not_kept_is_asked_for_in_one_sentence(tools: Tools, working: Working) -> None:
    person = await add_person(tools.store)
    session = await played(tools, working, person)
    with pytest.raises(NotThere, match="bring it again and keep it"):
        await check_drawing(tools.store, person, DrawFilmRequest(session=session.identifier))


async def test_a_recording_that_is_kept_holds_no_pictures_to_draw_into(
    tools: Tools, working: Working, tmp_path: Path
) -> None:
    person = await add_person(tools.store)
    seen = perform("squat", repetitions=1, rate_hz=12.0).sequence[:24]
    recording = tmp_path / "squat.poise"
    recording.write_bytes(encode_recording(Recording((seen,), {})))
    session = await with_film(tools, person, await played(tools, working, person), recording)
    request = DrawFilmRequest(session=session.identifier)
    failed = await ended(tools, working, await submit(tools.store, person, request, BUILT_IN))
    assert failed.state is JobState.FAILED
    assert "holds no pictures" in failed.failure
    kept = await tools.store.sessions.get(session.identifier)
    assert kept == session
