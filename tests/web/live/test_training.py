"""A training over the live socket: led through, kept with its sets, counted under each of its exercises."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from tests.studio.training.course import Course
from tests.web.live.client import connected, hello
from tests.web.live.test_live import client, kept, store, told

from poise.store import Progress
from poise.store.sqlite import SqliteStore
from poise.studio.live import Mark

__all__ = ["client", "store"]  # fixtures

MINE = """\
id = "mine"
name = "Mine"
summary = "Mine alone."
sources = ["My trainer"]

[[blocks]]
kind = "main"
rest_s = 2

[[blocks.exercises]]
exercise = "squat"
sets = 2
repetitions = 2
notes = "Hold the chair."

[[blocks.exercises]]
exercise = "plank"
seconds = 3
"""
COURSE = Course().squats(2).stand(1).say(Mark.SKIP).squats(2).stand(3).planks(6)


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "programmes" / "mine.toml"
    path.parent.mkdir()
    path.write_text(MINE)
    monkeypatch.setenv("POISE_PROGRAMMES", str(path.parent))
    return path


def training(programme: str = "mine", **more: Any) -> dict[str, Any]:
    return hello(plan={"kind": "training", "programme": programme}, image_size=[640, 640], **more)


def progress(store: SqliteStore, subject: str = "") -> list[Progress]:
    async def read() -> list[Progress]:
        await store.open()
        found = await store.sessions.progress("account-1", subject)
        await store.close()
        return list(found)

    return asyncio.run(read())


@pytest.mark.parametrize("cut", [0, 60, 130, 200])
def test_a_training_goes_on_after_a_lost_connection_although_its_programme_is_gone(
    client: TestClient, store: SqliteStore, own: Path, cut: int
) -> None:
    with connected(client) as first:
        first.say(training())
        first.send(COURSE.items[:cut])
        first.until("durable", next=cut) if cut else first.until("welcome")
    own.unlink()
    with connected(client) as second:
        second.say(training(events=len(told(first))))
        assert second.until("welcome")["next"] == cut
        second.send(COURSE.items[cut:], first=cut)
        second.say({"type": "finish", "items": len(COURSE.items)})
        summary = second.until("summary")
    kinds = [one["event"]["kind"] for one in (*told(first), *told(second))]
    course = [kind for kind in kinds if kind.startswith(("step", "rest", "training"))]
    step = ["step-began", "step-armed", "step-ended"]
    assert course == [*step, "rest-began", *step, "rest-began", *step, "training-ended"]
    assert [part["exercise"] for part in summary["result"]["parts"]] == ["squat", "plank"]
    client.__exit__()
    record = kept(store)
    assert (record.kind, record.subject) == ("training", "mine")
    assert len(record.details["plan"]["steps"]) == 3
    sums = {one.subject: one.measures for one in progress(store)}
    assert sums["squat"]["attempted"] == 4
    assert sums["plank"]["hold_s"] == pytest.approx(3, abs=0.2)
    assert sums["mine"] == {"steps": 3, "steps_done": 3}
    assert [one.measures for one in progress(store, "squat")] == [sums["squat"]]


def test_what_is_said_is_in_the_language_of_the_person(client: TestClient, own: Path) -> None:
    with connected(client) as live:
        live.say(training(language="de"))
        live.send(COURSE.items[:5])
        live.until("event")
    assert told(live)[0]["event"]["what"]["text"] == "Halte dich am Stuhl fest."
    assert own.exists()


def test_a_programme_that_is_not_there_is_refused(client: TestClient) -> None:
    with connected(client) as live:
        live.say(training("nothing"))
        refused = live.until("error")
    assert (refused["reason"], refused["text"]) == (
        "unknown-plan",
        "There is no programme named nothing; choose one of the list.",
    )
