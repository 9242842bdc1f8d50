"""The rules of ARCHITECTURE.md: which room may import which, and what start-up must not load."""

from __future__ import annotations

import ast
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "src" / "poise").rglob("*.py"))
HEAVY = {"mediapipe", "cv2", "av"}
ROOMS_FOR_HEAVY = ("drawing", "estimation", "media")


def test_dependencies_point_one_way() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [linter, "--config", ROOT / ".importlinter"], cwd=ROOT, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph = grimp.build_graph("poise", cache_dir=None)
    order = TopologicalSorter({one: graph.find_modules_directly_imported_by(one) for one in graph.modules})
    order.prepare()  # raises CycleError, which names the circle; imports for types alone count, too


@pytest.mark.parametrize(
    "package",
    ["poise", *(f"poise.{path.parent.name}" for path in SOURCES if path.match("poise/*/__init__.py"))],
)
def test_no_packages_import_each_other_in_a_circle(package: str) -> None:
    graph = grimp.build_graph("poise", cache_dir=None)
    assert graph.nominate_cycle_breakers(package) == set()


def _imported(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Import):
        return {alias.name.split(".")[0] for alias in node.names}
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        return {node.module.split(".")[0]}
    return set()


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT / "src")))
def test_heavy_libraries_are_imported_in_their_rooms_and_inside_functions_only(path: Path) -> None:
    tree = ast.parse(path.read_text())
    anywhere = {name for node in ast.walk(tree) for name in _imported(node)} & HEAVY
    room = path.relative_to(ROOT / "src" / "poise").parts[0]
    assert not anywhere or room in ROOMS_FOR_HEAVY
    at_import = {name for node in tree.body for name in _imported(node)} & HEAVY
    assert not at_import, f"{path.name} imports {at_import} when it is imported"


@pytest.mark.parametrize("room", ["cli", "studio"])
def test_nothing_below_the_web_knows_it_but_the_command_that_starts_it(room: str) -> None:
    knows = {
        path.name
        for path in SOURCES
        if path.relative_to(ROOT / "src" / "poise").parts[0] == room
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("poise.web")
    }
    assert knows <= {"serve.py"}


@pytest.mark.parametrize("word", ["utils", "common", "helper", "helpers", "manager", "misc"])
def test_no_room_is_named_after_nothing(word: str) -> None:
    assert not [path for path in SOURCES if word in path.relative_to(ROOT).parts or path.stem == word]


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], ["estimate", "--help"], ["models", "--help"]], ids=" ".join
)
def test_help_starts_without_the_heavy_libraries(arguments: list[str]) -> None:
    code = (
        "import sys\n"
        "from poise.cli.__main__ import app\n"
        f"app({arguments!r}, standalone_mode=False)\n"
        f"loaded = {HEAVY | {'numpy', 'scipy'}!r} & set(sys.modules)\n"
        "assert not loaded, loaded\n"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_history_and_analysis_start_without_the_heavy_libraries() -> None:
    code = (
        "import sys, poise, poise.pose, poise.media.recording, poise.media.export\n"
        f"assert not {HEAVY!r} & set(sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
