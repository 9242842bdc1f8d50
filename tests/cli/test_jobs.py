"""`poise jobs` and `poise worker`: whoever runs a studio sees its jobs, ends and repeats them."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import redis
from tests.contract.records import account, job
from tests.redis_server import running_redis
from typer.testing import CliRunner

from poise.cli.__main__ import app
from poise.store import Job, JobState
from poise.store.opening import store_at
from poise.wakeups import Topic
from poise.wakeups.opening import wakeups_at

run = CliRunner()
RUNNING = replace(
    job(2),
    state=JobState.RUNNING,
    attempt=1,
    worker="vm-1",
    progress={"part": 0.25, "per_s": 30.0, "left_s": None},
)
FAILED = job(
    3, account="account-2", state=JobState.FAILED, failure="Nobody was found in b.mp4.", title="b.mp4"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with three jobs of two people."""

    async def fill() -> None:
        store = store_at(tmp_path / "data")
        await store.open()
        for number in (1, 2):
            await store.accounts.add(account(number, name=f"Person {number}"))
        for one in (job(1), RUNNING, FAILED):
            await store.jobs.add(one)
        await store.close()

    asyncio.run(fill())
    return tmp_path / "data"


def told(folder: Path, *arguments: str) -> str:
    found = run.invoke(app, ["jobs", *arguments, "--data-dir", str(folder)])
    assert found.exit_code == 0, found.output
    return found.stdout


def kept(folder: Path, identifier: str) -> Job:
    async def read() -> Job | None:
        store = store_at(folder)
        await store.open()
        try:
            return await store.jobs.get(identifier)
        finally:
            await store.close()

    found = asyncio.run(read())
    assert found is not None
    return found


def test_the_jobs_of_everybody_are_listed_newest_first(folder: Path) -> None:
    lines = told(folder, "list").splitlines()
    assert [line.split()[:2] for line in lines] == [
        ["job-000003", "failed"],
        ["job-000002", "running"],
        ["job-000001", "queued"],
    ]
    assert "25%" in lines[1]
    assert lines[0].endswith("Person 2             b.mp4")


def test_the_jobs_of_one_person_are_listed_for_machines(folder: Path) -> None:
    found = json.loads(told(folder, "list", "--user", "person 1", "--json"))
    assert [(one["id"], one["state"], one["user"]) for one in found] == [
        ("job-000002", "running", "Person 1"),
        ("job-000001", "queued", "Person 1"),
    ]
    assert found[0]["progress"] == {"part": 0.25, "per_s": 30.0, "left_s": None}
    assert found[0]["worker"] == "vm-1"


def test_one_job_is_shown_by_the_end_of_its_identifier(folder: Path) -> None:
    shown = told(folder, "show", "003")
    assert "Nobody was found in b.mp4." in shown
    assert json.loads(told(folder, "show", "3", "--json"))["user"] == "Person 2"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("9", "There is no job 9"), ("job", "There is no job job"), ("", "3 jobs end in ; please give more")],
)
def test_a_name_that_is_none_or_several_is_said_in_a_sentence(folder: Path, name: str, sentence: str) -> None:
    found = run.invoke(app, ["jobs", "show", name, "--data-dir", str(folder)])
    assert found.exit_code == 1
    assert sentence in found.output


def test_a_job_is_cancelled_and_queued_again(folder: Path) -> None:
    assert told(folder, "cancel", "002") == "squat.mp4 is cancelled.\n"
    assert kept(folder, "job-000002").state is JobState.CANCELLED
    assert told(folder, "cancel", "003") == "b.mp4 had ended: failed.\n"
    assert told(folder, "retry", "003") == "b.mp4 is queued again.\n"
    assert kept(folder, "job-000003").state is JobState.QUEUED
    refused = run.invoke(app, ["jobs", "retry", "003", "--data-dir", str(folder)])
    assert (refused.exit_code, "Only a job that failed" in refused.output) == (1, True)


def test_workers_are_told_at_once_of_what_is_cancelled_and_of_what_is_queued_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running_redis() as server:
        monkeypatch.setenv("POISE_REDIS_URL", server.url)
        assert asyncio.run(hear_of_jobs(server.url, lambda: told(folder, "cancel", "002"))) == {"job-000002"}
        with redis.Redis.from_url(server.url) as known:
            assert known.dbsize() == 0
            told(folder, "retry", "003")
            assert known.dbsize() > 0, "no message tells of the job"


async def hear_of_jobs(url: str, command: Callable[[], str]) -> set[str]:
    """Return of which jobs a worker is told while a command runs."""
    worker, other = wakeups_at(url), wakeups_at(url)
    heard: set[str] = set()

    async def hear(identifier: str) -> None:
        heard.add(identifier)

    worker.subscribe(Topic.JOB, hear)
    await worker.open()
    await other.open()
    async with asyncio.timeout(60):
        while not heard:  # it may not listen yet
            other.publish(Topic.JOB, "ready")
            await asyncio.sleep(0.05)
        await asyncio.to_thread(command)
        while heard == {"ready"}:
            await asyncio.sleep(0.05)
    await other.close()
    await worker.close()
    return heard - {"ready"}


def test_a_worker_says_that_it_is_ready_and_ends_when_it_is_told_to(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "poise", "worker", "--data-dir", str(tmp_path / "data")]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert process.stderr.readline().rstrip().endswith("is ready.")
        process.send_signal(signal.SIGTERM)
        assert "back in the queue" in process.stderr.read()
    assert process.returncode == 0
    assert list((tmp_path / "data" / "work").glob("*/")) == []


def test_a_worker_of_a_server_ends_with_it(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "poise",
        "worker",
        "--ends-with-stdin",
        "--data-dir",
        str(tmp_path / "data"),
    ]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        _, said = process.communicate(timeout=120)
    assert (process.returncode, said) == (0, b"")
