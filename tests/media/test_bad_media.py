"""Bad media, read the way Poise reads them: in the guarded child. One sentence each, and nothing is left behind."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tests.children import children
from tests.isolation import guard_cases
from tests.media.made_media import (
    png_chunk,
    quarters,
    with_damaged_payload,
    without_index,
    write_bomb,
    write_picture,
    write_sound,
    write_video,
)

from poise import errors
from poise.errors import PoiseError
from poise.isolation import guard
from poise.isolation.guard import run_guarded
from poise.media.limits import MediaLimits

HERE = Path(__file__).resolve().parents[2]
# Less than the default, so that a file that asks for much is noticed.
LIMITS = MediaLimits(memory_bytes=2**30, cpu_s=60, max_silence_s=60)

Told = dict[str, list[str]]


@pytest.fixture(autouse=True)
def _cases_can_be_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "TASK_PACKAGES", ("tests",))
    monkeypatch.setenv("PYTHONPATH", str(HERE))


@pytest.fixture(autouse=True)
def _nothing_is_left(tmp_path: Path) -> Iterator[None]:
    before = children()
    yield
    assert children() == before


def read_guarded(paths: list[Path]) -> Told:
    outcomes = run_guarded(guard_cases.read_media, tuple(paths), limits=LIMITS)
    return by_name(outcomes)


def by_name(outcomes: Iterable[guard_cases.Outcome]) -> Told:
    return {one.path.name: [one.kind, one.text] for one in outcomes}


def written(content: bytes) -> Callable[[Path], Path]:
    def write(path: Path) -> Path:
        path.write_bytes(content)
        return path

    return write


def shortened(path: Path, share: float) -> Path:
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    return path


def noisy_video(path: Path) -> Path:
    pictures = [np.random.default_rng(number).integers(0, 255, (64, 96, 3), np.uint8) for number in range(60)]
    return write_video(path, times_ms=range(0, 2400, 40), pictures=pictures, options={"g": "10"})


def folder(path: Path) -> Path:
    path.mkdir()
    return path


def noisy_jpeg(path: Path) -> Path:
    Image.fromarray(np.random.default_rng(0).integers(0, 255, (200, 200, 3), np.uint8)).save(path, "JPEG")
    return path


def png(*chunks: tuple[bytes, bytes]) -> Callable[[Path], Path]:
    return written(b"\x89PNG\r\n\x1a\n" + b"".join(png_chunk(*each) for each in (*chunks, (b"IEND", b""))))


def ihdr(kind: int, *, bits: int = 8) -> tuple[bytes, bytes]:
    return b"IHDR", struct.pack(">IIBBBBB", 8, 8, bits, kind, 0, 0, 0)


ROWS = (b"IDAT", zlib.compress(bytes(9 * 8)))
GREY, PALETTE = 0, 3


def avi_of_large_packets(path: Path) -> Path:
    """State that a packet has 2 GB."""
    data = bytearray(write_video(path.with_suffix(".avi"), codec="mpeg4").read_bytes())
    at = data.index(b"00dc", data.index(b"movi"))
    data[at + 4 : at + 8] = struct.pack("<I", 0x7FFFFFFF)
    path.write_bytes(data)
    return path


def table_of(count: int, kind: bytes) -> Callable[[Path], Path]:
    """State a number of entries in a table of an mp4's index."""

    def write(path: Path) -> Path:
        data = bytearray(write_video(path).read_bytes())
        at = data.index(kind) + 8
        data[at : at + 4] = count.to_bytes(4, "big")
        path.write_bytes(data)
        return path

    return write


