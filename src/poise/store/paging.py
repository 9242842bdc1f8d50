"""Going through all pages of a list."""

from __future__ import annotations

from collections.abc import AsyncIterator

from poise.store.documents import Account
from poise.store.store import Store


async def every_account(store: Store) -> AsyncIterator[Account]:
    """Yield all accounts by name, a page at a time."""
    after = ""
    while True:
        page = await store.accounts(after)
        for account in page.records:
            yield account
        after = page.next_key
        if not after:
            return
