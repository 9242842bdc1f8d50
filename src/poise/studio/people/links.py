"""One-time links: set-up, invitation, password reset."""

from __future__ import annotations

from poise.errors import NotAllowed, NotThere
from poise.store import TERMINAL, LinkKind, OneTimeLink, Role, Store
from poise.studio.clock import DAY_MS, now_ms
from poise.studio.people.secret import hash_of, new_secret

_PATHS = {
    LinkKind.SETUP: "/setup?ticket=",
    LinkKind.INVITATION: "/sign-up?invitation=",
    LinkKind.RESET: "/password-reset?ticket=",
}
_LASTS_MS = {LinkKind.SETUP: DAY_MS, LinkKind.INVITATION: 7 * DAY_MS, LinkKind.RESET: DAY_MS}
_ID_LENGTH = 16  # of a link's name in lists: part of its hash, which opens nothing


def link_identifier(link: OneTimeLink) -> str:
    """Return what a link is called in lists."""
    return link.token_hash[:_ID_LENGTH]


async def new_link(
    store: Store,
    kind: LinkKind,
    *,
    role: Role = Role.MEMBER,
    account: str = "",
    maker: str = TERMINAL,
) -> str:
    """Keep a new one-time link and return it as a path of the studio.

    It rests on its maker: it is void once that one is no administrator any more. A reset link voids the older ones of
    that account, a set-up link all older ones.

    Parameters
    ----------
    store : Store
        Open.
    kind : LinkKind
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
    link = OneTimeLink(hash_of(secret), kind, now + _LASTS_MS[kind], role, account, maker, now)
    await store.one_time_links.add(link)
    # After it was kept: whoever takes the maker's right revokes the links that are there by then.
    if not await _stands(store, link):
        await store.one_time_links.remove(link.token_hash)
        raise NotAllowed("Only an administrator may do that.")
    await _void_older(store, link)
    return _PATHS[kind] + secret


async def valid_link(store: Store, secret: str, kind: LinkKind) -> OneTimeLink:
    """Look at a link without using it.

    Raises
    ------
    NotThere
        If it is unknown, used, revoked, expired, of another kind, or its maker is no administrator any more.
    """
    link = await store.one_time_links.get(hash_of(secret))
    if link is None or link.kind is not kind or link.expires_ms <= now_ms():
        raise NotThere(_LINK_GONE)
    if not await _stands(store, link):
        raise NotThere(_LINK_GONE)
    return link


async def use_link(store: Store, secret: str, kind: LinkKind) -> OneTimeLink:
    """Use a link up: of several at once exactly one gets it.

    Raises
    ------
    NotThere
        As `valid_link`.
    """
    await valid_link(store, secret, kind)
    link = await store.one_time_links.take(hash_of(secret), now_ms())
    if link is None:
        raise NotThere(_LINK_GONE)
    return link


async def open_links(store: Store) -> list[OneTimeLink]:
    """Return the links that still open something, the next to end first."""
    now = now_ms()
    return [
        one
        for one in await store.one_time_links.list_all()
        if one.expires_ms > now and await _stands(store, one)
    ]


async def revoke_link(store: Store, identifier: str) -> OneTimeLink:
    """Void a link by its name in the list.

    Raises
    ------
    NotThere
        If there is none of that name.
    """
    for one in await store.one_time_links.list_all():
        if link_identifier(one) == identifier:
            await store.one_time_links.remove(one.token_hash)
            return one
    raise NotThere("There is no such link; it may have been used or have ended.")


async def _stands(store: Store, link: OneTimeLink) -> bool:
    """Whether the maker may still make such links; "" is one of an older version, which did not note it."""
    if link.maker in {"", TERMINAL}:
        return True
    maker = await store.accounts.get(link.maker)
    return maker is not None and maker.is_administrator


async def _void_older(store: Store, link: OneTimeLink) -> None:
    """Void what was made before: of several links made in the same instant, the one that comes last always stays."""
    if link.kind is LinkKind.INVITATION:
        return
    for one in await store.one_time_links.list_all():
        if (one.kind, one.account) == (link.kind, link.account) and _made(one) < _made(link):
            await store.one_time_links.remove(one.token_hash)


def _made(link: OneTimeLink) -> tuple[int, str]:
    return link.created_ms, link.token_hash


_LINK_GONE = "This link is not valid any more; ask for a new one."
