"""JPEG files that make a decoder go over the picture again and again."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from poise.errors import DamagedMedia
from poise.media.jpeg_scans import MAX_SCANS, has_too_many_scans
from poise.media.picture import read_picture


def jpeg(*, progressive: bool = True, size: int = 64, comment: bytes = b"") -> bytes:
    pixels = np.random.default_rng(0).integers(0, 255, (size, size, 3), np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", progressive=progressive, comment=comment)
    return buffer.getvalue()


def with_scans(count: int) -> bytes:
    """Return a progressive JPEG of `count` scans, of which most refine nothing."""
    plain = jpeg()
    begin = plain.rindex(b"\xff\xda")
    scan = plain[begin : begin + 2 + int.from_bytes(plain[begin + 2 : begin + 4], "big")] + b"\0"
    return plain[:-2] + scan * (count - plain.count(b"\xff\xda")) + b"\xff\xd9"


BOMB = with_scans(MAX_SCANS + 1)
CASES = {
    "one scan": (jpeg(progressive=False), False),
    "a progressive picture": (jpeg(), False),
    "as many as are allowed": (with_scans(MAX_SCANS), False),
    "one more": (BOMB, True),
    "thousands": (with_scans(30_000), True),
    "without an end": (BOMB[:-2], True),
    "behind the picture's end": (jpeg() + b"\xff\xda\0\2" * 1000, False),
    "in a comment": (jpeg(comment=b"\xff\xda\0\2" * 1000), False),
    "in the second picture of several": (jpeg() + BOMB, False),
    "nothing but markers": (b"\xff\xd8" + b"\xff" * 100_000, False),
    "cut in a marker": (b"\xff\xd8\xff", False),
    "cut in a length": (b"\xff\xd8\xff\xda\0", False),
}


@pytest.mark.parametrize("case", CASES)
def test_scans_are_counted(case: str) -> None:
    data, expected = CASES[case]
    assert has_too_many_scans(data) is expected


@given(st.binary(max_size=2000))
def test_any_bytes_are_counted_to_their_end(data: bytes) -> None:
    assert has_too_many_scans(b"\xff\xd8" + data) is False or data.count(b"\xff\xda") > MAX_SCANS


def test_a_bomb_is_refused_and_an_ordinary_picture_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(with_scans(MAX_SCANS))
    assert read_picture(path).image_size == (64, 64)
    path.write_bytes(BOMB)
    with pytest.raises(DamagedMedia, match="more than 100 scans"):
        read_picture(path)
