"""Estimators are made by `poise.estimation.makers` and by nobody else."""

from __future__ import annotations

import re
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "poise"
MADE = re.compile(r"(?<!class )\b(Pose|Hand|Face|Parts)Estimator\(")


def test_only_the_makers_make_estimators() -> None:
    makers = {
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        if MADE.search(path.read_text("utf-8"))
    }
    assert makers == {"estimation/makers.py"}
