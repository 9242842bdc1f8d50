"""The encoder's choice and the even sizes that it needs."""

from __future__ import annotations

from fractions import Fraction

import pytest

from poise.errors import OutputError
from poise.media.film import encoder
from poise.media.film.colour import ColourTags
from poise.media.film.encoder import FilmShape, choose_encoder


def test_x264_is_taken_where_it_is() -> None:
    assert choose_encoder()[0] == "libx264"


def test_what_stands_in_is_taken_in_its_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        encoder, "_ENCODERS", (("no_such_encoder", {}), ("mpeg4", {"g": "9"}), ("libx264", {}))
    )
    assert choose_encoder() == ("mpeg4", {"g": "9"})


def test_no_encoder_at_all_is_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder, "_ENCODERS", (("no_such_encoder", {}),))
    with pytest.raises(OutputError, match="install the official wheel"):
        choose_encoder()


@pytest.mark.parametrize(
    ("size", "even"), [((4, 6), (4, 6)), ((3, 6), (4, 6)), ((3, 5), (4, 6)), ((1, 1), (2, 2))]
)
def test_odd_edges_grow_by_one(size: tuple[int, int], even: tuple[int, int]) -> None:
    shape = FilmShape(size, Fraction(1, 1000), Fraction(30), ColourTags(1, 1, 1))
    assert shape.even_size == even
