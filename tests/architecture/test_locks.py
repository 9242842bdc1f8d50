"""The check that every lock installs on every Python sees what pip would see."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

TOOL = Path(__file__).resolve().parents[2] / "tools" / "check_locks.py"


@pytest.fixture(scope="module")
def check_locks() -> ModuleType:
    specification = importlib.util.spec_from_file_location("check_locks", TOOL)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


LOCK = """\
numpy==2.4.6 ; python_full_version < '3.12' \\
    --hash=sha256:aaaa
numpy==2.5.5 ; python_full_version >= '3.12' \\
    --hash=sha256:bbbb
    # via poise
colorama==0.4.6 ; sys_platform == 'win32' \\
    --hash=sha256:cccc
# a remark
rich==14.0 \\
rich==14.0 \\
"""


@pytest.mark.parametrize(
    ("python", "pinned"),
    [
        ("3.11", ["numpy==2.4.6", "rich==14.0"]),
        ("3.12", ["numpy==2.5.5", "rich==14.0"]),
        ("3.13", ["numpy==2.5.5", "rich==14.0"]),
    ],
)
def test_conditions_are_those_of_the_python_asked_about(
    check_locks: ModuleType, python: str, pinned: list[str]
) -> None:
    assert check_locks.requirements(LOCK.splitlines(), python) == pinned


def test_every_supported_python_and_every_lock_is_asked_about(check_locks: ModuleType) -> None:
    assert check_locks.pythons() == ["3.11", "3.12", "3.13"]
    assert {path.stem for path in check_locks.all_locks()} == {"bench", "dev", "go", "node", "run"}


def test_the_locks_agree_with_one_another(check_locks: ModuleType) -> None:
    """They are installed into one environment, so that none may change what another one chose."""
    lines = [line for lock in check_locks.all_locks() for line in lock.read_text().splitlines()]
    for python in check_locks.pythons():
        names = [pin.partition("==")[0] for pin in check_locks.requirements(lines, python)]
        assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize(
    ("wanted", "sha256", "fault"),
    [
        (">=3.10", "aa", None),
        ("", "aa", None),
        (">=3.8.6,<3.11", "aa", "one is for Python >=3.8.6,<3.11"),
        (">=3.13", "aa", "one is for Python >=3.13"),
        (">=3.10", "bb", "one comes as a file whose hash is not locked"),
    ],
)
def test_a_package_for_another_python_or_of_another_hash_is_found(
    check_locks: ModuleType, wanted: str, sha256: str, fault: str | None
) -> None:
    package = {
        "metadata": {"name": "one", "requires_python": wanted},
        "download_info": {"archive_info": {"hashes": {"sha256": sha256}}},
    }
    assert check_locks.fault_of(package, {"aa"}, "3.12") == fault


@pytest.mark.parametrize("library", ["av", "mediapipe", "opencv-contrib-python-headless", "pillow"])
def test_what_reads_media_is_the_same_on_every_python(check_locks: ModuleType, library: str) -> None:
    """Their interfaces and decoders change between major versions; one of them is what the tests run with."""
    locks = [lock.read_text().splitlines() for lock in check_locks.all_locks() if lock.stem in ("run", "dev")]
    chosen = {
        line
        for lines in locks
        for python in check_locks.pythons()
        for line in check_locks.requirements(lines, python)
        if line.startswith(f"{library}==")
    }
    assert len(chosen) == 1
