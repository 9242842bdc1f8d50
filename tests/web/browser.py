"""A browser on one of our pages: its own cookies, and the header by which browsers say where a request comes from."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from httpx2 import Response
from starlette.testclient import TestClient, WebSocketTestSession

from poise.store import LinkKind, Role
from poise.store.opening import store_at
from poise.studio.live.items import VERSION
from poise.studio.people.links import new_link

PASSWORD = "correct horse battery"
OWN = {"sec-fetch-site": "same-origin"}


class Browser:
    """Ask the studio; every browser has its own cookie jar."""

    def __init__(self, client: TestClient) -> None:
        self._client = client
        self.cookies: dict[str, str] = {}

    def another(self) -> Browser:
        """Return a browser without cookies."""
        return Browser(self._client)

    def ask(self, method: str, path: str, *, headers: dict[str, str] | None = None, **more: Any) -> Response:
        """Send a request as a page of ours does."""
        self._client.cookies.clear()
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {**OWN, **({"cookie": cookie} if cookie else {}), **(headers or {})}
        answer = self._client.request(
            method, path if path[1:4] != "v1/" else f"/api{path}", headers=sent, **more
        )
        for name, value in answer.cookies.items():
            self.cookies[name] = value
        if 'poise=""' in answer.headers.get("set-cookie", ""):
            self.cookies.pop("poise", None)
        return answer

    def get(self, path: str, **more: Any) -> Any:
        """Return the answer's JSON."""
        answer = self.ask("GET", path, **more)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, body: dict[str, Any] | None = None, **more: Any) -> Response:
        """Post JSON."""
        return self.ask("POST", path, json=body or {}, **more)

    def socket(self, kind: str = "live", **headers: str) -> WebSocketTestSession:
        """Open the live (or estimating) socket, as a page of ours does unless `headers` say otherwise."""
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {"origin": "http://studio.test", "cookie": cookie, **headers}
        self._client.cookies.clear()
        # The live socket says its protocol in the first message.
        asked = f"?protocol={VERSION}" if kind == "estimate" else ""
        return self._client.websocket_connect(f"ws://studio.test/api/v1/{kind}{asked}", headers=sent)

    def sign_up(self, name: str, password: str = PASSWORD, **more: Any) -> Browser:
        """Make an account; this browser is signed in afterwards."""
        answer = self.post("/v1/sign-up", {"name": name, "password": password, **more})
        assert answer.status_code == 201, answer.text
        return self

    def sign_in(self, name: str, password: str = PASSWORD) -> Response:
        """Sign in."""
        return self.post("/v1/sign-in", {"name": name, "password": password})


def link_of(
    data_dir: Path, kind: LinkKind, role: Role = Role.MEMBER, account: str = "", uri: str = ""
) -> str:
    """Return the secret of a new one-time link, made beside the running studio as the terminal does."""

    async def make() -> str:
        store = store_at(data_dir, uri, is_server=False)
        await store.open()
        try:
            return await new_link(store, kind, role=role, account=account)
        finally:
            await store.close()

    return asyncio.run(make()).rpartition("=")[2]
