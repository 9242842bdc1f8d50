"""The pages apart from the live coach, as somebody goes through them in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from tests.e2e.browser import Traffic
from tests.e2e.sample_data import COACHED, TRAINED, Furnished, change_profile, furnished_studio, signed_in
from tests.web.browser import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

pytestmark = pytest.mark.browser

API = "/api/v1"


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


def test_a_first_visit_brings_less_than_200_kb(page: Page) -> None:
    traffic = Traffic(page.context)
    page.goto("/")
    page.get_by_role("heading", name="Latest sessions").wait_for()
    traffic.settle(page)
    came = page.evaluate(
        """['navigation', 'resource'].flatMap(kind => performance.getEntriesByType(kind))
            .map(one => [one.name, one.transferSize])"""
    )
    assert all(size > 0 for _, size in came), came  # nothing was there before
    assert sum(size for _, size in came) < 200_000, came


def test_the_history_reads_its_list_once_and_once_more_for_a_filter(page: Page) -> None:
    paths, traffic = asked(page), Traffic(page.context)
    page.goto("/history")
    page.get_by_role("link", name="Plank").first.wait_for()
    traffic.settle(page)
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
    page.goto("/progress?period=all")
    page.get_by_label("Exercise").select_option("squat")
    page.get_by_text("As a table").click()
    row = page.locator("details tbody tr").first
    # In that week there is another session, of 8 accurate ones of 10.
    expect(row.locator("td").nth(1)).to_have_text("22")
    expect(row.locator("td").nth(2)).to_have_text("20")


def test_a_deleted_session_says_so_when_it_is_opened_and_can_be_taken_back(page: Page) -> None:
    page.goto(f"/history/{COACHED}")
    page.get_by_role("button", name="Delete this session").click()
    page.get_by_text("The session was deleted.").wait_for()
    page.reload()
    page.get_by_text("The session was deleted.").wait_for()
    assert page.get_by_role("button", name="Delete this session").count() == 0
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("heading", level=1).wait_for()


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


TITLES = {
    "/": ("Start", "Start"),
    "/coach": ("What will you do today?", "Was machst du heute?"),
    "/coach/squat": ("Squat", None),
    "/train": ("Programmes", "Programme"),
    "/train/new": ("A new programme", "Ein neues Programm"),
    "/hold": ("Hold a pose", "Eine Pose halten"),
    "/hold/tree": ("Tree", "Baum"),
    "/recognise": ("What am I doing?", "Was mache ich gerade?"),
    "/teach": ("Teach an exercise", "Eine Übung beibringen"),
    "/compare": ("Compare two poses", "Zwei Haltungen vergleichen"),
    "/history": ("History", "Verlauf"),
    f"/history/{COACHED}": ("Squat, Wed, 1 Feb 2023", None),
    f"/history/{TRAINED}": ("Balance for older people, Fri, 3 Feb 2023", None),
    "/progress": ("Progress", "Fortschritt"),
    "/account": ("Your account", "Dein Konto"),
    "/people": ("People", "Leute"),
    "/no/such/page": ("There is nothing here", "Hier ist nichts"),
}


def test_every_page_has_its_title_and_takes_the_focus_to_its_heading(page: Page) -> None:
    from playwright.sync_api import expect

    page.goto("/history")
    page.locator("h1").wait_for()
    assert page.evaluate("document.activeElement === document.body")  # the first page is the browser's affair
    for path, (title, _) in TITLES.items():
        go(page, path)
        expect(page).to_have_title(f"{title} – Poise")
        expect(page.locator("main h1")).to_be_focused()
    for path in reversed(list(TITLES)[:-1]):
        page.go_back()
        expect(page).to_have_title(f"{TITLES[path][0]} – Poise")
        expect(page.locator("main h1")).to_be_focused()


def test_titles_are_in_the_persons_language(page: Page) -> None:
    from playwright.sync_api import expect

    page.goto("/")
    page.locator("h1").wait_for()
    change_profile(page, language="de")
    page.reload()
    for path, (_, title) in TITLES.items():
        go(page, path)
        if title:
            expect(page).to_have_title(f"{title} – Poise")
    assert page.locator("html").get_attribute("lang") == "de"
    change_profile(page, language="en")


def test_the_keyboard_goes_from_the_skip_link_through_the_page(page: Page) -> None:
    from playwright.sync_api import expect

    page.goto("/history")
    page.get_by_role("link", name="Plank").first.wait_for()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    assert page.url.endswith("/history")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
    page.get_by_role("link", name="Progress").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Progress")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Exercise")).to_be_focused()


def late(route: Route) -> None:
    route.request.frame.page.wait_for_timeout(600)
    route.continue_()


def test_somebody_who_types_is_not_disturbed_by_a_page_that_comes_late(page: Page) -> None:
    page.goto("/history")
    page.get_by_role("link", name="Plank").first.wait_for()
    page.route(f"**{API}/sessions/{COACHED}", late)
    go(page, f"/history/{COACHED}")
    page.get_by_role("link", name="← History").focus()
    page.get_by_role("heading", name="Replay").wait_for()
    assert page.evaluate("document.activeElement.innerText") == "← History"


def expire(page: Page) -> None:
    """End the sign-in of a page without its knowledge."""
    page.context.clear_cookies()


def test_an_expired_sign_in_loses_nothing_that_was_typed(browser: Browser, furnished: Furnished) -> None:
    from playwright.sync_api import expect

    context = signed_in(browser, furnished, locale="en-GB", base_url=furnished.studio.address)
    page = context.new_page()
    page.goto(f"/history/{COACHED}")
    page.get_by_label("Your notes").fill("written for a long time")
    expire(page)
    page.get_by_role("button", name="Save").click()
    dialog = page.get_by_role("dialog", name="Please sign in again")
    dialog.get_by_label("Password").fill("not the password at all")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("not right")
    page.keyboard.press("Escape")
    expect(dialog).to_be_visible()
    dialog.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Your notes")).to_have_value("written for a long time")
    context.close()


@pytest.mark.parametrize("path", ["/", "/history", "/progress", f"/history/{COACHED}", "/people", "/account"])
def test_an_expired_sign_in_is_mended_on_every_page(
    browser: Browser, furnished: Furnished, path: str
) -> None:
    from playwright.sync_api import expect

    context = signed_in(browser, furnished, locale="en-GB", base_url=furnished.studio.address)
    page, traffic = context.new_page(), Traffic(context)
    page.goto("/compare")
    page.locator("h1").wait_for()
    expire(page)
    go(page, path)
    dialog = page.get_by_role("dialog", name="Please sign in again")
    dialog.get_by_label("Password").fill(PASSWORD)
    dialog.get_by_role("button", name="Sign in").click()
    expect(dialog).to_have_count(0)
    traffic.settle(page)
    expect(page.get_by_role("alert")).to_have_count(0)
    expire(page)
    page.reload()  # and a deep link stands after the sign-in
    page.get_by_label("Name").fill("Root")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("nav").first).to_be_visible()
    assert page.url == furnished.studio.address + path
    context.close()


ANSWERS: dict[str, tuple[dict[str, Any] | None, str]] = {
    "no answer": (None, "The studio does not answer."),
    "a proxy's 503": ({"status": 503, "body": "<h1>Service Unavailable</h1>"}, "not ready at this moment"),
    "a proxy's 429": ({"status": 429, "body": ""}, "too often in a short time"),
    "the studio's 503": (
        {"status": 503, "json": {"detail": "The database does not answer.", "code": "busy"}},
        "The database does not answer.",
    ),
    "a page of a hotel's network": ({"status": 200, "body": "<html>Welcome"}, "not ready at this moment"),
}


def fulfill(answer: dict[str, Any] | None) -> Callable[[Route], None]:
    """Return what answers a request so, or lets it fail."""
    return lambda route: route.fulfill(**answer) if answer else route.abort()


@pytest.mark.parametrize("path", ["/", "/coach", "/history", f"/history/{COACHED}", "/progress", "/people"])
def test_a_failure_is_one_sentence_with_a_way_out(page: Page, path: str) -> None:
    from playwright.sync_api import expect

    traffic = Traffic(page.context)
    pattern = re.compile(rf"{API}/(exercises|sessions|progress|accounts|audit)(\?|$|/[0-9a-f-]{{36}}$)")
    page.goto("/compare")
    page.locator("h1").wait_for()
    for answer, (given, sentence) in ANSWERS.items():
        page.route(pattern, fulfill(given))
        go(page, path)
        expect(page.get_by_role("alert"), answer).to_have_count(1)
        expect(page.get_by_role("alert"), answer).to_contain_text(sentence)
        page.unroute(pattern)
        page.get_by_role("button", name="Try again").click()
        expect(page.get_by_role("alert"), answer).to_have_count(0)
        traffic.settle(page)
        expect(page.get_by_role("alert"), answer).to_have_count(0)
        go(page, "/compare")
        expect(page.get_by_role("heading", level=1, name="Compare two poses")).to_be_visible()


def test_somebody_signed_in_has_no_use_for_the_door(page: Page) -> None:
    from playwright.sync_api import expect

    page.goto("/sign-in")
    expect(page.get_by_role("heading", name="Good to see you")).to_be_visible()
    assert page.evaluate("location.pathname") == "/"
