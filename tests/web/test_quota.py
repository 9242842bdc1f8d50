"""How much one account may keep: told before a session begins, and never in its middle."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from starlette.testclient import TestClient
from tests.analysis.repetition.figure import film, squats
from tests.studio.live.stream_maker import frames
from tests.web.browser import Browser
from tests.web.keeping import a_session, kept_sessions
from tests.web.live.client import SESSION, LiveClient, hello

from poise.studio.sessions import quota
from poise.web.settings import SignUp, WebSettings

FIVE = frames(film(squats(115), 10.4))
OTHER = "01936f3e-7c00-7000-8000-000000000002"


@pytest.fixture
def settings(tmp_path: Path) -> WebSettings:
    return WebSettings(
        data_dir=tmp_path / "data", sign_up=SignUp.OPEN, max_account_mb=0.1, max_account_sessions=5
    )


@pytest.fixture
def ada(client: TestClient) -> Browser:
    return Browser(client).sign_up("Ada")


def refusal(ada: Browser, session: str) -> dict[str, Any] | None:
    """Begin a session; returns the error, None when it is welcome."""
    with ada.socket() as socket:
        live = LiveClient(socket)
        live.say(hello(session=session))
        while not live.messages or live.messages[-1]["type"] not in {"welcome", "error"}:
            live.next()
        last = live.messages[-1]
    return last if last["type"] == "error" else None


def test_a_session_that_passes_the_quota_goes_on_and_the_next_one_is_refused(ada: Browser) -> None:
    with ada.socket() as socket:
        live = LiveClient(socket)
        live.say(hello())
        live.send(FIVE)
        live.until("durable", next=len(FIVE))  # 330 kB of 100 are acknowledged, and kept
        error = refusal(ada, OTHER)
        assert error is not None
        assert (error["reason"], error["text"][-1]) == ("quota", ".")
        live.say({"type": "finish", "items": len(FIVE)})
        assert live.until("summary")["result"]["attempted"] == 5
    assert refusal(ada, OTHER) is None  # a recording is far smaller than its stream


def test_somebody_elses_sessions_fill_nothing_of_ones_own(ada: Browser, settings: WebSettings) -> None:
    ben = ada.another().sign_up("Ben")
    own = ben.get("/v1/me")["identifier"]
    kept_sessions(settings.data_dir, (a_session(f"session-{n}", own, n) for n in range(9)))
    assert refusal(ben, SESSION) is not None
    assert refusal(ada, OTHER) is None


def test_as_many_sessions_as_there_may_be(ada: Browser, settings: WebSettings) -> None:
    own = ada.get("/v1/me")["identifier"]
    kept_sessions(settings.data_dir, (a_session(f"session-{n}", own, n) for n in range(5)))
    error = refusal(ada, SESSION)
    assert error is not None
    assert "5 sessions" in error["text"]


def test_sessions_that_nobody_finishes_are_bounded(ada: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quota, "MAX_OPEN", 2)
    for number in range(2):
        assert refusal(ada, f"01936f3e-7c00-7000-8000-00000000010{number}") is None
    error = refusal(ada, OTHER)
    assert error is not None
    assert "never finished" in error["text"]
    assert refusal(ada, "01936f3e-7c00-7000-8000-000000000100") is None  # one's own is resumed


def test_a_comparison_that_is_to_be_kept_is_refused_before_it_is_made(
    ada: Browser, settings: WebSettings
) -> None:
    own = ada.get("/v1/me")["identifier"]
    kept_sessions(settings.data_dir, (a_session(f"session-{n}", own, n) for n in range(5)))
    file = io.BytesIO()
    Image.new("RGB", (64, 64)).save(file, "JPEG")
    answer = ada.ask(
        "POST",
        "/v1/compare",
        files={"attempt": ("a.jpg", file.getvalue())},
        data={"reference_pose": "mountain"},
    )
    assert (answer.status_code, answer.json()["code"]) == (507, "quota-reached")
