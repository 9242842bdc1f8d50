"""One-use links: set-up, invitation, password reset."""

from __future__ import annotations

from starlette.requests import HTTPConnection

from poise.errors import NotAllowed, NotThere
from poise.store import TERMINAL, Role, Store, Ticket, TicketKind
from poise.web.clock import DAY_MS, now_ms
from poise.web.edge.origins import Origin
from poise.web.secret import hash_of, new_secret

_PATHS = {
    TicketKind.SETUP: "/setup?ticket=",
    TicketKind.INVITATION: "/sign-up?invitation=",
    TicketKind.RESET: "/password-reset?ticket=",
}
_LASTS_MS = {TicketKind.SETUP: DAY_MS, TicketKind.INVITATION: 7 * DAY_MS, TicketKind.RESET: DAY_MS}
_ID_LENGTH = 16  # of a link's name in lists: part of its hash, which opens nothing


def link_identifier(ticket: Ticket) -> str:
    """Return what a link is called in lists."""
    return ticket.token_hash[:_ID_LENGTH]


def base_address(connection: HTTPConnection, address: Origin | None) -> str:
    """Return what stands before a link's path: the public address, or the one that the request came to.

    Parameters
    ----------
    connection : HTTPConnection
        Its host was checked by the guard.
    address : Origin or None
        The public address, where the administrator set it.
    """
    return str(address or Origin.of_request(connection) or str(connection.base_url).rstrip("/"))


async def new_link(
    store: Store,
    kind: TicketKind,
    *,
    role: Role = Role.MEMBER,
    account: str = "",
    maker: str = TERMINAL,
) -> str:
    """Keep a new one-use link and return it as a path of the studio.

    It rests on its maker: it is void once that one is no administrator any more. A reset link voids the older ones of
    that account, a set-up link all older ones.

    Parameters
    ----------
    store : Store
        Open.
    kind : TicketKind
        What it is for; a set-up or reset link lasts a day, an invitation a week.
    role : Role
        What the invited person may do.
    account : str
        Whose password it resets.
    maker : str
        The account that makes it, or `TERMINAL`.

    Raises
    ------
    NotAllowed
        If the maker lost the right to make links meanwhile.
    """
    secret, now = new_secret(), now_ms()
    ticket = Ticket(hash_of(secret), kind, now + _LASTS_MS[kind], role, account, maker, now)
    await store.add_ticket(ticket)
    # After it was kept: whoever takes the maker's right revokes the links that are there by then.
    if not await _stands(store, ticket):
        await store.remove_ticket(ticket.token_hash)
        raise NotAllowed("Only an administrator may do that.")
    await _void_older(store, ticket)
    return _PATHS[kind] + secret


async def valid_link(store: Store, secret: str, kind: TicketKind) -> Ticket:
    """Look at a link without using it.

    Raises
    ------
    NotThere
        If it is unknown, used, revoked, expired, of another kind, or its maker is no administrator any more.
    """
    ticket = await store.ticket(hash_of(secret))
    if ticket is None or ticket.kind is not kind or ticket.expires_ms <= now_ms():
        raise NotThere(_LINK_GONE)
    if not await _stands(store, ticket):
        raise NotThere(_LINK_GONE)
    return ticket


async def use_link(store: Store, secret: str, kind: TicketKind) -> Ticket:
    """Use a link up: of several at once exactly one gets it.

    Raises
    ------
    NotThere
        As `valid_link`.
    """
    await valid_link(store, secret, kind)
    ticket = await store.take_ticket(hash_of(secret), now_ms())
    if ticket is None:
        raise NotThere(_LINK_GONE)
    return ticket


async def open_links(store: Store) -> list[Ticket]:
    """Return the links that still open something, the next to end first."""
    now = now_ms()
    return [one for one in await store.tickets() if one.expires_ms > now and await _stands(store, one)]


async def revoke_link(store: Store, identifier: str) -> Ticket:
    """Void a link by its name in the list.

    Raises
    ------
    NotThere
        If there is none of that name.
    """
    for one in await store.tickets():
        if link_identifier(one) == identifier:
            await store.remove_ticket(one.token_hash)
            return one
    raise NotThere("There is no such link; it may have been used or have ended.")


async def _stands(store: Store, ticket: Ticket) -> bool:
    """Whether the maker may still make such links; "" is one of an older version, which did not note it."""
    if ticket.maker in {"", TERMINAL}:
        return True
    maker = await store.account(ticket.maker)
    return maker is not None and maker.is_administrator


async def _void_older(store: Store, ticket: Ticket) -> None:
    if ticket.kind is TicketKind.RESET:
        await store.remove_tickets(account=ticket.account, but=ticket.token_hash)
    if ticket.kind is TicketKind.SETUP:
        for one in await store.tickets():
            if one.kind is TicketKind.SETUP and one.token_hash != ticket.token_hash:
                await store.remove_ticket(one.token_hash)


_LINK_GONE = "This link is not valid any more; ask for a new one."
