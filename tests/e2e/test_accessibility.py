"""The rules of axe (WCAG 2.2 A and AA) in a real browser, and the page that sets a new studio up against them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.e2e.studio import Studio

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def complaints(page: Any) -> list[str]:
    """Return what axe finds, as the rule and the elements that break it."""
    page.evaluate(AXE.read_text("utf-8"))
    # Of what is in order one example of each rule is enough.
    found = page.evaluate("tags => axe.run({ runOnly: tags, resultTypes: ['violations'] })", RULES)
    assert len(found["passes"]) > 5  # it did look
    return [f"{one['id']}: {[node['target'] for node in one['nodes']]}" for one in found["violations"]]


def test_the_door_of_a_new_studio_is_accessible(studio: Studio, browser: Browser) -> None:
    found = {}
    page = browser.new_page(reduced_motion="reduce")
    page.goto(studio.set_up)
    page.locator("h1").first.wait_for()
    for scheme, width in ("light", 1280), ("dark", 390):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": 844})
        found[scheme] = complaints(page)
    page.close()
    assert found == {"light": [], "dark": []}
