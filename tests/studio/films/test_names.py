"""Names of strangers' files: what people read, and nothing that turns text around or leaves a folder."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poise.studio.films.names import MAX_NAME, MAX_NAME_BYTES, clean_file_name


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("squat.mp4", "squat.mp4"),
        ("/home/ada/squat.mp4", "squat.mp4"),
        ("..\\..\\squat.mp4", "squat.mp4"),
        ("squat.mp4/", "squat.mp4"),
        ("a/..", "film"),
        (". .", "film"),
        ("\u202ea\u200b\ufeffb\u2069.mp4", "ab.mp4"),
        ("a\u0000b\rc\td.mp4", "ab c d.mp4"),
        ("a\ud800b", "ab"),
        ("e\u0301.mp4", "é.mp4"),
        ("深" * 200 + ".mp4", "深" * 64 + "….mp4"),
        ("x" * 300, "x" * 119 + "…"),
        ("x." + "y" * 300, "x." + "y" * 117 + "…"),
    ],
)
def test_a_name_is_cleaned(given_name: str, shown: str) -> None:
    assert clean_file_name(given_name) == shown


@given(st.text(max_size=400))
def test_no_name_leaves_its_folder_or_hides_anything(name: str) -> None:
    shown = clean_file_name(name)
    assert shown.strip(". ")
    assert len(shown) <= MAX_NAME
    assert len(shown.encode()) <= MAX_NAME_BYTES
    assert not set("/\\\0\n") & set(shown)
    assert not {unicodedata.category(one) for one in shown} & {"Cc", "Cf", "Cs", "Co", "Cn"}
    assert clean_file_name(shown) == shown
