"""Teaching in a real browser: a short clip is learned from, counted live before the webcam, and kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from av import VideoFrame
from PIL import Image
from playwright.sync_api import Browser
from tests.e2e.studio import Witness, begin_now, browser_with_webcam, served_studio, set_up

from poise.media.video import open_video

PASSWORD = "a long and simple sentence"
_TICKS_HZ = 90_000
LEARNED_MS = 240_000  # on a machine that does other things as well
pytestmark = [pytest.mark.browser, pytest.mark.reference, pytest.mark.models]


@pytest.fixture(scope="module")
def browser(squat_webcam: Path) -> Iterator[Browser]:
    with browser_with_webcam(squat_webcam) as browser:
        yield browser


def short_clip(clip: Path, into: Path, *, from_s: float, to_s: float, rate_hz: int = 15) -> Path:
    """Write some seconds of a clip at a low rate: enough to learn from, and little to look at."""
    with open_video(clip) as reader, av.open(str(into), "w") as film:
        video: Any = film.add_stream("libx264", rate=rate_hz)
        video.codec_context.time_base = video.time_base = Fraction(1, _TICKS_HZ)
        video.max_b_frames = 0
        wanted_s = from_s
        for shown in reader.frames(from_s, to_s):
            if shown.time_s < wanted_s:
                continue
            picture = Image.fromarray(shown.pixels)
            picture.thumbnail((640, 640))
            frame = VideoFrame.from_ndarray(np.asarray(picture), format="rgb24")
            if wanted_s == from_s:
                video.width, video.height, video.pix_fmt = frame.width, frame.height, "yuv420p"
            frame = frame.reformat(format="yuv420p")
            frame.pts, frame.time_base = round((wanted_s - from_s) * _TICKS_HZ), video.time_base
            film.mux(video.encode(frame))
            wanted_s += 1 / rate_hz
        film.mux(video.encode(None))
    return into


def test_an_exercise_is_taught_by_a_clip_counted_live_and_kept(
    tmp_path: Path, browser: Browser, reference_data: Path
) -> None:
    from playwright.sync_api import expect

    clip = reference_data / "exercise" / "clips" / "rohan_squat.mp4"
    film = short_clip(clip, tmp_path / "bend.mp4", from_s=15.0, to_s=18.5)
    with served_studio(tmp_path / "data", workers=1) as studio:
        context = browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 900})
        witness = Witness(context, studio.address)
        page = context.new_page()
        page.set_default_timeout(60_000)
        set_up(page, studio, "Ada", PASSWORD)
        expect(page.get_by_role("heading", name="Good to see you, Ada")).to_be_visible()

        page.goto(f"{studio.address}/teach")
        page.get_by_label("What it is called").fill("Deep bend")
        page.locator("input[type=file]").set_input_files(film)
        expect(page.get_by_role("heading", name="What I learned")).to_be_visible(timeout=LEARNED_MS)
        expect(page.get_by_test_id("seen")).to_have_text("Repetitions seen: 1")
        expect(page.get_by_label("Deep bend, as a moving figure")).to_be_visible()
        page.screenshot(path=tmp_path / "learned.png", full_page=True)

        # Tried before it is kept: the coach counts with it.
        page.get_by_role("button", name="Try it with the coach").click()
        expect(page.get_by_role("heading", name="Deep bend")).to_be_visible()
        page.get_by_label("Target").select_option("repetitions")
        page.get_by_label("How many").fill("2")
        page.get_by_role("button", name="Start the camera").click()
        begin_now(page)
        # The set ends by itself after two repetitions, and a rest begins.
        expect(page.get_by_role("button", name="Next set")).to_be_visible(timeout=150_000)
        page.get_by_role("button", name="Finish").click()
        expect(page.get_by_role("heading", name=re.compile(r"^\d of [2-4] accurate$"))).to_be_visible()

        page.get_by_role("link", name="Back to what was learned").click()
        page.get_by_role("button", name="Save it as mine").click()
        expect(page.get_by_role("listitem").filter(has_text="Deep bend")).to_be_visible()
        page.get_by_role("button", name="Share").click()
        expect(page.get_by_text("shared with everybody here")).to_be_visible()
        page.screenshot(path=tmp_path / "kept.png", full_page=True)

        page.get_by_role("link", name="Train").click()
        expect(page.get_by_role("button", name="Start the camera")).to_be_visible()
        page.goto(f"{studio.address}/history")
        page.locator("a[href^='/history/']").filter(has_text="Deep bend").click()

        # A moment of a film is kept as a pose, too.
        page.get_by_role("button", name="Keep this moment as a pose").click()
        page.get_by_label("What the pose is called").fill("Ready to bend")
        page.get_by_label("What the pose is called").press("Enter")
        page.get_by_role("link", name="Hold it").click()
        expect(page.get_by_role("heading", name="Ready to bend")).to_be_visible()
        assert witness.foreign == []
        assert witness.complaints == []
