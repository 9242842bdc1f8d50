"""Who makes a request: the signed-in browser behind its cookie."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.websockets import WebSocket

from poise.errors import NotAllowed, NotSignedIn
from poise.store import Account, Role, SignIn
from poise.web.clock import DAY_MS, now_ms
from poise.web.secret import hash_of, new_secret
from poise.web.services import Running, Services, services_of

COOKIE = "poise"
_STAYS_MS = 30 * DAY_MS  # without a visit
_AT_MOST_MS = 180 * DAY_MS
_TOUCHED_MS = 5 * 60_000  # a visit is noted this often
_LONGEST_AGENT = 200


@dataclass(frozen=True, slots=True)
class Identity:
    """A signed-in person and the browser they are signed in with."""

    account: Account
    sign_in: SignIn


def cookie_name(connection: HTTPConnection) -> str:
    """Return the cookie's name; under TLS it is bound to this host, to the root path and to TLS by its prefix."""
    return f"__Host-{COOKIE}" if connection.url.scheme in {"https", "wss"} else COOKIE


def is_own_page(connection: HTTPConnection) -> bool:
    """Whether the request comes from a page of this very studio.

    Browsers say so in `Sec-Fetch-Site`; older ones, and all of them for sockets, in `Origin`.
    """
    site = connection.headers.get("sec-fetch-site")
    if site is not None and not isinstance(connection, WebSocket):
        return site == "same-origin"
    origin = connection.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc == connection.headers.get("host", "")


async def identity_of(connection: HTTPConnection, services: Services) -> Identity | None:
    """Return who is signed in, None for nobody; a visit makes the sign-in last longer."""
    secret = connection.cookies.get(cookie_name(connection))
    if not secret:
        return None
    sign_in = await services.store.sign_in(hash_of(secret))
    now = now_ms()
    if sign_in is None or sign_in.expires_ms <= now:
        return None
    account = await services.store.account(sign_in.account)
    if account is None or account.is_disabled:
        return None
    if now - sign_in.seen_ms > _TOUCHED_MS:
        expires_ms = min(now + _STAYS_MS, sign_in.created_ms + _AT_MOST_MS)
        await services.store.touch_sign_in(sign_in.token_hash, now, expires_ms)
        sign_in = dataclasses.replace(sign_in, seen_ms=now, expires_ms=expires_ms)
    return Identity(account, sign_in)


async def signed_in(request: Request, services: Running) -> Identity:
    """Return who is signed in.

    Raises
    ------
    NotSignedIn
        If nobody is.
    """
    identity = await identity_of(request, services)
    if identity is None:
        raise NotSignedIn("Please sign in first.")
    return identity


async def _admin(identity: Signed) -> Identity:
    if identity.account.role is not Role.ADMIN:
        raise NotAllowed("Only an administrator may do that.")
    return identity


Signed = Annotated[Identity, Depends(signed_in)]
Admin = Annotated[Identity, Depends(_admin)]


async def account_of(socket: WebSocket) -> Account | None:
    """Return who opened a socket; None unless it is a signed-in browser on a page of ours."""
    if not is_own_page(socket):
        return None
    identity = await identity_of(socket, services_of(socket))
    return identity.account if identity else None


async def welcome(request: Request, response: Response, services: Services, account: Account) -> None:
    """Sign a browser in with a new secret; what it carried before is worth nothing any more."""
    before = request.cookies.get(cookie_name(request))
    if before:
        await services.store.remove_sign_in(hash_of(before))
    secret, now = new_secret(), now_ms()
    agent = request.headers.get("user-agent", "")[:_LONGEST_AGENT]
    await services.store.add_sign_in(
        SignIn(hash_of(secret), account.identifier, now, now, now + _STAYS_MS, agent)
    )
    response.set_cookie(
        cookie_name(request),
        secret,
        max_age=_AT_MOST_MS // 1000,
        path="/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )


def farewell(request: Request, response: Response) -> None:
    """Take the cookie back."""
    response.delete_cookie(
        cookie_name(request), path="/", secure=request.url.scheme == "https", httponly=True, samesite="lax"
    )
