"""Signed-in browsers in SQLite."""

from __future__ import annotations

import sqlite3
from dataclasses import astuple

from poise.store.accounts import SignIn
from poise.store.sqlite.facet import SqliteFacet


class SqliteSignIns(SqliteFacet[SignIn]):
    """The signed-in browsers."""

    table = "sign_ins"
    keys = ("token_hash",)
    owner = "account"
    expires = True

    async def add(self, sign_in: SignIn) -> None:  # noqa: D102  (the interface says it)
        await self._database.write(_add, sign_in)

    async def get(self, token_hash: str) -> SignIn | None:  # noqa: D102
        return await self._database.read(_get, token_hash)

    async def touch(self, token_hash: str, seen_ms: int, expires_ms: int) -> None:  # noqa: D102
        await self._database.write(_touch, token_hash, seen_ms, expires_ms)

    async def list_for(self, account: str) -> tuple[SignIn, ...]:  # noqa: D102
        return await self._database.read(_list_for, account)

    async def remove(self, token_hash: str) -> None:  # noqa: D102
        await self._database.write(_remove, token_hash)

    async def remove_for(self, account: str, but: str = "") -> int:  # noqa: D102
        return await self._database.write(_remove_for, account, but)

    async def restore(self, record: SignIn) -> None:  # noqa: D102
        await self.add(record)

    def _record(self, row: sqlite3.Row) -> SignIn:
        return SignIn(**row)


def _add(database: sqlite3.Connection, sign_in: SignIn) -> None:
    database.execute("INSERT INTO sign_ins VALUES (?, ?, ?, ?, ?, ?)", astuple(sign_in))


def _get(database: sqlite3.Connection, token_hash: str) -> SignIn | None:
    row = database.execute("SELECT * FROM sign_ins WHERE token_hash = ?", (token_hash,)).fetchone()
    return SignIn(**row) if row else None


def _touch(database: sqlite3.Connection, token_hash: str, seen_ms: int, expires_ms: int) -> None:
    database.execute(
        "UPDATE sign_ins SET seen_ms = ?, expires_ms = ? WHERE token_hash = ?",
        (seen_ms, expires_ms, token_hash),
    )


def _list_for(database: sqlite3.Connection, account: str) -> tuple[SignIn, ...]:
    rows = database.execute(
        "SELECT * FROM sign_ins WHERE account = ? ORDER BY seen_ms DESC, token_hash", (account,)
    )
    return tuple(SignIn(**row) for row in rows)


def _remove(database: sqlite3.Connection, token_hash: str) -> None:
    database.execute("DELETE FROM sign_ins WHERE token_hash = ?", (token_hash,))


def _remove_for(database: sqlite3.Connection, account: str, but: str) -> int:
    return database.execute(
        "DELETE FROM sign_ins WHERE account = ? AND token_hash <> ?", (account, but)
    ).rowcount
