"""Several sets in one film become a session each: recordings stand for films, so that no model has to look at them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace

import pytest
from tests.studio.jobs.bringing import add_person, bring
from tests.studio.jobs.conftest import until
from tests.synthetic.joined import join
from tests.synthetic.performance import perform

from poise.media.recording import Recording, decode_recording, encode_recording
from poise.pose import PoseSequence
from poise.store import Account, Job, JobState, Session
from poise.studio.films.filmed_sets import kept_sets, remove_sets, set_identifier, sets_of_film
from poise.studio.films.request import CoachFilmRequest
from poise.studio.identifiers import new_identifier
from poise.studio.job_kinds import BUILT_IN
from poise.studio.jobs.queue import submit
from poise.studio.jobs.running import Tools
from poise.studio.jobs.worker import Worker
from poise.studio.sessions.results import SourceFilm

pytestmark = pytest.mark.anyio

Working = Callable[[], AbstractAsyncContextManager[Worker]]

SQUATS = perform("squat", repetitions=3, rate_hz=12.0, yaw_deg=38.0).sequence
PUSH_UPS = perform("push-up", repetitions=3, rate_hz=12.0, yaw_deg=95.0).sequence
AWAY = perform("squat", repetitions=0, rate_hz=12.0, lead_in=("walk_out", "walk_in", "idle")).sequence


async def analyse(
    tools: Tools, working: Working, person: Account, parts: list[PoseSequence], **wish: object
) -> Job:
    """Upload the recording of a film, and wait for what a worker makes of it."""
    film, _ = join(parts)
    data = encode_recording(Recording((film,), {}))
    upload = await bring(tools.store, tools.blobs, person, data)
    request = CoachFilmRequest(upload=upload.identifier, **wish)  # type: ignore[arg-type]  # fields of a request
    job = await submit(tools.store, person, request, BUILT_IN)
    async with working():
        return await until(tools.store, job, lambda one: one.state.is_final)


async def sessions_of(tools: Tools, job: Job) -> list[Session]:
    found = [await tools.store.sessions.get(one) for one in job.sessions]
    return [one for one in found if one is not None]


async def test_squats_a_rest_and_push_ups_are_two_sessions_that_know_of_each_other(
    tools: Tools, working: Working
) -> None:
    person = await add_person(tools.store)
    done = await analyse(tools, working, person, [SQUATS, AWAY, PUSH_UPS], keep_original=True)
    assert (done.state, done.failure) == (JobState.DONE, "")
    squats, push_ups = sessions = await sessions_of(tools, done)
    assert [(one.subject, one.measures["attempted"]) for one in sessions] == [
        ("squat", 3.0),
        ("push-up", 3.0),
    ]
    films = [SourceFilm.read(one.details["film"]) for one in sessions]
    parts = [one.part for one in films if one.part]
    assert [(one.number, one.count, one.job) for one in parts] == [
        (1, 2, done.identifier),
        (2, 2, done.identifier),
    ]
    assert 0 <= parts[0].begin_s < parts[0].end_s <= parts[1].begin_s < parts[1].end_s
    assert push_ups.started_ms - squats.started_ms == pytest.approx(
        1000 * (parts[1].begin_s - parts[0].begin_s), abs=2
    )
    assert done.result == {
        "sets": [
            {"session": one.identifier, "exercise": one.subject, "begin_s": part.begin_s, "end_s": part.end_s}
            for one, part in zip(sessions, parts, strict=True)
        ]
    }
    for one, part in zip(sessions, parts, strict=True):
        recorded = decode_recording(b"".join(await tools.store.recordings.get(one.identifier))).people[0]
        assert recorded.times_s[0] == 0.0
        assert recorded.duration_s == pytest.approx(one.duration_s, abs=1e-3)
        assert recorded.duration_s == pytest.approx(part.end_s - part.begin_s, abs=0.2)
        assert [same.identifier for same in await sets_of_film(tools.store, one)] == list(done.sessions)
    (upload,) = await tools.store.uploads.list_for(person.identifier)
    assert set(upload.sessions) == set(done.sessions)


async def test_two_sets_of_the_chosen_exercise_are_two_sessions(tools: Tools, working: Working) -> None:
    person = await add_person(tools.store)
    done = await analyse(tools, working, person, [SQUATS, AWAY, SQUATS], exercise="squat")
    sessions = await sessions_of(tools, done)
    assert [(one.subject, one.measures["attempted"]) for one in sessions] == [("squat", 3.0), ("squat", 3.0)]
    assert not any(one.details["film"]["recognised"] for one in sessions)
    assert await tools.store.uploads.list_for(person.identifier) == ()


async def test_a_recording_of_one_set_is_a_session_of_all_of_it(tools: Tools, working: Working) -> None:
    person = await add_person(tools.store)
    done = await analyse(tools, working, person, [SQUATS], exercise="squat")
    (session,) = await sessions_of(tools, done)
    assert session.measures["attempted"] == 3.0
    assert session.details["film"]["part"] is None
    assert done.result == {"exercise": "squat"}
    assert await sets_of_film(tools.store, session) == ()


async def test_a_second_attempt_goes_on_with_all_sets_or_begins_again_with_none(
    tools: Tools, working: Working
) -> None:
    person = await add_person(tools.store)
    done = await analyse(tools, working, person, [SQUATS, AWAY, SQUATS], exercise="squat")
    assert [one.identifier for one in await kept_sets(tools.store, done.identifier)] == list(done.sessions)
    await tools.store.sessions.remove(set_identifier(done.identifier, 0))  # as if the attempt had been killed
    assert await kept_sets(tools.store, done.identifier) == ()
    await remove_sets(tools.store, done.identifier)
    assert await sessions_of(tools, done) == []


async def test_a_deleted_set_is_left_out_and_one_that_was_judged_again_is_the_newer_one(
    tools: Tools, working: Working
) -> None:
    person = await add_person(tools.store)
    done = await analyse(tools, working, person, [SQUATS, AWAY, SQUATS], exercise="squat")
    first, second = await sessions_of(tools, done)
    newer = replace(first, identifier=new_identifier(), rev=0, judged_from=first.identifier)
    await tools.store.sessions.add(newer)
    await tools.store.sessions.change(replace(first, superseded_by=newer.identifier))
    await tools.store.sessions.change(replace(second, deleted_ms=1))
    assert [one.identifier for one in await sets_of_film(tools.store, newer)] == [newer.identifier]
