"""Pictures in: upright, RGB, bounded."""

from __future__ import annotations

import io
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms
from tests.media.made_media import corners, quarters, write_bomb, write_picture

from poise.errors import DamagedMedia, MediaTooLarge, MissingExtra
from poise.media.limits import MediaLimits
from poise.media.picture import read_picture

AS_DRAWN = ["red", "green", "blue", "grey"]
FORMATS = ["JPEG", "PNG", "WEBP", "AVIF", "GIF", "MPO"]


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_is_read(form: str, tmp_path: Path) -> None:
    picture = read_picture(write_picture(tmp_path / "a.bin", form))
    assert corners(picture.pixels) == AS_DRAWN
    assert picture.image_size == (96, 64)
    assert picture.pixels.dtype == np.uint8
    assert picture.pixels.flags.c_contiguous


def test_heic_is_read_where_the_extra_is_installed(tmp_path: Path) -> None:
    pytest.importorskip("pillow_heif").register_heif_opener()
    assert corners(read_picture(write_picture(tmp_path / "a.heic", "HEIF")).pixels) == AS_DRAWN


@pytest.mark.parametrize("orientation", range(1, 9))
def test_heic_is_turned_once_and_not_twice(orientation: int, tmp_path: Path) -> None:
    pytest.importorskip("pillow_heif").register_heif_opener()
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored = np.ascontiguousarray(STORED[orientation](quarters()))
    Image.fromarray(stored).save(tmp_path / "a.heic", "HEIF", exif=exif.tobytes())
    picture = read_picture(tmp_path / "a.heic")
    assert picture.image_size == (96, 64)
    assert corners(picture.pixels) == AS_DRAWN


def test_a_heic_of_too_many_pixels_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("pillow_heif").register_heif_opener()
    path = write_picture(tmp_path / "a.heic", "HEIF")
    with pytest.raises(MediaTooLarge, match="96 x 64"):
        read_picture(path, MediaLimits(max_picture_pixels=1000))


