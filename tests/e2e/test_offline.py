"""The studio is away: the page starts, records, keeps, and sends each session once when the studio is back."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.analysis.repetition.figure import film, squats
from tests.e2e.browser import wait_until
from tests.e2e.studio import browser_with_webcam, free_port, served_studio
from tests.studio.live.stream_maker import frames
from tests.web.browser import PASSWORD
from tests.web.live.client import PLAN

from poise.pose.landmarks import pack, to_bytes
from poise.store import Session
from poise.store.opening import store_at
from poise.studio.clock import now_ms
from poise.studio.live.items import decode_items, encode_item
from poise.studio.live.recording import recording_chunks
from poise.studio.sessions.live import image_size_of, recording_metadata

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = pytest.mark.browser

WRITTEN = 9  # sessions that other tabs left, beside the one that is recorded here

# In the place of MediaPipe's worker: it sees the same person in every frame.
GIVEN_LANDMARKS = """
const bytes = Uint8Array.from(atob('BODY'), one => one.charCodeAt(0));
window.Worker = class {
  postMessage(message) {
    const say = data => setTimeout(() => this.onmessage?.({ data }));
    if (message.type === 'open') {
      say({ type: 'ready', model: 'lite' });
      say({ type: 'chosen', model: 'lite' });
      return;
    }
    message.bitmap.close();
    const body = new Float32Array(bytes.buffer.slice(0));
    say({ type: 'seen', time_ms: message.time_ms, parts: { body }, size: [640, 480] });
  }
  terminate() {}
};
"""
OPEN = """const settle = request => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result); request.onerror = () => reject(request.error); });
  const database = await settle(indexedDB.open('poise-outbox'));"""
# Leaves a session as a tab does that was closed after it had been finished.
LEAVE = f"""async ({{record, data, sizes}}) => {{ {OPEN}
  const bytes = Uint8Array.from(atob(data), one => one.charCodeAt(0));
  let at = 0;
  const items = sizes.map(size => bytes.slice(at, at += size));
  const work = database.transaction(['sessions', 'chunks'], 'readwrite');
  work.objectStore('sessions').put({{...record, bytes: bytes.length}});
  work.objectStore('chunks').put({{session: record.session, first: 0, items}});
  await new Promise(done => work.oncomplete = done);
}}"""
# All that is kept: by session its bytes, one after the other, and what is known of it.
KEPT = f"""(async () => {{ {OPEN}
  const work = database.transaction(['sessions', 'chunks']);
  const sessions = await settle(work.objectStore('sessions').getAll());
  const chunks = await settle(work.objectStore('chunks').getAll());
  const text = items => btoa(items.map(item => String.fromCharCode(...item)).join(''));
  return sessions.map(one => ({{...one,
    data: text(chunks.filter(chunk => chunk.session === one.session).flatMap(chunk => chunk.items))}}));
}})()"""


@dataclass(frozen=True)
class Home:
    """Where a studio lives, whether or not it runs, and a browser that has been there."""

    port: int
    data_dir: Path
    context: BrowserContext

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def open(self, path: str) -> Page:
        page = self.context.new_page()
        page.goto(self.address + path)
        return page


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with browser_with_webcam(None, "--use-fake-device-for-media-stream") as browser:
        yield browser


@pytest.fixture
def home(browser: Browser, tmp_path: Path) -> Iterator[Home]:
    """A studio that was visited once by somebody who is signed in, and that is away now."""
    context = browser.new_context(locale="en-GB", service_workers="allow")
    context.set_default_timeout(60_000)
    body = pack(next(iter(film(squats(115), 0.1))))
    context.add_init_script(GIVEN_LANDMARKS.replace("BODY", base64.b64encode(to_bytes(body)).decode()))
    home = Home(free_port(), tmp_path / "data", context)
    with served_studio(home.data_dir, port=home.port, settings={"POISE_SIGN_UP": "open"}):
        page = home.open("/sign-up")
        page.get_by_label("Name").fill("Ada")
        page.get_by_label("Password").fill(PASSWORD)
        page.locator("form button").click()
        page.locator("nav").first.wait_for()
        wait_until(page, "localStorage.getItem('poise-exercises') !== null", 120)
        page.close()
    yield home
    context.close()


def record_a_little(home: Home) -> None:
    """Record squats in a tab that is closed in the middle of the set."""
    page = home.open("/coach/squat")
    page.get_by_text("The studio does not answer").wait_for()
    page.get_by_role("button", name="Start the camera").click()
    page.locator(".panel button.primary:enabled").click()
    page.get_by_text("All is recorded here").wait_for()
    wait_until(
        page, "Number(document.querySelector('[data-testid=recorded]').textContent.split(':')[1]) >= 3"
    )
    page.close()


def finish_what_was_left(home: Home) -> Page:
    page = home.open("/")
    page.get_by_role("button", name="Finish", exact=True).click()
    page.wait_for_url("**/waiting")
    page.locator("li[data-session]").wait_for()
    return page


def leave_sessions(page: Page, account: str) -> None:
    """Leave sessions of different lengths in the browser, done one after the other during the last days."""
    now = now_ms()
    for number in range(WRITTEN):
        items = [encode_item(item) for item in frames(film(squats(115), 0.5 + 0.4 * number))]
        started_ms = now - (WRITTEN - number) * 6 * 3_600_000
        name = f"{started_ms:012x}7000800000000000{number:04x}"
        session = "-".join((name[:8], name[8:12], name[12:16], name[16:20], name[20:]))
        hello = {
            "type": "hello",
            "protocol": 2,
            "session": session,
            "plan": {**PLAN, "definition": ""},
            "image_size": [640, 480],
            "started_ms": started_ms,
            "events": 0,
            "language": "en",
        }
        record = {"session": session, "account": account, "hello": hello, "last_s": 1.0}
        record |= {"saved_ms": now, "finished_ms": now}
        data = base64.b64encode(b"".join(items)).decode()
        page.evaluate(LEAVE, {"record": record, "data": data, "sizes": [len(item) for item in items]})


def in_store(home: Home, identifiers: list[str]) -> list[tuple[Session, list[bytes]]]:
    """Return sessions and their recordings from the store of a studio that does not run."""

    async def read() -> list[tuple[Session, list[bytes]]]:
        store = store_at(home.data_dir, is_server=False)
        await store.open()
        try:
            found = [(await store.sessions.get(one), await store.recordings.get(one)) for one in identifiers]
        finally:
            await store.close()
        return [(one, list(chunks)) for one, chunks in found if one is not None]

    with ThreadPoolExecutor(1) as aside:  # this thread is Playwright's
        return aside.submit(lambda: asyncio.run(read())).result()


def test_ten_sessions_without_the_studio_arrive_once_and_byte_for_byte_when_it_is_back(home: Home) -> None:
    record_a_little(home)
    page = finish_what_was_left(home)
    account = page.evaluate("JSON.parse(localStorage.getItem('poise-person')).me.identifier")
    leave_sessions(page, account)
    page.reload()
    rows = page.locator("li[data-session]")
    rows.nth(WRITTEN).wait_for()
    other = home.open("/waiting")
    other.locator("li[data-session]").nth(WRITTEN).wait_for()

    rows.first.get_by_role("button", name="Remove").click()
    rows.first.get_by_role("button", name="Undo").click()
    kept: list[dict[str, Any]] = page.evaluate(KEPT)
    assert len(kept) == WRITTEN + 1
    recorded = next(one for one in kept if "finished_ms" in one and one["last_s"] > 1.5)
    assert recorded["bytes"] == len(base64.b64decode(recorded["data"]))

    with served_studio(home.data_dir, port=home.port):
        wait_until(other, f"document.querySelectorAll('li[data-session]').length <= {WRITTEN}", 60)
        page.close()  # whichever of the two was sending
        other.get_by_text("Nothing waits.").wait_for(timeout=60_000)
        assert other.evaluate(KEPT) == []
        arrived = other.evaluate("fetch('/api/v1/sessions').then(answer => answer.json())")["records"]
        assert sorted(one["identifier"] for one in arrived) == sorted(one["session"] for one in kept)
        began_ms = {one["session"]: one["hello"]["started_ms"] for one in kept}
        # By the studio's own clock, and so by as much off as the way there takes.
        assert all(abs(one["started_ms"] - began_ms[one["identifier"]]) < 60_000 for one in arrived)
        kept_addresses = other.evaluate(
            """caches.keys().then(names => Promise.all(names.map(name =>
              caches.open(name).then(cache => cache.keys())))).then(all => all.flat().map(one => one.url))"""
        )
        personal = [one for one in kept_addresses if "/api/" in one and "/api/v1/models/" not in one]
        assert personal == []
        other.goto(f"{home.address}/account")
        other.get_by_role("button", name="Sign out", exact=True).click()
        other.get_by_role("heading", name="Sign in").wait_for()
        assert other.evaluate("[localStorage['poise-person'], localStorage['poise-exercises']]") == [
            None,
            None,
        ]

    for one, (record, chunks) in zip(kept, in_store(home, [one["session"] for one in kept]), strict=True):
        items = list(decode_items(base64.b64decode(one["data"])))
        assert chunks == recording_chunks(items, image_size_of(record), recording_metadata(record))
