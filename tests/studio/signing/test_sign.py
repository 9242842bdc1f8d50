"""A recording of a hand is spelled, and a word is verified letter by letter."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.studio.signing.recordings import write_nobody, write_word

from poise.errors import PoiseError, RequestError, UnsupportedMedia
from poise.studio.signing.sign import spell, verify_word


@pytest.mark.parametrize("is_left", [False, True], ids=["right", "left"])
def test_a_recording_is_spelled_by_the_hand_that_is_seen(tmp_path: Path, is_left: bool) -> None:
    found = spell(write_word(tmp_path / "fly.poise", "FLY", is_left=is_left))
    assert (found.text, found.hand) == ("FLY", "left" if is_left else "right")
    assert [letter.candidates[0].symbol for letter in found.letters] == ["F", "L", "Y"]
    assert [letter.time_s for letter in found.letters] == sorted(letter.time_s for letter in found.letters)


def test_digits_are_spelled_when_asked_for(tmp_path: Path) -> None:
    assert spell(write_word(tmp_path / "number.poise", "317"), digits=True).text == "317"


def test_a_word_that_is_shown_is_verified(tmp_path: Path) -> None:
    found = verify_word(write_word(tmp_path / "fly.poise", "FLY"), "fly")
    assert found.shown
    times = [letter.shown_s for letter in found.letters]
    assert None not in times
    assert times == sorted(one for one in times if one is not None)


@pytest.mark.parametrize(
    ("language", "sentence"), [("en", "Straighten your ring finger."), ("de", "Streck deinen Ringfinger.")]
)
def test_what_differs_is_said_of_a_letter_that_is_not_shown(
    tmp_path: Path, language: str, sentence: str
) -> None:
    found = verify_word(write_word(tmp_path / "v.poise", "V"), "W", language=language)
    assert not found.shown
    assert sentence in found.letters[0].corrections


def test_letters_have_to_come_in_the_order_of_the_word(tmp_path: Path) -> None:
    found = verify_word(write_word(tmp_path / "ly.poise", "LY"), "YL")
    assert [letter.shown_s is not None for letter in found.letters] == [True, False]


def test_numbers_are_verified_by_digits(tmp_path: Path) -> None:
    assert verify_word(write_word(tmp_path / "number.poise", "35"), "35").shown


def test_without_a_hand_nothing_is_spelled_or_shown(tmp_path: Path) -> None:
    path = write_nobody(tmp_path / "nobody.poise")
    assert (spell(path).text, spell(path).hand) == ("", None)
    assert not verify_word(path, "A").shown


@pytest.mark.parametrize("word", ["", "A1", "a b", "É", "A-B", "٣"])
def test_what_cannot_be_spelled_is_refused_in_a_sentence(tmp_path: Path, word: str) -> None:
    with pytest.raises(RequestError, match="Only letters"):
        verify_word(tmp_path / "none.poise", word)


def test_a_track_of_bodies_is_refused_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "track.npz"
    np.savez(path, t=np.zeros(2), lm_px=np.zeros((2, 33, 4)), lm_world_m=np.zeros((2, 33, 3)), wh=(64, 48))
    with pytest.raises(UnsupportedMedia, match="no recording"):
        spell(path)


def test_a_file_that_is_no_recording_is_refused_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "text.poise"
    path.write_text("no recording")
    with pytest.raises(PoiseError):
        spell(path)
