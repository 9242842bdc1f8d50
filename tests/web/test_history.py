"""What a person did, listed, shown, corrected, exported, deleted and taken back."""

from __future__ import annotations

import asyncio
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.analysis.repetition.figure import film, squats
from tests.studio.live.stream_maker import frames
from tests.web.browser import Browser
from tests.web.keeping import a_session, kept_session, kept_sessions
from tests.web.live.client import SESSION, LiveClient, hello

from poise.media.recording import decode_recording
from poise.store import SessionState
from poise.store.opening import store_at
from poise.web.settings import WebSettings

FIVE = frames(film(squats(115), 10.4))


def name_of(number: int) -> str:
    return f"01936f3e-7c00-7000-8000-{number:012x}"


@pytest.fixture
def ada(browser: Browser) -> Browser:
    return browser.sign_up("Ada")


@pytest.fixture
def account(ada: Browser) -> str:
    return str(ada.get("/v1/me")["identifier"])


def coached(ada: Browser) -> dict[str, Any]:
    """Coach a set of five squats through the socket of the whole application."""
    with ada.socket() as socket:
        live = LiveClient(socket)
        live.say(hello())
        live.send(FIVE)
        live.say({"type": "finish", "items": len(FIVE)})
        result: dict[str, Any] = live.until("summary")["result"]
        return result


def test_a_coached_set_is_found_shown_and_replayed(ada: Browser) -> None:
    summary = coached(ada)
    (row,) = ada.get("/v1/sessions")["records"]
    assert (row["identifier"], row["subject"], row["attempted"]) == (SESSION, "squat", 5)
    assert (row["state"], row["accurate"]) == ("finished", summary["accurate"])
    whole = ada.get(f"/v1/sessions/{SESSION}")
    assert whole["details"]["result"]["sets"] == summary["sets"]
    replay = ada.get(f"/v1/sessions/{SESSION}/replay")
    assert len(replay["times_s"]) == len(replay["image"]) == len(replay["angles"]["left_knee_flexion"])
    assert len(replay["times_s"]) == len(FIVE)
    assert {len(one) for one in replay["image"]} == {66}
    assert {len(one) for one in replay["world"]} == {99}
    assert max(replay["angles"]["left_knee_flexion"]) > 90
    assert [one["name"] for one in ada.get(f"/v1/sessions/{SESSION}/log")] == ["started", "finished"]
    (progress,) = ada.get("/v1/progress?subject=squat")
    assert (progress["sessions"], progress["attempted"]) == (1, 5)


@pytest.mark.parametrize("form", ["json", "csv", "trc", "mot", "poise"])
def test_a_session_is_exported(ada: Browser, form: str) -> None:
    coached(ada)
    answer = ada.ask("GET", f"/v1/sessions/{SESSION}/export?format={form}")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].endswith(f'.{form}"')
    if form == "poise":
        assert len(decode_recording(answer.content).people[0]) == len(FIVE)
    elif form == "json":
        document = answer.json()
        assert len(document["landmarks"]["people"][0]["frames"]) == len(FIVE)
        assert document["session"]["attempted"] == 5
    else:
        assert answer.text.count("\n") >= len(FIVE)


def test_pages_neither_skip_nor_repeat_while_new_ones_arrive(
    ada: Browser, account: str, settings: WebSettings
) -> None:
    kept_sessions(settings.data_dir, (a_session(name_of(n), account, n) for n in range(25)))
    seen: list[str] = []
    after, newest = "", 100
    while True:
        page = ada.get(f"/v1/sessions?limit=7&after={after}")
        seen += [row["identifier"] for row in page["records"]]
        kept_sessions(settings.data_dir, [a_session(name_of(newest), account, newest)])
        after, newest = page["next_key"], newest + 1
        if not after:
            break
    assert seen == [name_of(n) for n in range(24, -1, -1)]


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", [3, 2, 1, 0]),
        ("kind=comparison", [3]),
        ("kind=coaching&subject=lunge", [2]),
        ("first_day=2023-01-02&last_day=2023-01-03", [2, 1]),
        ("words=heavy", [1]),
        ("words=HEAVY%20bar", [1]),
        ("words=nothing", []),
    ],
)
def test_sessions_are_filtered(
    ada: Browser, account: str, settings: WebSettings, query: str, numbers: list[int]
) -> None:
    four = [a_session(name_of(n), account, n) for n in range(4)]
    four[1] = replace(four[1], notes="a heavy bar")
    four[2] = replace(four[2], subject="lunge")
    four[3] = replace(four[3], kind="comparison", subject="tree")
    kept_sessions(settings.data_dir, four)
    rows = ada.get(f"/v1/sessions?{query}")["records"]
    assert [row["identifier"] for row in rows] == [name_of(n) for n in numbers]


