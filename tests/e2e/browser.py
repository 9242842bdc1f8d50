"""Chromium for tests, and a server on this machine that answers byte ranges as the web does."""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page, Playwright, Request

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_QUIET_S = 0.1


def chromium_path(playwright: Playwright) -> str:
    """Return where Chromium is, the system's or Playwright's; without it the test is skipped, and fails in CI."""
    found = os.environ.get("POISE_TEST_CHROMIUM") or shutil.which("chromium")
    found = found or playwright.chromium.executable_path
    if Path(found).exists():
        return found
    message = "there is no Chromium; install it or set POISE_TEST_CHROMIUM"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)


@contextmanager
def opened_page() -> Iterator[Page]:
    """Open an empty page in a Chromium without a window."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = chromium_path(playwright)
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        try:
            yield browser.new_page()
        finally:
            browser.close()


def wait_until(page: Page, expression: str, timeout_s: float = 30.0) -> None:
    """Wait until an expression is true.

    Playwright's own waiting evaluates text in the page, which the page's security policy refuses.
    """
    until_s = time.monotonic() + timeout_s
    while not page.evaluate(expression):
        assert time.monotonic() < until_s, f"not true within {timeout_s} s: {expression}"
        page.wait_for_timeout(50)


class Traffic:
    """The requests of a browser context that are on their way."""

    def __init__(self, context: BrowserContext) -> None:
        self._open: set[Request] = set()
        self._changed_s = time.monotonic()
        context.on("request", self._begin)
        context.on("requestfinished", self._end)
        context.on("requestfailed", self._end)

    def settle(self, page: Page, timeout_s: float = 30.0) -> None:
        """Wait until a page shows what it asked for: no request for 0.1 s, and two frames drawn.

        Playwright's "networkidle" waits for half a second, which is most of the time of a test of many pages.
        """
        until_s = time.monotonic() + timeout_s
        while self._open or time.monotonic() - self._changed_s < _QUIET_S:
            assert time.monotonic() < until_s, f"still loading: {[one.url for one in self._open]}"
            page.wait_for_timeout(20)
        page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def _begin(self, request: Request) -> None:
        self._open.add(request)
        self._changed_s = time.monotonic()

    def _end(self, request: Request) -> None:
        self._open.discard(request)
        self._changed_s = time.monotonic()


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve the files of `folder` on the loopback address; yield the address."""
    handler = type("Handler", (_Files,), {"folder": folder})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Files(BaseHTTPRequestHandler):
    folder: Path
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = self.folder / Path(self.path).name
        if not path.is_file():
            self.send_error(404)
            return
        data = path.read_bytes()
        start, end, partial = self._range(len(data))
        self.send_response(206 if partial else 200)
        self.send_header("Content-Type", "video/mp4" if path.suffix == ".mp4" else "text/html")
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Content-Length", str(end - start))
        if partial:
            self.send_header("Content-Range", f"bytes {start}-{end - 1}/{len(data)}")
        self.end_headers()
        # A browser that has seen enough hangs up, which is no fault.
        try:
            self.wfile.write(data[start:end])
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def _range(self, length: int) -> tuple[int, int, bool]:
        asked = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if not asked:
            return 0, length, False
        return int(asked[1]), min(length, int(asked[2]) + 1 if asked[2] else length), True

    def log_message(self, *_args: object) -> None:
        """Stay silent."""
