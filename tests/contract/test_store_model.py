"""Any order of verbs gives what a few dictionaries would give; closing and opening again in between changes nothing."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from tests.contract.conftest import BACK_ENDS
from tests.contract.records import account, session

from poise.errors import Conflict
from poise.store import Progress, Session, SessionFilter, SessionState, Store

Answer = TypeVar("Answer")
PEOPLE = st.integers(1, 3)
NUMBERS = st.integers(1, 8)
ACCOUNTS = ("account-1", "account-2", "account-3")


class StoreAgainstModel(RuleBasedStateMachine):
    """One store, and dictionaries that do the same."""

    make: Callable[[Path], Store]

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.runner = asyncio.Runner()
        self.sessions: dict[str, Session] = {}
        self.streams: dict[str, list[bytes]] = {}
        self.recordings: dict[str, tuple[bytes, ...]] = {}
        self.names: dict[str, str] = {}
        self.open()

    def open(self) -> None:
        self.store = type(self).make(Path(self.folder.name) / "data")
        self.done(self.store.open())

    def done(self, work: Awaitable[Answer]) -> Answer:
        async def wait() -> Answer:
            return await work

        return self.runner.run(wait())

    def teardown(self) -> None:
        self.done(self.store.close())
        self.runner.close()
        self.folder.cleanup()

    @rule()
    def close_and_open_again(self) -> None:
        self.done(self.store.close())
        self.open()

    @rule(person=PEOPLE, name=st.sampled_from(["Ada", "ADA", "Eve", "Émile"]))
    def add_account(self, person: int, name: str) -> None:
        identifier = f"account-{person}"
        if identifier in self.names:
            return
        is_taken = name.casefold() in {known.casefold() for known in self.names.values()}
        try:
            self.done(self.store.accounts.add(account(person, name=name)))
        except Conflict:
            assert is_taken
        else:
            assert not is_taken
            self.names[identifier] = name

    @rule(person=PEOPLE)
    def remove_account(self, person: int) -> None:
        identifier = f"account-{person}"
        self.done(self.store.remove_account(identifier))
        self.names.pop(identifier, None)
        for one in [one.identifier for one in self.sessions.values() if one.account == identifier]:
            self._forget(one)

    @rule(number=NUMBERS, person=PEOPLE, score=st.none() | st.integers(0, 100), is_open=st.booleans())
    def add_session(self, number: int, person: int, score: int | None, is_open: bool) -> None:
        new = session(
            number,
            account=f"account-{person}",
            score=None if score is None else float(score),
            state=SessionState.OPEN if is_open else SessionState.FINISHED,
            day=f"2023-11-{10 + number // 3}",
            details={"number": number},
        )
        known = self.sessions.get(new.identifier)
        if known is not None and known.account != new.account:
            return  # identifiers are random: two people never share one
        kept = self.done(self.store.sessions.add(new))
        assert kept == (known or new)
        self.sessions.setdefault(new.identifier, new)

    @rule(
        number=NUMBERS,
        notes=st.text("ab ", max_size=5),
        corrected=st.none() | st.integers(0, 20),
        is_aside=st.booleans(),
        is_judged_again=st.booleans(),
        is_late=st.booleans(),
    )
    def change_session(
        self,
        number: int,
        notes: str,
        corrected: int | None,
        is_aside: bool,
        is_judged_again: bool,
        is_late: bool,
    ) -> None:
        known = self.sessions.get(f"session-{number:06}")
        if known is None:
            return
        wanted = replace(
            known,
            notes=notes,
            corrected=corrected,
            deleted_ms=int(is_aside),
            superseded_by="session-again" if is_judged_again else "",
            rev=known.rev - is_late,
        )
        try:
            changed = self.done(self.store.sessions.change(wanted))
        except Conflict:
            assert is_late
        else:
            assert not is_late
            assert changed == replace(wanted, rev=known.rev + 1)
            self.sessions[known.identifier] = changed

    @rule(number=NUMBERS)
    def remove_session(self, number: int) -> None:
        identifier = f"session-{number:06}"
        self.done(self.store.sessions.remove(identifier))
        self._forget(identifier)

    @rule(
        number=NUMBERS,
        first=st.integers(0, 6),
        parts=st.lists(st.binary(min_size=1, max_size=3), min_size=1, max_size=3),
    )
    def append_stream(self, number: int, first: int, parts: list[bytes]) -> None:
        identifier = f"session-{number:06}"
        if identifier not in self.sessions or identifier in self.recordings:
            return
        known = self.streams.setdefault(identifier, [])
        if first != len(known):  # a gap, or what is there already: nothing but the same can be said
            count = (
                self.done(self.store.streams.append(identifier, first, 1, b"x"))
                if first > len(known)
                else len(known)
            )
            assert count == len(known)
            return
        # One item is one byte string here; a batch joins them, as the live socket does.
        assert self.done(
            self.store.streams.append(identifier, first, len(parts), b"".join(parts))
        ) == first + len(parts)
        known += parts

    @precondition(lambda self: any(self.streams.values()))
    @rule(data=st.data(), chunks=st.lists(st.binary(min_size=1, max_size=20), min_size=1, max_size=3))
    def put_recording(self, data: st.DataObject, chunks: list[bytes]) -> None:
        identifier = data.draw(st.sampled_from(sorted(name for name, parts in self.streams.items() if parts)))
        self.done(self.store.recordings.put(identifier, chunks))
        self.streams.pop(identifier)
        self.recordings[identifier] = tuple(chunks)

    @invariant()
    def accounts_are_alike(self) -> None:
        page = self.done(self.store.accounts.page())
        assert {one.identifier: one.name for one in page.records} == self.names
        assert self.done(self.store.accounts.count()) == len(self.names)

    @invariant()
    def sessions_are_alike(self) -> None:
        for number in range(1, 9):
            identifier = f"session-{number:06}"
            assert self.done(self.store.sessions.get(identifier)) == self.sessions.get(identifier)
        for owner in ACCOUNTS:
            listed = self.done(self.store.sessions.list_for(owner, SessionFilter(), limit=100)).records
            own = [one for one in self.sessions.values() if one.account == owner and not one.deleted_ms]
            newest_first = sorted(own, key=lambda one: (one.started_ms, one.identifier), reverse=True)
            assert [one.identifier for one in listed] == [one.identifier for one in newest_first]

    @invariant()
    def progress_is_alike(self) -> None:
        for owner in ACCOUNTS:
            found = self.done(self.store.sessions.progress(owner))
            assert {(one.day, one.subject): one for one in found} == self._sums(owner)

    @invariant()
    def streams_and_recordings_are_alike(self) -> None:
        for number in range(1, 9):
            identifier = f"session-{number:06}"
            kept = b"".join(part.data for part in self.done(self.store.streams.read(identifier)))
            assert kept == b"".join(self.streams.get(identifier, []))
            assert tuple(self.done(self.store.recordings.get(identifier))) == self.recordings.get(
                identifier, ()
            )

    def _sums(self, owner: str) -> dict[tuple[str, str], Progress]:
        sums: dict[tuple[str, str], Progress] = {}
        for one in self.sessions.values():
            is_counted = one.state is SessionState.FINISHED and not one.deleted_ms and not one.superseded_by
            if one.account != owner or not is_counted:
                continue
            before = sums.get((one.day, one.subject), Progress(one.day, one.subject, 0, 0.0, 0, {}))
            measures = {name: before.measures.get(name, 0.0) + value for name, value in one.counted.items()}
            sums[one.day, one.subject] = Progress(
                one.day,
                one.subject,
                before.sessions + 1,
                before.score_sum + (one.score or 0.0),
                before.scored + (one.score is not None),
                {**before.measures, **measures},
            )
        return sums

    def _forget(self, identifier: str) -> None:
        for table in (self.sessions, self.streams, self.recordings):
            table.pop(identifier, None)


@pytest.mark.parametrize("back_end", sorted(BACK_ENDS))
def test_any_order_of_verbs_gives_what_dictionaries_give(back_end: str) -> None:
    machine = type("Machine", (StoreAgainstModel,), {"make": staticmethod(BACK_ENDS[back_end])})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=30 if back_end == "sqlite" else 6,  # each step asks a server some sixty times
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
