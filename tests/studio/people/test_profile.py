"""A profile that is changed keeps what somebody else changed of the account at the same time."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.contract.records import account

from poise.errors import NotThere
from poise.store import Goal, Store
from poise.store.sqlite import SqliteStore
from poise.studio.people.accounts import change_profile

pytestmark = pytest.mark.anyio
GOALS = (Goal("", "sessions", 3),)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = SqliteStore(tmp_path)
    await opened.open()
    await opened.accounts.add(account(1))
    yield opened
    await opened.close()


async def test_both_changes_of_two_pages_are_kept(store: Store) -> None:
    await change_profile(store, account(1), display_name="Ada")
    changed = await change_profile(store, account(1), goals=GOALS)
    assert changed == await store.accounts.get(account(1).identifier)
    assert changed.profile == replace(account(1).profile, display_name="Ada", goals=GOALS)


async def test_an_account_that_was_removed_is_not_there(store: Store) -> None:
    await store.remove_account(account(1).identifier)
    with pytest.raises(NotThere):
        await change_profile(store, account(1), goals=GOALS)
