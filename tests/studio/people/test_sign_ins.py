"""A sign-in lasts while its browser comes back, and ends with the account's right to it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.contract.records import account

from poise.errors import NotAllowed
from poise.store import Account, SignIn, Store
from poise.store.sqlite import SqliteStore
from poise.studio.clock import DAY_MS, now_ms
from poise.studio.people.secret import hash_of
from poise.studio.people.sign_ins import begin_sign_in, find_signed_in, touch_sign_in

pytestmark = pytest.mark.anyio


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


async def test_a_browser_is_known_by_its_secret_and_the_secret_is_not_kept(store: Store) -> None:
    secret = await begin_sign_in(store, account(1), "Firefox" * 100)
    found = await find_signed_in(store, hash_of(secret))
    assert found is not None
    assert found[0] == account(1)
    assert len(found[1].user_agent) == 200
    assert await store.sign_ins.get(secret) is None


@pytest.mark.parametrize(
    "changed",
    [account(1, is_disabled=True), account(1, password_hash="another"), None],
    ids=["locked", "another password", "removed"],
)
async def test_an_account_that_changed_meanwhile_is_not_signed_in(
    store: Store, changed: Account | None
) -> None:
    if changed is None:
        await store.remove_account("account-1")
    else:
        await store.accounts.change(changed)
    with pytest.raises(NotAllowed):
        await begin_sign_in(store, account(1), "")
    assert list(await store.sign_ins.list_for("account-1")) == []


@pytest.mark.parametrize(
    ("seen_days_ago", "created_days_ago", "left_days"),
    [(1, 1, 30), (29, 29, 30), (1, 170, 10), (1, 179, 1)],
)
async def test_a_visit_makes_a_sign_in_last_thirty_days_more_and_half_a_year_at_most(
    store: Store, seen_days_ago: int, created_days_ago: int, left_days: int
) -> None:
    now = now_ms()
    known = SignIn(
        "hash", "account-1", now - created_days_ago * DAY_MS, now - seen_days_ago * DAY_MS, now + DAY_MS
    )
    await store.sign_ins.add(known)
    touched = await touch_sign_in(store, known)
    assert touched == await store.sign_ins.get("hash")
    assert round((touched.expires_ms - now) / DAY_MS) == left_days


async def test_an_expired_sign_in_and_one_of_a_locked_account_are_nobodys(store: Store) -> None:
    now = now_ms()
    await store.sign_ins.add(SignIn("old", "account-1", now, now, now - 1))
    await store.sign_ins.add(SignIn("new", "account-1", now, now, now + DAY_MS))
    assert await find_signed_in(store, "old") is None
    assert await find_signed_in(store, "new") is not None
    await store.accounts.change(replace(account(1), is_disabled=True))
    assert await find_signed_in(store, "new") is None
