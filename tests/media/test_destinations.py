from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import pytest

from poise.errors import OutputError
from poise.media.destinations import require_destinations, require_separate


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "set.mp4").write_bytes(b"original")
    (tmp_path / "hard.mp4").hardlink_to(tmp_path / "set.mp4")
    (tmp_path / "soft.mp4").symlink_to("set.mp4")
    (tmp_path / "dangling.mp4").symlink_to("later.mp4")
    (tmp_path / "out").mkdir()
    (tmp_path / "also").symlink_to("out")
    (tmp_path / "out" / "old.csv").write_bytes(b"old")
    os.mkfifo(tmp_path / "pipe.csv")
    return tmp_path


NFC = unicodedata.normalize("NFC", "Kür.csv")
NFD = unicodedata.normalize("NFD", "Kür.csv")

REFUSED = {
    "the input itself": (["set.mp4"], ["set.mp4"], "set.mp4 is read as well"),
    "the input by another way": (["set.mp4"], ["out/../set.mp4"], "is read as well"),
    "the input through a link": (["set.mp4"], ["soft.mp4"], "read as well"),
    "a link to the input that is read": (["soft.mp4"], ["set.mp4"], "read as well"),
    "a hard link of the input": (["set.mp4"], ["hard.mp4"], "read as well"),
    "the input in capitals": (["set.mp4"], ["SET.MP4"], "read as well"),
    "where a dangling input leads": (["dangling.mp4"], ["later.mp4"], "read as well"),
    "one file twice": ([], ["out/a.csv", "out/a.csv"], "Two results would be written to"),
    "one file through a linked folder": ([], ["out/a.csv", "also/a.csv"], "Two results"),
    "names that differ in case": ([], ["out/a.csv", "out/A.csv"], "Two results"),
    "names that differ in normalisation": ([], [f"out/{NFC}", f"out/{NFD}"], "Two results"),
    "a folder": ([], ["out"], "it is a folder"),
    "a pipe": ([], ["pipe.csv"], "a device or a pipe"),
    "a device": ([], ["/dev/null"], "a device or a pipe"),
    "no folder": ([], ["nowhere/a.csv"], "make it first"),
    "a folder that is a file": ([], ["set.mp4/a.csv"], "make it first"),
    "too long a name": ([], ["x" * 256 + ".csv"], "its name is too long"),
    "too long a name in other letters": ([], ["ü" * 130 + ".csv"], "its name is too long"),
}


@pytest.mark.parametrize("why", REFUSED)
def test_outputs_that_destroy_or_cannot_be_written_are_refused(
    folder: Path, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    inputs, outputs, sentence = REFUSED[why]
    monkeypatch.chdir(folder)
    with pytest.raises(OutputError, match=sentence):
        require_destinations(inputs, outputs)
    assert (folder / "set.mp4").read_bytes() == b"original"


@pytest.mark.parametrize(
    ("inputs", "outputs"),
    [
        (["set.mp4"], ["set.csv", "set.npz", "set.coco.json", "out/set.mp4"]),
        (["set.mp4"], ["out/old.csv"]),
        (["missing.mp4"], ["a.csv"]),
        ([], ["out/straße.csv", "out/strase.csv"]),
        ([], ["y" * 251 + ".csv"]),
    ],
    ids=lambda value: " ".join(name[:24] for name in value),
)
def test_what_replaces_no_input_is_accepted(
    folder: Path, inputs: list[str], outputs: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    require_destinations(inputs, outputs)


def test_a_result_may_be_in_a_folder_that_is_made_later(tmp_path: Path) -> None:
    require_separate([tmp_path / "set.mp4"], [tmp_path / "later" / "pose.json"])
    with pytest.raises(OutputError, match="read as well"):
        require_separate([tmp_path / "later" / "pose.json"], [tmp_path / "later" / "." / "pose.json"])
