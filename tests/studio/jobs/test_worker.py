"""A worker in this process and real films: what comes out, and what is left when nothing does."""

from __future__ import annotations

import asyncio
import hashlib
import uuid
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest
from tests.children import children_from_now_on
from tests.media_maker import write_clip
from tests.studio.jobs.bringing import add_person, bring
from tests.studio.jobs.conftest import until, until_true
from tests.synthetic.performance import perform

from poise.media.recording import decode_recording
from poise.store import (
    Account,
    Job,
    JobState,
    Session,
    SessionFilter,
    SessionState,
    Store,
    Upload,
)
from poise.studio.clock import local_day, now_ms
from poise.studio.coaching.coach import coach
from poise.studio.films.request import CoachFilmRequest
from poise.studio.identifiers import derive_identifier, new_identifier
from poise.studio.job_kinds import BUILT_IN
from poise.studio.jobs.queue import cancel, retry, submit
from poise.studio.jobs.running import Tools
from poise.studio.jobs.worker import Worker
from poise.studio.learning.film import Learned, LearnExerciseRequest
from poise.studio.learning.results import TaughtResult
from poise.studio.learning.teach import teach

pytestmark = [pytest.mark.anyio, pytest.mark.models]

Working = Callable[[], AbstractAsyncContextManager[Worker]]


async def ask(tools: Tools, person: Account, film: Path | bytes, **wish: object) -> tuple[Job, Upload]:
    """Bring a film and queue its analysis, as a squat where nothing else is asked for."""
    upload = await bring(tools.store, tools.blobs, person, film)
    request = CoachFilmRequest(upload=upload.identifier, **{"exercise": "squat", **wish})  # type: ignore[arg-type]
    return await submit(tools.store, person, request, BUILT_IN), upload


async def sessions_of(store: Store, person: Account) -> list[Session]:
    page = await store.sessions.list_for(person.identifier, SessionFilter())
    found = [await store.sessions.get(one.identifier) for one in page.records]
    return [one for one in found if one is not None]


async def blob_names(tools: Tools) -> list[str]:
    return [entry.name async for entry in tools.blobs.list()]


def files_left(tools: Tools) -> list[Path]:
    return [path for path in tools.folder.path.iterdir() if path.is_dir()]


def sha256_of(film: Path) -> str:
    return hashlib.sha256(film.read_bytes()).hexdigest()


def is_final(job: Job) -> bool:
    return job.state.is_final


async def test_a_film_becomes_a_session_as_if_somebody_had_been_live(
    tools: Tools, working: Working, reference_data: Path
) -> None:
    film = reference_data / "exercise" / "clips" / "rohan_squat.mp4"
    person = await add_person(tools.store)
    job, _ = await ask(tools, person, film, exercise=None, level="strict")
    async with working():
        seen = await until(tools.store, job, lambda one: bool(one.progress.get("left_s")))
        assert 0 < seen.progress["part"] < 1
        assert seen.progress["per_s"] > 0
        done = await until(tools.store, job, is_final)
    assert (done.state, done.failure, done.attempt) == (JobState.DONE, "", 1)
    (session,) = await sessions_of(tools.store, person)
    assert done.sessions == (session.identifier,)
    expected = await asyncio.to_thread(coach, film, level="strict")
    assert (session.kind, session.state) == ("coaching", SessionState.FINISHED)
    assert session.subject == expected.exercise.identifier == "squat"
    assert session.measures["attempted"] == expected.summary.attempted == 2
    assert session.details["plan"] == {
        "kind": "coaching",
        "exercise": "squat",
        "level": "strict",
        "target": None,
        "definition": "",
    }
    certainty = session.details["film"]["certainty"]
    assert 0.5 <= certainty <= 1
    assert done.result == {"exercise": "squat"}
    assert session.details["film"] == {
        "name": "rohan_squat.mp4", "size": film.stat().st_size, "sha256": sha256_of(film),
        "upload": "", "drawn": "", "recognised": True, "certainty": certainty, "notices": [], "part": None,
    }  # fmt: skip
    chunks = await tools.store.recordings.get(session.identifier)
    recorded = decode_recording(b"".join(chunks))
    assert len(recorded.people[0]) == expected.estimate.frames
    assert [entry.name for entry in await tools.store.logs.read(session.identifier)] == ["finished"]
    assert await tools.store.uploads.list_for(person.identifier) == ()
    assert (await blob_names(tools), files_left(tools)) == ([], [])


