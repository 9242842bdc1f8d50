"""What holds for every change of an account's rights, whether the web or the terminal asks for it."""

from __future__ import annotations

import dataclasses

from poise.blobs import Blobs
from poise.errors import Conflict, NotThere
from poise.store import Account, Role, Store
from poise.studio.films.files import upload_prefix
from poise.studio.people.audit import Actor, changes_between, record


@dataclasses.dataclass(frozen=True, slots=True)
class Rights:
    """What an account may do; None leaves it as it is."""

    role: Role | None = None
    is_disabled: bool | None = None

    def applied_to(self, account: Account) -> Account:
        """Return an account with these rights."""
        return dataclasses.replace(
            account,
            role=account.role if self.role is None else self.role,
            is_disabled=account.is_disabled if self.is_disabled is None else self.is_disabled,
        )


async def change_rights(
    store: Store, actor: Actor, identifier: str, rights: Rights, rev: int | None = None
) -> Account:
    """Give an account other rights, void the links that rested on the former ones, and write it down.

    Taking rights away always succeeds, whatever else of the account changes at the same time: whoever is to be
    locked out could otherwise prevent it by changing something again and again.

    Parameters
    ----------
    store : Store
        Open.
    actor : Actor
        Who does it.
    identifier : str
        Of the account.
    rights : Rights
        What it may do from now on.
    rev : int, optional
        The revision that whoever decides has seen; asked for where rights are given.

    Raises
    ------
    NotThere
        If there is no such account.
    Conflict
        If rights are given to an account that was changed in the meantime.
    LastAdministrator
        If no administrator would be left.
    """
    before, after = await _changed(store, identifier, rights, rev)
    if after.is_disabled:
        await store.sign_ins.remove_for(identifier)
        await store.one_time_links.remove_for(account=identifier)
    if not after.is_administrator:
        await store.one_time_links.remove_for(maker=identifier)
    if changes := changes_between(before, after):
        await record(store, actor, "account-changed", Actor.of(after), changes)
    return after


async def _changed(store: Store, identifier: str, rights: Rights, rev: int | None) -> tuple[Account, Account]:
    while True:
        before = await store.accounts.get(identifier)
        if before is None:
            raise NotThere("There is no such account.")
        wanted = rights.applied_to(before)
        if wanted == before:
            return before, before
        gives = _gives(before, wanted)
        if gives and rev is not None and before.rev != rev:
            raise Conflict("The account was changed meanwhile; please look again.")
        try:
            return before, await store.accounts.change(wanted)
        except Conflict:
            if gives and rev is not None:
                raise


def _gives(before: Account, after: Account) -> bool:
    """Whether a change lets somebody do more than before."""
    is_unlocked = before.is_disabled and not after.is_disabled
    is_promoted = before.role is not Role.ADMIN and after.role is Role.ADMIN
    return is_unlocked or is_promoted


async def change_profile(store: Store, account: Account, **chosen: object) -> Account:
    """Change some fields of somebody's profile; what else of the account is changed at the same time is kept.

    Parameters
    ----------
    store : Store
        Open.
    account : Account
        As it was last seen.
    **chosen
        Fields of `Profile` with their new values.

    Raises
    ------
    NotThere
        If the account was removed meanwhile.
    """
    present: Account | None = account
    while present is not None:
        profile = dataclasses.replace(present.profile, **chosen)  # type: ignore[arg-type]  # fields of a profile
        try:
            return await store.accounts.change(dataclasses.replace(present, profile=profile))
        except Conflict:  # two pages of one person, for instance
            present = await store.accounts.get(account.identifier)
    raise NotThere("There is no such account.")


async def remove_account(store: Store, blobs: Blobs, actor: Actor, account: Account) -> None:
    """Remove an account with everything that is its own, its films among it, and write it down.

    A process that is killed in between leaves blobs without a record, which maintenance removes.

    Raises
    ------
    LastAdministrator
        If no administrator would be left; then nothing was removed.
    """
    uploads = await store.uploads.list_for(account.identifier)
    await store.remove_account(account.identifier)
    for upload in uploads:
        await blobs.remove(upload_prefix(upload.identifier))
    await record(store, actor, "account-deleted", Actor.of(account))


async def void_links(store: Store, account: str) -> None:
    """Void the links that reset an account's password, and those that it made.

    That is what a new password does: whoever may have known the old one is to be left with nothing, also not with an
    invitation that they made.
    """
    await store.one_time_links.remove_for(account=account, maker=account)
