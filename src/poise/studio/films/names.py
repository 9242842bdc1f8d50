"""Names of strangers' files, for people to read: never the name of a file of ours."""

from __future__ import annotations

import unicodedata

MAX_NAME = 120  # characters
MAX_NAME_BYTES = 200  # in UTF-8: file systems take 255
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
    if _fits(name):
        return name
    stem, dot, suffix = name.rpartition(".")
    ending = f"…{dot}{suffix}" if stem and len(suffix) <= _MAX_SUFFIX else "…"
    kept = min(len(name), MAX_NAME - len(ending))
    while not _fits(name[:kept] + ending):
        kept -= 1
    return name[:kept] + ending


def _fits(name: str) -> bool:
    return len(name) <= MAX_NAME and len(name.encode()) <= MAX_NAME_BYTES
