"""One-time links in SQLite."""

from __future__ import annotations

import sqlite3

from poise.store.accounts import LinkKind, OneTimeLink, Role
from poise.store.sqlite.facet import SqliteFacet


class SqliteOneTimeLinks(SqliteFacet[OneTimeLink]):
    """The links that work once."""

    table = "tickets"  # the name that it was released with
    keys = ("token_hash",)
    owner = "account"
    expires = True

    async def add(self, link: OneTimeLink) -> None:  # noqa: D102  (the interface says it)
        await self._database.write(_add, link)

    async def get(self, token_hash: str) -> OneTimeLink | None:  # noqa: D102
        return await self._database.read(_get, token_hash)

    async def take(self, token_hash: str, now_ms: int) -> OneTimeLink | None:  # noqa: D102
        return await self._database.write(_take, token_hash, now_ms)

    async def list_all(self) -> tuple[OneTimeLink, ...]:  # noqa: D102
        return await self._database.read(_list_all)

    async def remove(self, token_hash: str) -> None:  # noqa: D102
        await self._database.write(_remove, token_hash)

    async def remove_for(self, *, account: str = "", maker: str = "") -> int:  # noqa: D102
        return await self._database.write(_remove_for, account=account, maker=maker)

    async def restore(self, record: OneTimeLink) -> None:  # noqa: D102
        await self.add(record)

    def remove_owned(self, database: sqlite3.Connection, owner: str) -> list[str]:
        """Remove the links to an account's password, and those that it made."""
        _remove_for(database, account=owner, maker=owner)
        return []

    def _record(self, row: sqlite3.Row) -> OneTimeLink:
        return _link_of(row)


def _add(database: sqlite3.Connection, link: OneTimeLink) -> None:
    database.execute(
        "INSERT INTO tickets VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            link.token_hash,
            link.kind.value,
            link.expires_ms,
            link.role.value,
            link.account,
            link.maker,
            link.created_ms,
        ),
    )


def _get(database: sqlite3.Connection, token_hash: str) -> OneTimeLink | None:
    row = database.execute("SELECT * FROM tickets WHERE token_hash = ?", (token_hash,)).fetchone()
    return _link_of(row) if row else None


def _take(database: sqlite3.Connection, token_hash: str, now_ms: int) -> OneTimeLink | None:
    """Use a link up; the one writer makes sure that only one gets it."""
    found = _get(database, token_hash)
    _remove(database, token_hash)
    return found if found is not None and found.expires_ms > now_ms else None


def _list_all(database: sqlite3.Connection) -> tuple[OneTimeLink, ...]:
    rows = database.execute("SELECT * FROM tickets ORDER BY expires_ms, token_hash")
    return tuple(_link_of(row) for row in rows)


def _remove(database: sqlite3.Connection, token_hash: str) -> None:
    database.execute("DELETE FROM tickets WHERE token_hash = ?", (token_hash,))


def _remove_for(database: sqlite3.Connection, *, account: str = "", maker: str = "") -> int:
    return database.execute(
        "DELETE FROM tickets WHERE account = ? AND account <> '' OR maker = ? AND maker <> ''",
        (account, maker),
    ).rowcount


def _link_of(row: sqlite3.Row) -> OneTimeLink:
    return OneTimeLink(
        token_hash=row["token_hash"],
        kind=LinkKind(row["kind"]),
        expires_ms=row["expires_ms"],
        role=Role(row["role"]),
        account=row["account"],
        maker=row["maker"],
        created_ms=row["created_ms"],
    )
