"""`poise models` as its user meets it."""

from __future__ import annotations

import json
import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.cli.command import run_poise

from poise.estimation.models import Model, bundle_path
from poise.estimation.models.shelf import cache_folder


def models(*arguments: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    return run_poise("models", *arguments, POISE_MODEL_DIR=str(folder))


def rows(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    return {row["name"]: row for row in json.loads(done.stdout)}


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """A folder of one's own that holds the packages and the face bundle."""
    shutil.copytree(cache_folder() / "sources" / "packages", tmp_path / "sources" / "packages")
    shutil.copy(bundle_path(Model.FACE), tmp_path)
    return tmp_path


def test_nothing_built_is_said_with_the_command(tmp_path: Path) -> None:
    listed = models("list", folder=tmp_path)
    assert listed.returncode == 0
    assert "not built; run: poise models build heavy" in listed.stdout
    checked = models("check", folder=tmp_path)
    assert (checked.returncode, checked.stdout) == (
        0,
        "No models have been built yet; run: poise models build\n",
    )


def test_a_wrong_name_is_wrong_usage(tmp_path: Path) -> None:
    done = models("build", "huge", folder=tmp_path)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


@pytest.mark.models
def test_list_says_what_each_model_is_and_where_it_lies(shelf: Path) -> None:
    found = rows(models("list", "--json", folder=shelf))
    assert set(found) == {*Model, "lite + masks", "full + masks", "heavy + masks"}
    assert found["face"]["path"] == str(shelf / "face_landmarker.task")
    assert found["face"]["bytes"] == (shelf / "face_landmarker.task").stat().st_size
    assert (found["face"]["licence"], found["face"]["checked"]) == ("Apache-2.0", False)
    assert (found["lite"]["kind"], found["lite + masks"]["kind"]) == ("cut", "stock")
    assert found["heavy"]["path"] is None
    table = models("list", folder=shelf).stdout.splitlines()
    assert len(table) == 1 + len(found)
    assert table[0].split() == ["model", "size", "kind", "checked", "licence", "where"]


@pytest.mark.models
def test_check_finds_an_altered_bundle_and_build_mends_it(shelf: Path) -> None:
    checked = models("check", "--json", folder=shelf)
    assert checked.returncode == 0
    assert rows(checked)["face"]["sound"] is True
    assert rows(models("list", "--json", folder=shelf))["face"]["checked"] is True
    path = shelf / "face_landmarker.task"
    content = bytearray(path.read_bytes())
    content[1000] ^= 1
    before = path.stat()
    path.write_bytes(content)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    checked = models("check", folder=shelf)
    assert checked.returncode == 1
    assert "✗ face" in checked.stdout
    assert checked.stderr.count("\n") == 1
    assert "run: poise models build face" in checked.stderr
    built = models("build", "face", folder=shelf)
    assert built.returncode == 0
    assert built.stderr == "built face_landmarker.task\n"
    assert models("check", folder=shelf).returncode == 0


@pytest.mark.models
def test_build_writes_into_a_folder_and_prints_for_machines(shelf: Path) -> None:
    done = models("build", "face", "hand", "--into", shelf / "bundles", "--json", "--quiet", folder=shelf)
    assert (done.returncode, done.stderr) == (0, "")
    assert {row["path"] for row in rows(done).values()} == {
        str(path) for path in (shelf / "bundles").iterdir()
    }
    assert all(row["sound"] for row in rows(done).values())


@pytest.mark.models
def test_build_shows_its_progress_in_a_terminal(shelf: Path) -> None:
    (shelf / "face_landmarker.task").unlink()
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "poise", "models", "build", "face"]
    environment = {**os.environ, "POISE_MODEL_DIR": str(shelf), "TERM": "xterm", "COLUMNS": "100"}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=theirs) as process:
        os.close(theirs)
        shown = b""
        while part := _read(ours):
            shown += part
        answer = process.communicate()[0]
    os.close(ours)
    assert process.returncode == 0
    assert b"0/1" in shown
    assert "✓ face" in answer.decode()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # Linux reports the end of a terminal as an error
        return b""
