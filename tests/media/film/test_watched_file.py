"""A file that remembers its first fault."""

from __future__ import annotations

import io
from typing import Any

import pytest

from poise.media.film.watched_file import WatchedFile


class Failing(io.BytesIO):
    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def write(self, data: Any) -> int:
        self.count += 1
        raise OSError(self.count, f"fault {self.count}")


def test_everything_is_passed_on() -> None:
    inner = io.BytesIO()
    file = WatchedFile(inner)
    assert file.write(b"poise") == 5
    assert file.tell() == 5
    assert file.seek(-2, io.SEEK_END) == 3
    assert file.read() == b"se"
    file.flush()
    assert file.fault is None


def test_the_first_fault_is_kept_and_every_fault_is_raised() -> None:
    file = WatchedFile(Failing())
    for _ in range(2):
        with pytest.raises(OSError, match="fault"):
            file.write(b"x")
    assert file.fault is not None
    assert file.fault.strerror == "fault 1"
