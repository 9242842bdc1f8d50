"""Names of strangers' files, for people to read: never the name of a file of ours."""

from __future__ import annotations

import unicodedata

MAX_NAME = 120  # characters
_UNNAMED = "film"
_MAX_SUFFIX = 8
# Control characters, invisible ones (marks of writing direction among them), halves of characters, and those that
# mean what somebody made them mean.
_LEFT_OUT = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def clean_file_name(name: str) -> str:
    r"""Return a file's name without its folders and without what shows nothing or turns the text around.

    Examples
    --------
    >>> clean_file_name("C:\\films\\squat.mp4"), clean_file_name("../../etc/passwd"), clean_file_name("  ")
    ('squat.mp4', 'passwd', 'film')
    """
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    normal = unicodedata.normalize("NFC", last)
    kept = "".join(" " if one.isspace() else one for one in normal if one.isspace() or _is_shown(one))
    tidy = " ".join(kept.split()).strip()
    return _shorten(tidy) if tidy.strip(". ") else _UNNAMED


def _is_shown(character: str) -> bool:
    return unicodedata.category(character) not in _LEFT_OUT


def _shorten(name: str) -> str:
    if len(name) <= MAX_NAME:
        return name
    stem, dot, suffix = name.rpartition(".")
    ending = f"…{dot}{suffix}" if stem and len(suffix) <= _MAX_SUFFIX else "…"
    return name[: MAX_NAME - len(ending)] + ending
