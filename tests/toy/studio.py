"""A studio that knows one activity more, listening on this machine, and somebody who claps before its camera."""

from __future__ import annotations

import asyncio
import json
import math
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread
from typing import Any

import httpx2
import numpy as np
import uvicorn
from tests.toy.activity import CLAPPING
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from poise.pose import HAND_21, Observation, Part, Pose
from poise.store import Store
from poise.studio.activities import BUILT_IN
from poise.studio.activity.kind import Activities
from poise.studio.live import Item
from poise.studio.live.items import encode_batch
from poise.web.application import create_app
from poise.web.settings import WebSettings

ACTIVITIES = Activities((*BUILT_IN.kinds, CLAPPING))
SIZE = (640, 480)
OWN = {"sec-fetch-site": "same-origin"}


def clapping(claps: int, *, from_s: float = 0.0, rate_hz: float = 20.0) -> list[Observation]:
    """Return what is seen of both hands that clap once in a second, open at first; nothing of the body is."""
    frames = round(claps * rate_hz) + 1
    return [
        _hands(from_s + i / rate_hz, 0.5 + 0.5 * math.cos(2 * math.pi * i / rate_hz)) for i in range(frames)
    ]


def _hands(time_s: float, openness: float) -> Observation:
    apart_px = 30 + 200 * openness
    return Observation(
        time_s,
        SIZE,
        {
            Part.LEFT_HAND: _hand(320 + apart_px / 2, time_s),
            Part.RIGHT_HAND: _hand(320 - apart_px / 2, time_s),
        },
    )


def _hand(x_px: float, time_s: float) -> Pose:
    """Return an upright hand of about 60 px."""
    shape = np.random.default_rng(3).uniform(-0.5, 0.5, (len(HAND_21), 3)) * (20, 40, 10)
    shape[HAND_21.indices(["wrist", "middle_finger_tip"])] = ((0, 30, 0), (0, -30, 0))
    known = np.full(len(HAND_21), np.nan)
    return Pose(HAND_21, shape + np.array((x_px, 240, 0)), shape / 300, known, known, time_s, SIZE)


@dataclass
class Person:
    """A signed-in browser, as short as it can be."""

    address: str
    client: httpx2.Client

    def get(self, path: str) -> Any:
        """Return the answer's JSON."""
        answer = self.client.get(f"/api/v1{path}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    @contextmanager
    def live(self) -> Iterator[ClientConnection]:
        """Open the live socket as a page of ours does."""
        cookie = "; ".join(f"{name}={value}" for name, value in self.client.cookies.items())
        with connect(
            f"{self.address.replace('http', 'ws')}/api/v1/live",
            origin=Origin(self.address),
            additional_headers={"cookie": cookie},
        ) as line:
            yield line


def say(line: ClientConnection, message: dict[str, Any]) -> None:
    """Send a text message."""
    line.send(json.dumps(message))


def send(line: ClientConnection, items: list[Item], first: int = 0) -> None:
    """Send items in batches."""
    for start in range(0, len(items), 30):
        line.send(encode_batch(first + start, tuple(items[start : start + 30])))


def until(line: ClientConnection, kind: str, **fields: Any) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Read up to the first message of a type with these fields; returns it, and those before it."""
    before: list[dict[str, Any]] = []
    while True:
        message = json.loads(line.recv(timeout=20))
        if message["type"] == kind and all(message.get(name) == value for name, value in fields.items()):
            return message, before
        before.append(message)


@contextmanager
def served(store: Store, settings: WebSettings) -> Iterator[Person]:
    """Serve the studio on a free port, with somebody signed in."""
    application = create_app(store, settings, ACTIVITIES)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        server = uvicorn.Server(uvicorn.Config(application, log_level="warning"))
        thread = Thread(target=lambda: asyncio.run(server.serve(sockets=[listener])), daemon=True)
        thread.start()
        try:
            with httpx2.Client(base_url=address, headers=OWN, timeout=20) as client:
                _sign_up(client)
                yield Person(address, client)
        finally:
            server.should_exit = True
            thread.join(20)


def _sign_up(client: httpx2.Client) -> None:
    given = {"name": "Ada", "password": "correct horse battery"}
    answer = client.post("/api/v1/sign-up", json=given)  # waits in the listener's queue until it is served
    assert answer.status_code == 201, answer.text
