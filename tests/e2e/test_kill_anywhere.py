"""The server is killed at any moment while people train, compare, upload and download: nothing acknowledged is lost.

Nothing is doubled either, on both stores, and the next start finds neither processes nor files of the killed one.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import secrets
import socket
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import Event
from urllib.parse import urlsplit

import httpx2
import pytest
from tests.children import children_of
from tests.contract.servers import running_ferretdb
from tests.e2e.studio import Studio, free_port, served_studio
from tests.e2e.test_kill import FIVE, Trainee, signed_up, uninterrupted
from tests.e2e.test_stop import picture
from tests.web.browser import OWN
from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection

from poise.store import LogEntry, Session, SessionFilter, SessionState, Store
from poise.store.opening import store_at

_WAIT_S = 60.0
_LONGEST_S = 3.0  # from ready to the kill
_GONE_S = 10.0
_PACE_S = 0.02  # between batches: a set lasts about a second


class Athlete(Trainee):
    """A browser that does set after set, each as a session of its own, and comes back to the one that was cut off."""

    def __init__(self, cookie: str) -> None:
        super().__init__(_new_session(), cookie, FIVE)
        self.done: list[str] = []

    def train(self, studio: Studio) -> None:
        """Go on until the studio is gone."""
        with contextlib.suppress(WebSocketException, OSError):
            while True:
                with contextlib.suppress(WebSocketException):
                    self.visit(studio, None)
                if self.summary is None:
                    return  # cut off; or finished by the one before, which told nobody: the next visit hears of it
                self._require_whole()
                self.done.append(self._session)
                self._session, self.acknowledged, self.events, self.summary = _new_session(), 0, [], None

    def finish(self, studio: Studio) -> None:
        """Finish the set that was cut off."""
        with contextlib.suppress(WebSocketException):
            self.visit(studio, None)
        self._require_whole()
        self.done.append(self._session)

    def _take(self, text: str | bytes) -> dict[str, object]:
        message = super()._take(text)
        if message["type"] == "summary":
            self.summary = message["result"]
        return message

    def _hear(self, line: ClientConnection) -> None:
        super()._hear(line)
        time.sleep(_PACE_S)

    def _require_whole(self) -> None:
        events, result = uninterrupted()
        assert self.summary is not None
        assert self.summary["sets"] == result["sets"]
        assert self.events[: len(events)] in (events, events[: len(self.events)])  # each once, in order


class Comparer:
    """A browser that compares again and again and keeps the pictures."""

    def __init__(self, cookie: str) -> None:
        self._cookie, self._picture = cookie, picture()
        self.asked, self.kept = 0, list[str]()

    def compare(self, studio: Studio) -> None:
        """Go on until the studio is gone."""
        with contextlib.suppress(httpx2.HTTPError):
            while True:
                self.asked += 1
                answer = httpx2.post(
                    f"{studio.address}/api/v1/compare",
                    headers={"cookie": self._cookie, **OWN},
                    files={"attempt": ("me.jpg", self._picture)},
                    data={"reference_pose": "mountain", "model": "lite", "keep": "pictures"},
                    timeout=_WAIT_S,
                )
                assert answer.status_code == 200, answer.text
                self.kept.append(answer.json()["session"])


def download(studio: Studio, cookie: str) -> None:
    """Take everything out, again and again, until the studio is gone."""
    with contextlib.suppress(httpx2.HTTPError):
        while True:
            answer = httpx2.get(
                f"{studio.address}/api/v1/me/export", headers={"cookie": cookie}, timeout=_WAIT_S
            )
            assert answer.status_code == 200, answer.text


def hold_upload(studio: Studio, cookie: str) -> None:
    """Upload a picture so slowly that it never ends, until the studio is gone."""
    at = urlsplit(studio.address)
    head = (
        f"POST /api/v1/compare HTTP/1.1\r\nhost: {at.netloc}\r\norigin: {studio.address}\r\ncookie: {cookie}\r\n"
        "content-type: multipart/form-data; boundary=x\r\ncontent-length: 9000000\r\n\r\n--x\r\n"
        'content-disposition: form-data; name="attempt"; filename="a.jpg"\r\n\r\n'
    )
    with (
        contextlib.suppress(OSError),
        socket.create_connection((at.hostname or "", at.port or 0), timeout=_WAIT_S) as line,
    ):
        line.sendall(head.encode() + b"\xff\xd8")
        while True:
            line.sendall(bytes(100_000))
            time.sleep(0.05)


def _new_session() -> str:
    return f"01936f3e-7c00-7000-8000-{secrets.token_hex(6)}"


def _require_clean_start(folder: Path) -> None:
    """Fail unless the work folder holds what the running studio has made, and nothing of the one before."""
    work = folder / "work"
    (own,) = [path for path in work.iterdir() if path.is_dir()]
    assert {path.name for path in own.iterdir()} == {".owned"}


def _require_gone(processes: set[int]) -> None:
    until_s = time.monotonic() + _GONE_S
    while left := [pid for pid in processes if Path(f"/proc/{pid}").exists()]:
        assert time.monotonic() < until_s, left
        time.sleep(0.05)


def _work_until_killed(
    studio: Studio, work: list[Callable[[Studio], None]], is_time: Callable[[], bool], delay_s: float
) -> str:
    """Let everybody work, kill the studio a while after `is_time`, and return what it had printed."""
    with ThreadPoolExecutor(len(work)) as pool:
        working: list[Future[None]] = [pool.submit(each, studio) for each in work]
        until_s = time.monotonic() + _WAIT_S
        while not is_time() and time.monotonic() < until_s:
            time.sleep(0.05)
        Event().wait(delay_s)
        children = children_of(studio.process.pid)
        studio.process.kill()
        studio.process.wait(_WAIT_S)
        for each in working:
            each.result(_WAIT_S)
    _require_gone(children)
    assert studio.process.stdout is not None
    return studio.process.stdout.read()


def _campaign(folder: Path, uri: str, kills: int, seed: int) -> None:
    chance, port = random.Random(seed), free_port()
    with served_studio(folder, port=port, mongodb_uri=uri) as studio:
        cookies = [signed_up(studio, name) for name in ("Ada", "Ben", "Cleo")]
    athlete, comparer = Athlete(cookies[0]), Comparer(cookies[1])
    work: list[Callable[[Studio], None]] = [
        athlete.train,
        comparer.compare,
        lambda studio: download(studio, cookies[0]),
        lambda studio: download(studio, cookies[1]),
        lambda studio: hold_upload(studio, cookies[2]),
    ]
    for number in range(kills):
        # A comparison may take longer than people wait here: every third kill comes after one.
        wanted = len(comparer.kept) + (number % 3 == 0)
        with served_studio(folder, port=port, mongodb_uri=uri) as studio:
            _require_clean_start(folder)
            delay_s = chance.uniform(0.0, _LONGEST_S)
            printed = _work_until_killed(studio, work, lambda: len(comparer.kept) >= wanted, delay_s)  # noqa: B023
            assert "Traceback" not in printed, printed
    with served_studio(folder, port=port, mongodb_uri=uri) as studio:
        _require_clean_start(folder)
        athlete.finish(studio)
        _require_kept(studio, cookies[1], comparer)
    asyncio.run(_require_sound(store_at(folder, uri), athlete, comparer))
    print(f"{kills} kills: {len(athlete.done)} sets, {len(comparer.kept)} comparisons of {comparer.asked}")


def _require_kept(studio: Studio, cookie: str, comparer: Comparer) -> None:
    for session in comparer.kept:
        address = f"{studio.address}/api/v1/sessions/{session}/pictures/attempt.jpg"
        assert httpx2.get(address, headers={"cookie": cookie}, timeout=_WAIT_S).status_code == 200


async def _require_sound(store: Store, athlete: Athlete, comparer: Comparer) -> None:
    await store.open()
    try:
        found = [await _whole(store, one) async for one in _identifiers(store)]
        assert not await store.sessions.list_unsealed()
    finally:
        await store.close()
    counted = Counter(one.identifier for one, _, _ in found)
    assert set(counted.values()) <= {1}  # nothing is doubled
    assert {*athlete.done, *comparer.kept} <= set(counted)  # nothing acknowledged is lost
    assert athlete.done
    assert comparer.kept
    assert sum(one.kind == "comparison" for one, _, _ in found) <= comparer.asked
    for one, log, chunks in found:
        if one.kind == "coaching" and one.state is SessionState.FINISHED:
            assert [entry.name for entry in log].count("finished") == 1
            assert [entry.number for entry in log] == list(range(len(log)))
            assert chunks == 1


async def _whole(store: Store, identifier: str) -> tuple[Session, Sequence[LogEntry], int]:
    found = await store.sessions.get(identifier)
    assert found is not None
    return found, await store.logs.read(identifier), len(await store.recordings.get(identifier))


async def _identifiers(store: Store) -> AsyncIterator[str]:
    for account in (await store.accounts.page()).records:
        after = ""
        while True:
            page = await store.sessions.list_for(account.identifier, SessionFilter(), after)
            for one in page.records:
                yield one.identifier
            after = page.next_key
            if not after:
                break


@pytest.fixture(params=["sqlite", "ferretdb"])
def uri(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of the store: empty for the embedded one."""
    if request.param == "sqlite":
        yield ""
        return
    with running_ferretdb() as server:
        yield f"{server.uri}kills"


@pytest.mark.models
@pytest.mark.timeout(300)
def test_nothing_acknowledged_is_lost_or_doubled_by_kills(tmp_path: Path, uri: str) -> None:
    _campaign(tmp_path / "data", uri, kills=2, seed=3)


@pytest.mark.models
@pytest.mark.stress
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", range(3))
def test_nothing_acknowledged_is_lost_or_doubled_by_sixty_kills(tmp_path: Path, uri: str, seed: int) -> None:
    _campaign(tmp_path / "data", uri, kills=20, seed=100 + seed)
