"""The tasks of Poise: each can be found by the child, and what it is asked and answers can cross."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from poise.isolation.codec import encode
from poise.isolation.task import Context, Task, task

SOURCES = Path(__file__).resolve().parents[2] / "src"
MODULES = [
    ".".join(path.relative_to(SOURCES).with_suffix("").parts)
    for path in sorted((SOURCES / "poise").rglob("*.py"))
    if "\n@task\n" in path.read_text()
]


def tasks() -> dict[str, Task[object, object]]:
    """Return every task by the name under which the child finds it."""
    return {
        f"{module}.{name}": value
        for module in MODULES
        for name, value in vars(import_module(module)).items()
        if isinstance(value, Task) and value.module == module
    }


TASKS = tasks()


def test_every_kind_of_work_is_among_them() -> None:
    assert len(TASKS) >= 9
    assert "poise.studio.estimating.task.estimate_medium" in TASKS


@pytest.mark.parametrize("name", TASKS)
def test_a_task_can_be_found_and_its_values_can_cross(name: str) -> None:
    one = TASKS[name]
    assert one.is_found_by_name
    for type_ in one.types:
        # No value is of this type, so what is said must be about the value and not about the type.
        with pytest.raises((TypeError, AttributeError)) as caught:
            encode(object(), type_, {})
        assert "cannot cross" not in str(caught.value)


def test_the_parent_loads_nothing_heavy_with_a_task() -> None:
    code = (
        "import sys\n"
        f"for name in {MODULES!r}: __import__(name)\n"
        "assert not {'mediapipe', 'cv2', 'av', 'PIL'} & set(sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_a_function_that_does_not_say_what_it_takes_is_no_task() -> None:
    @task
    def untyped(request, context: Context) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
        """Take anything."""

    with pytest.raises(TypeError, match="must declare"):
        _ = untyped.types