@pytest.mark.parametrize(
    "query",
    ["first_day=2023-13-01", "first_day=yesterday", "after=x", "limit=0", "limit=1000", "kind=dance"],
)
def test_a_filter_that_cannot_be_is_refused(ada: Browser, query: str) -> None:
    answer = ada.ask("GET", f"/v1/sessions?{query}")
    assert answer.status_code in {400, 422}
    assert set(answer.json()) == {"detail", "code"}


def test_notes_and_a_corrected_count_stand_beside_what_was_counted(
    ada: Browser, account: str, settings: WebSettings
) -> None:
    kept_session(settings.data_dir, SESSION, account)
    path = f"/v1/sessions/{SESSION}"
    changed = ada.ask("PATCH", path, json={"rev": 0, "notes": "knees", "corrected": 9}).json()
    assert (changed["accurate"], changed["corrected"], changed["notes"]) == (8, 9, "knees")
    assert ada.ask("PATCH", path, json={"rev": 0, "notes": "an old page"}).status_code == 409
    back = ada.ask("PATCH", path, json={"rev": changed["rev"], "corrected": None}).json()
    assert (back["corrected"], back["notes"]) == (None, "knees")
    assert [one["name"] for one in ada.get(f"{path}/log")] == ["started", "corrected", "corrected"]
    for wrong in ({"corrected": -1}, {"score": 100}, {"notes": None}):
        answer = ada.ask("PATCH", path, json={"rev": back["rev"], **wrong})
        assert answer.status_code in {400, 422}


@pytest.mark.parametrize(
    ("changes", "corrected", "status"),
    [
        ({}, 0, 200),
        ({}, 10, 200),
        ({}, 20, 200),  # ten more than were seen
        ({}, 21, 400),
        ({}, 999, 400),
        ({}, 2**70, 400),
        ({"measures": {"attempted": 0, "accurate": 0}}, 10, 200),
        ({"measures": {"attempted": 0, "accurate": 0}}, 11, 400),
        ({"measures": {"attempted": 0, "accurate": 0, "hold_s": 30.0}}, 1, 400),
        ({"measures": {"attempted": 0, "accurate": 0, "hold_s": 30.0}}, None, 200),
        ({"kind": "comparison"}, 1, 400),
        ({"state": SessionState.OPEN}, 1, 400),
    ],
)
def test_a_corrected_count_is_near_what_was_seen(
    ada: Browser,
    account: str,
    settings: WebSettings,
    changes: dict[str, Any],
    corrected: int | None,
    status: int,
) -> None:
    kept_sessions(settings.data_dir, [replace(a_session(SESSION, account), **changes)])
    answer = ada.ask("PATCH", f"/v1/sessions/{SESSION}", json={"rev": 0, "corrected": corrected})
    assert answer.status_code == status, answer.text
    assert ada.get(f"/v1/sessions/{SESSION}")["corrected"] == (corrected if status == 200 else None)


def test_a_deleted_session_is_out_of_sight_and_can_be_taken_back(
    ada: Browser, account: str, settings: WebSettings
) -> None:
    kept_session(settings.data_dir, SESSION, account)
    assert ada.ask("DELETE", f"/v1/sessions/{SESSION}").status_code == 204
    assert ada.get("/v1/sessions")["records"] == []
    assert ada.get("/v1/progress") == []
    assert ada.post(f"/v1/sessions/{SESSION}/restore").status_code == 204
    assert [row["identifier"] for row in ada.get("/v1/sessions")["records"]] == [SESSION]


