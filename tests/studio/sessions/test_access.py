"""Who may see and change a session."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.contract.records import account, session

from poise.errors import NotThere
from poise.store import Account, Role
from poise.store.sqlite import SqliteStore
from poise.studio.sessions.access import find_changeable, find_visible, may_change, may_see

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.mark.parametrize(
    ("actor", "may"),
    [
        (account(1), True),
        (account(2), False),
        (account(2, role=Role.COACH), False),
        (account(2, role=Role.ADMIN), False),  # who runs a studio does not read what people did
    ],
)
async def test_a_session_is_its_owners_alone(actor: Account, may: bool, tmp_path: Path) -> None:
    assert (may_see(actor, session(1)), may_change(actor, session(1))) == (may, may)
    store = SqliteStore(tmp_path)
    await store.open()
    try:
        await store.sessions.add(session(1))
        for find in (find_visible, find_changeable):
            if may:
                assert await find(store, actor, "session-000001") == session(1)
            else:
                with pytest.raises(NotThere, match="There is no such session"):
                    await find(store, actor, "session-000001")
    finally:
        await store.close()
