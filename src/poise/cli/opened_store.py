"""Commands that work on a studio's store, beside a running studio or without one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from poise.errors import PoiseError
from poise.store import Account, Store

if TYPE_CHECKING:
    from poise.studio.settings import StudioSettings
    from poise.wakeups import Wakeups

Answer = TypeVar("Answer")


def with_store(data_dir: Path | None, work: Callable[[Store], Awaitable[Answer]]) -> Answer:
    """Open the store that the settings name, or the one in `data_dir`, and return what `work` answers."""
    from poise.studio.settings import StudioSettings, read_settings

    return asyncio.run(_work(read_settings(StudioSettings), data_dir, work))


def with_wakeups(data_dir: Path | None, work: Callable[[Store, Wakeups], Awaitable[Answer]]) -> Answer:
    """Open the store as `with_store` does, and the wake-ups by which other processes are told what `work` changed."""
    from poise.studio.settings import StudioSettings, read_settings
    from poise.wakeups.opening import wakeups_at

    settings = read_settings(StudioSettings)
    wakeups = wakeups_at(settings.redis_url)

    async def work_and_tell(store: Store) -> Answer:
        await wakeups.open()
        try:
            return await work(store, wakeups)
        finally:
            await wakeups.close()

    return asyncio.run(_work(settings, data_dir, work_and_tell))


async def find_account(store: Store, name: str) -> Account:
    """Return the account with this name.

    Raises
    ------
    PoiseError
        If there is none.
    """
    found = await store.accounts.find(name)
    if found is None:
        raise PoiseError(f"There is no account named {name}; `poise user list` shows all.")
    return found


async def _work(
    settings: StudioSettings, data_dir: Path | None, work: Callable[[Store], Awaitable[Answer]]
) -> Answer:
    from poise.store.opening import store_at

    store = store_at(data_dir or settings.data_dir, settings.mongodb_uri, is_server=False)
    await store.open()
    try:
        return await work(store)
    finally:
        await store.close()
