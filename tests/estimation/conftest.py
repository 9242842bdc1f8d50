"""What the estimation tests share."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.media_maker import write_clip

from poise.estimation.drawn_person import draw_person
from poise.media.pixels import Pixels
from poise.media.video import open_video


@pytest.fixture(scope="session")
def drawn_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Nine seconds of a drawn person who drifts from left to right."""
    return write_clip(tmp_path_factory.mktemp("clips") / "drawn.mp4", frames=225)


@pytest.fixture(scope="session")
def face_pixels() -> Pixels:
    """A drawn person whose face is large enough to be found."""
    return np.ascontiguousarray(draw_person((1280, 1600), foot_px=(640.0, 1500.0), height_px=1400)[:800])


@pytest.fixture(scope="session")
def hand_pixels(reference_data: Path) -> Pixels:
    """The left hand of somebody who does a push-up, on the floor and large enough to be found both ways round."""
    with open_video(reference_data / "exercise" / "clips" / "mm_push_up.mp4") as reader:
        frame = next(iter(reader.frames(1.99)))
    return np.ascontiguousarray(frame.pixels[480:720, 400:720])