# name: how it is made, what comes of it (an error, or what was read), words of the sentence
CASES: dict[str, tuple[Callable[[Path], Path], str, str]] = {
    "missing.mp4": (lambda path: path, "MediaNotFound", "does not exist"),
    "empty.mp4": (written(b""), "UnsupportedMedia", "is empty"),
    "text.mp4": (written(b"hello"), "UnsupportedMedia", "is a text"),
    "playlist.mp4": (written(b"#EXTM3U\n/etc/passwd\n"), "UnsupportedMedia", "is a playlist"),
    "joined.mp4": (written(b"ffconcat version 1.0\nfile /etc/passwd\n"), "UnsupportedMedia", "is a playlist"),
    "drawing.png": (written(b'<svg xmlns="http://www.w3.org/2000/svg"/>'), "UnsupportedMedia", "is an SVG"),
    "no_index.mp4": (lambda path: without_index(write_video(path)), "DamagedMedia", "damaged"),
    "signature_only.mp4": (written(b"\0\0\0\x18ftypisom\0\0\0\0isomiso2"), "DamagedMedia", "damaged"),
    "signature_only.mkv": (written(b"\x1a\x45\xdf\xa3" + bytes(50)), "DamagedMedia", "damaged"),
    "signature_only.avi": (written(b"RIFF\xff\xff\xff\xffAVI LIST"), "DamagedMedia", "damaged"),
    "signature_only.jpg": (written(b"\xff\xd8\xff\xe0"), "DamagedMedia", "damaged"),
    "damaged_payload.mp4": (lambda path: with_damaged_payload(noisy_video(path)), "video", ""),
    "no_palette.png": (png(ihdr(PALETTE), ROWS), "DamagedMedia", "damaged"),
    "short_palette.png": (png(ihdr(PALETTE), (b"PLTE", b"123"), ROWS), "picture", "(8, 8)"),
    "no_rows.png": (png(ihdr(GREY)), "DamagedMedia", "damaged"),
    "five_bits.png": (png(ihdr(GREY, bits=5), ROWS), "DamagedMedia", "damaged"),
    "empty_transparency.png": (png(ihdr(GREY), (b"tRNS", b""), ROWS), "DamagedMedia", "damaged"),
    "text_bomb.png": (
        png(ihdr(GREY), (b"zTXt", b"a\0\0" + zlib.compress(bytes(2**27), 9)), ROWS),
        "DamagedMedia",
        "damaged",
    ),
    "profile_bomb.png": (
        png(ihdr(GREY), (b"iCCP", b"a\0\0" + zlib.compress(bytes(2**27), 9)), ROWS),
        "DamagedMedia",
        "damaged",
    ),
    "many_tables.mp4": (table_of(0x0FFFFFFF, b"stts"), "DamagedMedia", "damaged"),
    "many_sizes.mp4": (table_of(0x0FFFFFFF, b"stsc"), "DamagedMedia", "damaged"),
    "large_packet.avi": (avi_of_large_packets, "video", ""),
    "sound.mp4": (write_sound, "UnsupportedMedia", "holds only sound"),
    "huge.png": (lambda path: write_bomb(path, 30_000, 30_000), "MediaTooLarge", "30000 x 30000|too many"),
    "large.png": (lambda path: write_bomb(path, 12_000, 12_000), "MediaTooLarge", "12000 x 12000|too many"),
    "allowed.png": (lambda path: write_bomb(path, 7_000, 7_000), "picture", "(7000, 7000)"),
    "truncated.jpg": (lambda path: shortened(noisy_jpeg(path), 0.5), "DamagedMedia", "damaged"),
    "truncated.mkv": (lambda path: shortened(noisy_video(path), 0.5), "video", ""),
    "picture_named.mp4": (write_picture, "picture", "(96, 64)"),
    "video_named.jpg": (lambda path: write_video(path.with_suffix(".mp4")).rename(path), "video", "30"),
    "folder.mp4": (folder, "UnsupportedMedia", "is a folder"),
}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """Read all of them in one child: none may spoil the others."""
    folder = tmp_path_factory.mktemp("bad")
    paths = [make(folder / name) for name, (make, _, _) in CASES.items()]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(guard, "TASK_PACKAGES", ("tests",))
        patch.setenv("PYTHONPATH", str(HERE))
        before = sorted(folder.rglob("*"))
        found = read_guarded(paths)
        assert sorted(folder.rglob("*")) == before
    return found


@pytest.mark.parametrize("name", CASES)
def test_each_bad_medium_has_one_outcome(name: str, told: Told) -> None:
    _, outcome, words = CASES[name]
    kind, text = told[name]
    assert kind == outcome, text
    assert any(word in text for word in words.split("|"))
    if hasattr(errors, kind):
        assert text.endswith(".")
        assert "\n" not in text


def test_what_is_no_path_is_refused_before_a_child_is_started() -> None:
    with pytest.raises(TypeError, match="is int and not Path"):
        run_guarded(guard_cases.read_media, (3,), limits=LIMITS)  # type: ignore[misc]


def heic(path: Path) -> Path:
    pytest.importorskip("pillow_heif").register_heif_opener()
    return write_picture(path, "HEIF", exif=_exif())


