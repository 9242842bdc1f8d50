"""The page on the training session names the marks and phases of the code."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

from poise.studio.activity.activity import Mark
from poise.studio.training.results import Ended, TrainingPhase

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "training.md").read_text()


def rows(title: str) -> list[list[str]]:
    section = PAGE.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in section.splitlines() if line.startswith("| `")]
    return [[cell.strip(" `") for cell in line.split("|")[1:-1]] for line in lines]


def test_each_mark_stands_there_with_its_code() -> None:
    listed = {row[0]: int(row[1]) for row in rows("Marks")}
    assert listed == {mark.name.lower().replace("_", "-"): mark.value for mark in Mark}


def test_each_phase_stands_there() -> None:
    assert [row[0] for row in rows("The course")] == list(get_args(TrainingPhase))


def test_each_way_in_which_a_set_ends_stands_there() -> None:
    assert set(get_args(Ended)) <= set(re.findall(r"`([a-z]+)`", PAGE))
