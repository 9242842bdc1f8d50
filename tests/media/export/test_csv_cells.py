from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from tests.media.recording.made_recordings import person

from poise.media.export import export
from poise.media.export.csv_cells import text_cell
from poise.media.recording import Recording
from poise.pose import Skeleton


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＠"])
def test_a_text_that_a_spreadsheet_would_calculate_is_prefixed(start: str) -> None:
    assert text_cell(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("text", ["", "squat.mp4", "a=b", "'=1", " =1", "1-2"])
def test_other_texts_stay(text: str) -> None:
    assert text_cell(text) == text


def test_a_name_that_is_no_text_is_written() -> None:
    assert text_cell("caf\udce9") == "caf\\udce9"


def test_negative_numbers_are_numbers_and_keypoints_no_formulas(tmp_path: Path) -> None:
    strange = Skeleton("strange", ("=cmd", "nose"), (("=cmd", "nose"),))
    export(Recording((person(strange, 5),)), tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(newline="", encoding="utf-8") as file:
        head, *rows = csv.reader(file)
    assert "'=cmd_x_px" in head
    assert not [name for name in head if name.startswith("=")]
    numbers = [float(cell) for row in rows for cell in row if cell]
    assert np.min(numbers) < 0
