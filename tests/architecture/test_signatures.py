"""What crosses between the rooms has a type: no dictionary whose names somebody must know."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCES = Path(__file__).resolve().parents[2] / "src" / "poise"
ROOMS = ("studio", "cli", "web")


def _modules() -> Iterator[Path]:
    for room in ROOMS:
        yield from sorted((SOURCES / room).rglob("*.py"))


def untyped_signatures(source: str) -> list[str]:
    """Return the public functions, methods and fields that take or return mappings to anything."""
    return [name for name, annotation in _annotations(ast.parse(source)) if _maps_to_anything(annotation)]


def _annotations(tree: ast.Module | ast.ClassDef, prefix: str = "") -> Iterator[tuple[str, ast.expr]]:
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from _annotations(node, f"{node.name}.")
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not _is_private(node.name):
            yield from ((prefix + node.name, one) for one in _of_function(node))
        elif isinstance(node, ast.AnnAssign) and _is_public(node.target):
            yield prefix + ast.unparse(node.target), node.annotation


def _is_public(target: ast.expr) -> bool:
    return isinstance(target, ast.Name) and not target.id.startswith("_")


def _is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


def _of_function(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[ast.expr]:
    given = node.args
    for one in (*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg):
        if one is not None and one.annotation is not None:
            yield one.annotation
    if node.returns is not None:
        yield node.returns


def _maps_to_anything(annotation: ast.expr) -> bool:
    return any(
        isinstance(node, ast.Subscript)
        and isinstance(node.value, ast.Name)
        and node.value.id in {"dict", "Mapping", "MutableMapping"}
        and isinstance(node.slice, ast.Tuple)
        and isinstance(node.slice.elts[1], ast.Name)
        and node.slice.elts[1].id in {"Any", "object"}
        for node in ast.walk(annotation)
    )


def _name(path: Path) -> str:
    return path.relative_to(SOURCES).as_posix()


@pytest.mark.parametrize("path", list(_modules()), ids=_name)
def test_no_public_signature_holds_a_mapping_to_anything(path: Path) -> None:
    assert untyped_signatures(path.read_text()) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("def a(x: dict[str, Any]) -> None: ...", ["a"]),
        ("def a(*, x: int = 1) -> Mapping[str, object]: ...", ["a"]),
        ("async def a() -> list[dict[str, Any]]: ...", ["a"]),
        ("class A:\n    x: dict[str, Any]\n    def b(self) -> dict[str, Any]: ...", ["A.x", "A.b"]),
        ("class A:\n    def __init__(self, x: Mapping[str, Any]) -> None: ...", ["A.__init__"]),
        ("def a(x: dict[str, int]) -> Any: ...", []),
        ("def _a(x: dict[str, Any]) -> None: ...", []),
        ("class _A:\n    x: dict[str, Any]", []),
    ],
)
def test_such_a_signature_is_seen(source: str, found: list[str]) -> None:
    assert untyped_signatures(source) == found
