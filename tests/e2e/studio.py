"""The studio as its users start it, and a browser with a webcam made of a clip."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING

from tests.e2e.browser import ARGUMENTS, chromium_path

if TYPE_CHECKING:
    from PIL import Image
    from playwright.sync_api import Browser, BrowserContext, Page

_START_S = 60.0
_STOP_S = 30.0
_BEGIN_S = 120.0


@dataclass(frozen=True)
class Studio:
    """A running `poise serve`."""

    address: str
    set_up: str
    process: subprocess.Popen[str]


@contextmanager
def served_studio(
    data_dir: Path,
    *options: str,
    port: int = 0,
    mongodb_uri: str = "",
    workers: int = 0,
    settings: Mapping[str, str] | None = None,
) -> Iterator[Studio]:
    """Start `poise serve`, wait for the address that it prints, and stop it as Ctrl-C does.

    It has no workers unless a test asks for some: most need none, and each takes a second to start.
    """
    command = [sys.executable, "-m", "poise", "serve", "--port", str(port), "--data-dir", str(data_dir)]
    own = {"PYTHONUNBUFFERED": "1", "POISE_MONGODB_URI": mongodb_uri, "POISE_WORKERS": str(workers)}
    environment = {**os.environ, **own, **(settings or {})}
    process = subprocess.Popen(
        [*command, *options], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
    )
    assert process.stdout is not None
    late = Timer(_START_S, process.kill)
    late.start()
    try:
        text = ""
        while "Poise is ready" not in text:
            line = process.stdout.readline()
            assert line, f"the studio did not start: {text}"
            text += line
        late.cancel()
        address, set_up = re.search(r"ready: (\S+)", text), re.search(r"(\S+/setup\S+)", text)
        assert address is not None
        yield Studio(address.group(1), set_up.group(1) if set_up else "", process)
    finally:
        late.cancel()
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(_STOP_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(_STOP_S)
                raise
        process.stdout.close()


def free_port() -> int:
    """Return a port that nobody listens on; for a studio that is to come back at the same address."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def webcam_of(
    clip: Path, into: Path, *, side_px: int = 480, rate_hz: int = 15, from_s: float = 0.0, to_s: float = 30.0
) -> Path:
    """Write a clip as the file that Chromium takes for a camera and shows in a loop: frames of YUV4MPEG2.

    The page looks at each frame, which is most of what a set costs: 15 in a second are enough to be coached well.
    """
    from PIL import Image

    from poise.media.video import open_video

    wanted_s = from_s
    with open_video(clip) as reader, into.open("wb") as file:
        for shown in reader.frames(from_s, to_s):
            if shown.time_s < wanted_s:
                continue
            frame = Image.fromarray(shown.pixels)
            frame.thumbnail((side_px, side_px))
            frame = frame.crop((0, 0, frame.width // 2 * 2, frame.height // 2 * 2))
            if file.tell() == 0:
                file.write(f"YUV4MPEG2 W{frame.width} H{frame.height} F{rate_hz}:1 C420jpeg\n".encode())
            while shown.time_s >= wanted_s:  # a constant rate, whatever the clip's is
                file.write(b"FRAME\n" + _planes(frame))
                wanted_s += 1 / rate_hz
    return into


def _planes(frame: Image.Image) -> bytes:
    """Return brightness and the two halved colours of a frame, one after the other."""
    light, blue, red = frame.convert("YCbCr").split()
    half = (frame.width // 2, frame.height // 2)
    return b"".join(plane.tobytes() for plane in (light, blue.resize(half), red.resize(half)))


def set_up(page: Page, studio: Studio, name: str, password: str) -> None:
    """Make the studio's first account, as the set-up link asks for it; the page is signed in then."""
    page.goto(studio.set_up)
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Set up").click()


def begin_now(page: Page, label: str = "Begin now") -> None:
    """Press the button that begins a set, as soon as it can be pressed; a set may begin by itself before."""
    from playwright.sync_api import Error

    shown, ready = (
        page.get_by_role("button", name=label, disabled=is_disabled) for is_disabled in (None, False)
    )
    shown.wait_for(timeout=1000 * _BEGIN_S)
    end_s = time.monotonic() + _BEGIN_S
    while shown.is_visible() and not ready.is_visible():
        assert time.monotonic() < end_s, "the models are not loaded"
        page.wait_for_timeout(50)
    with suppress(Error):
        ready.click(timeout=2_000)


@contextmanager
def browser_with_webcam(webcam: Path | None, *options: str) -> Iterator[Browser]:
    """Start a Chromium whose only camera shows a file, with further command line options."""
    from playwright.sync_api import sync_playwright

    camera = (
        ["--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={webcam}"]
        if webcam
        else []
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path(playwright),
            args=[*ARGUMENTS, "--use-fake-ui-for-media-stream", *camera, *options],
        )
        _load_pages_afresh(browser)
        try:
            yield browser
        finally:
            browser.close()


def _load_pages_afresh(browser: Browser) -> None:
    """Give pages no service worker unless a test asks for one: it fetches the whole page in each new context."""
    for name in ("new_context", "new_page"):
        setattr(browser, name, partial(getattr(browser, name), service_workers="block"))


class Witness:
    """Sees every request of a browser context, and everything that its pages complain of."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.foreign: list[str] = []
        self.complaints: list[str] = []
        self._own = (address, address.replace("http", "ws", 1), "blob:", "data:")
        context.on("request", lambda request: self._note(request.url))
        context.on("page", lambda page: page.on("websocket", lambda socket: self._note(socket.url)))
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        context.on(
            "console",
            lambda said: (
                self.complaints.append(said.text) if "Content Security Policy" in said.text else None
            ),
        )

    def _note(self, url: str) -> None:
        if not url.startswith(self._own):
            self.foreign.append(url)
