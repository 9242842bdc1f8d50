"""A new activity is one package in analysis, its types, the activity with its entry, a command, and a page feature."""

from __future__ import annotations

import asyncio
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import typer
from tests.contract.conftest import BACK_ENDS
from tests.toy.activity import ClappingActivity
from tests.toy.command import clap
from tests.toy.results import ClappingPlan
from tests.toy.studio import ACTIVITIES, SIZE, Person, clapping, say, send, served, until
from typer.testing import CliRunner

from poise.cli.__main__ import app
from poise.cli.terminal import PoiseGroup
from poise.errors import CatalogueError
from poise.media.recording import decode_recording
from poise.pose import Part
from poise.store import Session, SessionState, Store
from poise.studio.live import Item, LiveSession, Mark, encode_item, recording_chunks
from poise.studio.live.playback import play
from poise.studio.sessions.live import finish_open
from poise.studio.sessions.maintenance import Retention, maintain
from poise.web.application import create_api
from poise.web.settings import SignUp, WebSettings

REPOSITORY = Path(__file__).resolve().parents[2]
PARTS = (
    "tests/toy/counting/claps.py",
    "tests/toy/results.py",
    "tests/toy/activity.py",
    "tests/toy/command.py",
    "frontend/tests/toy/claps",
)
SESSION = "01936f3e-7c00-7000-8000-000000000001"
PLAN = ClappingPlan(song="row-your-boat", claps=3)
HELLO: dict[str, Any] = {
    "type": "hello", "protocol": 2, "session": SESSION, "plan": PLAN.document(), "image_size": list(SIZE),
    "started_ms": 0, "events": 0,
}  # fmt: skip
FOUR = [Item.of(seen) for seen in clapping(4)]


@pytest.fixture(params=sorted(BACK_ENDS))
def store_of(request: pytest.FixtureRequest) -> Callable[[Path], Store]:
    return BACK_ENDS[request.param]


@pytest.fixture
def settings(tmp_path: Path) -> WebSettings:
    return WebSettings(data_dir=tmp_path / "data", sign_up=SignUp.OPEN)


@pytest.fixture
def ada(store_of: Callable[[Path], Store], settings: WebSettings) -> Iterator[Person]:
    with served(store_of(settings.data_dir), settings) as person:
        yield person


