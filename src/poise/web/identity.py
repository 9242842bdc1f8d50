"""Who makes a request: the signed-in browser behind its cookie."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.websockets import WebSocket

from poise.errors import NotAllowed, NotSignedIn
from poise.store import Account, Role, SignIn
from poise.studio.clock import DAY_MS, now_ms
from poise.studio.people.secret import hash_of, new_secret
from poise.web.edge.hosts import HostPort
from poise.web.edge.origins import is_own_page
from poise.web.refusals import NOT_OUR_PAGE
from poise.web.services import Running, Services, services_of

COOKIE = "poise"
IDENTITY = "poise.identity"  # where the guard keeps in the scope whom it found
PLEASE_SIGN_IN = "Please sign in first."
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
    """Return the cookie's name.

    It holds the port, unless that is the usual one: browsers send cookies to all ports of a host, so that a second
    studio there would otherwise sign out of the first. Under TLS the cookie is bound to this host, to the root path
    and to TLS by its prefix.
    """
    scheme = connection.url.scheme
    place = HostPort.parse(connection.headers.get("host", ""))
    usual = HostPort("").port_for(scheme)
    port = place.port_for(scheme) if place else usual
    name = COOKIE if port == usual else f"{COOKIE}-{port}"
    return f"__Host-{name}" if scheme in {"https", "wss"} else name


async def identity_of(connection: HTTPConnection, services: Services) -> Identity | None:
    """Return who is signed in, None for nobody; a visit makes the sign-in last longer."""
    secret = connection.cookies.get(cookie_name(connection))
    identity = await valid_identity(services, hash_of(secret)) if secret else None
    if identity is None:
        return None
    sign_in, now = identity.sign_in, now_ms()
    if now - sign_in.seen_ms <= _TOUCHED_MS:
        return identity
    expires_ms = min(now + _STAYS_MS, sign_in.created_ms + _AT_MOST_MS)
    await services.store.sign_ins.touch(sign_in.token_hash, now, expires_ms)
    return Identity(identity.account, dataclasses.replace(sign_in, seen_ms=now, expires_ms=expires_ms))


async def valid_identity(services: Services, token_hash: str) -> Identity | None:
    """Return who is signed in with a token, None where that has ended."""
    sign_in = await services.store.sign_ins.get(token_hash)
    if sign_in is None or sign_in.expires_ms <= now_ms():
        return None
    account = await services.store.accounts.get(sign_in.account)
    return None if account is None or account.is_disabled else Identity(account, sign_in)


async def signed_in(request: Request, services: Running) -> Identity:
    """Return who is signed in.

    Raises
    ------
    NotSignedIn
        If nobody is.
    """
    identity: Identity | None = request.scope.get(IDENTITY) or await identity_of(request, services)
    if identity is None:
        raise NotSignedIn(PLEASE_SIGN_IN)
    return identity


async def _admin(identity: Signed, request: Request, services: Running) -> Identity:
    if identity.account.role is not Role.ADMIN:
        if services.limits.notes.allows(identity.account.identifier):
            asked = f"{request.method} {request.url.path}"[:_LONGEST_AGENT]
            await services.note(identity.account, "refused", asked=asked)
        raise NotAllowed("Only an administrator may do that.")
    return identity


Signed = Annotated[Identity, Depends(signed_in)]
Admin = Annotated[Identity, Depends(_admin)]


async def identity_of_socket(socket: WebSocket) -> Identity | None:
    """Return who opened a socket; None for nobody.

    Raises
    ------
    NotAllowed
        If it was not opened by a page of ours.
    """
    services = services_of(socket)
    if not is_own_page(socket, services.settings.origin):
        services.refusals.foreign_page(socket)
        raise NotAllowed(NOT_OUR_PAGE)
    return await identity_of(socket, services)


async def welcome(request: Request, response: Response, services: Services, account: Account) -> None:
    """Sign a browser in with a new secret; what it carried before is worth nothing any more.

    Raises
    ------
    NotAllowed
        If the account was locked, removed or given another password while this sign-in was under way.
    """
    before = request.cookies.get(cookie_name(request))
    if before:
        await end_sign_in(services, hash_of(before))
    secret, now = new_secret(), now_ms()
    agent = request.headers.get("user-agent", "")[:_LONGEST_AGENT]
    fresh = SignIn(hash_of(secret), account.identifier, now, now, now + _STAYS_MS, agent)
    await services.store.sign_ins.add(fresh)
    # Whoever locks or renews an account changes it first and ends its sign-ins then: this one came before, and is
    # ended, or it comes after, and sees the change here.
    known = await services.store.accounts.get(account.identifier)
    if known is None or known.is_disabled or known.password_hash != account.password_hash:
        await services.store.sign_ins.remove(fresh.token_hash)
        raise NotAllowed("The name or the password is not right.")
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
    """Take the cookie back, and have the browser forget what it kept of our answers.

    Not its cookies and storage: those are shared by all studios of a host, and hold a page's language.
    """
    response.headers["clear-site-data"] = '"cache"'
    response.delete_cookie(
        cookie_name(request), path="/", secure=request.url.scheme == "https", httponly=True, samesite="lax"
    )


async def end_sign_in(services: Services, token_hash: str) -> None:
    """Sign one browser out, and end its sockets."""
    await services.store.sign_ins.remove(token_hash)
    await services.hub.end_sign_in(token_hash)


async def end_sign_ins(services: Services, account: str) -> None:
    """Sign all browsers of an account out, and end their sockets."""
    await services.store.sign_ins.remove_for(account)
    await services.hub.end_account(account)
