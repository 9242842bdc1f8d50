"""Becoming one of a studio's people: the first administrator by the printed link, others as the studio allows."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from poise.errors import NotThere
from poise.store import Account, LinkKind, Profile, Role, Store
from poise.studio.clock import now_ms
from poise.studio.identifiers import new_identifier
from poise.studio.people.links import use_link, valid_link
from poise.studio.people.names import checked_name, require_distinct
from poise.studio.people.passwords import Passwords, checked_password


@dataclass(frozen=True, slots=True)
class Applicant:
    """A name and a password that may be used, checked before anything is done.

    Parameters
    ----------
    name, password : str
        Tidy, as they are kept and hashed.
    """

    name: str
    password: str


async def checked_applicant(name: str, password: str) -> Applicant:
    """Check a name and a password.

    Raises
    ------
    RequestError
        In one sentence that says what is wrong with one of them.
    """
    tidy = checked_name(name)
    return Applicant(tidy, await asyncio.to_thread(checked_password, password, tidy))


class Registrar:
    """Make accounts.

    Parameters
    ----------
    store : Store
        Open.
    passwords : Passwords
        Hashes them.
    naming : asyncio.Lock
        Held while a new name is compared with all others and taken.
    """

    def __init__(self, store: Store, passwords: Passwords, naming: asyncio.Lock) -> None:
        self._store, self._passwords, self._naming = store, passwords, naming

    async def set_up(self, applicant: Applicant, secret: str, *, has_admin: bool) -> Account:
        """Make the first administrator with the secret of the link that the studio printed.

        Raises
        ------
        NotThere
            If the link is not valid, or the studio is set up already.
        Conflict
            If the name is taken.
        """
        await valid_link(self._store, secret, LinkKind.SETUP)
        if has_admin:
            raise NotThere("This studio is set up already; please sign in.")
        await require_distinct(self._store, applicant.name)
        await use_link(self._store, secret, LinkKind.SETUP)
        return await self._add(applicant, Role.ADMIN)

    async def sign_up(self, applicant: Applicant, role: Role, invitation: str = "") -> Account:
        """Make an account with a role; an invitation is used up.

        Raises
        ------
        NotThere
            If the invitation is not valid any more.
        Conflict
            If the name is taken, or looks like another one.
        """
        await require_distinct(self._store, applicant.name)
        if invitation:
            await use_link(self._store, invitation, LinkKind.INVITATION)
        return await self._add(applicant, role)

    async def _add(self, applicant: Applicant, role: Role) -> Account:
        hashed = await self._passwords.hashed(applicant.password)
        profile = Profile(display_name=applicant.name)
        account = Account(new_identifier(), applicant.name, role, hashed, now_ms(), profile)
        async with self._naming:  # of two who take look-alike names at once the second sees the first
            await require_distinct(self._store, applicant.name)
            await self._store.accounts.add(account)
        return account
