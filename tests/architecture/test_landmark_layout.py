"""The order of a landmark's eight values is known to one module of each language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# How a module looks that takes rows of landmarks apart by itself.
PYTHON = re.compile(
    r"\b3:6\b|\[(:|\.\.\.), [67]\]|\b(33|21|478) \* 8\b|\b8 \* (33|21|478)\b|reshape\([^)]*, 8\)|\(33, 8\), np"
)
PAGE = re.compile(r"\b8 \* \(?\w+|\w+\)? \* 8\b|\b\w+ % 8\b|\b33 \* |\b\w+ \+ 6\]")
OWNERS = {"src/poise/pose/landmarks.py", "frontend/src/lib/landmarks.ts"}


def offenders(folder: str, suffixes: tuple[str, ...], pattern: re.Pattern[str]) -> list[str]:
    """Return the lines under a folder that spell the layout."""
    return [
        f"{name}:{number}: {line.strip()}"
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in suffixes and (name := path.relative_to(ROOT).as_posix()) not in OWNERS
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_other_module_of_python_spells_the_layout() -> None:
    assert offenders("src/poise", (".py",), PYTHON) == []


def test_no_other_module_of_the_page_spells_the_layout() -> None:
    assert offenders("frontend/src", (".ts", ".svelte"), PAGE) == []


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (PYTHON, "row[:, 0:3], row[:, 3:6] = pose.image, pose.world"),
        (PYTHON, "visibility=values[..., 6],"),
        (PYTHON, "VALUE_BYTES = 33 * 8 * 4"),
        (PYTHON, 'np.frombuffer(data, "<f4").reshape(33, 8)'),
        (PAGE, "const isVisible = (values[8 * index + 6] ?? 0) >= SEEN;"),
        (PAGE, "const values = new Float32Array(image.length * 8);"),
        (PAGE, "export const VALUES = 33 * 8;"),
    ],
)
def test_the_rule_knows_how_the_layout_was_spelt(pattern: re.Pattern[str], line: str) -> None:
    assert pattern.search(line)
