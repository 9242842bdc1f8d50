"""A whole visit in a real browser: sign up, be coached by webcam, compare, find it all in the history, sign out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.e2e.studio import (
    Studio,
    Witness,
    begin_now,
    browser_with_webcam,
    free_port,
    served_studio,
    set_up,
)

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.models, pytest.mark.reference]

PASSWORD = "a long and simple sentence"


@pytest.fixture(scope="module")
def frames(reference_data: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Somebody upright, and the same person in a squat."""
    from PIL import Image

    from poise.media.video import open_video

    folder = tmp_path_factory.mktemp("frames")
    paths = []
    for name, at_s in (("upright.jpg", 2.0), ("lower.jpg", 8.0)):
        with open_video(reference_data / "exercise" / "clips" / "rohan_squat.mp4") as reader:
            Image.fromarray(next(iter(reader.frames(at_s))).pixels).save(folder / name)
        paths.append(folder / name)
    return paths


@pytest.fixture(scope="module")
def browser(squat_webcam: Path) -> Iterator[Browser]:
    with browser_with_webcam(squat_webcam) as browser:
        yield browser


def test_a_whole_visit(tmp_path: Path, browser: Browser, frames: list[Path]) -> None:
    from playwright.sync_api import expect

    with served_studio(tmp_path / "data") as studio:
        context = browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 800})
        witness = Witness(context, studio.address)
        page = context.new_page()
        page.set_default_timeout(60_000)

        set_up(page, studio, "Ada", PASSWORD)
        expect(page.get_by_role("heading", name="Good to see you, Ada")).to_be_visible()

        page.goto(f"{studio.address}/coach/squat")
        page.get_by_label("Target").select_option("repetitions")
        page.get_by_label("How many").fill("2")
        page.get_by_role("button", name="Start the camera").click()
        begin_now(page)
        # The set ends by itself after two squats, and a rest begins.
        expect(page.get_by_role("button", name="Next set")).to_be_visible(timeout=150_000)
        page.get_by_role("button", name="Finish").click()
        headline = page.get_by_role("heading", name=re.compile(r"^\d of 2 accurate$"))
        expect(headline).to_be_visible()

        page.get_by_role("link", name="Open in the history").click()
        expect(page.get_by_role("heading", name="Replay")).to_be_visible()
        expect(page.get_by_text("What happened")).to_be_visible()
        address = page.url

        page.get_by_role("link", name="Compare", exact=True).click()
        page.locator("input[type=file]").nth(0).set_input_files(frames[0])
        page.locator("input[type=file]").nth(1).set_input_files(frames[1])
        page.get_by_role("button", name="Compare", exact=True).click()
        expect(page.locator(".score .numeral")).to_have_text(re.compile(r"^\d+$"), timeout=60_000)

        page.get_by_role("link", name="History", exact=True).first.click()
        rows = page.locator("a[href^='/history/']")
        expect(rows).to_have_count(2)
        page.goto(address)
        expect(page.get_by_role("heading", name="Replay")).to_be_visible()

        page.get_by_role("link", name="Account").click()
        page.get_by_role("button", name="Sign out", exact=True).first.click()
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
        page.goto(address)
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()

        page.goto(f"{studio.address}/api/docs")
        expect(page.get_by_text("/api/v1/sessions/{identifier}/replay")).to_be_visible()

        assert witness.foreign == []
        assert witness.complaints == []
        context.close()


def test_a_killed_studio_comes_back_and_the_set_goes_on(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    from playwright.sync_api import expect

    data, port = tmp_path_factory.mktemp("data"), free_port()
    context = browser.new_context(locale="en-GB", viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.set_default_timeout(60_000)
    with served_studio(data, port=port) as studio:
        page.goto(f"{studio.address}/sign-up")
        page.get_by_label("Name").fill("Ada")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Create the account").click()
        expect(page.get_by_role("heading", name="Good to see you, Ada")).to_be_visible()
        page.goto(f"{studio.address}/coach/squat")
        page.get_by_label("Target").select_option("repetitions")
        page.get_by_label("How many").fill("2")
        page.get_by_role("button", name="Start the camera").click()
        begin_now(page)
        expect(page.get_by_text("accurate of 1")).to_be_visible(timeout=120_000)
        studio.process.kill()
        studio.process.wait(30)
    expect(page.get_by_text("The connection is lost.")).to_be_visible()
    with served_studio(data, port=port):
        expect(page.get_by_role("button", name="Next set")).to_be_visible(timeout=150_000)
        page.get_by_role("button", name="Finish").click()
        # Squats that were done while nobody answered count as well.
        expect(page.get_by_role("heading", name=re.compile(r"^\d of [2-9] accurate$"))).to_be_visible()
        page.get_by_role("link", name="Open in the history").click()
        expect(page.get_by_text("Resumed after a lost connection")).to_be_visible()
    context.close()


def test_a_weak_device_lets_the_studio_look_and_somebody_asks_what_it_is(
    studio: Studio, browser: Browser
) -> None:
    from playwright.sync_api import expect

    context = browser.new_context(locale="de-DE", viewport={"width": 1280, "height": 800})
    witness = Witness(context, studio.address)
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(f"{studio.address}/sign-up")
    page.get_by_label("Name").fill("Eve")
    page.get_by_label("Passwort").fill(PASSWORD)
    page.locator("form button").click()
    page.locator("nav").first.wait_for()

    page.goto(f"{studio.address}/recognise")
    page.get_by_role("button", name="Kamera starten").click()
    page.get_by_role("link", name="Darin betreut werden").click(timeout=90_000)
    assert page.url == f"{studio.address}/coach/squat"

    page.get_by_text("Wer findet deinen Körper").click()
    page.get_by_label("Das Studio, wenn").check()
    page.get_by_label("Wie viele").fill("1")
    page.get_by_role("button", name="Kamera starten").click()
    begin_now(page, "Jetzt beginnen")
    expect(page.get_by_text(re.compile("von 1"))).to_be_visible(timeout=150_000)
    assert witness.foreign == []
    assert witness.complaints == []
    context.close()
