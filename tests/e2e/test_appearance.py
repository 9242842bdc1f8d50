"""Every page in a real browser: readable in every state, in reach on every screen, without a complaint of axe.

A page is loaded once for all that is measured of it: colours, widths and rules are changed while it is open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.e2e.browser import Traffic, wait_until
from tests.e2e.sample_data import (
    COACHED,
    ENTRANCES,
    PAGES,
    Furnished,
    change_profile,
    furnished_studio,
    signed_in,
)
from tests.e2e.test_accessibility import complaints

if TYPE_CHECKING:
    from playwright.sync_api import Browser, CDPSession, Page

pytestmark = pytest.mark.browser

MEASURE = (Path(__file__).parent / "measure.js").read_text("utf-8")
STATES: dict[str, list[str]] = {
    "rest": [],
    "hover": ["hover"],
    "focus": ["focus", "focus-visible"],
    "active": ["hover", "active"],
    "hover and focus": ["hover", "focus", "focus-visible"],
}


@pytest.fixture(scope="module")
def furnished(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Furnished]:
    with furnished_studio(tmp_path_factory.mktemp("data"), browser) as furnished:
        yield furnished


def open_page(page: Page, traffic: Traffic, address: str) -> None:
    page.goto(address)
    page.locator("h1").first.wait_for()
    traffic.settle(page)
    page.evaluate(MEASURE)


def visit_all(
    browser: Browser, furnished: Furnished, look: Callable[[Page], list[str]], **options: Any
) -> dict[str, list[str]]:
    """Open every page, of somebody signed in and of a stranger; return what `look` finds on which."""
    found: dict[str, list[str]] = {}
    contexts = signed_in(browser, furnished, **options), browser.new_context(**options)
    for context, paths in zip(contexts, (PAGES, ENTRANCES), strict=True):
        page, traffic = context.new_page(), Traffic(context)
        for path in paths:
            open_page(page, traffic, furnished.studio.address + path)
            if complaint := look(page):
                found[path] = complaint
        context.close()
    return found


def delay_answers(page: Page) -> None:
    """Let everything that is not in the browser's cache come late."""
    line = {"latency": 150, "downloadThroughput": -1, "uploadThroughput": -1, "offline": False}
    tools = page.context.new_cdp_session(page)
    tools.send("Network.enable")
    tools.send("Network.emulateNetworkConditions", line)


def tools_of(page: Page) -> CDPSession:
    """Return the browser's developer tools for a page; what one of them forces holds until it is detached."""
    tools = page.context.new_cdp_session(page)
    tools.send("DOM.enable")
    tools.send("CSS.enable")
    return tools


def force(tools: CDPSession, states: list[str]) -> None:
    """Put the sample of what can be operated into a state and out of all others."""
    root = tools.send("DOM.getDocument")["root"]["nodeId"]
    found = tools.send("DOM.querySelectorAll", {"nodeId": root, "selector": "[data-sample]"})["nodeIds"]
    for node in found:
        tools.send("CSS.forcePseudoState", {"nodeId": node, "forcedPseudoClasses": states})


def faint_controls(page: Page, scheme: str) -> list[str]:
    """Return what is hard to read in one of the states of the sample of a page's controls, disabled ones too."""
    faint: list[str] = []
    tools = tools_of(page)
    for state, pseudo_classes in STATES.items():
        force(tools, pseudo_classes)
        faint += [f"{one} in {state}, {scheme}" for one in page.evaluate("measure.faint()")]
        if "focus" in state:
            found = page.evaluate("measure.ringless()")
            faint += [f"the focus ring of {one} in {state}, {scheme}" for one in found]
    page.evaluate("measure.disable(true)")
    for state in ("disabled", "disabled under the pointer"):
        force(tools, ["hover"] if "pointer" in state else [])
        faint += [f"{one} {state}, {scheme}" for one in page.evaluate("measure.faint()")]
    page.evaluate("measure.disable(false)")
    tools.detach()
    return faint


def test_every_page_is_accessible_and_readable_in_every_state(browser: Browser, furnished: Furnished) -> None:
    looks: dict[str, int] = {}

    def look(page: Page) -> list[str]:
        nonlocal looks
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        # The page before was left dark: the theme follows a moment later.
        page.evaluate("measure.stillness()")
        found = complaints(page)
        # What two pages have in common is looked at on the first of them.
        looks, is_new = page.evaluate("known => measure.sample(known)", looks)
        for scheme in ("light", "dark") if is_new else ():
            page.emulate_media(color_scheme=scheme, reduced_motion="no-preference")
            page.evaluate("measure.stillness()")
            found += faint_controls(page, scheme)
        return found

    assert visit_all(browser, furnished, look, viewport={"width": 1280, "height": 844}) == {}
    assert len(looks) > 100  # it did look