async def test_a_film_that_teaches_nothing_fails_in_one_sentence_and_keeps_the_film_for_another_attempt(
    tools: Tools, working: Working, clip: Path
) -> None:
    person = await add_person(tools.store)
    upload = await bring(tools.store, tools.blobs, person, clip)
    request = LearnExerciseRequest(upload=upload.identifier, name="Walk")
    job = await submit(tools.store, person, request, BUILT_IN)
    async with working():
        failed = await until(tools.store, job, is_final)
    assert (failed.state, failed.sessions, failed.result) == (JobState.FAILED, (), {})
    assert failed.failure.endswith(".")
    assert failed.failure[0].isupper()
    assert len(await tools.store.uploads.list_for(person.identifier)) == 1


async def test_what_a_film_teaches_is_the_jobs_result_and_its_film_is_removed(
    tools: Tools, clip: Path
) -> None:
    person = await add_person(tools.store)
    upload = await bring(tools.store, tools.blobs, person, clip)
    shown = perform("squat", repetitions=3, yaw_deg=20.0).sequence
    request = LearnExerciseRequest(upload=upload.identifier, name="Deep squat")
    found = Learned(request, teach([shown], name="Deep squat", source="clip.mp4"))
    output = await found.save(tools)
    await found.tidy(tools)
    assert output.sessions == ()
    assert TaughtResult.read(output.result) == found.taught
    assert await tools.store.uploads.list_for(person.identifier) == ()
    assert await blob_names(tools) == []


async def test_a_film_that_is_kept_belongs_to_its_session(tools: Tools, working: Working, clip: Path) -> None:
    person = await add_person(tools.store)
    job, upload = await ask(tools, person, clip, keep_original=True)
    async with working():
        done = await until(tools.store, job, is_final)
    (kept,) = await tools.store.uploads.list_for(person.identifier)
    assert kept.sessions == done.sessions
    (session,) = await sessions_of(tools.store, person)
    assert session.details["film"]["upload"] == upload.identifier
    assert len(await blob_names(tools)) == 1


async def test_a_film_is_of_the_day_on_which_it_was_recorded(
    tools: Tools, working: Working, clip: Path, tmp_path: Path
) -> None:
    person = await add_person(tools.store)
    stated = {"2024-05-06T23:30:00Z": "2024-05-07", "1904-01-01T00:00:00Z": "", "nonsense": ""}
    jobs = {}
    for number, date in enumerate(stated):
        film = dated(clip, tmp_path / f"{number}.mp4", date)
        jobs[date], _ = await ask(tools, person, film)
    await tools.store.accounts.change(
        replace(person, profile=replace(person.profile, time_zone="Europe/Berlin"))
    )
    today = local_day(now_ms(), "Europe/Berlin")
    async with working():
        for date, day in stated.items():
            done = await until(tools.store, jobs[date], is_final)
            found = await tools.store.sessions.get(done.sessions[0])
            assert found is not None
            assert found.day == (day or today)
            assert found.ended_ms == found.started_ms + round(1000 * found.duration_s)


def dated(clip: Path, path: Path, date: str) -> Path:
    """Copy a clip with a date of recording."""
    with av.open(str(clip)) as source, av.open(str(path), "w") as target:
        target.metadata["creation_time"] = date
        stream = target.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(source.streams.video[0]):
            if packet.dts is not None:
                packet.stream = stream
                target.mux(packet)
    return path


