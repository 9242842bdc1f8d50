"""Signed-in browsers in MongoDB."""

from __future__ import annotations

from poise.store.accounts import SignIn
from poise.store.mongodb.collections import Document
from poise.store.mongodb.facet import MongoFacet
from poise.store.mongodb.forms import of_sign_in, sign_in_of


class MongoSignIns(MongoFacet[SignIn]):
    """The signed-in browsers."""

    collection = "sign_ins"
    owner = "account"
    expires = True

    async def add(self, sign_in: SignIn) -> None:  # noqa: D102  (the interface says it)
        await self._collections.insert("sign_ins", of_sign_in(sign_in))

    async def get(self, token_hash: str) -> SignIn | None:  # noqa: D102
        found = await self._collections.one("sign_ins", {"_id": token_hash})
        return sign_in_of(found) if found else None

    async def touch(self, token_hash: str, seen_ms: int, expires_ms: int) -> None:  # noqa: D102
        times = {"seen_ms": seen_ms, "expires_ms": expires_ms}
        await self._collections.change("sign_ins", {"_id": token_hash}, times)

    async def list_for(self, account: str) -> tuple[SignIn, ...]:  # noqa: D102
        newest = [("seen_ms", -1), ("_id", 1)]
        found = await self._collections.many("sign_ins", {"account": account}, newest)
        return tuple(sign_in_of(one) for one in found)

    async def remove(self, token_hash: str) -> None:  # noqa: D102
        await self._collections.remove("sign_ins", {"_id": token_hash})

    async def remove_for(self, account: str, but: str = "") -> int:  # noqa: D102
        return await self._collections.remove("sign_ins", {"account": account, "_id": {"$ne": but}})

    async def restore(self, record: SignIn) -> None:  # noqa: D102
        await self.add(record)

    def _record(self, document: Document) -> SignIn:
        return sign_in_of(document)
