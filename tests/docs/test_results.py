"""Every field that the terminal prints for machines stands in its page of the documentation."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest

from poise.studio.coaching.coached_file import CoachedFile
from poise.studio.comparing.results import ComparedFiles
from poise.studio.doctor.results import DoctorResult
from poise.studio.estimating.results import EstimateResult
from poise.studio.learning.results import LearnedResult
from poise.studio.library.results import ExerciseResult, PoseMatch, PoseResult
from poise.studio.results import FailedMedium, Result
from poise.studio.signing.results import SpelledFile, VerifiedFile

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "terminal.md").read_text("utf-8")
PRINTED = (
    CoachedFile,
    ComparedFiles,
    DoctorResult,
    EstimateResult,
    ExerciseResult,
    FailedMedium,
    LearnedResult,
    PoseMatch,
    PoseResult,
    SpelledFile,
    VerifiedFile,
)


def fields(model: type[Result]) -> Iterator[str]:
    """Return the names of a model's fields and of those inside it."""
    for name, field in model.model_fields.items():
        yield name
        for inner in results_in(field.annotation):
            yield from fields(inner)


def results_in(annotation: Any) -> Iterator[type[Result]]:
    if isinstance(annotation, type) and issubclass(annotation, Result):
        yield annotation
    for part in get_args(annotation):
        yield from results_in(part)


@pytest.mark.parametrize("model", PRINTED, ids=lambda model: model.__name__)
def test_every_field_is_documented(model: type[Result]) -> None:
    assert [
        name for name in dict.fromkeys(fields(model)) if f'"{name}"' not in PAGE and f"`{name}`" not in PAGE
    ] == []
