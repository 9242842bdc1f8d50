"""What came out of a recording in which somebody spells."""

from __future__ import annotations

from typing import Literal

from poise.studio.results import Result

LANGUAGE = "American fingerspelling (ASL)"


class Candidate(Result):
    """A symbol and how probable it is."""

    symbol: str
    probability: float


class SpelledLetter(Result):
    """A letter that was held.

    Parameters
    ----------
    time_s : float
        When it was taken.
    symbol : str or None
        None where a shape was held that is not sure.
    candidates : tuple of Candidate
        The best three.
    """

    time_s: float
    symbol: str | None
    candidates: tuple[Candidate, ...]


class SpelledFile(Result):
    """What the hands of a recording spell; `hand` is the one that was seen most, None where none was."""

    kind: Literal["spelled"] = "spelled"
    media: str
    language: str = LANGUAGE
    hand: Literal["left", "right"] | None
    text: str
    letters: tuple[SpelledLetter, ...]


class VerifiedLetter(Result):
    """Whether a letter of the word was shown, when, and what to change where it was not."""

    symbol: str
    shown_s: float | None
    corrections: tuple[str, ...]


class VerifiedFile(Result):
    """Whether the hands of a recording show a word, letter by letter."""

    kind: Literal["verified"] = "verified"
    media: str
    language: str = LANGUAGE
    hand: Literal["left", "right"] | None
    word: str
    shown: bool
    letters: tuple[VerifiedLetter, ...]
