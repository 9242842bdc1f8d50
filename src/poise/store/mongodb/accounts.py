"""Accounts in MongoDB: a name is claimed before it is borne."""

from __future__ import annotations

import time
from dataclasses import replace

from poise.errors import Conflict
from poise.store.accounts import Account
from poise.store.keys import name_key, name_taken
from poise.store.mongodb import administrators
from poise.store.mongodb.collections import Collections, Document
from poise.store.mongodb.facet import MongoFacet
from poise.store.mongodb.forms import account_of, of_account

# A name claimed for longer than this by an account that does not bear it was left behind by a killed process.
_CLAIM_MS = 60_000


class MongoAccounts(MongoFacet[Account]):
    """The people who sign in."""

    collection = "accounts"
    key = "key"

    async def add(self, account: Account) -> None:
        """Claim the name, then keep the account; raises `Conflict`."""
        await _claim(self._collections, account)
        if not await self._collections.insert("accounts", of_account(account)):
            raise name_taken(account.name)
        if account.is_administrator:
            await administrators.enter(self._collections, account)

    async def get(self, identifier: str) -> Account | None:  # noqa: D102  (the interface says it)
        found = await self._collections.one("accounts", {"_id": identifier})
        return account_of(found) if found else None

    async def find(self, name: str) -> Account | None:  # noqa: D102
        found = await self._collections.one("accounts", {"key": name_key(name)})
        return account_of(found) if found else None

    async def count(self) -> int:  # noqa: D102
        return await self._collections.total("accounts", {"_id": {"$gt": ""}})

    async def change(self, account: Account) -> Account:  # noqa: D102
        known = await self._collections.one("accounts", {"_id": account.identifier})
        if known is None or known["rev"] != account.rev:
            raise _changed()
        key = name_key(account.name)
        if key != known["key"]:
            await _claim(self._collections, account)
        was_administrator = account_of(known).is_administrator
        if was_administrator and not account.is_administrator:
            await administrators.leave(self._collections, account.identifier, account.rev)
        changed = replace(account, rev=account.rev + 1)
        is_changed = await self._write_changed(changed, account.rev)
        await _release(self._collections, account.identifier, key, known["key"])
        if was_administrator != account.is_administrator:
            await self._enter_if_administrator(account.identifier)
        if not is_changed:
            raise _changed()
        return changed

    async def restore(self, record: Account) -> None:  # noqa: D102
        await self.add(record)

    async def give_up_power(self, identifier: str) -> None:
        """Begin to remove an account: after this nobody counts on it as an administrator; see `LastAdministrator`."""
        known = await self.get(identifier)
        if known is not None and known.is_administrator:
            await administrators.leave(self._collections, identifier, known.rev)

    async def remove(self, identifier: str) -> None:
        """Remove an account itself with its name."""
        while (known := await self.get(identifier)) is not None:
            if known.is_administrator:
                await administrators.leave(self._collections, identifier, known.rev)
            # Only as it was read: somebody who was made an administrator in the meantime is looked at again.
            await self._collections.remove("accounts", {"_id": identifier, "rev": known.rev})
        await self._collections.remove("names", {"account": identifier})

    def _record(self, document: Document) -> Account:
        return account_of(document)

    async def _write_changed(self, changed: Account, rev: int) -> bool:
        settings = {
            name: value for name, value in of_account(changed).items() if name not in {"_id", "created_ms"}
        }
        return await self._collections.change("accounts", {"_id": changed.identifier, "rev": rev}, settings)

    async def _enter_if_administrator(self, identifier: str) -> None:
        """Note the power of an account as it is now: given by this change, or kept because it came too late."""
        now = await self.get(identifier)
        if now is not None and now.is_administrator:
            await administrators.enter(self._collections, now)


async def _claim(collections: Collections, account: Account) -> None:
    key, now_ms = name_key(account.name), time.time_ns() // 1_000_000
    claim = {"account": account.identifier, "at_ms": now_ms}
    if await collections.insert("names", {"_id": key, **claim}):
        return
    holder = await collections.one("names", {"_id": key})
    if holder is not None and holder["account"] == account.identifier:
        return
    bearer = await collections.one("accounts", {"key": key})
    if holder is None or bearer is not None or now_ms - holder["at_ms"] < _CLAIM_MS:
        raise name_taken(account.name)
    left_behind = {"_id": key, "account": holder["account"], "at_ms": holder["at_ms"]}
    if not await collections.change("names", left_behind, claim):
        raise name_taken(account.name)


async def _release(collections: Collections, identifier: str, *keys: str) -> None:
    """Give up those names that the account does not bear."""
    known = await collections.one("accounts", {"_id": identifier})
    for key in set(keys) - {known["key"] if known else ""}:
        await collections.remove("names", {"_id": key, "account": identifier})


def _changed() -> Conflict:
    return Conflict("The account was changed in the meantime; please load it again.")
