"""Shapes and words of signs: whole in every language."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from poise.analysis.signing.verify import Action, Correction, Part, Verdict
from poise.catalogue.signs import digit_shapes, letter_shapes, read_alphabet, read_references
from poise.catalogue.signs.words import correction_sentence, words_on_verdict

MESSAGES = Path(__file__).parents[2] / "src/poise/catalogue/messages"
FINGERS = (Part.INDEX, Part.MIDDLE, Part.RING, Part.LITTLE)
PAIRS = {
    **dict.fromkeys(FINGERS, (Action.BEND, Action.STRAIGHTEN)),
    Part.THUMB: (Action.OUT, Action.ACROSS, Action.UP, Action.DOWN, Action.IN_FRONT, Action.CLOSER),
    Part.INDEX_AND_MIDDLE: (Action.APART, Action.TOGETHER, Action.CROSS),
    Part.PALM: (Action.TO_CAMERA, Action.FINGERS_UP, Action.FINGERS_LEVEL, Action.FINGERS_DOWN),
}


def test_every_still_letter_and_digit_has_a_shape_a_model_and_references() -> None:
    for name, shapes in (("letters", letter_shapes()), ("digits", digit_shapes())):
        assert set(shapes) == set(read_alphabet(name).symbols) == set(read_references(name))
    assert set(letter_shapes()) == set("ABCDEFGHIKLMNOPQRSTUVWXY")
    assert set(digit_shapes()) == set("0123456789")


def test_the_languages_have_the_same_keys() -> None:
    english, german = (
        tomllib.loads((MESSAGES / f"signing.{language}.toml").read_text()) for language in ("en", "de")
    )
    assert {key: set(rows) for key, rows in english.items()} == {
        key: set(rows) for key, rows in german.items()
    }


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_correction_has_its_own_sentence(language: str) -> None:
    said = [
        correction_sentence(Correction(part, action, 3.0), language=language)
        for part, actions in PAIRS.items()
        for action in actions
    ]
    assert len(set(said)) == len(said)
    assert all(one.endswith(".") and "{" not in one for one in said)


def test_a_finger_is_named_in_the_sentence() -> None:
    correction = Correction(Part.RING, Action.BEND, 3.0)
    assert correction_sentence(correction) == "Bend your ring finger."
    assert correction_sentence(correction, language="de") == "Beuge deinen Ringfinger."


def test_a_verdict_is_said_before_what_to_change() -> None:
    bend = Correction(Part.INDEX, Action.BEND, 3.0)
    assert words_on_verdict(Verdict(True, 0.9, ()), "A") == ("That is A.",)
    assert words_on_verdict(Verdict(False, 0.0, (bend,)), "A") == (
        "That is not A yet.",
        "Bend your index finger.",
    )
    assert len(words_on_verdict(Verdict(False, 0.0, ()), "A")) == 2
