"""What happens to people who train: cameras that go, pages that are left, browsers that lack something."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.e2e.browser import wait_until
from tests.e2e.sockets import SOCKETS
from tests.e2e.studio import Studio, begin_now, browser_with_webcam
from tests.web.browser import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

pytestmark = [pytest.mark.browser, pytest.mark.models, pytest.mark.reference]

STAGEHAND = Path(__file__).with_name("stagehand.js")
NO_WASM = "delete window.Worker; delete window.WebAssembly"  # workers have a WebAssembly of their own
NO_CONTEXT = """delete window.Worker;
for (const one of [HTMLCanvasElement, OffscreenCanvas]) one.prototype.getContext = () => null;"""
LATE_MS = 120_000
DESKTOP: ViewportSize = {"width": 1280, "height": 720}
PHONE: ViewportSize = {"width": 360, "height": 740}
LYING: ViewportSize = {"width": 740, "height": 360}
BOXES = """[...document.querySelectorAll("dialog .banner, dialog button, dialog .big")]
  .filter(one => one.checkVisibility()).map(one => one.getBoundingClientRect().toJSON())"""


@pytest.fixture(scope="module")
def browser(squat_webcam: Path) -> Iterator[Browser]:
    with browser_with_webcam(squat_webcam) as browser:
        yield browser


@pytest.fixture(scope="module")
def cookies(browser: Browser, studio: Studio) -> Any:
    context = browser.new_context(base_url=studio.address)
    send(context, studio, "sign-up", {"name": "Ada", "password": PASSWORD})
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def context(browser: Browser, studio: Studio, cookies: Any) -> Iterator[BrowserContext]:
    context = browser.new_context(
        base_url=studio.address, storage_state=cookies, locale="en-GB", viewport=DESKTOP
    )
    context.add_init_script(path=STAGEHAND)
    context.set_default_timeout(LATE_MS)
    yield context
    finish_all(context, studio)
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def send(context: BrowserContext, studio: Studio, path: str, data: dict[str, str] | None = None) -> None:
    headers = {"origin": studio.address, "sec-fetch-site": "same-origin"}
    answer = context.request.post(f"{studio.address}/api/v1/{path}", data=data or {}, headers=headers)
    assert answer.ok, answer.text()


def finish_all(context: BrowserContext, studio: Studio) -> None:
    """Leave no session unfinished, which the next test would be offered."""
    answer = context.request.get(f"{studio.address}/api/v1/unfinished-sessions")
    for one in answer.json() if answer.ok else []:
        send(context, studio, f"sessions/{one['identifier']}/finish")


def open_stage(page: Page, path: str = "/coach/squat") -> None:
    page.goto(path)
    page.get_by_label("Target").wait_for()
    if page.get_by_label("Target").is_enabled():
        page.get_by_label("Target").select_option("none")
    page.get_by_role("button", name="Start the camera").click()


def begin(page: Page) -> None:
    """Begin the set: by the button, or by itself where the person is well in view."""
    from playwright.sync_api import expect

    begin_now(page)
    expect(page.get_by_role("button", name="End the set")).to_be_visible(timeout=LATE_MS)


def train(page: Page, path: str = "/coach/squat") -> None:
    open_stage(page, path)
    begin(page)
    wait_until(page, "performance.getEntriesByName('poise-live').length > 0")


def goes_on(page: Page) -> None:
    from playwright.sync_api import expect

    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_enabled(timeout=LATE_MS)


# -- the camera -------------------------------------------------------------------------------------------------


HAPPENS = {
    "unplug()": ("plug()", "The camera is gone."),
    "mute(true)": ("mute(false)", "The camera sends no pictures."),
    "still(true)": ("still(false)", "No pictures come from the camera."),
    "hide(true)": ("hide(false)", "while this page is in the background"),
}


def test_a_set_pauses_while_nobody_is_seen_and_goes_on(page: Page) -> None:
    from playwright.sync_api import expect

    train(page)
    for happens, (passes, sentence) in HAPPENS.items():
        page.evaluate(f"stagehand.{happens}")
        expect(page.get_by_role("alert").filter(has_text=sentence)).to_be_visible(timeout=LATE_MS)
        expect(page.get_by_role("button", name="Go on"), happens).to_be_disabled()
        require_fits(page)
        page.evaluate(f"stagehand.{passes}")
        goes_on(page)
        expect(page.get_by_text(sentence)).to_have_count(0)
    page.evaluate("stagehand.unplug()")
    page.evaluate("stagehand.refuse('NotAllowedError')")
    expect(page.get_by_text("The camera is not allowed any more.")).to_be_visible(timeout=LATE_MS)
    page.evaluate("stagehand.refuse('')")
    page.get_by_role("button", name="Find the camera again").click()
    goes_on(page)


def require_fits(page: Page) -> None:
    """Fail unless what is said on the stage fits a desktop, a phone and a phone that lies."""
    for viewport in (PHONE, LYING, DESKTOP):
        page.set_viewport_size(viewport)
        page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        for box in page.evaluate(BOXES):
            assert box["left"] >= 0
            assert box["right"] <= viewport["width"]
            assert box["bottom"] <= viewport["height"]


def test_a_tablet_that_is_turned_in_a_set_is_told_and_counting_goes_on(page: Page) -> None:
    from playwright.sync_api import expect

    page.add_init_script("stagehand.turn(true)")
    train(page)
    page.evaluate("stagehand.turn(false)")
    expect(page.get_by_text("The picture was turned; I go on counting.")).to_be_visible(timeout=LATE_MS)
    expect(page.get_by_test_id("attempted")).not_to_have_text("accurate of 0", timeout=LATE_MS)


def test_a_camera_that_is_denied_is_explained_where_one_looks(page: Page) -> None:
    from playwright.sync_api import expect

    page.goto("/coach/squat")
    page.evaluate("stagehand.refuse('NotAllowedError')")
    for viewport in (DESKTOP, PHONE):
        page.set_viewport_size(viewport)
        page.get_by_role("button", name="Start the camera").click()
        expect(page.get_by_role("heading", name="The camera is not allowed")).to_be_in_viewport()
        expect(page.get_by_role("button", name="Start the camera")).to_be_in_viewport(ratio=1)


def test_a_double_click_opens_one_camera_and_leaving_closes_it(page: Page) -> None:
    from playwright.sync_api import expect

    page.goto("/coach/squat")
    page.get_by_role("button", name="Start the camera").dblclick()
    page.get_by_role("button", name="Leave").click()
    expect(page.get_by_role("button", name="Start the camera")).to_be_visible()
    wait_until(page, "stagehand.cameras() === 0")


# -- the page is left -------------------------------------------------------------------------------------------


def test_a_set_that_was_left_is_offered_and_goes_on_with_its_count(
    context: BrowserContext, page: Page
) -> None:
    from playwright.sync_api import expect

    train(page)
    expect(page.get_by_text("accurate of 1")).to_be_visible(timeout=LATE_MS)
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    go_on_later(page)
    page.go_back()
    page.get_by_role("button", name="Leave, go on later").click()
    go_on_later(page)
    page.close()
    page = context.new_page()
    page.goto("/")
    go_on_later(page)
    page.get_by_role("button", name="Finish").click()
    expect(page.get_by_role("heading", name=re.compile(r"of [1-9]\d* accurate"))).to_be_visible(
        timeout=LATE_MS
    )


def go_on_later(page: Page) -> None:
    """Go on with the set that is offered, on its own page or on another, and find its count."""
    from playwright.sync_api import expect

    link, button = (
        page.get_by_role("link", name="Go on"),
        page.get_by_role("button", name="Start the camera and go on"),
    )
    link.or_(button).first.wait_for()
    if link.is_visible():
        link.click()
    button.click()
    begin(page)
    expect(page.get_by_test_id("attempted")).to_have_text(re.compile(r"of [1-9]"), timeout=LATE_MS)


def test_whoever_insists_on_leaving_is_asked_and_can_stay(page: Page) -> None:
    from playwright.sync_api import expect

    train(page)
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate(
            "document.activeElement === document.body || document.activeElement.closest('dialog') !== null"
        )
    question = page.get_by_role("heading", name="Leave the session?")
    for _ in range(2):
        page.keyboard.press("Escape")
        expect(question).to_be_visible()
        page.keyboard.press("Escape")
        expect(question).to_have_count(0)
    goes_on(page)
    page.evaluate("history.back()")
    expect(question).to_be_visible()
    page.evaluate("history.back()")
    expect(question).to_have_count(0)
    goes_on(page)
    # Nothing begins behind the question.
    page.get_by_role("button", name="End the set").click()
    page.get_by_role("button", name="Next set").click()
    page.keyboard.press("Escape")
    expect(question).to_be_visible()
    page.wait_for_timeout(6000)
    expect(page.get_by_role("button", name="Pause", exact=True)).to_have_count(0)
    page.get_by_role("button", name="Stay").click()
    begin(page)


def test_a_second_page_takes_a_session_over_and_the_first_says_so(
    context: BrowserContext, page: Page
) -> None:
    from playwright.sync_api import expect

    train(page)
    other = context.new_page()
    other.goto("/")
    expect(other.get_by_text("It goes on in another place at the moment.")).to_be_visible()
    other.get_by_role("link", name="Go on").click()
    other.get_by_role("button", name="Start the camera and go on").click()
    expect(page.get_by_text("This session goes on or was finished in another place.")).to_be_visible(
        timeout=LATE_MS
    )
    begin(other)
    other.get_by_role("button", name="Finish").click()
    expect(other.get_by_role("link", name="Open in the history")).to_be_visible(timeout=LATE_MS)


# -- the studio is away ------------------------------------------------------------------------------------------


def test_whoever_is_signed_out_in_a_set_signs_in_again_and_goes_on(
    browser: Browser, studio: Studio, context: BrowserContext, page: Page
) -> None:
    from playwright.sync_api import expect

    context.clear_cookies()
    send(context, studio, "sign-in", {"name": "Ada", "password": PASSWORD})
    train(page)
    send(context, studio, "sign-out")
    expect(page.get_by_text("You were signed out. Sign in again")).to_be_visible(timeout=LATE_MS)
    send(context, studio, "sign-in", {"name": "Ada", "password": PASSWORD})
    expect(page.get_by_text("You were signed out.")).to_have_count(0, timeout=LATE_MS)
    page.get_by_role("button", name="Finish").click()
    expect(page.get_by_role("link", name="Open in the history")).to_be_visible(timeout=LATE_MS)


def test_a_set_that_ends_without_the_studio_arrives_by_itself_later(
    context: BrowserContext, page: Page
) -> None:
    from playwright.sync_api import expect

    page.add_init_script(SOCKETS)
    train(page)
    context.set_offline(True)
    page.evaluate(
        "cut()"
    )  # which is told at once; of a line that falls silent the page hears after ten seconds
    expect(page.get_by_text("The connection is lost.")).to_be_visible(timeout=LATE_MS)
    page.get_by_role("button", name="Finish").dblclick()
    expect(page.get_by_text("It is kept in this browser")).to_be_visible()
    page.get_by_role("button", name="See what waits").click()
    expect(page.get_by_text("Waits for the studio")).to_be_visible()
    context.set_offline(False)
    expect(page.get_by_text("Nothing waits.")).to_be_visible(timeout=LATE_MS)
    page.get_by_role("link", name="All sessions").click()
    expect(page.get_by_role("link", name="Squat").first).to_be_visible()


def test_a_studio_that_is_away_at_the_start_is_not_called_a_weak_browser(
    context: BrowserContext, page: Page
) -> None:
    from playwright.sync_api import expect

    page.goto("/coach/squat")
    page.get_by_role("button", name="Start the camera").wait_for()
    context.set_offline(True)
    page.get_by_role("button", name="Start the camera").click()
    expect(page.get_by_text("The studio does not answer")).to_be_visible(timeout=LATE_MS)
    context.set_offline(False)
    page.get_by_role("button", name="Leave").last.click()
    open_stage(page)
    begin(page)


# -- the browser lacks something --------------------------------------------------------------------------------


# What lacks together is what different parts of the page ask for: one of the first three concerns the model, the
# others the camera's frames, what is kept, what is heard, and the question whether to leave.
@pytest.mark.parametrize(
    "lacking",
    [
        "delete window.Worker; delete HTMLVideoElement.prototype.requestVideoFrameCallback;"
        "delete HTMLDialogElement.prototype.showModal",
        "window.Worker = class { constructor() { throw new DOMException('', 'SecurityError'); } };"
        "Object.defineProperty(window, 'indexedDB', { get() { throw new DOMException('', 'SecurityError'); } })",
        "delete window.OffscreenCanvas; delete window.AudioContext; delete window.speechSynthesis",
    ],
)
def test_a_browser_without_something_trains_all_the_same(page: Page, lacking: str) -> None:
    page.add_init_script(lacking)
    train(page)


@pytest.mark.parametrize("lacking", ["delete window.createImageBitmap", NO_CONTEXT, NO_WASM])
def test_a_browser_that_cannot_see_says_so_and_the_studio_looks_for_it(page: Page, lacking: str) -> None:
    from playwright.sync_api import expect

    page.add_init_script(lacking)
    open_stage(page)
    expect(page.get_by_role("alert").filter(has_text="cannot find your body by itself")).to_be_visible(
        timeout=LATE_MS
    )
    offer = page.get_by_role("button", name="Let the studio find my body")
    expect(offer).to_be_visible()
    if lacking == NO_WASM:
        offer.click()
        begin(page)
        wait_until(page, "performance.getEntriesByName('poise-live').length > 0")


def test_recognising_says_what_a_browser_lacks_and_offers_the_studio(page: Page) -> None:
    from playwright.sync_api import expect

    page.add_init_script(NO_WASM)
    page.goto("/recognise")
    page.get_by_role("button", name="Start the camera").dblclick()
    expect(page.get_by_text("cannot find your body by itself")).to_be_visible(timeout=LATE_MS)
    wait_until(page, "stagehand.cameras() === 0")
    page.get_by_role("button", name="Let the studio find my body").click()
    expect(page.locator(".stage .numeral")).to_have_text(re.compile("[1-9]"), timeout=LATE_MS)
    page.get_by_role("link", name="Other exercises").click()
    wait_until(page, "stagehand.cameras() === 0")


def test_an_insecure_address_is_explained(page: Page) -> None:
    from playwright.sync_api import expect

    page.add_init_script("Object.defineProperty(navigator, 'mediaDevices', { value: undefined })")
    page.goto("/coach/squat")
    page.get_by_role("button", name="Start the camera").click()
    expect(page.get_by_role("heading", name="The camera needs a secure address")).to_be_visible()
