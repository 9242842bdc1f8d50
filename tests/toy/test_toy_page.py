"""The toy in the page: a build with one feature more, in a real browser, before a camera whose landmarks are given."""

from __future__ import annotations

import json
import math
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from tests.contract.conftest import BACK_ENDS
from tests.e2e.studio import Witness, browser_with_webcam
from tests.toy.studio import Person, clapping, served

from poise.pose import Observation
from poise.pose.landmarks import pack
from poise.web import application
from poise.web.assets import Assets
from poise.web.settings import SignUp, WebSettings

FRONTEND = Path(__file__).resolve().parents[2] / "frontend"
HANDS = Path(__file__).with_name("given_hands.js")
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the page with the toy; nothing of `frontend/src` knows of it."""
    folder = tmp_path_factory.mktemp("page")
    beside = Path(sys.executable).parent  # where `make` puts Node if the machine has none
    node = shutil.which("node", path=f"{os.environ['PATH']}{os.pathsep}{beside}")
    assert node is not None, "there is no Node; make frontend brings it"
    vite = [node, "node_modules/vite/bin/vite.js", "build", "--config", "tests/toy/page/vite.config.ts"]
    subprocess.run([*vite, "--outDir", str(folder), "--emptyOutDir"], cwd=FRONTEND, check=True, timeout=200)
    return folder


@pytest.fixture
def ada(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Person]:
    monkeypatch.setattr(application, "Assets", partial(Assets, built))
    settings = WebSettings(data_dir=tmp_path / "data", sign_up=SignUp.OPEN)
    with served(BACK_ENDS["sqlite"](settings.data_dir), settings) as person:
        yield person


def as_given(seen: Observation) -> dict[str, list[float | None]]:
    """Return the landmarks of a frame as JSON can hold them."""
    return {
        part.value: [None if math.isnan(value) else float(value) for value in pack(pose).ravel()]
        for part, pose in seen.parts.items()
    }


def test_it_is_done_before_a_camera_and_found_in_the_history(ada: Person) -> None:
    from playwright.sync_api import expect

    hands = [as_given(seen) for seen in clapping(4, rate_hz=5.0)]
    with browser_with_webcam(None, "--use-fake-device-for-media-stream") as browser:
        context = browser.new_context(locale="en-GB")
        context.add_cookies(
            [{"name": name, "value": value, "url": ada.address} for name, value in ada.client.cookies.items()]
        )
        context.add_init_script(HANDS.read_text().replace("HANDS", json.dumps(hands), 1))
        witness = Witness(context, ada.address)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.goto(ada.address)
        page.get_by_role("link", name="Clap along").click()
        page.get_by_role("button", name="Start the camera").click()
        page.get_by_role("button", name="Begin now").click()
        expect(page.get_by_text("0 claps", exact=True)).to_be_visible(timeout=60_000)
        page.evaluate("givenHands.begin()")
        expect(page.get_by_text("4 claps", exact=True)).to_be_visible(timeout=60_000)
        page.get_by_role("button", name="Finish").click()
        expect(page.get_by_role("heading", name="4 claps")).to_be_visible(timeout=60_000)
        page.get_by_role("link", name="History").click()
        page.get_by_role("link", name="Row your boat").click()
        expect(page.get_by_text("4 claps to row-your-boat")).to_be_visible(timeout=60_000)
    assert (witness.foreign, witness.complaints) == ([], [])
    (row,) = ada.get("/sessions?kind=clapping")["records"]
    assert (row["state"], row["measures"]) == ("finished", {"claps": 4.0})
