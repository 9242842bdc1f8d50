"""Holding a pose in a real browser: choose it, take it before the webcam, see the result and find it again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.e2e.studio import Studio, Witness, begin_now, browser_with_webcam, webcam_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PASSWORD = "a long and simple sentence"
pytestmark = [pytest.mark.browser, pytest.mark.reference]


@dataclass(frozen=True)
class Visitor:
    """Who visits, and what the page says to them."""

    width_px: int
    height_px: int
    theme: str
    pose: str
    level: str
    seconds: str
    camera: str
    begin: str
    finish: str
    reached: str
    open_: str
    longest: str


ENGLISH = Visitor(
    1280, 800, "light", "High plank", "Level", "Hold for (seconds)", "Start the camera", "Begin now", "Finish",
    "goal reached", "Open in the history", "Longest hold",
)  # fmt: skip
GERMAN = Visitor(
    390, 844, "dark", "Hoher Stütz", "Niveau", "Halten (Sekunden)", "Kamera starten", "Jetzt beginnen", "Fertig",
    "Ziel erreicht", "Im Verlauf öffnen", "Am längsten gehalten",
)  # fmt: skip


@pytest.fixture(scope="module")
def plank_webcam(reference_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Somebody at the top of a push-up, which is a plank."""
    clip = reference_data / "exercise" / "clips" / "mm_push_up.mp4"
    return webcam_of(clip, tmp_path_factory.mktemp("webcam") / "plank.y4m", from_s=4.2, to_s=6.8)


@pytest.fixture(scope="module")
def browser(plank_webcam: Path) -> Iterator[Browser]:
    with browser_with_webcam(plank_webcam) as browser:
        yield browser


@pytest.mark.parametrize("visitor", [ENGLISH, GERMAN], ids=["laptop-english-light", "phone-german-dark"])
def test_a_pose_is_held_summed_up_and_found_in_the_history(
    tmp_path: Path, studio: Studio, browser: Browser, visitor: Visitor
) -> None:
    from playwright.sync_api import expect

    context = browser.new_context(
        locale="en-GB",
        viewport={"width": visitor.width_px, "height": visitor.height_px},
        color_scheme="dark" if visitor.theme == "dark" else "light",
    )
    witness = Witness(context, studio.address)
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(f"{studio.address}/sign-up")
    page.get_by_label("Name").fill(f"Ada {visitor.theme}")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Create the account").click()
    expect(page.get_by_role("heading", name="Good to see you, Ada")).to_be_visible()
    if visitor is GERMAN:
        page.goto(f"{studio.address}/account")
        page.get_by_label("Language").select_option("de")
        page.get_by_role("button", name="Save").first.click()
        expect(page.get_by_role("button", name="Speichern").first).to_be_visible()

    page.goto(f"{studio.address}/hold")
    page.get_by_role("link", name=re.compile(f"^{visitor.pose}")).first.click()
    page.get_by_label(visitor.level).select_option("beginner")
    page.get_by_label(visitor.seconds).fill("2")
    page.get_by_role("button", name=visitor.camera).click()
    begin_now(page, visitor.begin)
    expect(page.get_by_test_id("score")).to_have_text(re.compile(r"^\d+$"), timeout=150_000)
    expect(page.get_by_test_id("held")).to_have_text(re.compile(r"^0:(0[2-9]|[1-5]\d)$"), timeout=60_000)
    page.screenshot(path=tmp_path / "held.png")
    page.get_by_role("button", name=visitor.finish, exact=True).click()
    headline = page.get_by_role("heading", name=re.compile(visitor.reached))
    expect(headline).to_be_visible()
    page.screenshot(path=tmp_path / "result.png")

    page.get_by_role("link", name=visitor.open_).click()
    expect(page.get_by_text(visitor.longest).first).to_be_visible()
    page.goto(f"{studio.address}/history")
    expect(page.locator("a[href^='/history/']")).to_have_count(1)
    page.goto(f"{studio.address}/progress")
    expect(page.locator("option", has_text=visitor.pose)).to_have_count(1)
    assert witness.foreign == []
    assert witness.complaints == []
    context.close()
