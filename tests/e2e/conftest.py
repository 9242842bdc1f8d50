"""What the tests in a real browser share: a studio, and a browser without or with somebody before its webcam."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.e2e.studio import Studio, browser_with_webcam, served_studio, webcam_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser


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
    """Two squats and little else, so that a loop of it is a set."""
    clip = reference_data / "exercise" / "clips" / "rohan_squat.mp4"
    return webcam_of(clip, tmp_path_factory.mktemp("webcam") / "squat.mjpeg", from_s=1.5, to_s=13.0)
