"""Files that are there whole or not at all."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from poise.errors import OutputError
from poise.media.atomic import atomic_write


def test_the_file_appears_whole_with_the_rights_of_a_new_file(tmp_path: Path) -> None:
    target = tmp_path / "out.bin"
    with atomic_write(target) as file:
        file.write(b"whole")
        assert not target.exists()
    assert target.read_bytes() == b"whole"
    (tmp_path / "other").touch()
    assert stat.S_IMODE(target.stat().st_mode) == stat.S_IMODE((tmp_path / "other").stat().st_mode)


@pytest.mark.parametrize("fault", [ValueError, KeyboardInterrupt, OSError])
def test_a_fault_in_the_middle_leaves_what_was_there(tmp_path: Path, fault: type[BaseException]) -> None:
    target = tmp_path / "out.bin"
    target.write_bytes(b"old")
    with pytest.raises((fault, OutputError)), atomic_write(target) as file:
        file.write(b"new")
        raise fault
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["out.bin"]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("missing/out.bin", "folder does not exist"),
        ("file/out.bin", "folder is a file"),
        ("folder", "is a folder"),
    ],
)
def test_an_impossible_place_is_said_in_one_sentence(tmp_path: Path, name: str, reason: str) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    with pytest.raises(OutputError, match=reason), atomic_write(tmp_path / name):
        pytest.fail("it was opened")


def test_a_name_of_the_greatest_length_is_written(tmp_path: Path) -> None:
    longest = tmp_path / ("n" * os.pathconf(tmp_path, "PC_NAME_MAX"))
    with atomic_write(longest) as file:
        file.write(b"x")
    assert longest.exists()


KILLED = """
import os, sys
from pathlib import Path
from poise.media.atomic import atomic_write
with atomic_write(Path(sys.argv[1])) as file:
    file.write(bytes(1 << 20))
    file.flush()
    os.kill(os.getpid(), 9)
"""


def test_a_kill_in_the_middle_leaves_what_was_there_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "out.bin"
    target.write_bytes(b"old")
    killed = subprocess.run([sys.executable, "-c", KILLED, str(target)], check=False)
    assert killed.returncode == -9
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("out.bin", b"old")]


def test_a_file_system_without_files_without_names_will_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "O_TMPFILE")
    test_the_file_appears_whole_with_the_rights_of_a_new_file(tmp_path)
    with pytest.raises(ValueError, match="fault"), atomic_write(tmp_path / "out.bin"):
        raise ValueError("fault")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["other", "out.bin"]
