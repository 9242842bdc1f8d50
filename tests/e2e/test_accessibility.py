"""Every page against the rules of axe (WCAG 2.2 A and AA) in a real browser: light and dark, desktop and phone."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from tests.e2e.studio import Studio, browser_with_webcam, served_studio
from tests.web.browser import PASSWORD
from tests.web.keeping import kept_session

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
PAGES = (
    "/",
    "/coach",
    "/coach/squat",
    "/hold",
    "/hold/tree",
    "/films",
    "/compare",
    "/history",
    "/history/{session}",
    "/progress",
    "/account",
    "/no/such/page",
)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def studio(data_dir: Path) -> Iterator[Studio]:
    with served_studio(data_dir) as studio:
        yield studio


def complaints(page: Any) -> list[str]:
    """Return what axe finds, as the rule and the elements that break it."""
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("tags => axe.run({ runOnly: tags })", RULES)
    assert len(found["passes"]) > 5  # it did look
    return [f"{one['id']}: {[node['target'] for node in one['nodes']]}" for one in found["violations"]]


@pytest.mark.parametrize(
    ("scheme", "width", "language"),
    [("light", 1280, "en-GB"), ("dark", 390, "de-DE")],
)
def test_every_page_is_accessible(
    studio: Studio, data_dir: Path, scheme: Any, width: int, language: str
) -> None:
    with browser_with_webcam(None) as browser:
        context = browser.new_context(
            color_scheme=scheme,
            viewport={"width": width, "height": 844},
            locale=language,
            reduced_motion="reduce",
        )
        page = context.new_page()
        page.set_default_timeout(20_000)
        found = {}
        for door in ("/sign-in", "/sign-up", studio.set_up.removeprefix(studio.address)):
            page.goto(studio.address + door)
            page.locator("h1").first.wait_for()
            found[door.partition("?")[0]] = complaints(page)
        page.goto(f"{studio.address}/sign-up")
        page.locator("input[autocomplete=username]").fill(f"{scheme} {width}")
        page.locator("input[type=password]").fill(PASSWORD)
        page.locator("form button").click()
        page.locator("nav").first.wait_for()
        me = page.evaluate("fetch('/api/v1/me').then(answer => answer.json())")
        session = me["identifier"]  # any UUID will do
        with ThreadPoolExecutor(1) as aside:  # this thread is Playwright's
            aside.submit(kept_session, data_dir, session, me["identifier"]).result()
        for path in PAGES:
            page.goto(studio.address + path.format(session=session))
            page.locator("h1").first.wait_for()
            page.wait_for_load_state("networkidle")
            found[path] = complaints(page)
        assert {path: one for path, one in found.items() if one} == {}
