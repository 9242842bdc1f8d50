"""The drawn pictures of the README are what their script draws today."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tools.readme_pictures import FOLDER, PICTURES


@pytest.mark.parametrize("name", ["coached", "compared"])
def test_a_drawn_picture_is_what_its_script_draws(name: str) -> None:
    drawn = np.asarray(PICTURES[name]().convert("RGB"), np.int16)
    shown = np.asarray(Image.open(Path(FOLDER, f"{name}.png")).convert("RGB"), np.int16)
    assert drawn.shape == shown.shape, "run python -m tools.readme_pictures"
    # The palette moves colours a little; a limb or a word that lies elsewhere moves many pixels far.
    assert (abs(drawn - shown).max(axis=2) > 60).mean() < 0.002, "run python -m tools.readme_pictures"
