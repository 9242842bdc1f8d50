"""Ask the package index whether every lock installs from nothing on every Python that Poise supports.

A lock is written for all of them at once, and a package that one of them lacks is noticed only there. pip chooses the
wheels for each Python as it would when installing, by name and version alone, and the hash of each must be one of those
in the locks. All locks are asked about together, for they are installed into one environment.

    python tools/check_locks.py
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import tomllib
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

REPOSITORY = Path(__file__).resolve().parents[1]
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def main() -> int:
    """Check all locks on every Python; print what fails and return the exit status."""
    lines = [line for lock in all_locks() for line in lock.read_text("utf-8").splitlines()]
    with ThreadPoolExecutor() as pool:
        failures = [failure for failure in pool.map(partial(check, lines), pythons()) if failure]
    for failure in failures:
        print(failure, file=sys.stderr)
    if not failures:
        print(f"The locks install on Python {', '.join(pythons())}.")
    return int(bool(failures))


def all_locks() -> list[Path]:
    """Return the lock files, without the overrides that they are made with."""
    found = sorted((REPOSITORY / "requirements").glob("*.txt"))
    return [path for path in found if path.name != "overrides.txt"]


def pythons() -> list[str]:
    """Return the versions of Python that pyproject.toml names."""
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
    found = (
        re.fullmatch(r"Programming Language :: Python :: (3\.\d+)", each) for each in project["classifiers"]
    )
    return [match[1] for match in found if match]


def check(lines: list[str], python: str) -> str | None:
    """Return why the lines of the locks do not install on a Python, or None."""
    with tempfile.TemporaryDirectory() as folder:
        plain, report = Path(folder) / "plain.txt", Path(folder) / "report.json"
        plain.write_text("\n".join(requirements(lines, python)), "utf-8")
        command = [
            sys.executable, "-m", "pip", "install", "--dry-run", "--quiet", "--ignore-installed", "--no-deps",
            "--ignore-requires-python", "--only-binary=:all:", "--disable-pip-version-check", "--no-input",
            "--python-version", python,
            "--target", folder, "--report", str(report), "-r", str(plain),
        ]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            return f"On Python {python} the locks do not install: {done.stderr.strip().splitlines()[-1]}"
        chosen = json.loads(report.read_text("utf-8"))["install"]
    hashes = {found for line in lines for found in _HASH.findall(line)}
    wrong = [fault for package in chosen if (fault := fault_of(package, hashes, python))]
    return f"On Python {python} the locks do not install: {'; '.join(wrong)}." if wrong else None


def requirements(lines: list[str], python: str) -> list[str]:
    """Return what the locks pin for a Python on this system, each once, without hashes and remarks.

    The conditions are evaluated here: pip evaluates them for the Python that it runs on itself.
    """
    about = {**default_environment(), "python_version": python, "python_full_version": f"{python}.0"}
    pinned = (Requirement(line.removesuffix("\\")) for line in lines if line[:1].isalnum())
    return sorted(
        {f"{one.name}{one.specifier}" for one in pinned if one.marker is None or one.marker.evaluate(about)}
    )


def fault_of(package: dict[str, Any], hashes: set[str], python: str) -> str | None:
    """Return what is wrong with a package in a report of pip: made for another Python, or not the file that is locked.

    pip compares the Python that a package asks for with the one that it runs on itself, so that it is compared here.
    """
    name, wanted = package["metadata"]["name"], package["metadata"].get("requires_python", "")
    if not SpecifierSet(wanted).contains(f"{python}.0"):
        return f"{name} is for Python {wanted}"
    if package["download_info"]["archive_info"]["hashes"].get("sha256") not in hashes:
        return f"{name} comes as a file whose hash is not locked"
    return None


if __name__ == "__main__":
    sys.exit(main())
