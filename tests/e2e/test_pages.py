"""The pages apart from the live coach, as somebody goes through them in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from tests.e2e.sample_data import COACHED, Furnished, change_profile, furnished_studio, signed_in
from tests.e2e.studio import browser_with_webcam

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

API = "/api/v1"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with browser_with_webcam(None) as browser:
        yield browser


@pytest.fixture(scope="module")
def furnished(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Furnished]:
    with furnished_studio(tmp_path_factory.mktemp("data"), browser, display_name="Ada") as furnished:
        yield furnished


@pytest.fixture
def page(browser: Browser, furnished: Furnished) -> Iterator[Page]:
    context = signed_in(browser, furnished, locale="en-GB", base_url=furnished.studio.address)
    yield context.new_page()
    context.close()


def asked(page: Page) -> list[str]:
    """Return the list into which every request to the API is written from now on."""
    paths: list[str] = []
    page.on("request", lambda one: paths.append(one.url.partition(API)[2]) if API in one.url else None)
    return paths


def go(page: Page, path: str) -> None:
    """Go to another page without loading the whole of it, as a link does."""
    page.evaluate(
        "path => { history.pushState(null, '', path); dispatchEvent(new PopStateEvent('popstate')); }", path
    )


def test_the_page_that_is_left_is_not_given_the_name_of_the_next(page: Page) -> None:
    page.goto("/coach/squat")
    page.get_by_role("heading", name="Squat").wait_for()
    paths = asked(page)
    go(page, f"/history/{COACHED}")
    page.get_by_role("heading", name="Replay").wait_for()
    assert [path for path in paths if path.startswith("/exercises/")] == []


def test_the_history_reads_its_list_once_and_once_more_for_a_filter(page: Page) -> None:
    paths = asked(page)
    page.goto("/history")
    page.get_by_role("link", name="Plank").first.wait_for()
    page.wait_for_load_state("networkidle")
    first = [path for path in paths if path.startswith("/sessions")]
    assert len([path for path in first if "after=" not in path]) == 1, first
    page.get_by_label("Search").fill("nothing of the kind")
    page.get_by_text("No session fits these filters.").wait_for()
    assert len([path for path in paths if "words=" in path]) == 1


@pytest.mark.parametrize("path", ["/history/%", "/coach/%zz", "/history/%E0%A4"])
def test_an_address_that_is_not_well_formed_gets_a_sentence(page: Page, path: str) -> None:
    page.goto("/")
    page.locator("h1").wait_for()
    go(page, path)
    page.get_by_role("alert").wait_for()


def test_one_count_stands_on_every_page(page: Page) -> None:
    from playwright.sync_api import expect

    session = "01936f3e-7c00-7000-8000-000000000000"  # 8 of 10 squats on a day of their own
    page.goto(f"/history/{session}")
    box = page.get_by_label("Accurate repetitions by your own count")
    box.fill("999")
    page.get_by_role("button", name="Save").click()
    assert box.evaluate("box => box.validity.rangeOverflow")
    assert (
        page.evaluate(f"fetch('/api/v1/sessions/{session}').then(a => a.json()).then(s => s.corrected)")
        is None
    )
    box.fill("12")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("dd.numeral").first).to_have_text(re.compile(r"12\s*/ 12"))
    expect(page.get_by_text("Poise counted 8 of 10")).to_be_visible()
    page.goto("/history?")
    page.get_by_label("To", exact=True).fill("2023-01-01")
    expect(page.locator("li .result").first).to_have_text("12 of 12")
    page.goto("/progress")
    page.get_by_label("Exercise").select_option("squat")
    page.get_by_text("As a table").click()
    row = page.locator("details tbody tr").first
    expect(row.locator("td").nth(1)).to_have_text("12")
    expect(row.locator("td").nth(2)).to_have_text("12")


def test_times_are_in_the_persons_zone_and_language(page: Page) -> None:
    from playwright.sync_api import expect

    page.goto("/")
    page.locator("h1").wait_for()
    change_profile(page, time_zone="Pacific/Auckland", language="de")
    page.goto(f"/history/{COACHED}")  # began at 22:13:20 UTC
    expect(page.locator(".eyebrow")).to_contain_text("11:13")
    expect(page.get_by_text("1:06:40")).to_be_visible()
    expect(page.get_by_role("cell", name="1,3 / 0,1 / 0,9 s").first).to_be_visible()
    expect(page.get_by_role("option", name="0,25×")).to_have_count(1)
    change_profile(page, time_zone="UTC", language="en")


def test_the_profile_asks_for_nothing_that_nothing_uses(page: Page) -> None:
    page.goto("/account")
    page.get_by_role("button", name="Save").wait_for()
    assert page.get_by_text("Units").count() == page.get_by_text("Preferred side").count() == 0
