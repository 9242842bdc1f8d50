"""Judgements put into words, from message files that can be translated."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from poise.analysis.comparison import Comparison, Remark, remarks_on

_MESSAGES = Path(__file__).parent / "messages"
# A part of the body is praised when all its compared limbs are off by less than this, in degrees.
_PRAISED_BELOW_DEG = 12.0
_PARTS = {
    "arms": ("upper_arm", "forearm"),
    "legs": ("thigh", "shank"),
    "trunk": ("trunk", "shoulder_line", "hip_line"),
}


def words_on(comparison: Comparison, *, language: str = "en") -> tuple[str, ...]:
    """Say a comparison in sentences: what was good first, then at most three changes.

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
    remarks = [sentence(remark, language=language) for remark in remarks_on(comparison)]
    if not remarks:
        found = "same" if (comparison.score or 0.0) >= 95.0 else "good"
        remarks = [messages["verdict"][found]]
    else:
        remarks = [*_praise(comparison, messages)[:1], *remarks]
    return (*([messages["verdict"]["mirrored"]] if comparison.mirrored else []), *remarks)


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
