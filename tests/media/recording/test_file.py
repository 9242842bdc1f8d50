"""Recordings on the disc."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from tests.media.recording.made_recordings import two_people

from poise.errors import DamagedRecording, MediaNotFound, OutputError, RecordingError
from poise.media.kinds import MediaKind, media_kind
from poise.media.recording import RecordingLimits, encode_recording, read_recording, write_recording


def test_a_recording_is_written_and_read(tmp_path: Path) -> None:
    write_recording(tmp_path / "two.poise", two_people())
    assert media_kind(tmp_path / "two.poise") is MediaKind.RECORDING
    for source in (
        tmp_path / "two.poise",
        str(tmp_path / "two.poise"),
        (tmp_path / "two.poise").read_bytes(),
    ):
        assert read_recording(source).metadata["media"] == "Übung.mp4"


def test_a_recording_is_written_to_an_open_file() -> None:
    file = io.BytesIO()
    write_recording(file, two_people())
    assert file.getvalue() == encode_recording(two_people())


def test_an_impossible_place_gets_one_sentence_and_nothing_is_left(tmp_path: Path) -> None:
    with pytest.raises(OutputError):
        write_recording(tmp_path / "nowhere" / "two.poise", two_people())
    assert not list(tmp_path.iterdir())


def test_the_full_disc_gets_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import resource
    import signal

    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64, old[1]))
    try:
        with pytest.raises(OutputError, match="larger than allowed"):
            write_recording(tmp_path / "two.poise", two_people())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)
        signal.signal(signal.SIGXFSZ, ignored)
    assert not list(tmp_path.iterdir())


def test_faults_name_the_file(tmp_path: Path) -> None:
    (tmp_path / "half.poise").write_bytes(encode_recording(two_people())[:-1])
    with pytest.raises(DamagedRecording, match=r"half\.poise: .* bytes"):
        read_recording(tmp_path / "half.poise")
    with pytest.raises(RecordingError, match=r"half\.poise has more than 10 bytes"):
        read_recording(tmp_path / "half.poise", RecordingLimits(max_file_bytes=10))


@pytest.mark.parametrize("name", ["missing.poise", ".", "a\0b"])
def test_what_is_no_file_is_said(tmp_path: Path, name: str) -> None:
    with pytest.raises(MediaNotFound):
        read_recording(tmp_path / name)
