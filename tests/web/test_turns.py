"""The one queue for expensive work: bounded, fair between accounts, left by who goes away."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.requests import Request
from tests.children import children_from_now_on
from tests.isolation import guard_cases

from poise.errors import Busy
from poise.isolation import guard
from poise.isolation.guard import run_guarded
from poise.web.turns import Turns, while_connected

HERE = Path(__file__).resolve().parents[2]


class Scene:
    """People who work for as long as the test lets them, in the order in which they got their turns."""

    def __init__(self, turns: Turns) -> None:
        self.turns = turns
        self.began: list[str] = []
        self.ended: list[str] = []
        self.refused: list[str] = []
        self._may_end = asyncio.Semaphore(0)
        self._tasks: dict[str, asyncio.Task[None]] = {}

    async def come(self, *names: str) -> None:
        """Let requests come one after the other; "ada 2" is the second of Ada."""
        for name in names:
            self._tasks[name] = asyncio.create_task(self._work(name))
            await settle()

    async def end(self, count: int = 1) -> None:
        """Let some of those who work be done."""
        for _ in range(count):
            self._may_end.release()
            await settle()

    async def leave(self, name: str) -> None:
        """Let somebody go away."""
        self._tasks[name].cancel()
        await settle()

    async def finish(self) -> None:
        """Let everybody be done."""
        await self.end(len(self._tasks))
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    async def _work(self, name: str) -> None:
        try:
            async with self.turns.turn(name.partition(" ")[0]):
                self.began.append(name)
                await self._may_end.acquire()
                self.ended.append(name)
        except Busy:
            self.refused.append(name)


async def settle() -> None:
    for _ in range(8):
        await asyncio.sleep(0)


def play(act: Callable[[Scene], Coroutine[Any, Any, None]], turns: Turns) -> Scene:
    async def run() -> Scene:
        scene = Scene(turns)
        await act(scene)
        await scene.finish()
        return scene

    return asyncio.run(run())


def test_a_greedy_account_and_the_others_take_turns() -> None:
    async def act(scene: Scene) -> None:
        await scene.come("ada 1", "ada 2", "ada 3", "ada 4", "ben 1", "cleo 1")

    assert play(act, Turns(1, 8)).began == ["ada 1", "ada 2", "ben 1", "cleo 1", "ada 3", "ada 4"]


def test_no_account_works_twice_at_once_though_there_is_room() -> None:
    async def act(scene: Scene) -> None:
        await scene.come("ada 1", "ada 2", "ben 1")
        assert scene.began == ["ada 1", "ben 1"]

    assert play(act, Turns(4, 8)).began == ["ada 1", "ben 1", "ada 2"]


def test_who_asks_for_most_is_turned_away_where_too_many_wait() -> None:
    async def act(scene: Scene) -> None:
        await scene.come("ada 1", "ada 2", "ada 3", "ada 4", "ben 1", "cleo 1", "dan 1")
        assert scene.refused == ["ada 4", "ada 3"]

    assert play(act, Turns(1, 4)).began == ["ada 1", "ada 2", "ben 1", "cleo 1", "dan 1"]


def test_among_equals_the_newcomer_is_turned_away() -> None:
    async def act(scene: Scene) -> None:
        await scene.come("ada 1", "ben 1", "cleo 1", "dan 1")

    scene = play(act, Turns(1, 2))
    assert (scene.began, scene.refused) == (["ada 1", "ben 1", "cleo 1"], ["dan 1"])


def test_with_no_waiting_room_a_free_place_is_still_given() -> None:
    async def act(scene: Scene) -> None:
        await scene.come("ada 1", "ben 1")

    scene = play(act, Turns(1, 0))
    assert (scene.began, scene.refused) == (["ada 1"], ["ben 1"])


def test_who_goes_away_leaves_the_queue_and_the_place() -> None:
    async def act(scene: Scene) -> None:
        await scene.come("ada 1", "ben 1", "cleo 1")
        await scene.leave("ben 1")
        await scene.come("dan 1")  # there is room for two again
        await scene.leave("ada 1")

    scene = play(act, Turns(1, 2))
    assert (scene.began, scene.refused) == (["ada 1", "cleo 1", "dan 1"], [])


def test_who_goes_away_at_the_moment_of_the_turn_passes_it_on() -> None:
    async def run() -> None:
        turns = Turns(1, 4)
        scene = Scene(turns)
        await scene.come("ada 1", "ben 1", "cleo 1")
        scene._may_end.release()
        while turns._free == 0 and "ben" not in turns._running:
            await asyncio.sleep(0)
        await scene.leave("ben 1")
        assert scene.began in (["ada 1", "cleo 1"], ["ada 1", "ben 1", "cleo 1"])
        await scene.finish()
        assert turns._free == 1

    asyncio.run(run())


def test_waiting_has_an_end() -> None:
    async def act(scene: Scene) -> None:
        await scene.come("ada 1", "ben 1")
        await asyncio.sleep(0.2)
        assert scene.refused == ["ben 1"]

    play(act, Turns(1, 4, patience_s=0.05))


def test_a_closed_queue_turns_everybody_away() -> None:
    async def act(scene: Scene) -> None:
        await scene.come("ada 1", "ben 1")
        scene.turns.close()
        await scene.come("cleo 1")
        assert sorted(scene.refused) == ["ben 1", "cleo 1"]

    assert play(act, Turns(1, 4)).ended == ["ada 1"]


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["come", "end", "leave"]), st.integers(0, 4)), max_size=40),
    st.integers(1, 3),
    st.integers(0, 5),
)
def test_whatever_happens_no_place_is_lost_or_given_twice(
    acts: list[tuple[str, int]], at_once: int, waiting: int
) -> None:
    async def run() -> None:
        turns = Turns(at_once, waiting)
        scene = Scene(turns)
        for number, (act, who) in enumerate(acts):
            if act == "come":
                await scene.come(f"account{who} {number}")
            elif act == "end":
                await scene.end()
            elif scene._tasks:
                await scene.leave(list(scene._tasks)[who % len(scene._tasks)])
            assert len(turns._running) + turns._free == at_once
            assert sum(map(len, turns._waiting.values())) <= waiting
            assert turns._free == 0 or not set(turns._waiting) - turns._running
        await scene.finish()
        assert (turns._free, turns._running, turns._waiting) == (at_once, set(), {})

    asyncio.run(run())


@pytest.fixture
def _cases_can_be_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "TASK_PACKAGES", ("poise", "tests"))
    monkeypatch.setenv("PYTHONPATH", str(HERE))


def sleep_in_a_child() -> None:
    run_guarded(guard_cases.sleep, 60.0)


async def until_a_child_runs(started: Callable[[], set[int]]) -> None:
    deadline = time.monotonic() + 30
    while not started():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.01)


@pytest.mark.usefixtures("_cases_can_be_run")
def test_closing_the_queue_ends_the_children_of_those_who_work() -> None:
    started = children_from_now_on()

    async def run() -> None:
        turns = Turns(1, 4)
        work = asyncio.create_task(turns.run("ada", sleep_in_a_child))
        await until_a_child_runs(started)
        turns.close()
        with pytest.raises(Busy, match="stopping"):
            await work
        assert not started()

    asyncio.run(run())


@pytest.mark.usefixtures("_cases_can_be_run")
def test_cancelled_work_ends_its_child_before_the_place_is_free() -> None:
    started = children_from_now_on()

    async def run() -> None:
        turns = Turns(1, 4)
        work = asyncio.create_task(turns.run("ada", sleep_in_a_child))
        await until_a_child_runs(started)
        work.cancel()
        async with turns.turn("ben"):
            assert not started()
        with pytest.raises(asyncio.CancelledError):
            await work

    asyncio.run(run())


def test_work_of_a_client_that_went_away_is_cancelled() -> None:
    async def run() -> None:
        messages = [{"type": "http.request"}, {"type": "http.disconnect"}]

        async def receive() -> dict[str, str]:
            return messages.pop(0)

        cancelled = asyncio.Event()

        async def work() -> None:
            try:
                await asyncio.sleep(60)
            finally:
                cancelled.set()

        with pytest.raises(Busy):
            await while_connected(Request({"type": "http"}, receive), work())
        assert cancelled.is_set()

    asyncio.run(run())
