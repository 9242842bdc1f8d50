"""A command of the terminal knows where the studio runs, and is not misled by what else lies there."""

from __future__ import annotations

from pathlib import Path

import pytest

from poise.studio.address_note import noted_address, running_address


def test_the_address_is_known_while_the_studio_runs(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    assert running_address(folder) == ""
    with noted_address(folder, "https://studio.example.org"):
        assert running_address(folder) == "https://studio.example.org"
    assert running_address(folder) == ""


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", b"javascript:x", b"http://a\x1b[31m", b"http://a\nb", b"ftp://a"]
)
def test_what_is_no_address_is_not_believed(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "address").write_bytes(content)
    assert running_address(tmp_path) == ""