def test_everything_of_ones_own_is_given_out(ada: Browser) -> None:
    coached(ada)
    answer = ada.ask("GET", "/v1/me/export")
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    names = archive.namelist()
    assert archive.testzip() is None
    assert {
        "account.json",
        "poses.json",
        "exercises.json",
        "programmes.json",
        "jobs.json",
        "uploads.json",
    } <= set(names)
    assert {name.rpartition("/")[2] for name in names if name.startswith("sessions/")} == {
        "session.json",
        "log.json",
        "landmarks.csv",
        "landmarks.poise",
    }
    assert json.loads(archive.read("account.json"))["name"] == "Ada"
    assert b"argon2" not in archive.read("account.json")


def test_a_session_that_is_not_finished_is_given_out_as_far_as_it_is_durable(ada: Browser) -> None:
    with ada.socket() as socket:
        live = LiveClient(socket)
        live.say(hello())
        live.send(FIVE)
        live.until("durable", next=len(FIVE))
        archive = zipfile.ZipFile(io.BytesIO(ada.ask("GET", "/v1/me/export").content))
        path = f"/v1/sessions/{SESSION}/export?format=poise"
        single = decode_recording(ada.ask("GET", path).content)
        live.say({"type": "finish", "items": len(FIVE)})
        live.until("summary")
    (name,) = [name for name in archive.namelist() if name.endswith("landmarks.poise")]
    found, whole = decode_recording(archive.read(name)), decode_recording(ada.ask("GET", path).content)
    for one in (found, single):
        assert one.metadata == whole.metadata
        assert np.array_equal(one.times_s, whole.times_s)
        assert np.array_equal(one.people[0].world, whole.people[0].world, equal_nan=True)


def test_what_was_deleted_and_what_was_noted_about_oneself_is_given_out_too(ada: Browser) -> None:
    coached(ada)
    ada.ask("DELETE", f"/v1/sessions/{SESSION}")
    eve = ada.another().sign_up("Eve")
    eve.ask("GET", "/v1/accounts")
    ada.another().sign_in("Ada", "a wrong password")
    archive = zipfile.ZipFile(io.BytesIO(ada.ask("GET", "/v1/me/export").content))
    (aside,) = (
        json.loads(archive.read(name)) for name in archive.namelist() if name.endswith("session.json")
    )
    assert (aside["identifier"], aside["deleted_ms"] > 0) == (SESSION, True)
    (browser,) = json.loads(archive.read("sign-ins.json"))
    assert "testclient" in browser["user_agent"]
    assert not [value for value in browser.values() if value in ada.cookies.values()]
    assert "token_hash" not in browser
    told = json.loads(archive.read("audit.json"))
    assert [one["action"] for one in told] == ["sign-in-refused", "sign-up"]
    assert "Eve" not in str(told)


def test_deleting_the_account_leaves_nothing_of_it(ada: Browser, settings: WebSettings) -> None:
    coached(ada)
    assert list((settings.data_dir / "recordings").rglob("*.poise")) or any(
        path.is_file() for path in (settings.data_dir / "recordings").rglob("*")
    )
    ada.ask("DELETE", "/v1/me", json={"password": "correct horse battery"})
    assert not [path for path in (settings.data_dir / "recordings").rglob("*") if path.is_file()]
    assert asyncio.run(_session_is_gone(settings.data_dir))


async def _session_is_gone(data_dir: Path) -> bool:
    store = store_at(data_dir, is_server=False)
    await store.open()
    try:
        return await store.sessions.get(SESSION) is None
    finally:
        await store.close()


def test_a_day_is_that_of_the_persons_own_zone(ada: Browser) -> None:
    ada.ask("PATCH", "/v1/me", json={"profile": {"time_zone": "Pacific/Kiritimati"}})
    coached(ada)
    (there,) = ada.get("/v1/sessions")["records"]
    assert there["day"] == _day_in("Pacific/Kiritimati", there["started_ms"])
    assert _day_in("Pacific/Kiritimati", 1_700_000_000_000) == "2023-11-15"  # UTC: the 14th, 22:13


def _day_in(zone: str, at_ms: int) -> str:
    from poise.studio.clock import local_day

    return local_day(at_ms, zone)
