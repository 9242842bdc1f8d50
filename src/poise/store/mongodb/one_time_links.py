"""One-time links in MongoDB."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from poise.store.accounts import OneTimeLink
from poise.store.mongodb.collections import Document
from poise.store.mongodb.facet import MongoFacet
from poise.store.mongodb.forms import link_of, of_link

_TAKEN = "taken_tickets"


class MongoOneTimeLinks(MongoFacet[OneTimeLink]):
    """The links that work once."""

    collection = "tickets"  # the name that it was released with
    owner = "account"
    expires = True

    async def add(self, link: OneTimeLink) -> None:  # noqa: D102  (the interface says it)
        await self._collections.insert(self.collection, of_link(link))

    async def get(self, token_hash: str) -> OneTimeLink | None:  # noqa: D102
        found = await self._collections.one(self.collection, {"_id": token_hash})
        return link_of(found) if found else None

    async def take(self, token_hash: str, now_ms: int) -> OneTimeLink | None:
        """Use a link up; the unique note that it is taken makes sure that only one gets it."""
        found = await self.get(token_hash)
        if found is None:
            return None
        note = {"_id": token_hash, "expires_ms": found.expires_ms, "by": secrets.token_hex(8)}
        is_ours = await self._collections.insert(_TAKEN, note)
        await self.remove(token_hash)
        return found if is_ours and found.expires_ms > now_ms else None

    async def list_all(self) -> tuple[OneTimeLink, ...]:  # noqa: D102
        in_order = [("expires_ms", 1), ("_id", 1)]
        found = await self._collections.many(self.collection, {"expires_ms": {"$gt": 0}}, in_order)
        return tuple(link_of(one) for one in found)

    async def remove(self, token_hash: str) -> None:  # noqa: D102
        await self._collections.remove(self.collection, {"_id": token_hash})

    async def remove_for(self, *, account: str = "", maker: str = "") -> int:  # noqa: D102
        whose = {name: value for name, value in (("account", account), ("maker", maker)) if value}
        return sum(
            [await self._collections.remove(self.collection, {name: value}) for name, value in whose.items()]
        )

    async def restore(self, record: OneTimeLink) -> None:  # noqa: D102
        await self.add(record)

    async def remove_owned(self, owners: Sequence[str]) -> int:
        """Remove the links to accounts' passwords, and those that they made; returns how many."""
        return sum([await self.remove_for(account=one, maker=one) for one in owners])

    async def remove_expired(self, now_ms: int) -> int:
        """Remove what has expired, also the notes that links were taken; returns how many links."""
        await self._collections.remove(_TAKEN, {"expires_ms": {"$lte": now_ms}})
        return await super().remove_expired(now_ms)

    def _record(self, document: Document) -> OneTimeLink:
        return link_of(document)
