"""What a running studio does by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar, cast

import pytest
from tests.analysis.repetition.figure import film, squats
from tests.contract.records import account, session
from tests.studio.live.stream_maker import frames

from poise.store import AuditEntry, LinkKind, LogEntry, Session, SessionState, SignIn, Store
from poise.store.keys import audit_key
from poise.store.opening import store_at
from poise.studio.clock import DAY_MS, now_ms
from poise.studio.live.items import encode_item
from poise.studio.people.links import new_link
from poise.studio.sessions.live import finish, rebuild
from poise.studio.sessions.maintenance import Retention, maintain

Answer = TypeVar("Answer")
LONG_AGO = now_ms() - 2 * DAY_MS
FIVE = frames(film(squats(115), 10.4))
LIVE = {"level": "standard", "target": None, "image_size": [640, 480]}


def tidied(
    folder: Path, prepare: Callable[[Store], Awaitable[None]], look: Callable[[Store], Awaitable[Answer]]
) -> Answer:
    """Prepare a store, tidy up once, and return what `look` sees."""

    async def work() -> Answer:
        store = store_at(folder)
        await store.open()
        try:
            await store.accounts.add(account())
            await prepare(store)
            await maintain(store, lambda _session: False, Retention(30 * DAY_MS, 365 * DAY_MS, 30 * DAY_MS))
            return await look(store)
        finally:
            await store.close()

    return asyncio.run(work())


def open_session(started_ms: int) -> Session:
    return session(started_ms=started_ms, state=SessionState.OPEN, measures={}, score=None, details=LIVE)


async def stream_five(store: Store, started_ms: int) -> None:
    await store.sessions.add(open_session(started_ms))
    data = b"".join(encode_item(item) for item in FIVE)
    await store.streams.append("session-000001", 0, len(FIVE), data)


def test_a_session_that_nobody_came_back_to_is_closed_as_it_stood(tmp_path: Path) -> None:
    found = tidied(
        tmp_path,
        lambda store: stream_five(store, LONG_AGO),
        lambda store: store.sessions.get("session-000001"),
    )
    assert found is not None
    assert (found.state, found.measures.get("attempted", 0)) == (SessionState.ABANDONED, 5)
    recording = tidied(
        tmp_path / "b",
        lambda store: stream_five(store, LONG_AGO),
        lambda store: store.recordings.get("session-000001"),
    )
    assert len(recording) == 1


def test_a_session_of_this_morning_stays_open(tmp_path: Path) -> None:
    found = tidied(
        tmp_path,
        lambda store: stream_five(store, now_ms() - 3_600_000),
        lambda store: store.sessions.get("session-000001"),
    )
    assert found is not None
    assert found.state is SessionState.OPEN


@pytest.mark.parametrize(
    ("left_h", "state"), [(1, SessionState.OPEN), (3, SessionState.ABANDONED)], ids=["an hour", "three hours"]
)
def test_a_session_whose_page_was_left_is_closed_after_two_hours(
    tmp_path: Path, left_h: int, state: SessionState
) -> None:
    async def prepare(store: Store) -> None:
        await stream_five(store, now_ms() - 4 * 3_600_000)
        at_ms = now_ms() - left_h * 3_600_000
        await store.logs.append("session-000001", [LogEntry(0, at_ms, "interrupted")])

    found = tidied(tmp_path, prepare, lambda store: store.sessions.get("session-000001"))
    assert found is not None
    assert (found.state, found.measures.get("attempted", 0)) == (
        state,
        5 if state is SessionState.ABANDONED else 0,
    )


def test_an_open_session_in_which_nothing_was_ever_seen_goes(tmp_path: Path) -> None:
    async def prepare(store: Store) -> None:
        await store.sessions.add(open_session(LONG_AGO))

    assert tidied(tmp_path, prepare, lambda store: store.sessions.get("session-000001")) is None


def test_a_comparison_that_was_cut_off_while_its_pictures_were_kept_goes(tmp_path: Path) -> None:
    async def prepare(store: Store) -> None:
        await store.sessions.add(replace(open_session(LONG_AGO), kind="comparison"))

    assert tidied(tmp_path, prepare, lambda store: store.sessions.get("session-000001")) is None


def test_a_session_of_an_exercise_that_is_no_more_waits(tmp_path: Path) -> None:
    async def prepare(store: Store) -> None:
        await store.sessions.add(replace(open_session(LONG_AGO), subject="no-more"))
        await store.streams.append("session-000001", 0, 1, encode_item(FIVE[0]))

    found = tidied(tmp_path, prepare, lambda store: store.sessions.get("session-000001"))
    assert found is not None
    assert found.state is SessionState.OPEN


def test_what_was_deleted_long_ago_and_what_has_expired_goes(tmp_path: Path) -> None:
    secret = ""

    async def prepare(store: Store) -> None:
        nonlocal secret
        await store.sessions.add(session(1, deleted_ms=now_ms() - 31 * DAY_MS))
        await store.sessions.add(session(2, deleted_ms=now_ms() - 29 * DAY_MS))
        await store.sign_ins.add(SignIn("old", "account-1", 0, 0, now_ms() - 1))
        await store.sign_ins.add(SignIn("new", "account-1", 0, 0, now_ms() + DAY_MS))
        secret = (await new_link(store, LinkKind.INVITATION)).rpartition("=")[2]

    async def look(store: Store) -> tuple[bool, ...]:
        found = [await store.sessions.get(f"session-{number:06}") for number in (1, 2)]
        signs = [await store.sign_ins.get(name) for name in ("old", "new")]
        return tuple(one is not None for one in (*found, *signs))

    assert tidied(tmp_path, prepare, look) == (False, True, False, True)


def test_the_audit_log_is_kept_for_as_long_as_the_setting_says(tmp_path: Path) -> None:
    now = now_ms()
    ages_days = {"old": 366, "recent": 364}

    async def prepare(store: Store) -> None:
        for name, days in ages_days.items():
            at_ms = now - days * 24 * 3_600_000
            identifier = f"{audit_key(at_ms)}-7000-8000-00000000000a"
            await store.audit.add(AuditEntry(identifier, at_ms, "", name))

    found = tidied(tmp_path, prepare, lambda store: store.audit.page())
    assert [one.action for one in found.records] == ["recent"]


class Killed(Exception):
    """The process ends here."""


class KilledAt:
    """A store, or a facet of it, whose process is killed at the first call of a method such as ``logs.append``."""

    def __init__(self, store: object, method: str) -> None:
        self._store, self._method = store, method

    def __getattr__(self, name: str) -> object:
        if name == self._method:
            raise Killed
        found = getattr(self._store, name)
        facet, _, method = self._method.partition(".")
        return KilledAt(found, method) if name == facet else found


@pytest.mark.parametrize("method", ["logs.append", "recordings.put"])
def test_what_a_kill_left_undone_of_a_finished_session_is_done_at_the_next_start(
    tmp_path: Path, method: str
) -> None:
    async def prepare(store: Store) -> None:
        await stream_five(store, now_ms() - 1000)
        record = await store.sessions.get("session-000001")
        assert record is not None
        live = await rebuild(store, record)
        with pytest.raises(Killed):
            await finish(cast("Store", KilledAt(store, method)), record, live)

    async def look(store: Store) -> tuple[object, ...]:
        found = await store.sessions.get("session-000001")
        names = [entry.name for entry in await store.logs.read("session-000001")]
        parts = len(await store.recordings.get("session-000001"))
        assert found is not None
        return (
            found.state,
            found.measures.get("attempted", 0),
            names,
            parts,
            await store.sessions.list_unsealed(),
        )

    assert tidied(tmp_path, prepare, look) == (SessionState.FINISHED, 5, ["finished"], 1, [])
