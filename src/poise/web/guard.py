"""What surrounds every request: headers on all answers, pages of our own only, bodies of bounded size."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from poise.web.identity import is_own_page
from poise.web.language import language_of
from poise.web.problems import problem

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

# docs/security.md explains each.
CONTENT_SECURITY_POLICY = "; ".join((
    "default-src 'self'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "img-src 'self' blob: data:",
    "media-src 'self' blob: mediastream:",
    "font-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
))  # fmt: skip
HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(self), microphone=(self), geolocation=(), display-capture=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
}
_ONE_YEAR = "max-age=31536000"


class GuardedApplication:
    """Wrap an ASGI application.

    Parameters
    ----------
    application : ASGI application
        What is guarded.
    most_bytes : callable
        How large a body may be, for a path.
    """

    def __init__(self, application: ASGIApp, most_bytes: Callable[[str], int]) -> None:
        self._application, self._most_bytes = application, most_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] not in {"http", "websocket"}:
            await self._application(scope, receive, send)
            return
        answer = _with_headers(scope, send)
        if scope["type"] == "http" and scope["method"] not in _SAFE:
            if not is_own_page(HTTPConnection(scope)):
                sentence = "This request did not come from a page of this studio."
                language = language_of(Headers(scope=scope))
                await problem(403, "not-allowed", sentence, language=language)(scope, receive, answer)
                return
            receive = self._bounded(scope, receive)
        await self._application(scope, receive, answer)

    def _bounded(self, scope: Scope, receive: Receive) -> Receive:
        most = self._most_bytes(scope["path"])
        told = Headers(scope=scope).get("content-length", "0")
        taken = int(told) if told.isdigit() and int(told) > most else 0

        async def bounded() -> Message:
            nonlocal taken
            if taken > most:
                raise _too_large(most)
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > most:
                raise _too_large(most)
            return message

        return bounded


def _too_large(most: int) -> HTTPException:
    return HTTPException(413, f"That is too large; at most {most / 2**20:.1f} MiB are taken.")


def _with_headers(scope: Scope, send: Send) -> Send:
    is_secure = scope.get("scheme") in {"https", "wss"}

    async def answer(message: MutableMapping[str, Any]) -> None:
        if message["type"] in {"http.response.start", "websocket.http.response.start"}:
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            if is_secure:
                headers.setdefault("strict-transport-security", _ONE_YEAR)
            if scope["path"].startswith("/api/"):
                headers.setdefault("cache-control", "no-store")
        await send(message)

    return answer