FEW_MS = tuple(range(0, 320, 40))
QUIET = {"x265-params": "log-level=none"}
SEEDS: dict[str, Callable[[Path], Path]] = {
    "jpeg": lambda path: write_picture(path, "JPEG", exif=_exif()),
    "png": lambda path: write_picture(path, "PNG"),
    "webp": lambda path: write_picture(path, "WEBP"),
    "avif": lambda path: write_picture(path, "AVIF"),
    "heic": heic,
    "gif": lambda path: write_picture(path, "GIF"),
    "mpo": lambda path: write_picture(path, "MPO"),
    "mp4": lambda path: write_video(path.with_suffix(".mp4"), times_ms=FEW_MS),
    "turned.mov": lambda path: write_video(
        path.with_suffix(".mov"), times_ms=FEW_MS, rotation_deg=90, sound=True
    ),
    "hevc.mkv": lambda path: write_video(
        path.with_suffix(".mkv"), codec="libx265", times_ms=FEW_MS, options=QUIET
    ),
    "vp9.webm": lambda path: write_video(path.with_suffix(".webm"), codec="libvpx-vp9", times_ms=FEW_MS),
    "vp8.webm": lambda path: write_video(path.with_suffix(".webm"), codec="libvpx", times_ms=FEW_MS),
    "av1.mp4": lambda path: write_video(path.with_suffix(".mp4"), codec="libsvtav1", times_ms=FEW_MS),
    "avi": lambda path: write_video(path.with_suffix(".avi"), codec="mpeg4", times_ms=FEW_MS),
}
MUTANTS_PER_SEED = 24


def _exif() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    return exif.tobytes()


def mutate(data: bytes, generator: np.random.Generator) -> bytes:
    """Change a file in one of the ways in which files go bad."""
    mutant = bytearray(data)
    size = len(mutant)
    match generator.integers(6):
        case 0:
            for place in generator.integers(0, size, generator.integers(1, 20)):
                mutant[place] = generator.integers(256)
        case 1:
            del mutant[generator.integers(16, size) :]
        case 2:
            start = int(generator.integers(8, size))
            del mutant[start : start + int(generator.integers(1, 200))]
        case 3:
            start = int(generator.integers(8, size))
            mutant[start:start] = generator.bytes(int(generator.integers(1, 200)))
        case 4:
            # Lengths and counts live in the headers: the largest and smallest there are.
            start = int(generator.integers(8, min(size, 600)))
            mutant[start : start + 4] = generator.choice([b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", bytes(4)])
        case _:
            start, other = generator.integers(0, size, 2)
            mutant[start : start + 64] = mutant[other : other + 64]
    return bytes(mutant)


@pytest.mark.parametrize("seed", SEEDS)
def test_mutated_files_end_in_a_result_or_a_sentence(seed: str, tmp_path: Path) -> None:
    original = SEEDS[seed](tmp_path / "seed").read_bytes()
    generator = np.random.default_rng(list(seed.encode()))
    folder = tmp_path / "mutants"
    folder.mkdir()
    paths = [folder / f"{number}.bin" for number in range(MUTANTS_PER_SEED)]
    for path in paths:
        path.write_bytes(mutate(original, generator))
    outcomes = read_all(paths)
    assert sorted(folder.iterdir()) == sorted(paths)
    assert len(outcomes) == len(paths)
    for kind, text in outcomes.values():
        assert kind in {"picture", "video"} or issubclass(getattr(errors, kind), PoiseError)
        assert "\n" not in text
        assert "Traceback" not in text


def read_all(paths: list[Path]) -> Told:
    """Read in one child; if a file crashes it, that is one outcome, and the rest are read in another."""
    try:
        return read_guarded(paths)
    except errors.GuardError as error:
        # A native crash is contained, and so counts as an answer; anything unforeseen in Python does not.
        if not re.search("crashed|memory", str(error)):
            raise
        return {path.name: read_one(path) for path in paths}


def read_one(path: Path) -> list[str]:
    try:
        return next(iter(read_guarded([path]).values()))
    except errors.GuardError as error:
        return ["GuardError", str(error)]


def test_the_campaign_is_large_enough() -> None:
    assert len(SEEDS) * MUTANTS_PER_SEED >= 200
    assert quarters().shape == (64, 96, 3)
