"""What a file is, by its content."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from tests.media.made_media import write_picture, write_sound, write_video

from poise.errors import MediaNotFound, MediaTooLarge, UnsupportedMedia
from poise.media.kinds import (
    MediaKind,
    PictureFormat,
    find_media,
    media_kind,
    picture_format,
    require_size,
    require_video,
)
from poise.media.recording.framing import MAGIC


def write_heic(path: Path) -> Path:
    pillow_heif = pytest.importorskip("pillow_heif")
    pillow_heif.register_heif_opener()
    return write_picture(path, "HEIF")


def write_track(path: Path) -> Path:
    with path.open("wb") as file:
        np.savez_compressed(file, t=np.arange(3.0))
    return path


MADE: dict[str, tuple[Callable[[Path], Path], MediaKind]] = {
    "a.jpg": (lambda path: write_picture(path, "JPEG"), MediaKind.PICTURE),
    "a.png": (lambda path: write_picture(path, "PNG"), MediaKind.PICTURE),
    "a.webp": (lambda path: write_picture(path, "WEBP"), MediaKind.PICTURE),
    "a.avif": (lambda path: write_picture(path, "AVIF"), MediaKind.PICTURE),
    "a.gif": (lambda path: write_picture(path, "GIF"), MediaKind.PICTURE),
    "a.heic": (write_heic, MediaKind.PICTURE),
    "a.mp4": (write_video, MediaKind.VIDEO),
    "a.mov": (write_video, MediaKind.VIDEO),
    "a.mkv": (write_video, MediaKind.VIDEO),
    "a.webm": (lambda path: write_video(path, codec="libvpx"), MediaKind.VIDEO),
    "a.avi": (lambda path: write_video(path, codec="mpeg4"), MediaKind.VIDEO),
    "a.npz": (write_track, MediaKind.TRACK),
}

REFUSED = {
    "an empty file": (b"", "empty"),
    "a text": (b"hello\nworld\n", "a text"),
    "a playlist for streaming": (b"#EXTM3U\n#EXT-X-VERSION:3\nfile:///etc/passwd\n", "playlist"),
    "a list of files to join": (b"ffconcat version 1.0\nfile '/etc/passwd'\n", "playlist"),
    "a list of files to join without a header": (b"file '/etc/passwd'\n", "a text"),
    "a drawing": (b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>', "SVG"),
    "a drawing with a byte order mark": (b"\xef\xbb\xbf<svg/>", "SVG"),
    "a document": (b"%PDF-1.7\n\x00\x01", "does not read"),
    "a zip of something else": (b"PK\x03\x04\x14\x00\x00\x00\x08\x00hello.txt", "does not read"),
    "a transport stream": (b"\x47" + bytes(187) + b"\x47" + bytes(187), "does not read"),
    "a program": (b"\x7fELF\x02\x01\x01\x00", "does not read"),
    "the first byte of a picture": (b"\xff", "does not read"),
}


@pytest.mark.parametrize("name", MADE)
def test_the_kind_is_told_by_the_content(name: str, tmp_path: Path) -> None:
    write, kind = MADE[name]
    assert media_kind(write(tmp_path / name)) is kind


@pytest.mark.parametrize("name", MADE)
def test_a_wrong_suffix_changes_nothing(name: str, tmp_path: Path) -> None:
    write, kind = MADE[name]
    assert media_kind(write(tmp_path / name).rename(tmp_path / "a.txt")) is kind


@pytest.mark.parametrize("case", REFUSED)
def test_anything_else_is_refused_with_a_sentence(case: str, tmp_path: Path) -> None:
    content, words = REFUSED[case]
    path = tmp_path / "clip.mp4"
    path.write_bytes(content)
    for check in (media_kind, picture_format, require_video):
        with pytest.raises(UnsupportedMedia, match=f"^clip.mp4 .*{words}.*\\.$"):
            check(path)


def test_a_video_is_no_picture_and_a_picture_no_video(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedMedia, match="not a picture"):
        picture_format(write_video(tmp_path / "a.jpg.mp4"))
    with pytest.raises(UnsupportedMedia, match="not a video"):
        require_video(write_picture(tmp_path / "a.mp4"))


@pytest.mark.parametrize(
    ("major", "compatible", "expected"),
    [
        (b"heic", b"mif1heic", PictureFormat.HEIC),
        (b"mif1", b"mif1heic", PictureFormat.HEIC),
        (b"mif1", b"mif1avif", PictureFormat.AVIF),
        (b"avis", b"avifavis", PictureFormat.AVIF),
    ],
)
def test_the_brands_decide_between_avif_and_heic(
    major: bytes, compatible: bytes, expected: PictureFormat, tmp_path: Path
) -> None:
    path = tmp_path / "a"
    path.write_bytes(
        (16 + len(compatible)).to_bytes(4, "big") + b"ftyp" + major + bytes(4) + compatible + b"avif"
    )
    assert picture_format(path) is expected


def test_a_recording_is_told_by_its_signature(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(MAGIC + bytes(20))
    assert media_kind(path) is MediaKind.RECORDING


def test_what_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(MediaNotFound, match=r"nothing\.mp4 does not exist"):
        media_kind(tmp_path / "nothing.mp4")


@pytest.mark.parametrize("name", ["a" * 300, "a\0b"])
def test_an_impossible_name_is_not_found(name: str, tmp_path: Path) -> None:
    with pytest.raises(MediaNotFound):
        media_kind(tmp_path / name)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedMedia, match="folder"):
        media_kind(tmp_path)


def test_a_named_pipe_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.mp4")
    with pytest.raises(MediaNotFound, match="neither a file nor a folder"):
        media_kind(tmp_path / "pipe.mp4")


def test_a_file_of_too_many_bytes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(bytes(100))
    require_size(path, 100)
    with pytest.raises(MediaTooLarge, match=r"a\.mp4 has"):
        require_size(path, 99)


def test_a_folder_yields_its_pictures_and_videos_by_name(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    write_picture(tmp_path / "deep" / "c.jpg")
    write_sound(tmp_path / "b.mp4")
    write_picture(tmp_path / "a.jpg")
    write_picture(tmp_path / ".hidden.jpg")
    write_track(tmp_path / "track.npz")
    (tmp_path / "notes.mp4").write_text("no video")
    assert [path.name for path in find_media(tmp_path)] == ["a.jpg", "b.mp4"]
    assert [path.name for path in find_media(tmp_path, recursive=True)] == ["a.jpg", "b.mp4", "c.jpg"]
    assert find_media(tmp_path / "a.jpg") == [tmp_path / "a.jpg"]


def test_a_folder_without_media_is_told(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("nothing here")
    with pytest.raises(MediaNotFound, match="no picture or video"):
        find_media(tmp_path)
