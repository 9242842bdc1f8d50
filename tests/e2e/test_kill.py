"""The server is killed in the middle of live sessions: what it acknowledged is there, and nothing counts twice."""

from __future__ import annotations

import json
import os
import random
from pathlib import Path
from typing import Any

import httpx2
import pytest
from tests.analysis.repetition.figure import film, squats
from tests.e2e.studio import Studio, free_port, served_studio
from tests.studio.live.stream_maker import frames
from tests.web.browser import OWN, PASSWORD
from tests.web.live.client import hello
from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect

from poise.studio.activities import BUILT_IN
from poise.studio.coaching.plan import CoachingPlan
from poise.studio.live import Item, LiveSession
from poise.studio.live.items import encode_batch

FIVE = frames(film(squats(115), 10.4))
_BATCH = 6
_WAIT_S = 30.0


def signed_up(studio: Studio, name: str) -> str:
    given = {"name": name, "password": PASSWORD}
    answer = httpx2.post(f"{studio.address}/api/v1/sign-up", json=given, headers=OWN, timeout=_WAIT_S)
    assert answer.status_code == 201, answer.text
    return "; ".join(f"{name}={value}" for name, value in answer.cookies.items())


class Trainee:
    """A browser in a live session: keeps what is not acknowledged, and sends it again after a loss."""

    def __init__(self, session: str, cookie: str, items: list[Item]) -> None:
        self._session, self._cookie, self._items = session, cookie, items
        self.acknowledged = 0
        self.events: list[dict[str, Any]] = []
        self.summary: dict[str, Any] | None = None

    def visit(self, studio: Studio, until: int | None) -> None:
        """Go on from where the studio says; stop when `until` items are sent, or finish."""
        headers = {"cookie": self._cookie, "origin": studio.address}
        address = studio.address.replace("http", "ws", 1) + "/api/v1/live"
        with connect(address, additional_headers=headers, open_timeout=_WAIT_S, compression=None) as line:
            line.send(json.dumps(hello(session=self._session, events=len(self.events))))
            first = self._until(line, "welcome")["next"]
            assert first >= self.acknowledged  # what was acknowledged is there
            for start in range(first, until or len(self._items), _BATCH):
                part = self._items[start : min(start + _BATCH, until or len(self._items))]
                line.send(encode_batch(start, tuple(part)))
                self._hear(line)
            if until is None:
                line.send(json.dumps({"type": "finish", "items": len(self._items)}))
                self.summary = self._until(line, "summary")["result"]
            else:
                self.leave(line, studio)
                while True:  # what it still said counts
                    self._take(line.recv(_WAIT_S))

    def leave(self, _line: ClientConnection, studio: Studio) -> None:
        """Do what ends the connection."""
        os.kill(studio.process.pid, 9)

    def _until(self, line: ClientConnection, kind: str) -> dict[str, Any]:
        while True:
            message = self._take(line.recv(_WAIT_S))
            if message["type"] == kind:
                return message

    def _hear(self, line: ClientConnection) -> None:
        try:
            while True:
                self._take(line.recv(0))
        except TimeoutError:
            return

    def _take(self, text: str | bytes) -> dict[str, Any]:
        message: dict[str, Any] = json.loads(text)
        if message["type"] == "event":
            self.events.append(message)
        elif message["type"] == "durable":
            self.acknowledged = message["next"]
        return message


def uninterrupted() -> tuple[list[dict[str, Any]], dict[str, Any]]:
    live = LiveSession(BUILT_IN.make(CoachingPlan(exercise="squat")), (640, 480))
    live.take_all(FIVE)
    events: list[dict[str, Any]] = [{**event.document(), "type": "event"} for event in live.events]
    return events, live.finish().details.document()


def killed_and_resumed(data_dir: Path, moments: list[int]) -> None:
    port, cookie = free_port(), ""
    trainee: Trainee | None = None
    for number, moment in enumerate([*moments, None]):
        with served_studio(data_dir, port=port) as studio:
            if number == 0:
                cookie = signed_up(studio, "Ada")
                trainee = Trainee("01936f3e-7c00-7000-8000-0000000000ab", cookie, FIVE)
            assert trainee is not None
            if moment is None:
                trainee.visit(studio, None)
            else:
                with pytest.raises((WebSocketException, OSError)):
                    trainee.visit(studio, moment)
                studio.process.wait(_WAIT_S)
    assert trainee is not None
    events, result = uninterrupted()
    assert trainee.events[: len(events)] == events  # each once, in order
    assert trainee.summary is not None
    assert trainee.summary["sets"] == result["sets"]


def test_a_session_survives_three_kills(tmp_path: Path) -> None:
    moments = sorted(random.Random(7).sample(range(10, len(FIVE) - 10), 3))
    killed_and_resumed(tmp_path / "data", moments)


@pytest.mark.stress
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("seed", range(10))
def test_sessions_survive_fifty_kills(tmp_path: Path, seed: int) -> None:
    moments = sorted(random.Random(seed).sample(range(1, len(FIVE)), 5))
    killed_and_resumed(tmp_path / "data", moments)
