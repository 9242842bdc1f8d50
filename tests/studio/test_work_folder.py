"""Files that are worked on lie in the data folder, and go with their process."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from poise.errors import StoreError, StoreUnavailable
from poise.studio.work_folder import WorkFolder

OPEN_AND_WAIT = """
import sys
from pathlib import Path
from poise.studio.work_folder import WorkFolder
work = WorkFolder(Path(sys.argv[1]))
work.open()
with work.folder() as folder:
    (folder / "attempt").write_bytes(b"a picture of a person")
    print(folder, flush=True)
    sys.stdin.read()
"""


def names(data_dir: Path) -> set[str]:
    return {path.name for path in (data_dir / "work").iterdir() if path.is_dir()}


def another_process(data_dir: Path) -> tuple[subprocess.Popen[str], Path]:
    process = subprocess.Popen(
        [sys.executable, "-c", OPEN_AND_WAIT, str(data_dir)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    return process, Path(process.stdout.readline().strip())


def end(process: subprocess.Popen[str], by: signal.Signals) -> None:
    process.send_signal(by)
    process.wait()
    for pipe in (process.stdin, process.stdout):
        assert pipe is not None
        pipe.close()


def test_what_a_killed_process_left_is_gone_after_the_next_start(tmp_path: Path) -> None:
    process, folder = another_process(tmp_path)
    end(process, signal.SIGKILL)
    assert (folder / "attempt").is_file()
    work = WorkFolder(tmp_path)
    work.open()
    assert names(tmp_path) == {work.path.name}
    work.close()
    assert names(tmp_path) == set()


def test_what_a_living_process_owns_stays(tmp_path: Path) -> None:
    process, folder = another_process(tmp_path)
    work = WorkFolder(tmp_path)
    work.open()
    assert (folder / "attempt").is_file()
    assert work.path.is_dir()
    work.close()
    end(process, signal.SIGKILL)


def test_folders_and_files_are_private_and_gone_afterwards(tmp_path: Path) -> None:
    work = WorkFolder(tmp_path / "data")
    work.open()
    with work.folder() as folder, work.file() as file:
        file.write(b"landmarks")
        assert {path.stat().st_mode & 0o077 for path in (folder, work.path, work.path.parent)} == {0}
        assert [path for path in work.path.rglob("*") if path.is_file() and path.name != ".owned"] == []
    assert not folder.exists()
    work.close()
    assert not work.path.exists()


def test_a_folder_that_cannot_be_made_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "work").write_bytes(b"")
    with pytest.raises(StoreError, match="cannot be used"):
        WorkFolder(tmp_path).open()


def test_a_work_folder_that_went_away_is_told_in_a_sentence(tmp_path: Path) -> None:
    work = WorkFolder(tmp_path)
    work.open()
    (work.path / ".owned").unlink()
    work.path.rmdir()
    with pytest.raises(StoreUnavailable), work.folder():
        pass
    with pytest.raises(StoreUnavailable):
        work.file()
    work.close()
