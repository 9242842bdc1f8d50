"""Names: what one may be called, so that nobody can pass for somebody else."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache

from poise.errors import Conflict, RequestError
from poise.store import Store
from poise.store.keys import name_key
from poise.store.paging import every
from poise.studio.people.plain_letters import plain_letters

_LONGEST = 64
# Accents beyond what any language piles onto one letter cover what stands above and below.
_MOST_MARKS = 3

# Default_Ignorable_Code_Point of the Unicode Character Database 16, DerivedCoreProperties.txt, which Python does not
# carry, and the blank Braille pattern: they show nothing, so that two names look alike.
_INVISIBLE = (
    (0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F),
    (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x2800, 0x2800), (0x3164, 0x3164), (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A),
    (0xE0000, 0xE0FFF),
)  # fmt: skip

# What may stand together, of Unicode Technical Standard 39, "Highly Restrictive" (section 5.2): one script, or Latin
# with those of Japanese, Chinese or Korean.
_TOGETHER = (
    frozenset({"LATIN", "HAN", "HIRAGANA", "KATAKANA"}),
    frozenset({"LATIN", "HAN", "BOPOMOFO"}),
    frozenset({"LATIN", "HAN", "HANGUL"}),
)
_OF_EVERY_SCRIPT = frozenset({"COMMON", "INHERITED"})


def checked_name(name: str) -> str:
    """Return a name as it is kept.

    Raises
    ------
    RequestError
        If it is empty, too long, mixes scripts, or has characters that cannot be seen.
    """
    # Before the normal form, which turns some invisible characters into others, and after it.
    if _is_invisible_in(name):
        raise RequestError(_INVISIBLE_SENTENCE)
    tidy = " ".join(unicodedata.normalize("NFKC", name).split())
    if not tidy:
        raise RequestError("The name is empty; take one that you will remember.")
    if len(tidy) > _LONGEST:
        raise RequestError(f"The name is too long; take at most {_LONGEST} characters.")
    if not tidy.isprintable() or _is_invisible_in(tidy):
        raise RequestError(_INVISIBLE_SENTENCE)
    if not any(character.isalnum() for character in tidy):
        raise RequestError("The name has no letter and no digit; take one that can be spoken.")
    if _has_piled_marks(tidy):
        raise RequestError("The name has too many accents on one letter; leave some out.")
    if _is_mixed(tidy):
        raise RequestError("The name mixes letters of several alphabets that look alike; take one alphabet.")
    return tidy


async def require_distinct(store: Store, name: str) -> None:
    """Refuse a new name that is taken, or that looks like a taken one.

    Raises
    ------
    Conflict
        If it does.
    """
    key, wanted = name_key(name), looks_of(name)
    async for one in every(store.accounts):
        if name_key(one.name) == key:
            raise Conflict("This name is taken; please choose another one.")
        if looks_of(one.name) & wanted:
            raise Conflict("This name looks like one that is taken; please choose another one.")


@lru_cache(maxsize=4096)
def looks_of(name: str) -> frozenset[str]:
    """Return what a name looks like, as it is written, in capitals and in small letters.

    Two names that share one of these can be taken for each other: "admin" and "ADMlN" differ as they are written, but
    names are found without regard to case, so that whoever sees the second thinks of the first.
    """
    return frozenset(skeleton(one) for one in (name, name.upper(), name.casefold()))


def skeleton(name: str) -> str:
    """Return the skeleton of a name after Unicode Technical Standard 39, section 4, without regard to case.

    Spaces, punctuation and accents are left out as well, and small capitals and other styled letters are plain ones,
    which the standard does not do: "Ada.", "A da", "Adá" and "Ad\N{LATIN LETTER SMALL CAPITAL A}" pass for "Ada".
    """
    visible = "".join(one for one in unicodedata.normalize("NFKC", name) if not _is_invisible(one))
    alike = _prototypes(_prototypes(plain_letters(visible)).casefold())
    return "".join(one for one in plain_letters(alike) if not _is_overlooked(one))


def _is_overlooked(character: str) -> bool:
    category = unicodedata.category(character)
    # The block of spacing modifier letters; those of other scripts, as the Japanese long vowel, are read.
    return category[0] in "PZ" or category == "Sk" or "\u02b0" <= character <= "\u02ff"


def _prototypes(text: str) -> str:
    table = _confusables()
    apart = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFD", "".join(table.get(one, one) for one in apart))


@lru_cache(maxsize=1)
def _confusables() -> dict[str, str]:
    """Return what each character looks like: a sequence of several, or the least character of those that look alike.

    The library keeps Unicode's table without its direction. It is found again like this: only single characters look
    like sequences, never the other way round, and of single characters any one may stand for all that look alike.
    """
    from confusable_homoglyphs.confusables import confusables_data

    alike = {
        one: [_bare(each["c"]) for each in found] for one, found in confusables_data.items() if len(one) == 1
    }
    table = _least_of_groups(alike)
    sequences = {one: [each for each in found if len(each) > 1] for one, found in alike.items()}
    return table | {one: found[0] for one, found in sequences.items() if found}


def _least_of_groups(alike: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return for each character the least of all to which it is joined, directly or by others."""
    joined: dict[str, set[str]] = {}
    for one, found in alike.items():
        for other in found:
            if len(other) == 1:
                joined.setdefault(one, set()).add(other)
                joined.setdefault(other, set()).add(one)
    least: dict[str, str] = {}
    for start in sorted(joined):
        waiting = [start]
        while waiting:
            character = waiting.pop()
            if character not in least:
                least[character] = start
                waiting += joined[character]
    return least


def _bare(text: str) -> str:
    return text.replace("\u200e", "")  # the table's own marks around what is written from right to left


def _is_invisible_in(text: str) -> bool:
    return any(_is_invisible(one) for one in text)


def _is_invisible(character: str) -> bool:
    point = ord(character)
    return any(first <= point <= last for first, last in _INVISIBLE)


def _has_piled_marks(text: str) -> bool:
    piled = 0
    for character in unicodedata.normalize("NFD", text):
        piled = piled + 1 if unicodedata.category(character) in {"Mn", "Me"} else 0
        if piled > _MOST_MARKS:
            return True
    return False


def _is_mixed(text: str) -> bool:
    from confusable_homoglyphs.categories import alias

    scripts = {alias(one) for one in text} - _OF_EVERY_SCRIPT
    return len(scripts) > 1 and not any(scripts <= together for together in _TOGETHER)


_INVISIBLE_SENTENCE = "The name has characters that cannot be seen; take others."
