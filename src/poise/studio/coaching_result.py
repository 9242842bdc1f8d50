"""What the engine said, as JSON objects for machines: the terminal, the live socket and the history share them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from poise.analysis.repetition import (
    Completed,
    Cue,
    Event,
    Fault,
    HoldChanged,
    Notice,
    Repetition,
    SetSummary,
)


def summary_object(summary: SetSummary) -> dict[str, Any]:
    """Return a set's result as `poise coach --json` prints it; no NaN, no array inside an array."""
    return {
        "exercise": summary.exercise,
        "level": summary.level.value,
        "attempted": summary.attempted,
        "accurate": summary.accurate,
        "unfinished": summary.unfinished,
        "other_movements": summary.other_movements,
        "hold_s": summary.hold_s,
        "score": summary.score,
        "consistency": summary.consistency,
        "fatigue": {
            "range_percent": summary.fatigue.range_percent,
            "concentric_percent": summary.fatigue.concentric_percent,
        },
        "rests_s": [{"start_s": round(start, 3), "end_s": round(end, 3)} for start, end in summary.rests_s],
        "repetitions": [repetition_object(repetition) for repetition in summary.repetitions],
        "faults": _fault_objects(summary.faults),
        "unjudged": dict(summary.unjudged),
        "notices": [
            {"name": notice.code, "time_s": round(notice.time_s, 3), "text": notice.text}
            for notice in summary.notices
        ],
    }


def repetition_object(repetition: Repetition) -> dict[str, Any]:
    """Return one repetition with its verdict."""
    return {
        "number": repetition.number,
        "start_s": round(repetition.start_s, 3),
        "peak_s": round(repetition.peak_s, 3),
        "end_s": round(repetition.end_s, 3),
        "accurate": repetition.is_accurate,
        "score": repetition.score,
        "side": repetition.side,
        "faults": _fault_objects(repetition.faults),
        "range_deg": {
            name: round(value, 1) for name, value in repetition.range_deg.items() if math.isfinite(value)
        },
        "tempo_s": {
            "eccentric": round(repetition.tempo.eccentric_s, 3),
            "pause": round(repetition.tempo.pause_s, 3),
            "concentric": round(repetition.tempo.concentric_s, 3),
        },
        "asymmetry": repetition.asymmetry,
    }


def event_object(event: Event) -> dict[str, Any]:
    """Return one thing that the engine said, with its ``name`` and ``time_s``."""
    about: dict[str, Any] = {"time_s": round(event.time_s, 3)}
    if isinstance(event, Completed):
        return {"name": "repetition", **about, "repetition": repetition_object(event.repetition)}
    if isinstance(event, Cue):
        return {"name": "cue", **about, "rule": event.rule, "text": event.text}
    if isinstance(event, Notice):
        return {"name": "notice", **about, "code": event.code, "text": event.text}
    if isinstance(event, HoldChanged):
        return {"name": "hold", **about, "is_holding": event.is_holding, "hold_s": event.hold_s}
    return {
        "name": "unfinished",
        **about,
        "start_s": round(event.start_s, 3),
        "end_s": round(event.end_s, 3),
    }


def _fault_objects(faults: Iterable[Fault]) -> list[dict[str, Any]]:
    return [
        {
            "name": fault.name,
            "time_s": round(fault.time_s, 3),
            "cue": fault.cue,
            "severity": fault.severity.value,
        }
        for fault in faults
    ]
