from __future__ import annotations

from pathlib import Path

from poise.analysis.measuring.measures import MEASURES
from poise.catalogue.schema import ExerciseFile

PAGE = (Path(__file__).parents[3] / "docs" / "coaching.md").read_text()


def test_every_measure_stands_in_the_page_with_its_unit_and_meaning() -> None:
    for measure in MEASURES.values():
        sides = "each side" if measure.is_sided else "whole body"
        assert f"| `{measure.name}` | {sides} | {measure.unit} | {measure.meaning} |" in PAGE


def test_every_key_of_an_exercise_file_stands_in_the_page() -> None:
    for key in ExerciseFile.model_fields:
        assert any(form in PAGE for form in (f"`{key}`", f"`[{key}]`", f"`[[{key}]]`")), key
