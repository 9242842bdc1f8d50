"""The band under a comparison, and that nothing is written over the pictures."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.drawing.test_compared import count

from poise.drawing.canvas import text_width_px
from poise.drawing.compared import LOOKS, Finding
from poise.drawing.footer import footer, page, wrapped
from poise.media.pixels import Pixels

SENTENCE = "Straighten your left hip and knee by about 65 degrees."


def panel(width: int, height: int, colour: int) -> Pixels:
    return np.full((height, width, 3), colour, np.uint8)


@pytest.mark.parametrize("width", [900, 1300, 1812])
def test_the_legend_has_a_sample_of_every_look(width: int) -> None:
    band = footer(width, "Score 69 ± 6 of 100", [SENTENCE], list(Finding))
    assert band.shape[1] == width
    for finding in Finding:
        assert count(band, LOOKS[finding].colour) > 15, finding


def test_only_the_looks_that_are_shown_are_explained() -> None:
    band = footer(1000, "", [], [Finding.NOT_COMPARED])
    assert count(band, LOOKS[Finding.NOT_COMPARED].colour) > 15
    for finding in (Finding.FITS, Finding.OFF, Finding.FAR_OFF):
        assert count(band, LOOKS[finding].colour) == 0


def test_nothing_touches_the_edges_of_the_band() -> None:
    band = footer(900, "Score 69 ± 6 of 100", [SENTENCE * 4, SENTENCE], list(Finding))
    edges = [
        band[:3].reshape(-1, 3),
        band[-3:].reshape(-1, 3),
        band[:, :3].reshape(-1, 3),
        band[:, -3:].reshape(-1, 3),
    ]
    assert (np.concatenate(edges) == band[0, 0]).all()
    assert (band[3:-3, 3:-3] != band[0, 0]).any()


def test_more_sentences_make_a_higher_band() -> None:
    heights = [footer(900, "Score", [SENTENCE] * number, []).shape[0] for number in range(4)]
    assert all(one < other for one, other in pairwise(heights))


@pytest.mark.parametrize("sizes", [[(300, 400)], [(500, 600), (500, 600)], [(900, 500), (400, 760)]])
def test_the_pictures_stay_as_they_are(sizes: list[tuple[int, int]]) -> None:
    panels = [(f"Title {number}", panel(*size, 100 + number)) for number, size in enumerate(sizes)]
    drawn = page(panels, "Score 69 ± 6 of 100", [SENTENCE] * 3, list(Finding))
    assert drawn.shape[1] >= max(1000, sum(width for width, _ in sizes))
    for number, (width, height) in enumerate(sizes):
        grey = (100 + number,) * 3
        rows, columns = np.nonzero((drawn == grey).all(axis=2))
        assert len(rows) == width * height
        assert [int(np.ptp(columns)) + 1, int(np.ptp(rows)) + 1] == [width, height]


@given(st.text(st.sampled_from("abc 12 "), max_size=200), st.floats(30, 400))
def test_wrapping_keeps_all_words_and_fits(sentence: str, room_px: float) -> None:
    lines = wrapped(sentence, 12.0, room_px)
    assert " ".join(lines).split() == sentence.split()
    assert all(text_width_px(line, 12.0) <= room_px or " " not in line for line in lines)
