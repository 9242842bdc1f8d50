"""What can be operated is readable in every state and in reach on every screen, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.e2e.sample_data import ENTRANCES, PAGES, Furnished, change_profile, furnished_studio, signed_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser, CDPSession, Page, Route

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


def opened(page: Page, address: str) -> None:
    page.goto(address)
    page.locator("h1").first.wait_for()
    page.wait_for_load_state("networkidle")
    page.evaluate(MEASURE)


def later(route: Route) -> None:
    route.request.frame.page.wait_for_timeout(150)
    route.continue_()


def tools_of(page: Page) -> CDPSession:
    """Return the browser's developer tools for a page; what one of them forces holds until it is detached."""
    tools = page.context.new_cdp_session(page)
    tools.send("DOM.enable")
    tools.send("CSS.enable")
    return tools


def force(tools: CDPSession, states: list[str]) -> None:
    """Put every element that can be operated into a state and out of all others."""
    root = tools.send("DOM.getDocument")["root"]["nodeId"]
    selector = "a, button, input, select, textarea, summary, label"
    found = tools.send("DOM.querySelectorAll", {"nodeId": root, "selector": selector})["nodeIds"]
    for node in found:
        tools.send("CSS.forcePseudoState", {"nodeId": node, "forcedPseudoClasses": states})


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_control_is_readable_in_every_state(
    browser: Browser, furnished: Furnished, scheme: Any
) -> None:
    context = signed_in(browser, furnished, color_scheme=scheme, viewport={"width": 1280, "height": 800})
    stranger = browser.new_context(color_scheme=scheme)
    faint: dict[str, list[str]] = {}
    for page, paths in ((context.new_page(), PAGES), (stranger.new_page(), ENTRANCES)):
        for path in paths:
            opened(page, furnished.studio.address + path)
            assert page.evaluate("measure.controls().length") > 2  # it did look
            tools = tools_of(page)
            for state, pseudo_classes in STATES.items():
                force(tools, pseudo_classes)
                if found := page.evaluate("measure.faint()"):
                    faint[f"{path} in {state}"] = found
                if "focus" in state and (found := page.evaluate("measure.ringless()")):
                    faint[f"{path}, focus ring in {state}"] = found
            page.evaluate("for (const one of measure.controls()) one.disabled = true")
            for state in ("disabled", "disabled under the pointer"):
                force(tools, ["hover"] if "pointer" in state else [])
                if found := page.evaluate("measure.faint()"):
                    faint[f"{path} {state}"] = found
            tools.detach()
    context.close()
    stranger.close()
    assert faint == {}


@pytest.mark.parametrize("way", ["the mouse", "a finger"])
def test_a_primary_button_keeps_its_label_under(browser: Browser, furnished: Furnished, way: str) -> None:
    context = signed_in(browser, furnished, has_touch=way == "a finger", is_mobile=way == "a finger")
    page = context.new_page()
    opened(page, f"{furnished.studio.address}/account")
    button = page.locator("button.primary").first
    if way == "a finger":
        button.tap()
        page.locator("form .notice.right").first.wait_for()
    else:
        button.hover()
    assert page.evaluate("measure.faint()") == []
    context.close()


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_nothing_reaches_out_of_the_window(browser: Browser, furnished: Furnished, width: int) -> None:
    viewport = {"width": width, "height": 700}
    context = signed_in(browser, furnished, locale="de-DE", viewport=viewport)
    stranger = browser.new_context(locale="de-DE", viewport=viewport)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(furnished.studio.address)
    page.locator("nav").first.wait_for()
    change_profile(page, language="de")
    outside: dict[str, list[str]] = {}
    for one, paths in ((page, PAGES), (stranger.new_page(), ENTRANCES)):
        for path in paths:
            opened(one, furnished.studio.address + path)
            one.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
            found = one.evaluate("[...measure.outside(), ...measure.cramped()]")
            if found:
                outside[path] = found
    change_profile(page, language="en")
    context.close()
    stranger.close()
    assert outside == {}


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
    page = context.new_page()
    # Answers that take their time are what makes a page jump.
    page.route("**/api/v1/**", later)
    shifts = {}
    for path in PAGES:
        opened(page, furnished.studio.address + path)
        shifts[path] = page.evaluate("window.shift")
    context.close()
    assert {path: shift for path, shift in shifts.items() if shift > 0.1} == {}
