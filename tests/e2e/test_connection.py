"""The connection fails in a live set: nothing is lost, nothing stale is spoken, and the reason is told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.e2e.browser import wait_until
from tests.e2e.sockets import SOCKETS
from tests.e2e.studio import Studio, begin_now, browser_with_webcam

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.models, pytest.mark.reference]

PASSWORD = "a long and simple sentence"
COUNTED_MS = 90_000
OFFLINE_S = 8.0  # the camera shows a squat every 3.5 s: at least one whole

# What is spoken, with the count on the screen at that moment.
SPOKEN = """
window.spoken = [];
speechSynthesis.speak = words => window.spoken.push(words.text);
"""


@pytest.fixture(scope="module")
def browser(squat_webcam: Path) -> Iterator[Browser]:
    with browser_with_webcam(squat_webcam) as browser:
        yield browser


@contextmanager
def visit(
    browser: Browser, studio: Studio, *scripts: str, width: int = 1280, height: int = 720, **options: str
) -> Iterator[Page]:
    """Open a page of a new account; `scripts` run before the page's own."""
    context = browser.new_context(
        locale=options.get("locale", "en-GB"), viewport={"width": width, "height": height}
    )
    for script in scripts:
        context.add_init_script(script)
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(f"{studio.address}/sign-up")
    page.locator("input[autocomplete=username]").fill(f"Ada {id(context)}")
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("form button").click()
    page.locator("nav").first.wait_for()
    try:
        yield page
    finally:
        context.close()


def begin(page: Page, studio: Studio, exercise: str = "squat") -> None:
    page.goto(f"{studio.address}/coach/{exercise}")
    page.locator("form.plan button.primary").click()
    begin_now(page)
    page.locator("footer button.primary").wait_for(timeout=60_000)


def stay_offline(page: Page) -> None:
    """Cut the connection, and wait while the camera shows more than a whole squat."""
    page.evaluate("cut()")
    page.locator(".banner").first.wait_for()
    until_s = page.evaluate("document.querySelector('video').currentTime") + OFFLINE_S
    wait_until(page, f"document.querySelector('video').currentTime > {until_s}", 60.0)


def count_of(page: Page) -> int:
    return int(re.sub(r"\D", "", page.get_by_test_id("attempted").inner_text()))


def wait_for_count(page: Page, least: int) -> None:
    page.wait_for_function(
        "least => Number(document.querySelector('[data-testid=attempted]').textContent.match(/\\d+/)) >= least",
        arg=least,
        timeout=COUNTED_MS,
    )


def test_what_was_done_offline_is_counted_at_once_or_by_the_next_page_and_not_spoken(
    browser: Browser, studio: Studio
) -> None:
    with visit(browser, studio, SOCKETS, SPOKEN) as page:
        begin(page, studio)
        wait_for_count(page, 1)
        before = count_of(page)
        stay_offline(page)
        page.evaluate(
            """() => { spoken.length = 0; window.counts = []; isCut = false; window.back_s = performance.now() / 1000;
            const count = document.querySelector('[data-testid=attempted]');
            new MutationObserver(() => counts.push(Number(count.textContent.match(/\\d+/))))
              .observe(count, { childList: true, characterData: true, subtree: true }); }"""
        )
        page.wait_for_function("() => counts.length > 0", timeout=COUNTED_MS)
        page.wait_for_timeout(1_500)
        counts, spoken = page.evaluate("counts"), page.evaluate("spoken")
        assert counts[0] > before
        # All of the past is one jump; what follows it was done after the connection was back.
        assert len(counts) - 1 <= page.evaluate(
            """() => {
            const clock_s = Math.min(...repetitions.map(one => one.heard_s - one.done_s));
            return repetitions.filter(one => one.done_s + clock_s >= back_s).length; }"""
        )
        assert [text for text in spoken if text.isdecimal() and int(text) < counts[0]] == []

        before = count_of(page)
        stay_offline(page)
        page.reload()
        page.get_by_role("button", name="Finish").click()
        page.wait_for_url("**/history/*-*")
        shown = page.evaluate(
            "path => fetch('/api/v1/sessions/' + path).then(one => one.json())", page.url[-36:]
        )
        assert shown["attempted"] > before


def test_a_connection_that_is_refused_again_and_again_is_not_called_lost(
    browser: Browser, studio: Studio
) -> None:
    with visit(browser, studio, SOCKETS) as page:
        begin(page, studio)
        page.evaluate("cut()")
        page.get_by_text("the live connection does not get through").wait_for()
        page.evaluate("isCut = false")
        page.get_by_text("the live connection does not get through").wait_for(state="detached")