def test_heic_without_the_extra_names_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.heic"
    path.write_bytes(b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic")
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    with pytest.raises(MissingExtra, match=r"pip install 'pillow-heif>="):
        read_picture(path)


# How the camera that wrote such an orientation stored an upright picture (Exif 2.32, section 4.6.4).
STORED = {
    1: lambda upright: upright,
    2: lambda upright: upright[:, ::-1],
    3: lambda upright: upright[::-1, ::-1],
    4: lambda upright: upright[::-1],
    5: lambda upright: upright.transpose(1, 0, 2),
    6: lambda upright: np.rot90(upright, 1),
    7: lambda upright: upright.transpose(1, 0, 2)[::-1, ::-1],
    8: lambda upright: np.rot90(upright, -1),
}


@pytest.mark.parametrize("orientation", STORED)
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_the_orientation_is_applied(orientation: int, form: str, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored = np.ascontiguousarray(STORED[orientation](quarters()))
    Image.fromarray(stored).save(tmp_path / "a", form, exif=exif)
    picture = read_picture(tmp_path / "a")
    assert picture.image_size == (96, 64)
    assert corners(picture.pixels) == AS_DRAWN


@pytest.mark.parametrize("orientation", [0, 9, 255])
def test_an_impossible_orientation_is_no_orientation(orientation: int, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    assert corners(read_picture(write_picture(tmp_path / "a", exif=exif)).pixels) == AS_DRAWN


def test_a_broken_description_does_not_cost_the_picture(tmp_path: Path) -> None:
    path = write_picture(tmp_path / "a.jpg", exif=b"Exif\0\0II*\0\xff\xff\xff\xff")
    assert corners(read_picture(path).pixels) == AS_DRAWN


def modes() -> dict[str, tuple[Image.Image, tuple[int, int, int]]]:
    grey16 = np.full((8, 8), 0x8000, np.uint16)
    return {
        "black and white": (Image.new("1", (8, 8), 1), (255, 255, 255)),
        "grey": (Image.new("L", (8, 8), 77), (77, 77, 77)),
        "16-bit grey": (Image.fromarray(grey16), (127, 127, 127)),
        "palette": (Image.new("RGB", (8, 8), (10, 200, 30)).quantize(4), (10, 200, 30)),
        "grey with alpha": (Image.new("LA", (8, 8), (0, 128)), (127, 127, 127)),
        "invisible becomes white": (Image.new("RGBA", (8, 8), (200, 0, 0, 0)), (255, 255, 255)),
        "half transparent over white": (Image.new("RGBA", (8, 8), (0, 0, 0, 51)), (204, 204, 204)),
    }


@pytest.mark.parametrize("mode", modes())
def test_every_mode_becomes_rgb(mode: str, tmp_path: Path) -> None:
    image, expected = modes()[mode]
    image.save(tmp_path / "a.png")
    pixels = read_picture(tmp_path / "a.png").pixels
    assert pixels.shape == (8, 8, 3)
    assert np.abs(pixels[4, 4].astype(int) - expected).max() <= 1


def test_a_transparent_palette_colour_becomes_white(tmp_path: Path) -> None:
    image = Image.new("P", (8, 8), 1)
    image.putpalette([0, 0, 0, 250, 0, 0])
    image.save(tmp_path / "a.gif", transparency=1)
    assert (read_picture(tmp_path / "a.gif").pixels == 255).all()


def test_cmyk_becomes_rgb(tmp_path: Path) -> None:
    Image.fromarray(quarters()).convert("CMYK").save(tmp_path / "a.jpg")
    assert corners(read_picture(tmp_path / "a.jpg").pixels) == AS_DRAWN


def test_a_colour_profile_is_applied(tmp_path: Path) -> None:
    # sRGB with the names of its red and green primaries exchanged: red is stored as green.
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    profile = profile.replace("sRGB".encode("utf-16-be"), "test".encode("utf-16-be"))
    profile = profile.replace(b"rXYZ", b"????", 1).replace(b"gXYZ", b"rXYZ", 1).replace(b"????", b"gXYZ", 1)
    profiled = read_picture(write_picture(tmp_path / "b.png", "PNG", icc_profile=profile)).pixels
    assert corners(profiled) == ["green", "red", "blue", "grey"]


@pytest.mark.parametrize("profile", [b"not a profile", b"\x00" * 200])
def test_a_broken_colour_profile_is_passed_over(profile: bytes, tmp_path: Path) -> None:
    path = write_picture(tmp_path / "a.png", "PNG", icc_profile=profile)
    assert corners(read_picture(path).pixels) == AS_DRAWN


def test_srgb_is_left_as_it_is(tmp_path: Path) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    path = write_picture(tmp_path / "a.png", "PNG", icc_profile=profile)
    assert np.array_equal(read_picture(path).pixels, quarters())


def test_of_an_animation_the_first_frame_is_read(tmp_path: Path) -> None:
    first, second = Image.fromarray(quarters()), Image.new("RGB", (96, 64))
    for form in ("GIF", "WEBP", "PNG"):
        first.save(tmp_path / form, form, save_all=True, append_images=[second])
        assert corners(read_picture(tmp_path / form).pixels) == AS_DRAWN


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_truncated_picture_is_refused(form: str, share: float, tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (128, 128, 3), np.uint8)
    path = tmp_path / "a.bin"
    Image.fromarray(noise).save(path, form)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    with pytest.raises(DamagedMedia, match=r"^a\.bin is damaged .*\.$"):
        read_picture(path)


@pytest.mark.parametrize(
    ("width", "height"),
    [(30_000, 30_000), (12_000, 12_000), (25_000, 10), (10, 25_000), (2**31 - 1, 2**31 - 1)],
)
def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(
    width: int, height: int, tmp_path: Path
) -> None:
    path = write_bomb(tmp_path / "bomb.png", 8, 20)
    data = bytearray(path.read_bytes())
    data[16:33] = _header(width, height)
    path.write_bytes(data)
    with pytest.raises(
        MediaTooLarge, match=rf"bomb\.png has ({width} x {height}|too many) pixels; at most 72 million"
    ):
        read_picture(path)


def _header(width: int, height: int) -> bytes:
    import struct
    import zlib

    fields = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return fields + struct.pack(">I", zlib.crc32(b"IHDR" + fields))


def test_the_limit_itself_is_allowed(tmp_path: Path) -> None:
    path = write_picture(tmp_path / "a.png", "PNG")
    read_picture(path, MediaLimits(max_picture_pixels=96 * 64, max_picture_side=96))
    with pytest.raises(MediaTooLarge):
        read_picture(path, MediaLimits(max_picture_pixels=96 * 64 - 1))
    with pytest.raises(MediaTooLarge):
        read_picture(path, MediaLimits(max_picture_side=95))


def test_pillows_state_is_left_as_it_was(tmp_path: Path) -> None:
    before, largest = list(warnings.filters), Image.MAX_IMAGE_PIXELS
    read_picture(write_picture(tmp_path / "a.jpg"))
    assert (list(warnings.filters), Image.MAX_IMAGE_PIXELS) == (before, largest)


def test_nothing_stays_open(tmp_path: Path) -> None:
    path = write_picture(tmp_path / "a.jpg")
    data = path.read_bytes()
    read_picture(path)
    path.write_bytes(data[:200])
    with pytest.raises(DamagedMedia):
        read_picture(path)
    # An open file would warn when it is collected, and warnings are errors here.
    assert io.BytesIO(data).read(3) == b"\xff\xd8\xff"
