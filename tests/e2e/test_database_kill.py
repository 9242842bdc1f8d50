"""The database is killed in the middle of live sessions: the studio goes on by itself, nothing counts twice."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import httpx2
import pytest
from PIL import Image
from tests.contract.servers import FerretDb, running_ferretdb
from tests.e2e.studio import served_studio
from tests.e2e.test_kill import FIVE, Trainee, signed_up, uninterrupted
from tests.web.browser import OWN
from websockets.sync.client import ClientConnection

from poise.estimation.drawn_person import draw_person

_RECOVERED_S = 10.0
_LONG_S = 60.0


@pytest.fixture
def server() -> Iterator[FerretDb]:
    """A running FerretDB."""
    with running_ferretdb() as started:
        yield started


class Unlucky(Trainee):
    """A trainee during whose session the database is killed; the connection to the studio stays."""

    def __init__(self, session: str, cookie: str, server: FerretDb, kills: set[int]) -> None:
        super().__init__(session, cookie, FIVE)
        self._server, self._kills, self._sent = server, kills, 0

    def _hear(self, line: ClientConnection) -> None:
        self._sent += 1
        if self._sent in self._kills:
            self._server.kill()
            self._server.start()
        super()._hear(line)


def test_a_live_session_outlives_kills_of_the_database(server: FerretDb, tmp_path: Path) -> None:
    _outlives(server, tmp_path, kills=3, seed=5)


@pytest.mark.stress
@pytest.mark.parametrize("seed", range(6))
def test_live_sessions_outlive_thirty_kills_of_the_database(
    server: FerretDb, tmp_path: Path, seed: int
) -> None:
    _outlives(server, tmp_path, kills=5, seed=100 + seed)


def _outlives(server: FerretDb, folder: Path, kills: int, seed: int) -> None:
    session = "01936f3e-7c00-7000-8000-0000000000ab"
    with served_studio(folder / "data", mongodb_uri=f"{server.uri}live") as studio:
        cookie = signed_up(studio, "Ada")
        moments = set(random.Random(seed).sample(range(1, len(FIVE) // 6), kills))
        trainee = Unlucky(session, cookie, server, moments)
        trainee.visit(studio, None)
        answer = httpx2.get(
            f"{studio.address}/api/v1/sessions/{session}", headers={"cookie": cookie}, timeout=_RECOVERED_S
        )
    events, result = uninterrupted()
    assert trainee.events[: len(events)] == events  # each once, in order
    assert trainee.summary is not None
    assert trainee.summary["sets"] == result["sets"]
    assert answer.status_code == 200
    assert answer.json()["attempted"] == result["attempted"]


def _compared(address: str, cookie: str, picture: bytes) -> httpx2.Response:
    return httpx2.post(
        f"{address}/api/v1/compare",
        headers={"cookie": cookie, **OWN},
        files={"attempt": ("me.jpg", picture)},
        data={"reference_pose": "mountain", "model": "lite", "keep": "pictures"},
        timeout=_LONG_S,
    )


def _comparisons_outlive(server: FerretDb, folder: Path, kills: int, seed: int) -> None:
    file = io.BytesIO()
    Image.fromarray(draw_person((480, 640), foot_px=(240.0, 600.0), height_px=520)).save(file, "JPEG")
    delays_s = [random.Random(seed + number).uniform(0.0, 1.5) for number in range(kills)]
    kept, asked = set(), 0
    with (
        served_studio(folder / "data", mongodb_uri=f"{server.uri}compare") as studio,
        ThreadPoolExecutor(1) as aside,
    ):
        cookie = signed_up(studio, "Ada")
        for delay_s in delays_s:
            waiting = aside.submit(_compared, studio.address, cookie, file.getvalue())
            Event().wait(delay_s)  # somewhere in the middle of it
            server.kill()
            server.start()
            answer = waiting.result(_LONG_S)
            asked += 1
            assert answer.status_code in {200, 503}, answer.text
            if answer.status_code == 200:
                kept.add(answer.json()["session"])
            else:
                assert set(answer.json()) == {"detail", "code"}
        last = _compared(studio.address, cookie, file.getvalue())
        assert last.status_code == 200, last.text  # it goes on by itself
        kept.add(last.json()["session"])
        page = httpx2.get(
            f"{studio.address}/api/v1/sessions?limit=100", headers={"cookie": cookie}, timeout=_RECOVERED_S
        ).json()
        found = [row["identifier"] for row in page["records"]]
        for session in kept:
            one = httpx2.get(
                f"{studio.address}/api/v1/sessions/{session}/pictures/attempt.jpg",
                headers={"cookie": cookie},
                timeout=_RECOVERED_S,
            )
            assert one.status_code == 200  # whole, with its picture
    assert kept <= set(found)  # nothing acknowledged is lost
    assert len(found) == len(set(found)) <= asked + 1  # and nothing is doubled


@pytest.mark.models
def test_comparisons_outlive_kills_of_the_database(server: FerretDb, tmp_path: Path) -> None:
    _comparisons_outlive(server, tmp_path, kills=3, seed=11)


@pytest.mark.models
@pytest.mark.stress
@pytest.mark.timeout(600)
def test_comparisons_outlive_thirty_kills_of_the_database(server: FerretDb, tmp_path: Path) -> None:
    _comparisons_outlive(server, tmp_path, kills=30, seed=500)
