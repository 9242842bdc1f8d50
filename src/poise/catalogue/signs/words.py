"""What is said about a hand, from message files that can be translated."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from poise.analysis.signing.verify import Correction, Part, Verdict

_MESSAGES = Path(__file__).parents[1] / "messages"
_FINGERS = (Part.INDEX, Part.MIDDLE, Part.RING, Part.LITTLE)


def words_on_verdict(verdict: Verdict, symbol: str, *, language: str = "en") -> tuple[str, ...]:
    """Say whether a symbol was shown, then what to change, most important first.

    Parameters
    ----------
    verdict : Verdict
        Of a hand that was to show the symbol.
    symbol : str
        A letter, a digit, or the name of a sign.
    language : str
        One of those that have a message file.
    """
    messages = _messages(language)["verdict"]
    if verdict.is_shown:
        return (messages["shown"].format(symbol=symbol),)
    corrections = tuple(correction_sentence(one, language=language) for one in verdict.corrections)
    return (messages["not_shown"].format(symbol=symbol), *(corrections or (messages["unsure"],)))


def correction_sentence(correction: Correction, *, language: str = "en") -> str:
    """Say one thing to change."""
    messages = _messages(language)
    if correction.part in _FINGERS:
        finger = messages["fingers"][correction.part]
        return str(messages["finger"][correction.action]).format(finger=finger)
    return str(messages[correction.part][correction.action])


@cache
def _messages(language: str) -> dict[str, Any]:
    return tomllib.loads((_MESSAGES / f"signing.{language}.toml").read_text("utf-8"))
