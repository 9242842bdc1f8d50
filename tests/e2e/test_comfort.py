"""What people with long histories, small screens, a keyboard or their own colours expect of the pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.e2e.browser import Traffic, wait_until
from tests.e2e.sample_data import COACHED, Furnished, furnished_studio, keep, signed_in
from tests.web.browser import PASSWORD
from tests.web.keeping import a_session

from poise.studio.activities import BUILT_IN
from poise.studio.progress.refresh import refresh_digest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def furnished(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Furnished]:
    with furnished_studio(tmp_path_factory.mktemp("data"), browser, display_name="Ada") as furnished:
        many = [
            replace(
                a_session(f"01936f3e-7c00-7000-8001-{number:012x}", furnished.account, number),
                subject="forward-lunge",
                day=f"{2015 + number // 336}-{1 + number // 28 % 12:02d}-{1 + number % 28:02d}",
            )
            for number in range(1000)
        ]
        keep(furnished.data_dir, [refresh_digest(one, BUILT_IN) for one in many], has_recording=False)
        yield furnished


@pytest.fixture
def page(browser: Browser, furnished: Furnished) -> Iterator[Page]:
    context = signed_in(browser, furnished, locale="en-GB", base_url=furnished.studio.address)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def newcomer(browser: Browser, furnished: Furnished) -> Iterator[BrowserContext]:
    """A browser of somebody who has done nothing yet."""
    context = browser.new_context(locale="en-GB", base_url=furnished.studio.address)
    answer = context.request.post(
        "/api/v1/sign-up",
        data={"name": "Newcomer", "password": PASSWORD},
        headers={"origin": furnished.studio.address, "sec-fetch-site": "same-origin"},
    )
    assert answer.status == 201, answer.text()
    yield context
    context.close()


def test_going_back_finds_the_list_as_it_was_left(page: Page) -> None:
    from playwright.sync_api import expect

    page.goto("/history")
    page.get_by_label("Kind").select_option("coaching")
    expect(page).to_have_url(re.compile(r"/history\?kind=coaching$"))
    rows = page.locator("li a[href^='/history/']")
    expect(rows).to_have_count(30)
    while rows.count() < 80:
        page.mouse.wheel(0, 4000)
        page.wait_for_timeout(100)
    # The position is kept a moment after the last turn of the wheel.
    wait_until(page, "scrollY > 2000 && history.state?.y === scrollY")
    left_at = page.evaluate("scrollY")
    page.evaluate(
        "document.elementsFromPoint(innerWidth / 2, 400).map(e => e.closest('a')).find(Boolean).click()"
    )
    page.locator("dl").first.wait_for()
    wait_until(page, "scrollY === 0")
    page.go_back()
    page.wait_for_function("y => Math.abs(scrollY - y) < 5", arg=left_at)
    expect(page.get_by_label("Kind")).to_have_value("coaching")


def test_a_tall_window_is_filled_and_a_thousand_sessions_come_bit_by_bit(page: Page) -> None:
    from playwright.sync_api import expect

    page.set_viewport_size({"width": 1280, "height": 5000})
    traffic = Traffic(page.context)
    page.goto("/history")
    rows = page.locator("li a[href^='/history/']")
    expect(rows.nth(60)).to_be_attached()
    traffic.settle(page)
    assert rows.count() < 200
    page.goto("/progress?period=all")
    page.get_by_text("As a table").click()
    weeks = page.locator("details tbody tr")
    expect(weeks.nth(100)).to_be_attached()  # a thousand days


def test_notes_that_were_not_saved_are_there_again(page: Page) -> None:
    from playwright.sync_api import expect

    page.goto(f"/history/{COACHED}")
    box = page.get_by_label("Your notes")
    kept = box.input_value()
    box.fill("half a thought")
    page.get_by_role("link", name="Progress").click()
    page.get_by_role("heading", name="Progress").wait_for()
    page.go_back()
    expect(box).to_have_value("half a thought")
    expect(page.get_by_text("Not saved yet")).to_be_visible()
    box.fill(kept)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved", exact=False).last).to_be_visible()
    expect(page.get_by_text("Not saved yet")).to_have_count(0)


@pytest.mark.parametrize(("path", "stops"), [("/account", 24), (f"/history/{COACHED}", 20), ("/history", 30)])
def test_what_has_the_focus_is_never_hidden(page: Page, path: str, stops: int) -> None:
    page.set_viewport_size({"width": 320, "height": 560})
    traffic = Traffic(page.context)
    page.goto(path)
    page.locator("h1").first.wait_for()
    traffic.settle(page)
    hidden = []
    for _ in range(stops):
        page.keyboard.press("Tab")
        hidden += page.evaluate(
            """() => {
              const one = document.activeElement;
              if (one === document.body) return [];
              const box = one.getBoundingClientRect();
              const at = [box.left + box.width / 2, Math.min(Math.max(box.top + box.height / 2, 0), innerHeight - 1)];
              const top = document.elementFromPoint(...at);
              return one.contains(top) || top?.contains(one) ? [] : [one.outerHTML.slice(0, 80)];
            }"""
        )
    assert hidden == []


def test_the_present_page_is_marked_in_the_systems_own_colours(
    browser: Browser, furnished: Furnished
) -> None:
    context = signed_in(browser, furnished, forced_colors="active", base_url=furnished.studio.address)
    page = context.new_page()
    page.goto("/history")
    page.locator("nav a").first.wait_for()
    colours = page.evaluate(
        "[...document.querySelectorAll('nav a')].map(one => getComputedStyle(one).borderBottomColor)"
    )
    context.close()
    assert len(colours) == 6
    assert colours.count(colours[0]) == 5
    assert colours[3] != colours[0]


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/", "Nothing here yet."),
        ("/history", "Nothing here yet."),
        ("/history?words=squat", "No session fits these filters."),
        ("/progress", "No session yet."),
        ("/people", "This page is for administrators."),
        (f"/history/{COACHED}", "There is no such session."),
        ("/coach/no-such-exercise", "exercise"),
    ],
)
def test_a_new_person_finds_a_sentence_and_a_way_on(
    newcomer: BrowserContext, path: str, sentence: str
) -> None:
    from playwright.sync_api import expect

    page = newcomer.new_page()
    page.goto(path)
    expect(page.get_by_text(sentence).first).to_be_visible()
    expect(page.locator("main h1")).to_have_count(1)
    assert page.locator("main a[href], main button").count() > 0
    page.close()


def test_without_a_camera_a_figure_is_coached_and_nothing_is_kept(newcomer: BrowserContext) -> None:
    from playwright.sync_api import expect

    page = newcomer.new_page()
    page.goto("/coach/squat")
    page.get_by_label("How many").fill("4")
    page.get_by_role("button", name="Try it without a camera").click()
    # The set begins and ends by itself: the figure stands in view.
    expect(page.get_by_role("button", name="Next set")).to_be_visible(timeout=120_000)
    # Also whoever is cut off now leaves nothing.
    assert page.evaluate("fetch('/api/v1/unfinished-sessions').then(answer => answer.json())") == []
    page.get_by_role("button", name="Finish").click()
    expect(page.get_by_role("heading", name=re.compile(r"^\d of 4 accurate$"))).to_be_visible()
    expect(page.get_by_text("Nothing of it was kept")).to_be_visible()
    page.goto("/history")
    expect(page.get_by_text("Nothing here yet")).to_be_visible()
    page.close()
