"""Changing a password: by somebody who knows the old one, or with a one-time link."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses

from poise.errors import Conflict, NotThere
from poise.store import Account, LinkKind, Store
from poise.studio.people.links import use_link, valid_link
from poise.studio.people.passwords import Passwords, checked_password


async def set_password(store: Store, passwords: Passwords, account: Account, password: str) -> Account:
    """Give an account a new password, and return the account.

    Raises
    ------
    RequestError
        If the password may not be used, in one sentence.
    Conflict
        If the account was changed meanwhile.
    """
    tidy = await asyncio.to_thread(checked_password, password, account.name)
    hashed = await passwords.hashed(tidy)
    return await store.accounts.change(dataclasses.replace(account, password_hash=hashed))


async def set_password_by_link(store: Store, passwords: Passwords, secret: str, password: str) -> Account:
    """Give the account of a one-time link a new password, use the link up, and return the account.

    Raises
    ------
    NotThere
        If the link is not valid any more.
    RequestError
        If the password may not be used; the link stays valid.
    """
    link = await valid_link(store, secret, LinkKind.RESET)
    account = await store.accounts.get(link.account)
    if account is None:
        raise NotThere("This link is not valid any more; ask for a new one.")
    await asyncio.to_thread(checked_password, password, account.name)
    await use_link(store, secret, LinkKind.RESET)
    return await set_password(store, passwords, account, password)


async def renew_hash(store: Store, passwords: Passwords, account: Account, password: str) -> Account:
    """Hash a password that was right as it is hashed today, where it was hashed otherwise."""
    if not passwords.is_outdated(account.password_hash):
        return account
    hashed = await passwords.hashed(password)
    with contextlib.suppress(Conflict):  # changed meanwhile: the next sign-in does it
        return await store.accounts.change(dataclasses.replace(account, password_hash=hashed))
    return account
