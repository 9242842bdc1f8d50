"""Accounts in SQLite."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import asdict, replace

from poise.errors import Conflict, LastAdministrator
from poise.store.accounts import Account, Profile, Role
from poise.store.keys import LAST_ADMINISTRATOR, name_key, name_taken
from poise.store.sqlite.facet import SqliteFacet


class SqliteAccounts(SqliteFacet[Account]):
    """The people who sign in."""

    table = "accounts"
    keys = ("key",)

    async def add(self, account: Account) -> None:  # noqa: D102  (the interface says it)
        await self._database.write(_add, account)

    async def get(self, identifier: str) -> Account | None:  # noqa: D102
        return await self._database.read(get_account, identifier)

    async def find(self, name: str) -> Account | None:  # noqa: D102
        return await self._database.read(_find, name)

    async def count(self) -> int:  # noqa: D102
        return await self._database.read(self.count_records)

    async def change(self, account: Account) -> Account:  # noqa: D102
        return await self._database.write(_change, account)

    async def restore(self, record: Account) -> None:  # noqa: D102
        await self.add(record)

    def remove(self, database: sqlite3.Connection, identifier: str) -> None:
        """Remove the account itself, or raise `LastAdministrator`."""
        before = get_account(database, identifier)
        database.execute("DELETE FROM accounts WHERE identifier = ?", (identifier,))
        _require_administrator(database, before)

    def _record(self, row: sqlite3.Row) -> Account:
        return _account_of(row)


def get_account(database: sqlite3.Connection, identifier: str) -> Account | None:
    """Return the account with this identifier."""
    row = database.execute("SELECT * FROM accounts WHERE identifier = ?", (identifier,)).fetchone()
    return _account_of(row) if row else None


def _add(database: sqlite3.Connection, account: Account) -> None:
    try:
        database.execute(
            "INSERT INTO accounts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                account.identifier,
                name_key(account.name),
                account.name,
                account.role.value,
                account.password_hash,
                account.created_ms,
                json.dumps(asdict(account.profile)),
                account.is_disabled,
                account.rev,
            ),
        )
    except sqlite3.IntegrityError as error:
        raise name_taken(account.name) from error


def _find(database: sqlite3.Connection, name: str) -> Account | None:
    row = database.execute("SELECT * FROM accounts WHERE key = ?", (name_key(name),)).fetchone()
    return _account_of(row) if row else None


def _change(database: sqlite3.Connection, account: Account) -> Account:
    before = get_account(database, account.identifier)
    try:
        changed = database.execute(
            "UPDATE accounts SET key = ?, name = ?, role = ?, password_hash = ?, profile = ?, is_disabled = ?, "
            "rev = rev + 1 WHERE identifier = ? AND rev = ?",
            (
                name_key(account.name),
                account.name,
                account.role.value,
                account.password_hash,
                json.dumps(asdict(account.profile)),
                account.is_disabled,
                account.identifier,
                account.rev,
            ),
        ).rowcount
    except sqlite3.IntegrityError as error:
        raise name_taken(account.name) from error
    if not changed:
        raise Conflict("The account was changed in the meantime; please load it again.")
    _require_administrator(database, before)
    return replace(account, rev=account.rev + 1)


def _require_administrator(database: sqlite3.Connection, before: Account | None) -> None:
    """Undo a write (by raising) that took the last administrator's power; the one writer makes this atomic."""
    if before is None or not before.is_administrator:
        return
    left = database.execute(
        "SELECT 1 FROM accounts WHERE role = ? AND NOT is_disabled LIMIT 1", (Role.ADMIN.value,)
    )
    if left.fetchone() is None:
        raise LastAdministrator(LAST_ADMINISTRATOR)


def _account_of(row: sqlite3.Row) -> Account:
    return Account(
        identifier=row["identifier"],
        name=row["name"],
        role=Role(row["role"]),
        password_hash=row["password_hash"],
        created_ms=row["created_ms"],
        profile=Profile.of(json.loads(row["profile"])),
        is_disabled=bool(row["is_disabled"]),
        rev=row["rev"],
    )
