"""Comparing in a real browser, in German: what a browser cannot show, who is meant, and where the reference lies."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.e2e.studio import Studio, Witness

if TYPE_CHECKING:
    from PIL import Image
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.models, pytest.mark.reference]

PASSWORD = "ein langer und einfacher Satz"
# Where somebody who wants to look at the pages finds them.
SCREENSHOTS = os.environ.get("POISE_SCREENSHOTS", "")
NATURAL_WIDTH = "(picture) => picture.naturalWidth"


@pytest.fixture(scope="module")
def pictures(reference_data: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    from PIL import Image
    from pillow_heif import register_heif_opener

    from poise.media.video import open_video

    register_heif_opener()
    folder = tmp_path_factory.mktemp("pictures")
    made: dict[str, Image.Image] = {}
    for name, at_s in (("upright", 2.0), ("lower", 8.0)):
        with open_video(reference_data / "exercise" / "clips" / "rohan_squat.mp4") as reader:
            made[name] = Image.fromarray(next(iter(reader.frames(at_s))).pixels)
    made["two"] = _beside(made["lower"], 0.64)
    paths = {}
    for name, picture in made.items():
        for kind in ("jpg", "heic"):
            paths[f"{name}.{kind}"] = folder / f"{name}.{kind}"
            picture.save(paths[f"{name}.{kind}"])
    for name, content in (("notes.txt", b"To do: squats."), ("notes.jpg", b"To do: squats.")):
        paths[name] = folder / name
        paths[name].write_bytes(content)
    grey = folder / "empty.jpg"
    Image.new("RGB", (320, 240), (120, 120, 120)).save(grey)
    return {**paths, "empty.jpg": grey}


def _beside(one: Image.Image, share: float) -> Image.Image:
    """The same person twice, the second one smaller."""
    from PIL import Image

    small = one.resize((int(one.width * share), int(one.height * share)))
    both = Image.new("RGB", (one.width + small.width, one.height), (128, 128, 128))
    both.paste(one, (0, 0))
    both.paste(small, (one.width, one.height - small.height))
    return both


@pytest.fixture
def page(request: pytest.FixtureRequest, studio: Studio, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="de-DE", viewport={"width": 1280, "height": 800})
    witness = Witness(context, studio.address)
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(f"{studio.address}/sign-up")
    page.get_by_label("Name").fill(request.node.name[:40])
    page.get_by_label("Passwort").fill(PASSWORD)
    page.locator("form button").click()
    page.locator("nav").first.wait_for()
    page.goto(f"{studio.address}/compare")
    yield page
    context.close()
    assert (witness.foreign, witness.complaints) == ([], [])


def give(page: Page, reference: Path | str, attempt: Path) -> None:
    """Choose both sides; a text as reference is a pose of the library."""
    if isinstance(reference, str):
        page.get_by_label("Die Haltungssammlung").check()
        page.locator("form select").first.select_option(label=reference)
    else:
        page.locator("input[type=file]").nth(0).set_input_files(reference)
    page.locator("input[type=file]").last.set_input_files(attempt)


def compare(page: Page) -> None:
    page.get_by_role("button", name="Vergleichen", exact=True).click()
    page.locator(".score .numeral").wait_for(timeout=90_000)


def look(page: Page, name: str) -> None:
    """Keep what the page looks like: light, dark, and on a phone."""
    if not SCREENSHOTS:
        return
    for theme in ("light", "dark"):
        page.evaluate("(theme) => { document.documentElement.dataset.theme = theme; }", theme)
        for width, device in ((1280, "desktop"), (390, "phone")):
            page.set_viewport_size({"width": width, "height": 844})
            page.wait_for_timeout(300)
            page.screenshot(path=f"{SCREENSHOTS}/{name}-{theme}-{device}.png", full_page=True)
    page.set_viewport_size({"width": 1280, "height": 800})


def test_a_heic_is_seen_before_and_after_it_is_compared(page: Page, pictures: dict[str, Path]) -> None:
    from playwright.sync_api import expect

    give(page, pictures["upright.heic"], pictures["lower.heic"])
    for role in ("Vorlage", "Dein Versuch"):
        preview = page.locator("form").get_by_role("img", name=role)
        expect(preview).to_have_js_property("complete", True)
        page.wait_for_function("(picture) => picture.naturalWidth > 0", arg=preview.element_handle())
    compare(page)
    for picture in page.locator(".result .frame img").all():
        assert picture.evaluate(NATURAL_WIDTH) > 0
    assert page.locator(".result .frame img").count() == 3  # both, and the attempt under the ghost
    look(page, "heic")


def test_a_pose_of_the_library_is_seen_as_the_attempt_is_and_its_outline_lies_over_it(
    page: Page, pictures: dict[str, Path]
) -> None:
    from playwright.sync_api import expect

    give(page, "Stuhl", pictures["lower.jpg"])
    compare(page)
    expect(page.get_by_text("Der Umriss ist die Vorlage")).to_be_visible()
    words = page.locator(".result li")
    expect(words.filter(has_text=re.compile(r"\d+ Grad")).first).to_be_visible()
    # A remark has the number of its limb, as it stands in the table.
    limb = words.locator(".limb").first.inner_text()
    name, degrees = re.sub(r"^\S+ ", "", limb).rsplit(" ", 1)
    expect(page.locator("tr", has_text=name)).to_contain_text(degrees)
    for text in ("weniger als 15° daneben", "15 bis 25° daneben", "25° oder mehr daneben"):
        expect(page.locator(".legend")).to_contain_text(text)
    body = page.locator(".result").inner_text()
    assert not re.search(r"\b(your|the|about|degrees|Bend|Raise|Lower|Straighten)\b", body)
    look(page, "chair")


def test_a_text_is_no_picture_whatever_it_is_called(page: Page, pictures: dict[str, Path]) -> None:
    from playwright.sync_api import expect

    for name in ("notes.txt", "notes.jpg"):
        page.locator("input[type=file]").last.set_input_files(pictures[name])
        alert = page.get_by_role("alert")
        expect(alert).to_contain_text("kein Bild")
        expect(alert).not_to_contain_text("Video")
        page.reload()


def test_that_the_larger_person_was_taken_is_said_and_another_can_be_chosen(
    page: Page, pictures: dict[str, Path]
) -> None:
    from playwright.sync_api import expect

    give(page, "Stuhl", pictures["two.heic"])
    compare(page)
    expect(page.get_by_text("verglichen wurde Person 1")).to_be_visible()
    look(page, "two")
    page.get_by_role("button", name="Person 2").click()
    expect(page.get_by_text("verglichen wurde Person 2")).to_be_visible(timeout=90_000)
    page.locator(".score .numeral").wait_for()
    # Only what was meant is kept.
    page.get_by_role("link", name="Verlauf", exact=True).first.click()
    expect(page.locator("a[href^='/history/']")).to_have_count(1)
    expect(page.locator("a[href^='/history/']")).to_contain_text("Stuhl")


def test_what_cannot_be_judged_is_not_kept(page: Page, pictures: dict[str, Path]) -> None:
    from playwright.sync_api import expect

    give(page, "Berg", pictures["empty.jpg"])
    page.get_by_role("button", name="Vergleichen", exact=True).click()
    expect(page.get_by_role("heading", name="Das lässt sich nicht beurteilen")).to_be_visible(timeout=90_000)
    expect(page.get_by_text("dein Versuch zeigt niemanden")).to_be_visible()
    expect(page.get_by_text("Davon wurde nichts behalten.")).to_be_visible()
    page.get_by_role("link", name="Verlauf", exact=True).first.click()
    expect(page.get_by_text("Noch nichts hier.")).to_be_visible()
    look(page, "not-judged")
