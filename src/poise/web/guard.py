"""What surrounds every request: known hosts, headers on all answers, pages of our own, sign-in before bodies."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from poise.errors import NotSignedIn, PoiseError
from poise.web.edge.hosts import AllowedHosts, HostPort
from poise.web.edge.origins import Origin, is_own_page
from poise.web.headers import HEADERS
from poise.web.identity import IDENTITY, PLEASE_SIGN_IN, Identity
from poise.web.language import language_of
from poise.web.problems import problem, problem_of
from poise.web.refusals import NOT_OUR_PAGE, Refusals
from poise.web.upload_slots import UploadSlots

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# What can be asked for with a body and without being signed in; tests/web/test_authorisation.py checks the list.
_DOORS = frozenset(f"/api/v1/{name}" for name in ("setup", "sign-up", "sign-in", "password-reset"))
IS_HEAD = "poise.is_head"  # in the scope of a HEAD that is answered as a GET
_UPLOADS = "/api/v1/uploads/"
_ONE_YEAR = "max-age=31536000"


@dataclass(frozen=True, slots=True)
class BodyLimits:
    """How large a body may be.

    Parameters
    ----------
    usual : int
        In bytes.
    uploads : dict of str to int
        The paths that take more, and how many bytes.
    slots : UploadSlots
        Bounds the uploads that are under way at once, in bytes and for each account.
    film : int
        How many bytes of a film one request may bring: they are kept as they come.
    film_slots : UploadSlots
        Bounds the requests that bring films, by the memory that each takes.
    film_memory : int
        That memory in bytes, however large the film is.
    """

    usual: int
    uploads: dict[str, int]
    slots: UploadSlots
    film: int
    film_slots: UploadSlots
    film_memory: int

    def most(self, path: str) -> int:
        """Return how many bytes a body may have."""
        return self.film if path.startswith(_UPLOADS) else self.uploads.get(path, self.usual)

    def hold(self, path: str, account: str, told: int | None) -> AbstractContextManager[None]:
        """Hold what an upload of `told` bytes takes; without a length it takes the most."""
        if path.startswith(_UPLOADS) and told != 0:
            return self.film_slots.hold(account, self.film_memory)
        if path not in self.uploads:
            return nullcontext()
        most = self.uploads[path]
        return self.slots.hold(account, most if told is None else min(told, most))


class GuardedApplication:
    """Wrap an ASGI application.

    Parameters
    ----------
    application : ASGI application
        What is guarded.
    hosts : AllowedHosts
        The names that are answered to.
    address : Origin or None
        The studio's public address.
    bodies : BodyLimits
        How large bodies may be.
    identify : callable
        Who makes a request; None for nobody.
    refusals : Refusals
        Logs what an administrator has to know of.
    """

    def __init__(
        self,
        application: ASGIApp,
        *,
        hosts: AllowedHosts,
        address: Origin | None,
        bodies: BodyLimits,
        identify: Callable[[HTTPConnection], Awaitable[Identity | None]],
        refusals: Refusals,
    ) -> None:
        self._application, self._hosts, self._address = application, hosts, address
        self._bodies, self._identify = bodies, identify
        self._refusals = refusals

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] not in {"http", "websocket"}:
            await self._application(scope, receive, send)
            return
        connection, answer = HTTPConnection(scope), _with_headers(scope, send)
        if not self._is_known_host(connection):
            sentence = self._refusals.unknown_host(connection)
            await _problem(connection, 421, "unknown-host", sentence)(scope, receive, answer)
        elif scope["type"] == "http" and scope["method"] not in _SAFE:
            await self._change(connection, receive, answer)
        elif scope["type"] == "http" and scope["method"] == "HEAD":
            await self._application(*_as_get(scope, receive, answer))
        else:
            await self._application(scope, receive, answer)

    def _is_known_host(self, connection: HTTPConnection) -> bool:
        given = connection.headers.getlist("host")
        place = HostPort.parse(given[0]) if len(given) == 1 else None
        return place is not None and place.host in self._hosts

    async def _change(self, connection: HTTPConnection, receive: Receive, answer: Send) -> None:
        """Serve a request that may change something: from our own page, and signed in before its body is read."""
        scope = connection.scope
        if not is_own_page(connection, self._address):
            self._refusals.foreign_page(connection)
            await _problem(connection, 403, "not-allowed", NOT_OUR_PAGE)(scope, receive, answer)
            return
        path, told = scope["path"], _told_length(connection.headers)
        try:
            account = ""
            if told != 0 and path.startswith("/api/") and path not in _DOORS:
                account = await self._require_sign_in(connection)
            with self._bodies.hold(path, account, told):
                await self._application(scope, self._bounded(path, told, receive), answer)
        except PoiseError as error:  # raised here: what the application raises it has answered itself
            await problem_of(error, language_of(connection.headers))(scope, receive, answer)

    async def _require_sign_in(self, connection: HTTPConnection) -> str:
        identity = await self._identify(connection)
        if identity is None:
            raise NotSignedIn(PLEASE_SIGN_IN)
        connection.scope[IDENTITY] = identity
        return identity.account.identifier

    def _bounded(self, path: str, told: int | None, receive: Receive) -> Receive:
        most = self._bodies.most(path)
        taken = told if told is not None and told > most else 0

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


def _problem(connection: HTTPConnection, status: int, code: str, sentence: str) -> ASGIApp:
    return problem(status, code, sentence, language=language_of(connection.headers))


def _told_length(headers: Headers) -> int | None:
    """Return how long a body is said to be; None where that is not said."""
    if "transfer-encoding" in headers:
        return None
    told = headers.get("content-length", "0")
    return int(told) if told.isascii() and told.isdigit() else None


def _as_get(scope: Scope, receive: Receive, send: Send) -> tuple[Scope, Receive, Send]:
    """Let a HEAD be answered as a GET whose body is not sent."""

    async def bare(message: MutableMapping[str, Any]) -> None:
        is_body = message["type"] == "http.response.body"
        await send({**message, "body": b""} if is_body else message)

    return {**scope, "method": "GET", IS_HEAD: True}, receive, bare


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
