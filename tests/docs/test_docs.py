"""The documents keep up with the code: commands, options, settings, links, packages."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from poise.cli.__main__ import app

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
TERMINAL = (ROOT / "docs" / "terminal.md").read_text()


def _commands(group: Any, name: str = "poise") -> Iterator[tuple[str, Any]]:
    for word, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _commands(command, f"{name} {word}")
        else:
            yield f"{name} {word}", command


COMMANDS = dict(_commands(typer.main.get_command(app)))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_stands_in_the_terminal_guide(name: str) -> None:
    assert f"\n`{name}" in TERMINAL, "a paragraph begins with the command"
    options = {
        flag for parameter in COMMANDS[name].params for flag in parameter.opts if flag.startswith("--")
    }
    section = TERMINAL.split(f"\n`{name}", 1)[1].split("\n## ", 1)[0]
    assert not {flag for flag in options - {"--help"} if flag not in section}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text())
    assert not [link for link in links if not (page.parent / link).exists()]


@pytest.mark.parametrize("picture", sorted((ROOT / "docs/pictures").iterdir()), ids=lambda path: path.name)
def test_the_pictures_are_small_and_shown(picture: Path) -> None:
    assert picture.stat().st_size < 150_000
    assert f"](docs/pictures/{picture.name})" in (ROOT / "README.md").read_text()


@pytest.mark.parametrize("page", sorted((ROOT / "docs").glob("*.md")), ids=lambda path: path.name)
def test_the_index_leads_to_every_document(page: Path) -> None:
    assert page.name == "README.md" or f"]({page.name})" in (ROOT / "docs" / "README.md").read_text()


def test_every_dependency_has_its_reason_in_the_architecture() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = [
        *project["project"]["dependencies"],
        *(name for names in project["project"]["optional-dependencies"].values() for name in names),
        *project["dependency-groups"]["dev"],
    ]
    page = (ROOT / "ARCHITECTURE.md").read_text().lower()
    names = {re.split(r"[<>=\[;~ ]", line)[0] for line in wanted}
    assert not {name for name in names if name not in page and name.replace("av", "pyav") not in page}


@pytest.mark.parametrize("target", ["run", "test", "check", "bench", "dist", "stress", "lock"])
def test_make_explains_its_targets(target: str) -> None:
    assert re.search(rf"^{target}:.*## \w", (ROOT / "Makefile").read_text(), re.MULTILINE)


@pytest.mark.parametrize("lock", ["run.txt", "dev.txt", "node.txt"])
def test_locks_hold_hashes_and_no_addresses(lock: str) -> None:
    text = (ROOT / "requirements" / lock).read_text()
    assert "--hash=sha256:" in text
    assert "://" not in text
    assert "--index-url" not in text
