"""Plain letters: what is left of a text when its letters lose their accents and their style."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# The names of the Unicode Character Database say what a letter is a form of: "LATIN LETTER SMALL CAPITAL R", "LATIN
# SMALL LETTER R WITH TAIL", "NEGATIVE SQUARED LATIN CAPITAL LETTER R", "REGIONAL INDICATOR SYMBOL LETTER R".
_SMALL_CAPITAL = re.compile(r"(LATIN|GREEK|CYRILLIC) LETTER SMALL CAPITAL (.+)")
_MODIFIED = re.compile(r"(LATIN|GREEK|CYRILLIC) (SMALL|CAPITAL) LETTER (.+?) WITH .+")
_ENCLOSED = re.compile(r".*(?:LATIN|SYMBOL)(?: CAPITAL| SMALL)? LETTER ([A-Z])")

# Canonical combining classes (Unicode Standard, section 4.3) of marks that accent a letter in any script: overlays,
# the points of Hebrew and Arabic, and what stands above or below. The others make other letters: the vowels of
# Devanagari or Thai, and the strokes that make Japanese "ga" of "ka".
_OVERLAY = 1
_POINTS = range(10, 37)
_ACCENTS = range(200, 256)


def plain_letters(text: str) -> str:
    """Return a text in compatibility decomposition, without accents, and with plain letters for styled ones.

    Examples
    --------
    >>> plain_letters("R\N{LATIN LETTER SMALL CAPITAL O}o\N{COMBINING MACRON BELOW}t")
    'Root'
    """
    apart = unicodedata.normalize("NFKD", text)
    styled = unicodedata.normalize("NFKD", "".join(map(_plain, apart)))
    kept: list[str] = []
    takes_marks = False  # whether a mark that follows makes another letter of what stands before it
    for character in styled:
        if unicodedata.category(character) not in {"Mn", "Me"}:
            takes_marks = unicodedata.category(character) in {"Lo", "Lm", "Mc"}
        elif not takes_marks or _is_accent(character):
            continue
        kept.append(character)
    return "".join(kept)


def _is_accent(mark: str) -> bool:
    place = unicodedata.combining(mark)
    return unicodedata.category(mark) == "Me" or place == _OVERLAY or place in _POINTS or place in _ACCENTS


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    """Return the letter or digit of which a character is a form, or the character."""
    if character.isascii():
        return character
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    name = unicodedata.name(character, "")
    if found := _SMALL_CAPITAL.fullmatch(name):
        return _lookup(f"{found[1]} SMALL LETTER {found[2]}", character)
    if found := _MODIFIED.fullmatch(name):
        return _lookup(f"{found[1]} {found[2]} LETTER {found[3]}", character)
    if found := _ENCLOSED.fullmatch(name):
        return found[1]
    return character


def _lookup(name: str, otherwise: str) -> str:
    try:
        return unicodedata.lookup(name)
    except KeyError:
        return otherwise
