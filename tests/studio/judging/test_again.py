"""Recordings that are judged again: what counts afterwards, what stays, and what can be taken back."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from tests.analysis.repetition.figure import film, squats
from tests.contract.records import session, upload
from tests.studio.jobs.bringing import add_person
from tests.studio.live.stream_maker import frames, mark

from poise.analysis.version import ENGINE_VERSION
from poise.blobs import FolderBlobs
from poise.errors import NotThere, PoiseError, RequestError
from poise.media.recording import decode_recording
from poise.store import Account, Job, JobState, Session, SessionFilter, Store
from poise.store.opening import store_at
from poise.studio.clock import now_ms
from poise.studio.coaching.plan import CoachingPlan
from poise.studio.identifiers import new_identifier
from poise.studio.job_kinds import BUILT_IN
from poise.studio.jobs.queue import cancel, claim, submit
from poise.studio.jobs.running import RunningJob, Tools
from poise.studio.jobs.worker import Worker
from poise.studio.judging.request import JudgeAgainRequest
from poise.studio.live import Item, Mark, encode_item
from poise.studio.sessions.live import finish, new_session, rebuild
from poise.studio.sessions.succession import set_deleted
from poise.studio.work_folder import WorkFolder

pytestmark = pytest.mark.anyio

NO_RECORDING = {"plan": {"kind": "coaching", "exercise": "squat"}, "image_size": [640, 640]}


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def tools(tmp_path: Path) -> AsyncIterator[Tools]:
    """An open studio."""
    folder = tmp_path / "data"
    store, work = store_at(folder), WorkFolder(folder)
    await store.open()
    work.open()
    yield Tools(store, FolderBlobs(folder / "blobs"), work)
    work.close()
    await store.close()


@pytest.fixture
async def person(tools: Tools) -> Account:
    return await add_person(tools.store)


def two_sets(rate: float = 15.0) -> list[Item]:
    """Two sets of two squats; between them a squat that belongs to none."""
    poses = list(film(squats(115), 10.4, rate))
    items: list[Item] = []
    for one in frames(poses):
        if items and items[-1].time_s < 4.2 <= one.time_s:
            items.append(mark(Mark.SET_ENDS, one.time_s))
        if items and items[-1].time_s < 6.0 <= one.time_s:
            items.append(mark(Mark.SET_BEGINS, one.time_s))
        items.append(one)
    return items


async def train(store: Store, person: Account, items: Sequence[Item] = (), **plan: str) -> Session:
    """Keep a finished live session and return it."""
    items = items or two_sets()
    wanted = CoachingPlan(**{"exercise": "squat", **plan})  # type: ignore[arg-type]  # words of the plan
    record = new_session(person, new_identifier(), wanted, (640, 640), now_ms())
    await store.sessions.add(record)
    await store.streams.append(record.identifier, 0, len(items), b"".join(map(encode_item, items)))
    return await finish(store, record, await rebuild(store, record))


async def judge(tools: Tools, person: Account, **wish: object) -> Job:
    """Have recordings judged again, and return the job as it ended."""
    job = await submit(tools.store, person, JudgeAgainRequest(**wish), BUILT_IN)  # type: ignore[arg-type]
    worker = Worker(tools, BUILT_IN, "worker")
    claimed = await claim(tools.store, "worker", BUILT_IN)
    assert claimed is not None
    await worker._run(claimed)
    ended = await tools.store.jobs.get(job.identifier)
    assert ended is not None
    return ended


async def current(store: Store, person: Account) -> list[str]:
    page = await store.sessions.list_for(person.identifier, SessionFilter(is_current=True))
    return [one.identifier for one in page.records]


async def attempted(store: Store, person: Account) -> dict[str, float]:
    return {
        one.subject: one.measures["attempted"] for one in await store.sessions.progress(person.identifier)
    }


async def get(store: Store, identifier: str) -> Session:
    found = await store.sessions.get(identifier)
    assert found is not None
    return found


async def test_a_recording_is_judged_as_another_exercise_and_counts_as_that_alone(
    tools: Tools, person: Account
) -> None:
    before = await train(tools.store, person, exercise="push-up")
    before = await tools.store.sessions.change(replace(before, notes="Deep!", corrected=0))
    job = await judge(tools, person, sessions=(before.identifier,), exercise="squat", level="strict")
    assert (job.state, job.failure, job.title) == (JobState.DONE, "", "Push-up")
    assert job.result == {"judged": 1, "skipped": 0}
    (identifier,) = job.sessions
    after = await get(tools.store, identifier)
    assert (after.subject, after.details["level"], after.details["attempted"]) == ("squat", "strict", 4)
    assert [len(one["repetitions"]) for one in after.details["sets"]] == [2, 2]
    assert (after.notes, after.corrected, after.judged_from) == ("Deep!", None, before.identifier)
    assert (after.day, after.started_ms, after.engine) == (before.day, before.started_ms, ENGINE_VERSION)
    kept = await get(tools.store, before.identifier)
    assert kept == replace(before, superseded_by=identifier, rev=before.rev + 1)
    assert await current(tools.store, person) == [identifier]
    assert await attempted(tools.store, person) == {"squat": 4}
    (chunk,) = await tools.store.recordings.get(identifier)
    (old_chunk,) = await tools.store.recordings.get(before.identifier)
    recorded, was = decode_recording(chunk), decode_recording(old_chunk)
    assert recorded.metadata == {"exercise": "squat", "session": identifier}
    assert (recorded.people[0].image == was.people[0].image).all()
    assert [one.name for one in await tools.store.logs.read(identifier)] == ["finished", "judged-again"]


async def test_the_same_version_judges_a_recording_as_it_was_judged_live(
    tools: Tools, person: Account
) -> None:
    before = await train(tools.store, person)
    job = await judge(tools, person, sessions=(before.identifier,))
    after = await get(tools.store, job.sessions[0])
    assert before.measures["attempted"] == 4
    assert after.measures == before.measures
    assert after.duration_s == before.duration_s


async def test_sets_of_a_session_whose_marks_nobody_kept_are_told_apart_all_the_same(
    tools: Tools, person: Account
) -> None:
    before = await train(tools.store, person)
    older = {name: value for name, value in before.details.items() if name != "marks"}
    await tools.store.sessions.change(replace(before, details=older, engine=0))
    job = await judge(tools, person, sessions="all")
    assert job.result == {"judged": 1, "skipped": 0}
    after = await get(tools.store, job.sessions[0])
    assert len(after.details["sets"]) == 2


async def test_to_remove_the_new_result_is_to_undo_it(tools: Tools, person: Account) -> None:
    before = await train(tools.store, person, exercise="push-up")
    first = (await judge(tools, person, sessions=(before.identifier,), exercise="squat")).sessions[0]
    second = (await judge(tools, person, sessions=(first,), exercise="wall-sit")).sessions[0]
    assert await current(tools.store, person) == [second]
    await set_deleted(tools.store, person, second, now_ms())
    assert await current(tools.store, person) == [first]
    assert await attempted(tools.store, person) == {"squat": 4}
    await set_deleted(tools.store, person, second, 0)
    assert await current(tools.store, person) == [second]
    await set_deleted(tools.store, person, first, now_ms())
    assert await current(tools.store, person) == [second]
    await set_deleted(tools.store, person, second, now_ms())
    assert await current(tools.store, person) == [before.identifier]
    assert list(await attempted(tools.store, person)) == ["push-up"]


async def test_all_that_an_older_version_judged_is_judged_again_once(tools: Tools, person: Account) -> None:
    olds = [await train(tools.store, person) for _ in range(2)]
    await train(tools.store, person)
    lost = session(1, account=person.identifier, details=NO_RECORDING)
    for old in (*olds, lost):
        await tools.store.sessions.add(old)
        await tools.store.sessions.change(replace(old, engine=0))
    job = await judge(tools, person, sessions="all")
    assert (job.title, job.result) == ("", {"judged": 2, "skipped": 1})
    assert {(await get(tools.store, one)).judged_from for one in job.sessions} == {
        one.identifier for one in olds
    }


async def test_an_attempt_that_was_killed_is_repeated_without_doubling(tools: Tools, person: Account) -> None:
    before = await train(tools.store, person)
    await submit(tools.store, person, JudgeAgainRequest(sessions=(before.identifier,)), BUILT_IN)
    claimed = await claim(tools.store, "worker", BUILT_IN)
    assert claimed is not None
    outputs = []
    for _ in range(2):
        finding = await BUILT_IN["judge-again"].work(RunningJob(tools.store, claimed), tools)
        outputs.append([await finding.save(tools) for _ in range(2)])
        await tools.store.sessions.change(
            replace(await get(tools.store, before.identifier), superseded_by="")
        )
    assert outputs[0] == outputs[1]
    await cancel(tools.store, claimed)
    await BUILT_IN["judge-again"].discard(tools.store, claimed.identifier)
    assert await current(tools.store, person) == [before.identifier]


async def test_a_film_that_is_kept_is_that_of_both_results(tools: Tools, person: Account) -> None:
    before = await train(tools.store, person)
    kept = upload(
        account=person.identifier, parts=(1000,), sessions=(before.identifier,), expires_ms=now_ms() * 2
    )
    await tools.store.uploads.add(kept)
    details = {"name": "a.mp4", "size": 1000, "upload": kept.identifier, "recognised": True}
    await tools.store.sessions.change(
        replace(before, film="a.mp4", details={**before.details, "film": details})
    )
    job = await judge(tools, person, sessions=(before.identifier,))
    after = await get(tools.store, job.sessions[0])
    assert (after.film, after.details["film"]["upload"]) == ("a.mp4", kept.identifier)
    shared = await tools.store.uploads.get(kept.identifier)
    assert shared is not None
    assert shared.sessions == (before.identifier, after.identifier)
    assert shared.expires_ms == kept.expires_ms


@pytest.mark.parametrize(
    ("changes", "wish", "error", "sentence"),
    [
        ({}, {"exercise": "flying"}, PoiseError, "There is no exercise named flying"),
        ({"superseded_by": "x"}, {}, RequestError, "was judged again already"),
        ({"kind": "comparison"}, {}, RequestError, "Only a finished session with a recording"),
        ({"account": "account-2"}, {}, NotThere, "There is no such session"),
        ({}, {"sessions": "all", "exercise": "squat"}, RequestError, "cannot have been one exercise"),
        ({"account": "account-2"}, {"sessions": "all"}, RequestError, "by the present version already"),
        ({}, {}, RequestError, "has no recording"),
    ],
)
async def test_what_cannot_be_judged_again_is_refused_at_once(
    changes: dict[str, object], wish: dict[str, object], error: type[Exception], sentence: str,
    tools: Tools, person: Account,
) -> None:  # fmt: skip
    await tools.store.sessions.add(session(1, details=NO_RECORDING, **changes))
    request = JudgeAgainRequest(**{"sessions": (session(1).identifier,), **wish})  # type: ignore[arg-type]
    with pytest.raises(error, match=sentence):
        await submit(tools.store, person, request, BUILT_IN)
    assert not await tools.store.jobs.list_unfinished()
