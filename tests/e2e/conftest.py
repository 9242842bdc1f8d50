"""What the tests in a real browser share: a studio, and a browser without or with somebody before its webcam."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.e2e.studio import Studio, browser_with_webcam, served_studio, webcam_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PATIENCE_MS = 60_000


@pytest.fixture(scope="session", autouse=True)
def patience() -> None:
    """Let what is expected of a page come late: Playwright's own five seconds are short on a busy machine."""
    from playwright.sync_api import expect

    expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    with served_studio(tmp_path_factory.mktemp("data")) as studio:
        yield studio


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with browser_with_webcam(None) as browser:
        yield browser


@pytest.fixture(scope="session")
def squat_webcam(reference_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One squat, and a moment of standing before and after it: a loop of it is a set."""
    clip = reference_data / "exercise" / "clips" / "rohan_squat.mp4"
    return webcam_of(clip, tmp_path_factory.mktemp("webcam") / "squat.y4m", from_s=15.0, to_s=18.5)
