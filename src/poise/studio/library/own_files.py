"""What exercises and programmes that people keep in the studio have alike: who may choose, change and remove them."""

from __future__ import annotations

from dataclasses import replace

from poise.errors import NotThere
from poise.store import Account
from poise.store.facets import OwnFiles
from poise.store.own_files import Own


async def list_choosable(kept: OwnFiles[Own], account: Account) -> tuple[Own, ...]:
    """Return one's own and those that others share, by name."""
    found: list[Own] = [one for one in await kept.list_for(account.identifier) if not one.deleted_ms]
    found += [one for one in await kept.list_shared() if one.account != account.identifier]
    return tuple(sorted(found, key=lambda one: one.name.casefold()))


async def find_choosable(kept: OwnFiles[Own], account: Account, identifier: str, missing: str) -> Own:
    """Return one of one's own, or one that is shared.

    Raises
    ------
    NotThere
        With the sentence `missing`, if there is none; one that somebody else keeps for themselves is answered alike.
    """
    found = await kept.get(identifier)
    if found is None or found.deleted_ms or not (found.is_shared or found.account == account.identifier):
        raise NotThere(missing)
    return found


async def find_own(
    kept: OwnFiles[Own], account: Account, identifier: str, missing: str, *, is_deleted: bool = False
) -> Own:
    """Return one of one's own, with `is_deleted` also one that was removed.

    Raises
    ------
    NotThere
        With the sentence `missing`, if the account has none with this identifier.
    """
    found = await kept.get(identifier)
    if found is None or found.account != account.identifier or (found.deleted_ms and not is_deleted):
        raise NotThere(missing)
    return found


async def set_own_deleted(
    kept: OwnFiles[Own], account: Account, identifier: str, at_ms: int, missing: str
) -> None:
    """Remove one of one's own, or restore it (0); sessions that were done with it stay.

    Raises
    ------
    NotThere
        With the sentence `missing`, if the account has none with this identifier.
    """
    found = await find_own(kept, account, identifier, missing, is_deleted=True)
    await kept.change(replace(found, deleted_ms=at_ms))
