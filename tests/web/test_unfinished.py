"""Sessions that were left open: listed, finished from another page, and never finished twice."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from starlette.websockets import WebSocketDisconnect
from tests.analysis.repetition.figure import film, squats
from tests.contract.records import account
from tests.studio.live.stream_maker import frames
from tests.studio.sessions.test_maintenance import stream_five
from tests.web.browser import Browser
from tests.web.live.client import SESSION, LiveClient, hello

from poise.store import Session, SessionState
from poise.store.opening import store_at
from poise.studio.clock import now_ms
from poise.studio.sessions.live import finish_open

FIVE = frames(film(squats(115), 10.4))


@pytest.fixture
def ada(browser: Browser) -> Browser:
    return browser.sign_up("Ada")


def left_open(ada: Browser) -> None:
    """Send five squats and leave without a word, as a page does that is loaded again."""
    with ada.socket() as socket:
        live = LiveClient(socket)
        live.say(hello())
        live.send(FIVE)
        live.until("durable", next=len(FIVE))


def test_a_session_that_was_left_is_listed_until_it_is_finished_with_its_true_counts(ada: Browser) -> None:
    left_open(ada)
    (one,) = ada.get("/v1/unfinished-sessions")
    assert (one["identifier"], one["subject"], one["is_live"]) == (SESSION, "squat", False)
    answer = ada.post(f"/v1/sessions/{SESSION}/finish")
    assert answer.status_code == 200
    assert (answer.json()["state"], answer.json()["attempted"]) == ("finished", 5)
    assert len(answer.json()["details"]["result"]["sets"][0]["repetitions"]) == 5
    assert ada.get("/v1/unfinished-sessions") == []
    assert len(ada.get(f"/v1/sessions/{SESSION}/replay")["times_s"]) == len(FIVE)


def test_finishing_twice_changes_nothing(ada: Browser) -> None:
    left_open(ada)
    first = ada.post(f"/v1/sessions/{SESSION}/finish").json()
    assert ada.post(f"/v1/sessions/{SESSION}/finish").json() == first
    assert [one["name"] for one in ada.get(f"/v1/sessions/{SESSION}/log")].count("finished") == 1


def test_a_page_that_is_still_connected_is_told_that_the_session_was_finished(ada: Browser) -> None:
    with ada.socket() as socket:
        live = LiveClient(socket)
        live.say(hello())
        live.send(FIVE)
        live.until("durable", next=len(FIVE))
        assert ada.get("/v1/unfinished-sessions")[0]["is_live"]
        assert ada.post(f"/v1/sessions/{SESSION}/finish").json()["attempted"] == 5
        assert "finished from another page" in live.until("error")["text"]
        with pytest.raises(WebSocketDisconnect):
            live.until("welcome")


def test_who_comes_back_is_told_at_which_time_the_session_stands(ada: Browser) -> None:
    left_open(ada)
    with ada.socket() as socket:
        live = LiveClient(socket)
        live.say(hello())
        welcome = live.until("welcome")
    assert welcome["next"] == len(FIVE)
    assert welcome["time_s"] == FIVE[-1].time_s
    assert welcome["state"]["attempted"] == 5


@pytest.mark.parametrize("stranger", ["Eve", ""])
def test_nobody_else_can_finish_it(ada: Browser, stranger: str) -> None:
    left_open(ada)
    other = ada.another()
    if stranger:
        other.sign_up(stranger)
        assert other.get("/v1/unfinished-sessions") == []
    assert other.post(f"/v1/sessions/{SESSION}/finish").status_code == (404 if stranger else 401)
    assert ada.get(f"/v1/sessions/{SESSION}")["state"] == "open"


def test_who_finishes_late_does_not_write_over_what_was_finished_meanwhile(tmp_path: Path) -> None:
    async def work() -> tuple[Session, Session]:
        store = store_at(tmp_path)
        await store.open()
        try:
            await store.accounts.add(account())
            await stream_five(store, now_ms())
            stale = await store.sessions.get("session-000001")
            assert stale is not None
            return await finish_open(store, stale), await finish_open(store, stale)
        finally:
            await store.close()

    first, second = asyncio.run(work())
    assert (first.state, first.measures["attempted"]) == (SessionState.FINISHED, 5)
    assert (second.rev, second.measures["attempted"]) == (first.rev, 5)