def perform(ada: Person, items: list[Item] = FOUR) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Do a session; returns its summary, and all messages before it."""
    with ada.live() as line:
        say(line, HELLO)
        _, first = until(line, "welcome")
        send(line, items)
        say(line, {"type": "finish", "items": len(items)})
        summary, told = until(line, "summary")
    return summary["result"], [*first, *told]


def test_nothing_but_its_own_files_names_it() -> None:
    assert all((REPOSITORY / part).exists() for part in PARTS)
    sources = [*(REPOSITORY / "src" / "poise").rglob("*.py"), *(REPOSITORY / "frontend" / "src").rglob("*")]
    texts = {path: path.read_text() for path in sources if path.suffix in {".py", ".ts", ".svelte", ".toml"}}
    assert [path for path, text in texts.items() if "clap" in text.lower()] == []


def test_it_is_done_live_over_a_real_socket(ada: Person) -> None:
    result, told = perform(ada)
    assert result == {"kind": "clapping", "song": "row-your-boat", "claps": 4, "reached": True}
    events = [one["event"] for one in told if one["type"] == "event"]
    assert [(one["kind"], one["number"]) for one in events] == [("clap", number) for number in (1, 2, 3, 4)]
    states = [one["state"] for one in told if one["type"] == "state"]
    assert states[-1] == {"kind": "clapping", "phase": "clapping", "paused": False, "claps": 4}


def test_it_goes_on_after_a_lost_connection(ada: Person) -> None:
    with ada.live() as line:
        say(line, HELLO)
        until(line, "welcome")
        send(line, FOUR[:50])
        until(line, "durable", next=50)
    with ada.live() as line:
        say(line, {**HELLO, "events": 0})
        welcome, _ = until(line, "welcome")
        assert (welcome["next"], welcome["events"], welcome["state"]["claps"]) == (50, 3, 3)
        send(line, FOUR[50:], first=50)
        say(line, {"type": "finish", "items": len(FOUR)})
        assert until(line, "summary")[0]["result"]["claps"] == 4


def test_what_its_plan_may_not_be_is_refused(ada: Person) -> None:
    for plan, reason in (({"claps": 0}, "protocol"), ({"song": "unknown"}, "unknown-plan")):
        with ada.live() as line:
            say(line, {**HELLO, "plan": {**PLAN.document(), **plan}})
            assert until(line, "error")[0]["reason"] == reason


def test_it_is_in_history_and_progress_with_its_recording_and_its_exports(ada: Person) -> None:
    perform(ada)
    (row,) = ada.get("/sessions?kind=clapping")["records"]
    assert (row["kind"], row["subject"], row["title"]) == ("clapping", "row-your-boat", "Row your boat")
    assert (row["state"], row["measures"], row["score"]) == ("finished", {"claps": 4.0}, 100.0)
    assert ada.get("/sessions?kind=coaching")["records"] == []
    whole = ada.get(f"/sessions/{SESSION}")
    assert (whole["details"]["result"]["kind"], whole["details"]["result"]["claps"]) == ("clapping", 4)
    log = {one["name"]: one["details"] for one in ada.get(f"/sessions/{SESSION}/log")}
    assert log["finished"] == {"claps": 4}
    (day,) = ada.get("/progress?subject=row-your-boat")
    assert (day["sessions"], day["measures"]) == (1, {"claps": 4.0})
    assert len(ada.get(f"/sessions/{SESSION}/replay")["times_s"]) == len(FOUR)
    exported = ada.get(f"/sessions/{SESSION}/export?format=json")
    assert exported["session"]["details"]["result"]["claps"] == 4
    recording = decode_recording(ada.client.get(f"/api/v1/sessions/{SESSION}/export?format=poise").content)
    assert recording.metadata["song"] == "row-your-boat"
    assert play(ClappingActivity(PLAN), recording.observations()).outcome.measures == {"claps": 4.0}
    with zipfile.ZipFile(io.BytesIO(ada.client.get("/api/v1/me/export").content)) as archive:
        assert any(name.endswith("landmarks.poise") for name in archive.namelist())
    refused = ada.client.patch(f"/api/v1/sessions/{SESSION}", json={"rev": whole["rev"], "corrected": 2})
    assert refused.status_code == 400
    assert ada.client.get("/api/v1/sessions?kind=singing").status_code == 400


def test_one_that_was_left_open_is_listed_and_can_be_finished(ada: Person) -> None:
    with ada.live() as line:
        say(line, HELLO)
        until(line, "welcome")
        send(line, FOUR)
        until(line, "durable", next=len(FOUR))
    (one,) = ada.get("/unfinished-sessions")
    assert (one["kind"], one["title"]) == ("clapping", "Row your boat")
    finished = ada.client.post(f"/api/v1/sessions/{SESSION}/finish").json()
    assert (finished["state"], finished["details"]["result"]["claps"]) == ("finished", 4)


def a_session(**changes: Any) -> Session:
    known = {
        "identifier": SESSION, "account": "account-1", "kind": "clapping", "subject": "row-your-boat",
        "state": SessionState.OPEN, "started_ms": 0, "day": "1970-01-01",
        "details": {"plan": PLAN.document(), "image_size": list(SIZE)},
    }  # fmt: skip
    return Session(**{**known, **changes})


def test_maintenance_closes_one_that_nobody_came_back_to(
    store_of: Callable[[Path], Store], tmp_path: Path
) -> None:
    async def run() -> Session | None:
        store = store_of(tmp_path / "data")
        await store.open()
        try:
            from tests.contract.records import account

            await store.accounts.add(account(1))
            await store.sessions.add(a_session())
            data = b"".join(encode_item(item) for item in FOUR)
            await store.streams.append(SESSION, 0, len(FOUR), data)
            await maintain(store, lambda _: False, Retention(1, 1, 1), ACTIVITIES)
            return await store.sessions.get(SESSION)
        finally:
            await store.close()

    closed = asyncio.run(run())
    assert closed is not None
    assert (closed.state, closed.measures) == (SessionState.ABANDONED, {"claps": 4.0})


def test_a_studio_that_does_not_know_it_leaves_it_as_it_is(tmp_path: Path) -> None:
    async def run() -> Session | None:
        store = BACK_ENDS["sqlite"](tmp_path / "data")
        await store.open()
        try:
            from tests.contract.records import account

            await store.accounts.add(account(1))
            added = await store.sessions.add(a_session())
            with suppress(CatalogueError):
                await finish_open(store, added)
                pytest.fail("it cannot be finished")
            return await store.sessions.get(SESSION)
        finally:
            await store.close()

    left = asyncio.run(run())
    assert left is not None
    assert left.state is SessionState.OPEN


def test_a_recording_gives_what_the_live_session_gave() -> None:
    live = LiveSession(ClappingActivity(PLAN), SIZE)
    live.take_all(FOUR)
    (chunk,) = recording_chunks(FOUR, SIZE, {})
    recording = decode_recording(chunk)
    assert {track.part for track in recording.tracks} == {Part.LEFT_HAND, Part.RIGHT_HAND}
    played = play(ClappingActivity(PLAN), recording.observations())
    assert [one.event for one in live.events] == list(played.events)
    assert live.finish() == played.outcome


def test_in_a_pause_nothing_counts() -> None:
    activity = ClappingActivity(PLAN)
    activity.mark(Mark.PAUSE, 0.0)
    assert play(activity, clapping(4)).outcome.measures == {"claps": 0.0}


def test_the_terminal_counts_it_in_a_recording(tmp_path: Path) -> None:
    terminal = typer.Typer(cls=PoiseGroup)
    terminal.registered_commands += app.registered_commands
    terminal.command("clap")(clap)
    (chunk,) = recording_chunks(FOUR, SIZE, {})
    media = tmp_path / "claps.poise"
    media.write_bytes(chunk)
    shown = CliRunner().invoke(terminal, ["clap", str(media), "row-your-boat"])
    assert (shown.exit_code, shown.output) == (0, "claps.poise: 4 claps\n")
    as_json = CliRunner().invoke(terminal, ["clap", str(media), "row-your-boat", "--json"])
    assert json.loads(as_json.output)["claps"] == 4
    assert (
        CliRunner().invoke(terminal, ["hold", "--help"]).exit_code == 0
    )  # beside the commands that there are


def test_the_description_of_the_interface_holds_it_beside_the_others(
    store_of: Callable[[Path], Store], settings: WebSettings
) -> None:
    schemas = create_api(store_of(settings.data_dir), settings, ACTIVITIES).openapi()["components"]["schemas"]
    for union, model in (
        ("Plan", "ClappingPlan"),
        ("ActivityEvent", "ClapEvent"),
        ("LiveState", "ClappingState"),
        ("SessionDetails", "ClappingDetails"),
    ):
        assert {"$ref": f"#/components/schemas/{model}"} in schemas[union]["oneOf"]
        assert model in schemas
    assert "clapping" in schemas["SessionKind"]["enum"]
    assert schemas["ClappingPlan"]["x-needs"] == ["left_hand", "right_hand"]
