"""What coaching found, as JSON: field for field what Poise has always printed and kept."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from poise.analysis.repetition import (
    Completed,
    Cue,
    Event,
    Fatigue,
    Fault,
    HoldChanged,
    Level,
    Notice,
    Repetition,
    SetSummary,
    Severity,
    Tempo,
    Unfinished,
)
from poise.studio.coaching.results import CoachingEvent, SetResult, coaching_event

FAULT = Fault("too-shallow", Severity.MAJOR, 1.08449, "Go lower", 61.0, 95.0)
REPETITION = Repetition(
    number=1,
    start_s=0.50049,
    peak_s=1.08449,
    end_s=1.6684999,
    side="both",
    is_accurate=False,
    score=61.0,
    faults=(FAULT,),
    range_deg={"left_knee_flexion": 102.96, "right_knee_flexion": math.nan},
    tempo=Tempo(0.50049, 0.0834, 0.4999),
    amplitude=0.64,
    asymmetry=None,
    unjudged={"knees-in": "not seen from the side"},
    announced_s=1.7,
)
SUMMARY = SetSummary(
    exercise="squat",
    level=Level.STRICT,
    attempted=1,
    accurate=0,
    unfinished=1,
    other_movements=2,
    hold_s=0.0,
    score=61.0,
    consistency=None,
    fatigue=Fatigue(5.3, None),
    rests_s=((2.00049, 5.1),),
    repetitions=(REPETITION,),
    faults=(replace(FAULT, severity=Severity.MINOR),),
    unjudged={"knees-in": "not seen from the side"},
    notices=(Notice(3.14159, "lost", "I cannot see you."),),
)

FAULT_JSON = {"name": "too-shallow", "time_s": 1.084, "cue": "Go lower", "severity": "major", "parts": []}
REPETITION_JSON = {
    "number": 1,
    "start_s": 0.5,
    "peak_s": 1.084,
    "end_s": 1.668,
    "accurate": False,
    "score": 61.0,
    "side": "both",
    "faults": [FAULT_JSON],
    "range_deg": {"left_knee_flexion": 103.0},
    "tempo_s": {"eccentric": 0.5, "pause": 0.083, "concentric": 0.5},
    "asymmetry": None,
}
# As Poise 0.1 wrote it into sessions.
SET_JSON: dict[str, Any] = {
    "exercise": "squat",
    "level": "strict",
    "attempted": 1,
    "accurate": 0,
    "unfinished": 1,
    "other_movements": 2,
    "hold_s": 0.0,
    "score": 61.0,
    "consistency": None,
    "fatigue": {"range_percent": 5.3, "concentric_percent": None},
    "rests_s": [{"start_s": 2.0, "end_s": 5.1}],
    "repetitions": [REPETITION_JSON],
    "faults": [{**FAULT_JSON, "severity": "minor", "parts": []}],
    "unjudged": {"knees-in": "not seen from the side"},
    "notices": [{"name": "lost", "time_s": 3.142, "text": "I cannot see you."}],
}


def test_a_set_is_written_as_it_always_was_and_says_its_kind() -> None:
    assert SetResult.of(SUMMARY).document() == {"kind": "coaching", **SET_JSON}


def test_what_is_written_is_read_again() -> None:
    result = SetResult.of(SUMMARY)
    assert SetResult.read(result.document()) == result


@pytest.mark.parametrize(
    "more",
    [{}, {"kind": "coaching"}, {"set": 3}, {"fatigue": {**SET_JSON["fatigue"], "later": 1}}],
    ids=["without a kind", "with a kind", "with a field of its list", "with an unknown field inside"],
)
def test_a_set_that_another_poise_wrote_is_read(more: dict[str, Any]) -> None:
    assert SetResult.read({**SET_JSON, **more}) == SetResult.of(SUMMARY)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "comparison"},
        {"attempted": None},
        {"hold_s": math.nan},
        {"level": "cruel"},
        {"repetitions": [{}]},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_what_is_no_set_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        SetResult.read({**SET_JSON, **wrong})


@pytest.mark.parametrize(
    ("event", "written"),
    [
        (Completed(1.70049, REPETITION), {"kind": "repetition", "repetition": REPETITION_JSON}),
        (
            Cue(1.70049, "knees-in", "Push your knees out"),
            {"kind": "cue", "rule": "knees-in", "text": "Push your knees out", "parts": []},
        ),
        (Notice(1.7, "cut", "Step back"), {"kind": "notice", "code": "cut", "text": "Step back"}),
        (
            HoldChanged(1.7, is_holding=True, hold_s=0.8),
            {"kind": "hold", "is_holding": True, "hold_s": 0.8},
        ),
        (Unfinished(1.7, 0.12345, 1.23456), {"kind": "unfinished", "start_s": 0.123, "end_s": 1.235}),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, dict) else "",
)
def test_each_event_is_written_with_its_kind_and_read_by_it(event: Event, written: dict[str, Any]) -> None:
    found = coaching_event(event)
    assert found.document() == {"time_s": 1.7, **written}
    known: TypeAdapter[CoachingEvent] = TypeAdapter(CoachingEvent)
    assert known.validate_python(found.document()) == found


def test_a_measure_that_is_no_number_never_gets_into_json() -> None:
    with pytest.raises(ValidationError):
        SetResult.of(replace(SUMMARY, score=math.nan))
