"""How many guesses a password withstands, estimated by zxcvbn."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.resources import files

_MAX_LENGTH = 40  # characters; longer ones would take long to estimate, and their beginning is enough

# Which key of the US keyboard, that zxcvbn knows, has the same place: the keys of the layouts "German", "French" and
# "Russian" of Windows (KBDGR, KBDFR, KBDRU), row by row. A walk over the keys becomes the same walk on a US keyboard.
# Words too become what those who leak passwords typed on the wrong layout: "gfhjkm" is the Russian word for password.
_US_KEYS = "1234567890qwertyuiop[]asdfghjkl;'zxcvbnm,./"
_LAYOUTS = tuple(
    str.maketrans(keys + keys[10:].upper(), _US_KEYS + _US_KEYS[10:].upper())
    for keys in (
        "1234567890qwertzuiopü+asdfghjklöäyxcvbnm,.-",
        "&é\"'(-è_çàazertyuiop^$qsdfghjklmùwxcvbn,;:!",
        "1234567890йцукенгшщзхъфывапролджэячсмитьбю.",
    )
)

# zxcvbn's own list of years ends with 2019; it counts 50 guesses for any that is less than 20 years away.
_YEARS = tuple(map(str, range(2020, 2050)))
_GUESSES_OF_A_YEAR = 50


def estimate_guesses(password: str, words: Sequence[str]) -> float:
    """Return the number of guesses after which a guesser finds a password.

    zxcvbn (Wheeler, "zxcvbn: Low-Budget Password Strength Estimation", USENIX Security 2016) finds words, names and
    leaked passwords by frequency, walks over the keys, dates, repetitions, sequences and substitutions of letters. We
    ask it for each spelling that a guesser tries: also without what stands between words, and by the keys of other
    keyboards.

    Its sum for a sequence of n parts is left out (10,000 to the power of n - 1): it stands for a guesser who tries
    short sequences first, and calls "Sommer2026!!" as strong as any three parts. The product of the parts remains.

    Parameters
    ----------
    password : str
        Of which the first 40 characters count.
    words : sequence of str
        In lower case, the likeliest first: of the person, and of this product.
    """
    from zxcvbn.matching import RANKED_DICTIONARIES, build_ranked_dict, omnimatch
    from zxcvbn.scoring import most_guessable_match_sequence

    # Not `zxcvbn.zxcvbn`, which puts the words into its module's table: two threads would mix them up.
    known = {
        **RANKED_DICTIONARIES,
        "user_inputs": build_ranked_dict([*words, *common_words()]),
        "years": dict.fromkeys(_YEARS, _GUESSES_OF_A_YEAR),
    }
    return min(
        float(most_guessable_match_sequence(one, omnimatch(one, known), _exclude_additive=True)["guesses"])
        for one in set(_spellings(password))
    )


@lru_cache(maxsize=1)
def common_words() -> tuple[str, ...]:
    """Return our own list of words, beside those of zxcvbn."""
    text = files("poise.studio.people").joinpath("common_words.txt").read_text("utf-8")
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))


def _spellings(password: str) -> Iterator[str]:
    plain = unicodedata.normalize("NFKC", password)[:_MAX_LENGTH]
    yield plain
    yield re.sub(r"[\s._-]+", "", plain) or plain
    yield from (plain.translate(layout) for layout in _LAYOUTS)
