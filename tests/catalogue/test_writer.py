from __future__ import annotations

import dataclasses
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poise.analysis.measuring.bound import Bound
from poise.analysis.repetition import Exercise, Signal
from poise.catalogue import catalogue, load_exercise
from poise.catalogue.writer import exercise_text

LINES = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=40).filter(
    lambda text: text == text.strip() != ""
)
NUMBERS = st.floats(-1e6, 1e6, allow_nan=False)


def read_back(exercise: Exercise, folder: Path) -> Exercise:
    path = folder / f"{exercise.identifier}.toml"
    path.write_bytes(exercise_text(exercise, header=["Where it\ncomes from \x7f\x00."]).encode())
    return load_exercise(path)


@pytest.mark.parametrize("name", catalogue())
def test_every_exercise_is_read_back_as_it_was_written(name: str, tmp_path: Path) -> None:
    exercise = catalogue()[name]
    assert read_back(exercise, tmp_path) == exercise


@settings(max_examples=60, deadline=None)
@given(name=LINES, cue=st.from_regex(r"[a-z\\\"]{1,9}( [a-z]{1,9}){0,5}", fullmatch=True), number=NUMBERS)
def test_words_and_numbers_survive_whatever_they_are(name: str, cue: str, number: float) -> None:
    squat = catalogue()["squat"]
    assert squat.range_of_motion is not None
    strange = dataclasses.replace(
        squat,
        name=name,
        summary=name,
        equipment=(name, name),
        signals=(Signal("knee_flexion", number, number + 1.0, weight=0.25),),
        posture=(Bound("trunk_lean", number, float("inf")), Bound("hip_sag", number - 1.0, number)),
        range_of_motion=dataclasses.replace(squat.range_of_motion, shallow_cue=cue),
    )
    with tempfile.TemporaryDirectory() as folder:
        assert read_back(strange, Path(folder)) == strange


@pytest.mark.parametrize("key", ["floor", "kind", "views", "moment", "limbs", "starts_with", "minimum_s"])
def test_every_key_that_needs_it_is_explained(key: str) -> None:
    text = exercise_text(catalogue()["squat"])
    comments = [line.partition("#")[2] for line in text.splitlines() if line.startswith((key, "#"))]
    assert any(comment.strip() for comment in comments), key
    assert all(len(line) < 200 for line in text.splitlines() if line.startswith("#"))