NOTHING_IN_IT = [
    ("a picture that is called a film", b"\xff\xd8\xff\xe0" + bytes(900), "walk.mp4 is not a video|is damaged"),
    ("nothing but zeros", bytes(5000), "film.mp4"),
    ("a container that breaks off", b"\0\0\0\x20ftypisom" + bytes(3000), "film.mp4 is damaged"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "film", "sentence"), NOTHING_IN_IT, ids=[one[0] for one in NOTHING_IN_IT])
async def test_a_file_that_is_no_film_fails_in_one_sentence(
    tools: Tools, working: Working, name: str, film: bytes, sentence: str
) -> None:
    person = await add_person(tools.store)
    job, upload = await ask(tools, person, film)
    children = children_from_now_on()
    async with working():
        failed = await until(tools.store, job, is_final)
    assert failed.state is JobState.FAILED
    assert failed.failure.endswith(".")
    assert failed.failure.count(". ") == 0
    assert await sessions_of(tools.store, person) == []
    assert (files_left(tools), children()) == ([], set())
    assert await tools.store.uploads.list_for(person.identifier) == (upload,)  # for another attempt


async def test_a_film_in_which_nobody_is_found_fails(tools: Tools, working: Working, tmp_path: Path) -> None:
    film = tmp_path / "empty.mp4"
    with av.open(str(film), "w") as container:
        stream = container.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = 320, 240, "yuv420p"
        # A frame that is not written to holds what was in memory before: somebody, now and then.
        empty = av.VideoFrame.from_ndarray(np.full((240, 320, 3), 128, np.uint8), format="rgb24")
        for _ in range(25):
            container.mux(stream.encode(empty.reformat(format="yuv420p")))
        container.mux(stream.encode(None))
    person = await add_person(tools.store)
    job, _ = await ask(tools, person, film)
    async with working():
        failed = await until(tools.store, job, is_final)
    assert failed.failure == "Nobody was found in empty.mp4; please bring a film that shows the whole body."


async def test_no_exercise_in_the_film_fails_and_another_choice_is_another_job(
    tools: Tools, working: Working, clip: Path
) -> None:
    person = await add_person(tools.store)
    job, upload = await ask(tools, person, clip, exercise=None)
    async with working():
        failed = await until(tools.store, job, is_final)
        assert failed.failure.startswith("No exercise was recognised")
        again = await submit(
            tools.store, person, CoachFilmRequest(upload=upload.identifier, exercise="squat"), BUILT_IN
        )
        assert (await until(tools.store, again, is_final)).state is JobState.DONE


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"request": {"kind": "coach-film", "exercise": "gone"}}, "There is no exercise named gone"),
        ({"request": {"kind": "coach-film", "upload": "gone"}}, "The film is not there any more"),
        ({"kind": "fly"}, "This studio cannot do jobs of this kind"),
        ({"request": {}}, "This studio cannot do jobs of this kind"),
    ],
)
async def test_what_went_away_since_the_job_was_queued_fails_it_in_a_sentence(
    tools: Tools, working: Working, clip: Path, changes: dict[str, object], sentence: str
) -> None:
    person = await add_person(tools.store)
    job, upload = await ask(tools, person, clip)
    request = changes.get("request", {})
    assert isinstance(request, dict)
    whole = {"upload": upload.identifier, **request} if request else request
    job = await tools.store.jobs.change(
        replace(job, **{**changes, "request": whole if "request" in changes else job.request})  # type: ignore[arg-type]
    )
    async with working():
        failed = await until(tools.store, job, is_final)
    assert failed.state is JobState.FAILED
    assert failed.failure.startswith(sentence)
    assert await sessions_of(tools.store, person) == []


