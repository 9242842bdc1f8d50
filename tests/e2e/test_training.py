"""A programme of two exercises in a real browser: one press starts it, and everything after that goes by itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.e2e.browser import wait_until
from tests.e2e.studio import Witness, browser_with_webcam, served_studio, set_up

pytestmark = [pytest.mark.browser, pytest.mark.reference]

PASSWORD = "a long and simple sentence"
PROGRAMME = """
id = "two-exercises"
name = "Two exercises"
summary = "Squats, and a few seconds of high knees."
level = "beginner"
sources = ["Made for this test"]

[[blocks]]
kind = "main"
rest_s = 4

[[blocks.exercises]]
exercise = "squat"
repetitions = 2

[[blocks.exercises]]
exercise = "high-knees"
seconds = 2
"""
LATE_S = 240.0


def test_a_programme_is_done_hands_free_and_goes_on_after_a_reload(
    tmp_path: Path, squat_webcam: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "programmes"
    own.mkdir()
    (own / "two-exercises.toml").write_text(PROGRAMME)
    monkeypatch.setenv("POISE_PROGRAMMES", str(own))
    with served_studio(tmp_path / "data") as studio, browser_with_webcam(squat_webcam) as browser:
        context = browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 800})
        witness = Witness(context, studio.address)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("dialog", lambda dialog: dialog.accept())
        set_up(page, studio, "Ada", PASSWORD)
        page.get_by_role("link", name="Train with a programme").click()
        page.get_by_role("link", name="Two exercises").click()
        page.get_by_role("button", name="Start the camera").click()

        # From here on nobody touches anything until a set is going on; then the page is loaded again.
        begun = "fetch('/api/v1/unfinished-sessions').then((r) => r.json()).then((all) => all.length > 0)"
        wait_until(page, begun, LATE_S)
        page.reload()
        page.get_by_role("link", name="Go on").click()
        page.get_by_role("button", name="Start the camera and go on").click()
        page.get_by_role("heading", name="2 of 2 sets done").wait_for(timeout=1000 * LATE_S)

        page.get_by_role("link", name="Open in the history").click()
        page.get_by_role("heading", name="Squat").wait_for()
        address = "location.pathname.replace('/history', '/api/v1/sessions')"
        session = page.evaluate(f"fetch({address}).then((answer) => answer.json())")
        parts = session["details"]["result"]["parts"]
        done = [(part["exercise"], [one["ended"] for one in part["sets"]]) for part in parts]
        assert done == [("squat", ["reached"]), ("high-knees", ["reached"])]
        assert parts[0]["attempted"] == 2
        assert witness.foreign == []
        assert witness.complaints == []
