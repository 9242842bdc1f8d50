"""What `/readyz` says, and what becomes of changes, when the data cannot be kept."""

from __future__ import annotations

import resource
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.analysis.repetition.figure import film, squats
from tests.studio.live.stream_maker import frames
from tests.web.browser import Browser
from tests.web.live.client import LiveClient, hello

from poise.web import health
from poise.web.settings import WebSettings

FIVE = frames(film(squats(115), 10.4))


@pytest.fixture(autouse=True)
def _answers_are_fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_KNOWN_FOR_S", 0.0)


@pytest.fixture
def ada(browser: Browser) -> Browser:
    return browser.sign_up("Ada")


def readiness(client: TestClient) -> tuple[int, str]:
    answer = client.get("/readyz")
    return answer.status_code, answer.json().get("detail", "")


@contextmanager
def no_room(data_dir: Path) -> Iterator[None]:
    """Let no file of this process grow, as on a full disc."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_studio_whose_data_can_be_written_is_ready(client: TestClient, ada: Browser) -> None:
    for _ in range(3):
        assert readiness(client) == (200, "")
    assert ada.get("/v1/sessions")["records"] == []


@pytest.mark.parametrize(
    "lost",
    [
        shutil.rmtree,
        lambda folder: folder.rename(folder.with_name("elsewhere")),
        lambda folder: (folder / "poise.sqlite3").unlink(),
        lambda folder: shutil.rmtree(folder / "recordings"),
        lambda folder: shutil.rmtree(folder / "work"),
    ],
    ids=["deleted", "moved", "database deleted", "recordings deleted", "work deleted"],
)
def test_lost_data_are_noticed(client: TestClient, ada: Browser, settings: WebSettings, lost: object) -> None:
    assert callable(lost)
    assert readiness(client)[0] == 200
    lost(settings.data_dir)
    status, sentence = readiness(client)
    assert status == 503
    assert sentence.endswith(".")


def test_once_the_data_are_deleted_changes_are_refused(
    client: TestClient, ada: Browser, settings: WebSettings
) -> None:
    shutil.rmtree(settings.data_dir)
    answer = ada.ask("PATCH", "/v1/me", json={"profile": {"language": "de"}})
    assert answer.status_code == 503
    assert answer.json()["detail"].endswith(".")
    with ada.socket() as socket:
        live = LiveClient(socket)
        live.say(hello())
        assert live.until("error", reason="store")["text"].endswith(".")


def test_items_are_not_acknowledged_once_the_data_are_deleted(
    client: TestClient, ada: Browser, settings: WebSettings
) -> None:
    with ada.socket() as socket:
        live = LiveClient(socket)
        live.say(hello())
        live.until("welcome")
        shutil.rmtree(settings.data_dir)
        live.send(FIVE[:30])
        assert "deleted or replaced" in live.until("error", reason="store")["text"]
        assert [one for one in live.messages if one["type"] == "durable"] == []


def test_a_full_disc_is_told_and_forgotten_once_there_is_room(
    client: TestClient, ada: Browser, settings: WebSettings
) -> None:
    with no_room(settings.data_dir):
        assert readiness(client)[0] == 503
        answer = ada.another().post("/v1/sign-up", {"name": "Ben", "password": "correct horse battery"})
        assert answer.status_code == 503
        assert answer.json()["detail"].endswith(".")
    assert readiness(client) == (200, "")
    ada.another().sign_up("Ben")


def test_asking_often_writes_once(
    client: TestClient, ada: Browser, settings: WebSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "_KNOWN_FOR_S", 3600.0)
    assert readiness(client)[0] == 200
    shutil.rmtree(settings.data_dir)
    assert readiness(client)[0] == 200
