"""Judgements put into words, from message files that can be translated."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from poise.analysis.comparison import Comparison, MissingPart, Remark, missing_parts, remarks_on

_MESSAGES = Path(__file__).parent / "messages"
# A part of the body is praised when all its compared limbs are off by less than this, in degrees.
_PRAISED_BELOW_DEG = 12.0
# Below the first score no limb stands out, yet the whole differs; from the second on nothing does.
_ALIKE_FROM_SCORE, _SAME_FROM_SCORE = 70.0, 95.0
_PARTS = {
    "arms": ("upper_arm", "forearm"),
    "legs": ("thigh", "shank"),
    "trunk": ("trunk", "shoulder_line", "hip_line"),
}


def words_on(comparison: Comparison, *, language: str = "en") -> tuple[str, ...]:
    """Say a comparison in sentences: what could not be compared, what was good, then at most three changes.

    Parameters
    ----------
    comparison : Comparison
        What was found.
    language : str
        One of those that have a message file.
    """
    messages = _messages(language)
    if comparison.reason is not None:
        return (messages["verdict"]["cannot_judge"].format(reason=comparison.reason),)
    missing = [_missing_sentence(part, messages) for part in missing_parts(comparison)]
    remarks = [sentence(remark, language=language) for remark in remarks_on(comparison)]
    if remarks:
        said = [*_praise(comparison, messages)[:1], *remarks]
    else:
        said = [messages["verdict"][_verdict(comparison, is_whole=not missing)]]
    declared = [messages["declared"][part.value.replace("-", "_")] for part in comparison.without]
    return (*missing, *declared, *([messages["verdict"]["mirrored"]] if comparison.mirrored else []), *said)


def _verdict(comparison: Comparison, *, is_whole: bool) -> str:
    """Return what is said where no limb has to change."""
    score = comparison.score or 0.0
    if score < _ALIKE_FROM_SCORE:
        return "differs"
    if not is_whole:
        return "seen_alike"
    return "same" if score >= _SAME_FROM_SCORE else "good"


def _missing_sentence(missing: MissingPart, messages: dict[str, Any]) -> str:
    which = f"{missing.side}_{missing.part}" if missing.side else f"{missing.part}s"
    return str(messages["missing"][which].format(why=messages["hidden"][missing.hidden.name.lower()]))


def sentence(remark: Remark, *, language: str = "en") -> str:
    """Say one remark."""
    messages = _messages(language)
    side, part = _side_and_part(remark.limb)
    spoken = {"side": messages["sides"].get(side, ""), "amount": f"{remark.amount_deg:.0f}"}
    if remark.joints:
        joint: str = messages["joints"]["_".join(remark.joints)]
        return str(messages["joint_remarks"][remark.action].format(joint=joint, **spoken))
    return str(messages["remarks"][part][remark.action].format(**spoken))


def _side_and_part(limb: str) -> tuple[str, str]:
    side, _, part = limb.partition("_")
    return (side, part) if side in ("left", "right") else ("", limb)


def _praise(comparison: Comparison, messages: dict[str, Any]) -> list[str]:
    praised = []
    for part, names in _PARTS.items():
        limbs = [limb for limb in comparison.limbs if limb.name.endswith(names)]
        if all(limb.is_compared and limb.error_deg < _PRAISED_BELOW_DEG for limb in limbs):
            praised.append(messages["praise"][part])
    return praised


@cache
def _messages(language: str) -> dict[str, Any]:
    return tomllib.loads((_MESSAGES / f"comparison.{language}.toml").read_text("utf-8"))
