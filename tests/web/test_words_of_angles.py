"""Every joint angle that the studio gives has a name in both languages of the page."""

from __future__ import annotations

from pathlib import Path

import pytest

from poise.pose.angles import ANGLE_NAMES

_WORDS = Path(__file__).parents[2] / "frontend" / "src" / "lib" / "i18n"


@pytest.mark.parametrize("language", ["en", "de"])
def test_each_angle_is_named_alone_and_with_its_side(language: str) -> None:
    words = (_WORDS / f"{language}.ts").read_text(encoding="utf-8")
    names = {*ANGLE_NAMES, *(name.removeprefix("left_").removeprefix("right_") for name in ANGLE_NAMES)}
    assert [name for name in sorted(names) if f'"angle.{name}": "' not in words] == []