async def test_a_cancelled_job_ends_within_seconds_and_leaves_nothing(
    tools: Tools, working: Working, tmp_path: Path
) -> None:
    long_film = write_clip(tmp_path / "long.mp4", frames=1500)
    person = await add_person(tools.store)
    children = children_from_now_on()
    job, upload = await ask(tools, person, long_film)
    async with working():
        running = await until(tools.store, job, lambda one: one.progress.get("part", 0) > 0)
        assert (await cancel(tools.store, running)).state is JobState.CANCELLED
        await until_true(lambda: asyncio.to_thread(lambda: not children() and not files_left(tools)))
        other, _ = await ask(tools, person, write_clip(tmp_path / "other.mp4", frames=10))
        assert (await until(tools.store, other, is_final)).state is JobState.DONE
    assert len(await sessions_of(tools.store, person)) == 1
    assert await tools.store.uploads.get(upload.identifier) == upload
    assert (await retry(tools.store, await until(tools.store, job, is_final))).state is JobState.QUEUED


async def test_a_person_who_goes_takes_the_running_job_along(
    tools: Tools, working: Working, tmp_path: Path
) -> None:
    long_film = write_clip(tmp_path / "long.mp4", frames=1500)
    person = await add_person(tools.store)
    children = children_from_now_on()
    job, _ = await ask(tools, person, long_film)
    async with working():
        await until(tools.store, job, lambda one: one.progress.get("part", 0) > 0)
        await tools.store.remove_account(person.identifier)
        await until_true(lambda: asyncio.to_thread(lambda: not children() and not files_left(tools)))
    information = await tools.store.information()
    assert {name: count for name, count in information["counts"].items() if count} == {}


async def test_a_worker_that_is_stopped_gives_its_job_back_uncharged(
    tools: Tools, working: Working, tmp_path: Path
) -> None:
    long_film = write_clip(tmp_path / "long.mp4", frames=1500)
    person = await add_person(tools.store)
    children = children_from_now_on()
    job, _ = await ask(tools, person, long_film)
    async with working():
        await until(tools.store, job, lambda one: one.progress.get("part", 0) > 0)
    back = await tools.store.jobs.get(job.identifier)
    assert back is not None
    assert replace(back, rev=0) == job
    assert (children(), files_left(tools)) == (set(), [])


async def test_an_attempt_that_was_killed_after_its_session_was_kept_is_not_done_again(
    tools: Tools, working: Working, clip: Path
) -> None:
    person = await add_person(tools.store)
    job, _ = await ask(tools, person, clip)
    async with working():
        done = await until(tools.store, job, is_final)
    (first,) = await sessions_of(tools.store, person)
    noted = await tools.store.sessions.change(replace(first, notes="Felt good."))
    again = await tools.store.jobs.change(replace(done, state=JobState.QUEUED, sessions=()))
    async with working():
        done = await until(tools.store, again, is_final)
    assert await sessions_of(tools.store, person) == [noted]
    assert done.sessions == (noted.identifier,)


async def test_a_session_without_its_recording_is_replaced_by_the_next_attempt(
    tools: Tools, working: Working, clip: Path
) -> None:
    person = await add_person(tools.store)
    job, _ = await ask(tools, person, clip)
    half = Session(
        derive_identifier(job.identifier), person.identifier, "coaching", "squat",
        SessionState.FINISHED, 1, "2020-01-01",
    )  # fmt: skip
    await tools.store.sessions.add(half)
    async with working():
        await until(tools.store, job, is_final)
    (session,) = await sessions_of(tools.store, person)
    assert session.identifier == half.identifier
    assert session.day != half.day
    assert await tools.store.recordings.get_chunk(session.identifier, 0) is not None


def test_the_session_of_a_job_is_a_uuid_of_its_time_and_the_same_for_each_attempt() -> None:
    job = new_identifier()
    first, second = derive_identifier(job), derive_identifier(job, 1)
    assert first == derive_identifier(job)
    assert len({first, second, derive_identifier(new_identifier())}) == 3
    assert first[:13] == job[:13]
    assert uuid.UUID(first).version == 7
    assert uuid.UUID(first).variant == uuid.RFC_4122
