"""The first visit of the page in Chromium: how much comes over the network, and how long until it can be used.

    python -m benchmarks.speed.first_visit

Each visit is made in a browser that has never been there, over loopback and over a slow network (1.6 Mbit/s,
150 ms there and back) with a processor four times as slow. It can be used when the form for signing in stands, or, for
somebody who is signed in, the start page. What the service worker and the models bring comes after that and is not
counted.
"""

from __future__ import annotations

import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from tests.e2e.studio import Studio, browser_with_webcam, served_studio, set_up

from benchmarks.machine import describe

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PASSWORD = "a long and simple sentence"
VISITS = 5


@dataclass(frozen=True)
class Network:
    """What is between the page and the studio, and how slow the device is.

    Parameters
    ----------
    name : str
        For the table.
    bytes_per_s : float
        -1 for as many as there can be.
    latency_ms : float
        There and back.
    slowdown : float
        How many times as long the processor takes.
    """

    name: str
    bytes_per_s: float
    latency_ms: float
    slowdown: float


NETWORKS = (Network("loopback", -1, 0, 1), Network("slow phone", 200_000, 150, 4))


def visit(
    browser: Browser, address: str, wanted: str, network: Network, cookies: list[Any]
) -> tuple[float, float]:
    """Return the kilobytes that came, and the seconds until `wanted` stood there."""
    context = browser.new_context(locale="en-GB")
    try:
        context.add_cookies(cookies)
        page = context.new_page()
        line = context.new_cdp_session(page)
        line.send("Network.enable")
        line.send("Emulation.setCPUThrottlingRate", {"rate": network.slowdown})
        speed = {"downloadThroughput": network.bytes_per_s, "uploadThroughput": network.bytes_per_s}
        line.send(
            "Network.emulateNetworkConditions", {"offline": False, "latency": network.latency_ms, **speed}
        )
        came: list[float] = []
        line.on("Network.loadingFinished", lambda told: came.append(told["encodedDataLength"]))
        begun = time.perf_counter()
        page.goto(address, wait_until="commit")
        page.locator(wanted).first.wait_for()
        took_s = time.perf_counter() - begun
        page.wait_for_load_state("networkidle")
        return sum(came) / 1000, took_s
    finally:
        context.close()


def measure(studio: Studio, browser: Browser) -> None:
    """Print a line for each visit."""
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    set_up(page, studio, "Ada", PASSWORD)
    page.locator("nav").first.wait_for()
    cookies: list[Any] = [*context.cookies()]
    context.close()
    print(f"{'':32}{'kB':>8}{'s to usable, median and longest':>36}")
    for network in NETWORKS:
        for name, path, wanted, known in (
            ("sign-in", "/sign-in", "form button", []),
            ("start page, signed in", "/", "a.way", cookies),
        ):
            found = [visit(browser, studio.address + path, wanted, network, known) for _ in range(VISITS)]
            took_s = [seconds for _, seconds in found]
            size_kb = max(size for size, _ in found)
            print(f"{f'{network.name}: {name}':32}{size_kb:8.0f}{median(took_s):24.2f}{max(took_s):12.2f}")


def main() -> int:
    """Measure."""
    print(describe())
    with (
        tempfile.TemporaryDirectory() as folder,
        served_studio(Path(folder) / "data") as studio,
        browser_with_webcam(None) as browser,
    ):
        measure(studio, browser)
    return 0


if __name__ == "__main__":
    sys.exit(main())
