"""A browser's side of the live socket, as short as it can be."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from starlette.testclient import TestClient, WebSocketTestSession

from poise.studio.live import Item
from poise.studio.live.items import encode_batch

SESSION = "01936f3e-7c00-7000-8000-000000000001"


PLAN: dict[str, Any] = {"kind": "coaching", "exercise": "squat", "level": "standard", "target": None}


def hello(plan: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    """Return a first message, with these changes of the plan of squats and of the message itself."""
    of_plan: dict[str, Any] = {
        name: changes.pop(name) for name in ("exercise", "level", "target") if name in changes
    }
    return {
        "type": "hello",
        "protocol": 2,
        "session": SESSION,
        "plan": plan or {**PLAN, **of_plan},
        "image_size": [640, 480],
        "started_ms": 0,
        "events": 0,
        **changes,
    }


class LiveClient:
    """Send items and read messages, remembering all of them."""

    def __init__(self, socket: WebSocketTestSession) -> None:
        self._socket = socket
        self.messages: list[dict[str, Any]] = []

    def say(self, message: dict[str, Any] | bytes) -> None:
        """Send a message."""
        if isinstance(message, bytes):
            self._socket.send_bytes(message)
        else:
            self._socket.send_text(json.dumps(message))

    def send(self, items: list[Item], first: int = 0, by: int = 30) -> None:
        """Send items in batches, beginning with number `first`."""
        for start in range(0, len(items), by):
            self.say(encode_batch(first + start, tuple(items[start : start + by])))

    def next(self) -> dict[str, Any]:
        """Read the next message."""
        message: dict[str, Any] = json.loads(self._socket.receive_text())
        self.messages.append(message)
        return message

    def until(self, kind: str, **fields: Any) -> dict[str, Any]:
        """Read up to the first message of a type with these fields."""
        while True:
            message = self.next()
            if message["type"] == kind and all(message.get(name) == value for name, value in fields.items()):
                return message

    def events(self, kind: str) -> list[dict[str, Any]]:
        """Return the events of a kind that were told so far."""
        told = [one["event"] for one in self.messages if one["type"] == "event"]
        return [event for event in told if event["kind"] == kind]


@contextmanager
def connected(client: TestClient, person: str = "ada") -> Iterator[LiveClient]:
    """Open a socket as a person."""
    with client.websocket_connect("/api/v1/live", headers={"x-person": person}) as socket:
        yield LiveClient(socket)
