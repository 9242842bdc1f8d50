"""The page is built against what the studio really answers."""

from __future__ import annotations

from pathlib import Path

from poise.web.description import description

KEPT = Path(__file__).parents[2] / "frontend" / "openapi.json"


def test_the_pages_types_are_made_from_the_studios_own_description() -> None:
    assert KEPT.read_text("utf-8") == description(), "run: make describe"
