"""Blobs as files: private, whole, and nothing of them left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from poise.blobs import FolderBlobs
from poise.errors import StoreUnavailable

pytestmark = pytest.mark.anyio


def tree(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


async def test_files_and_folders_are_their_owners_alone(tmp_path: Path) -> None:
    await FolderBlobs(tmp_path / "blobs").put("uploads/a/000000", b"x")
    modes = {path.name: path.stat().st_mode & 0o777 for path in [tmp_path / "blobs", *tmp_path.rglob("*")]}
    assert modes == {
        "blobs": 0o700,
        ".partial": 0o700,
        "uploads": 0o700,
        "a": 0o700,
        "000000": 0o600,
    }


async def test_empty_folders_go_with_their_last_blob(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path / "blobs")
    await blobs.put("uploads/a/000000", b"x")
    await blobs.put("uploads/b/000000", b"x")
    await blobs.remove("uploads/a/")
    assert sorted(path.name for path in (tmp_path / "blobs" / "uploads").iterdir()) == ["b"]
    await blobs.remove("uploads/")
    assert [path.name for path in (tmp_path / "blobs").iterdir()] == [".partial"]


_FILL = """
import asyncio, sys
from pathlib import Path
from poise.blobs import FolderBlobs
from poise.errors import StoreUnavailable

async def main():
    blobs = FolderBlobs(Path(sys.argv[1]))
    await blobs.put("a/000000", b"before")
    import resource, signal
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
    try:
        await blobs.put("a/000000", bytes(100_000))
    except StoreUnavailable as error:
        print(error)

asyncio.run(main())
"""


async def test_a_disc_that_refuses_bytes_leaves_what_stood_there(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _FILL, tmp_path], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == "The data cannot be reached at the moment (File too large); please try again.\n"
    assert await FolderBlobs(tmp_path).get("a/000000") == b"before"
    assert tree(tmp_path) == ["a/000000"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no disc that is always full")
async def test_a_full_disc_is_told_in_the_studios_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blobs = FolderBlobs(tmp_path)
    await blobs.put("a", b"before")
    opened = os.open

    def on_full_disc(path: Path, flags: int, mode: int = 0o777) -> int:
        return opened("/dev/full" if flags & os.O_CREAT else path, flags & ~(os.O_CREAT | os.O_EXCL), mode)

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", on_full_disc)
        with pytest.raises(StoreUnavailable, match="The disc is full; please make room"):
            await blobs.put("a", bytes(100_000))
    assert await blobs.get("a") == b"before"


async def test_what_a_killed_process_left_half_written_goes_after_an_hour(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path)
    await blobs.put("a", b"x")
    old, new = tmp_path / ".partial" / "old", tmp_path / ".partial" / "new"
    for path in (old, new):
        path.write_bytes(b"half")
    os.utime(old, (time.time() - 3700, time.time() - 3700))
    await FolderBlobs(tmp_path).put("b", b"x")
    assert tree(tmp_path) == [".partial/new", "a", "b"]


async def test_a_folder_that_is_a_file_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "blobs").write_bytes(b"")
    with pytest.raises(StoreUnavailable, match="cannot be reached"):
        await FolderBlobs(tmp_path / "blobs").put("a", b"x")


_WRITE_FOR_EVER = """
import asyncio, sys
from pathlib import Path
from poise.blobs import FolderBlobs

async def main():
    blobs, number = FolderBlobs(Path(sys.argv[1])), 0
    while True:
        await blobs.put("a/000000", bytes([number % 250]) * 500_000)
        number += 1
        print(number, flush=True)

asyncio.run(main())
"""


async def test_a_killed_writer_leaves_the_last_blob_whole(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _WRITE_FOR_EVER, tmp_path], stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        count = [int(writer.stdout.readline()) for _ in range(5)][-1]
        writer.send_signal(signal.SIGKILL)
    found = await FolderBlobs(tmp_path).get("a/000000")
    assert found is not None
    assert (len(found), len(set(found))) == (500_000, 1)
    assert found[0] >= count - 1  # what was told as written is there