def test_nothing_reaches_out_of_the_window_and_a_dark_german_phone_is_accessible(
    browser: Browser, furnished: Furnished
) -> None:
    def look(page: Page) -> list[str]:
        page.set_viewport_size({"width": 390, "height": 844})
        found = complaints(page)
        page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
        for width in (320, 360, 768, 1280):
            page.set_viewport_size({"width": width, "height": 700})
            outside = page.evaluate("[...measure.outside(), ...measure.cramped()]")
            found += [f"{one} at {width} px" for one in outside]
        return found

    context = signed_in(browser, furnished)
    page = context.new_page()
    page.goto(furnished.studio.address)
    page.locator("nav").first.wait_for()
    change_profile(page, language="de")
    options: dict[str, Any] = {"locale": "de-DE", "color_scheme": "dark", "reduced_motion": "reduce"}
    found = visit_all(browser, furnished, look, **options)
    change_profile(page, language="en")
    context.close()
    assert found == {}


def test_with_reduced_motion_a_new_theme_is_painted_at_once(browser: Browser, furnished: Furnished) -> None:
    context = signed_in(browser, furnished, color_scheme="dark", reduced_motion="reduce")
    page = context.new_page()
    open_page(page, Traffic(context), f"{furnished.studio.address}/coach")
    name = page.locator(".text > strong").first
    name.wait_for()
    # In one step: by the time of the next call a transition would be over.
    painted = name.evaluate(
        """name => {
          document.documentElement.dataset.theme = "light";
          const colours = [name, document.body].map(one => getComputedStyle(one).color);
          return [...colours, document.getAnimations().length];
        }"""
    )
    context.close()
    assert painted == ["rgb(20, 24, 29)", "rgb(20, 24, 29)", 0]


PAINTED_IN_TEXT = """() => [...document.querySelectorAll("main canvas")].map(canvas => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  for (let i = 0; i < data.length; i += 4)
    if (data[i] === 243 && data[i + 1] === 241 && data[i + 2] === 234 && data[i + 3] === 255) return true;
  return false;
})"""


def test_what_is_drawn_follows_a_new_theme(browser: Browser, furnished: Furnished) -> None:
    context = signed_in(browser, furnished, color_scheme="light")
    page = context.new_page()
    open_page(page, Traffic(context), f"{furnished.studio.address}/history/{COACHED}")
    page.locator(".chart canvas").first.wait_for()
    before = page.evaluate(PAINTED_IN_TEXT)
    assert len(before) > 2  # two bodies and a chart at least
    assert not any(before)
    page.emulate_media(color_scheme="dark")
    wait_until(page, f"({PAINTED_IN_TEXT})().every(Boolean)")
    context.close()


@pytest.mark.parametrize("way", ["the mouse", "a finger"])
def test_a_primary_button_keeps_its_label_under(browser: Browser, furnished: Furnished, way: str) -> None:
    context = signed_in(browser, furnished, has_touch=way == "a finger", is_mobile=way == "a finger")
    page = context.new_page()
    open_page(page, Traffic(context), f"{furnished.studio.address}/account")
    button = page.locator("button.primary").first
    if way == "a finger":
        button.tap()
        page.locator("form .notice.right").first.wait_for()
    else:
        button.hover()
    assert page.evaluate("measure.faint()") == []
    context.close()


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1280, 720)])
def test_a_page_keeps_still_while_it_loads(
    browser: Browser, furnished: Furnished, width: int, height: int
) -> None:
    context = signed_in(browser, furnished, viewport={"width": width, "height": height})
    context.add_init_script(
        """window.shift = 0;
        new PerformanceObserver(list => {
          for (const one of list.getEntries()) if (!one.hadRecentInput) window.shift += one.value;
        }).observe({type: "layout-shift", buffered: true});"""
    )
    page, traffic = context.new_page(), Traffic(context)
    # Answers that take their time are what makes a page jump.
    delay_answers(page)
    shifts = {}
    for path in PAGES:
        open_page(page, traffic, furnished.studio.address + path)
        shifts[path] = page.evaluate("window.shift")
    context.close()
    assert {path: shift for path, shift in shifts.items() if shift > 0.1} == {}
