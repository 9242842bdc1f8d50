"""Who makes a request: the signed-in browser behind its cookie."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.websockets import WebSocket

from poise.errors import NotAllowed, NotSignedIn
from poise.store import Account, Role, SignIn
from poise.studio.people.secret import hash_of
from poise.studio.people.sign_ins import MAX_LIFETIME_MS, begin_sign_in, find_signed_in, touch_sign_in
from poise.wakeups import Topic
from poise.web.edge.hosts import HostPort
from poise.web.edge.origins import is_own_page
from poise.web.refusals import NOT_OUR_PAGE
from poise.web.services import Running, Services, services_of

COOKIE = "poise"
IDENTITY = "poise.identity"  # where the guard keeps in the scope whom it found
PLEASE_SIGN_IN = "Please sign in first."
_MAX_NOTED = 200  # characters of what was asked for


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
    return Identity(identity.account, await touch_sign_in(services.store, identity.sign_in))


async def valid_identity(services: Services, token_hash: str) -> Identity | None:
    """Return who is signed in with a token, None where that has ended."""
    found = await find_signed_in(services.store, token_hash)
    return Identity(*found) if found else None


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
            asked = f"{request.method} {request.url.path}"[:_MAX_NOTED]
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
    secret = await begin_sign_in(services.store, account, request.headers.get("user-agent", ""))
    response.set_cookie(
        cookie_name(request),
        secret,
        max_age=MAX_LIFETIME_MS // 1000,
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
    services.wakeups.publish(Topic.SIGN_IN, token_hash)


async def end_sign_ins(services: Services, account: str) -> None:
    """Sign all browsers of an account out, and end their sockets."""
    await services.store.sign_ins.remove_for(account)
    await end_sockets(services, account)


async def end_sockets(services: Services, account: str) -> None:
    """End the sockets of an account, at every server, once the store says that its sign-ins hold no more."""
    await services.hub.end_account(account)
    services.wakeups.publish(Topic.ACCOUNT, account)
