"""What every back end must do with programmes of one's own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.contract.records import account, programme

from poise.errors import Conflict
from poise.store import Store

pytestmark = pytest.mark.anyio


def named(found: object) -> list[str]:
    return [one.identifier[-1] for one in found]  # type: ignore[attr-defined]


async def test_a_programme_is_kept_changed_shared_swept_and_goes_with_its_account(store: Store) -> None:
    await store.accounts.add(account())
    known: list[dict[str, Any]] = [{"text": 'name = "Früh"'}, {"is_shared": True}, {"deleted_ms": 1_000}]
    for number, one in enumerate(known, 1):
        await store.programmes.add(programme(number, **one))
    assert await store.programmes.get("programme-000001") == programme(1, text='name = "Früh"')
    with pytest.raises(Conflict, match="in use"):
        await store.programmes.add(programme(1, account="account-2"))
    assert named(await store.programmes.list_for("account-1")) == ["1", "2", "3"]
    assert named(await store.programmes.list_shared()) == ["2"]
    changed = await store.programmes.change(replace(programme(2, is_shared=True), name="Evening"))
    assert (changed.name, changed.rev) == ("Evening", 1)
    with pytest.raises(Conflict, match="changed in the meantime"):
        await store.programmes.change(programme(2))
    assert await store.sweep(6_000, 3_000) == 1
    assert named(await store.programmes.list_for("account-1")) == ["1", "2"]
    await store.remove_account("account-1")
    assert await store.programmes.list_for("account-1") == ()
