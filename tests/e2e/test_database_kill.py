"""The database is killed in the middle of live sessions: the studio goes on by itself, nothing counts twice."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from tests.contract.servers import FerretDb, program
from tests.e2e.studio import served_studio
from tests.e2e.test_kill import FIVE, Trainee, signed_up, uninterrupted
from websockets.sync.client import ClientConnection

_RECOVERED_S = 10.0


@pytest.fixture
def server() -> Iterator[FerretDb]:
    """A running FerretDB."""
    started = FerretDb(program())
    try:
        started.start()
        yield started
    finally:
        started.remove()


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
