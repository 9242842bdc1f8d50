"""Settings from the environment."""

from __future__ import annotations

from dataclasses import Field, fields
from pathlib import Path
from typing import Any

import pytest

from poise.errors import PoiseError
from poise.media.limits import MediaLimits
from poise.studio.settings import media_limits

SECURITY = Path(__file__).resolve().parents[2] / "docs" / "security.md"


def test_without_variables_the_defaults_hold() -> None:
    assert media_limits() == MediaLimits()


def test_a_variable_sets_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POISE_MAX_DURATION_S", "90.5")
    assert media_limits().max_duration_s == 90.5


@pytest.mark.parametrize("value", ["0", "-1", "ten", ""])
def test_nonsense_is_refused_with_the_variables_name(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("POISE_MAX_BYTES", value)
    with pytest.raises(PoiseError, match="POISE_MAX_BYTES"):
        media_limits()


@pytest.mark.parametrize("limit", fields(MediaLimits), ids=lambda limit: limit.name)
def test_every_limit_is_documented(limit: Field[Any]) -> None:
    assert f"`POISE_{limit.name.upper()}`" in SECURITY.read_text()
