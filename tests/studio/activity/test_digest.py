"""What is kept of a session for progress: measured, noted, corrected, and made of every kind of result."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from tests.contract.records import session
from tests.studio.progress.histories import done_set, history, row
from tests.web.keeping import coached_details

from poise.store import SessionDigest
from poise.studio.activities import BUILT_IN
from poise.studio.activity.digest import VERSION, digest_of, encode_digest, is_present
from poise.studio.activity.done import DoneExercise
from poise.studio.activity.notes import SessionNotes
from poise.studio.progress.history import NUMBERS, read_history
from poise.studio.progress.refresh import refresh_digest


def repetition(number: int, *faults: str, range_deg: float = 100.0) -> dict[str, Any]:
    """Return a repetition as coaching keeps it."""
    found = [{"name": one, "time_s": 1.0, "cue": one, "severity": "major"} for one in faults]
    return {
        "number": number, "start_s": 1.0 * number, "peak_s": number + 0.5, "end_s": number + 0.9,
        "accurate": not faults, "score": 90.0, "side": "both", "faults": found,
        "range_deg": {"knee": range_deg, "hip": 60.0},
        "tempo_s": {"eccentric": 1.5, "pause": 0.2, "concentric": 1.0}, "asymmetry": 0.04,
    }  # fmt: skip


def numbers_of(digest: str, corrected: int | None = None) -> dict[str, float]:
    """Return the numbers of the only exercise of a session."""
    found = read_history([SessionDigest("session", 0, corrected, digest)], "UTC")
    return {name: float(found[name][0]) for name in NUMBERS}


def test_a_coached_session_is_measured_over_its_repetitions() -> None:
    first = {
        "attempted": 2,
        "accurate": 1,
        "repetitions": [repetition(1), repetition(2, "too-shallow", "heels-up")],
    }
    second = {"attempted": 1, "accurate": 0, "repetitions": [repetition(1, "too-shallow", range_deg=70.0)]}
    details = {**coached_details(first, second), "score": 80.5}
    kept = refresh_digest(session(details=details), BUILT_IN)
    found = numbers_of(kept.digest)
    assert (found["sets"], found["attempted"], found["accurate"], found["score"]) == (2, 3, 1, 80.5)
    assert found["range_deg"] == 90  # (100 + 100 + 70) / 3: each repetition weighs the same
    assert (found["eccentric_s"], found["concentric_s"], found["asymmetry"]) == (1.5, 1.0, 0.04)
    assert np.isnan(found["weight_kg"])
    assert json.loads(kept.digest)[1][-1] == {"too-shallow": 2, "heels-up": 1}


def test_volume_is_the_weight_of_each_set_times_its_repetitions() -> None:
    notes: dict[str, Any] = {
        "weight_kg": 20.0,
        "effort_rpe": 7.0,
        "sets": {"2": {"weight_kg": 25.0, "effort_rpe": 9.0}},
    }
    done = [DoneExercise("squat", None, (done_set("1"), done_set("2", attempted=6), done_set("3")))]
    found = numbers_of(encode_digest(done, SessionNotes.read(notes)))
    assert (found["weight_kg"], found["volume_kg"]) == (25, 10 * 20 + 6 * 25 + 10 * 20)
    assert found["effort_rpe"] == pytest.approx((7 + 9 + 7) / 3, abs=0.01)


@pytest.mark.parametrize(
    ("corrected", "attempted", "accurate", "volume_kg"),
    [(None, 10, 8, 200), (9, 10, 9, 200), (0, 10, 0, 200), (12, 12, 12, 240)],
)
def test_a_persons_own_count_counts_in_every_number_alike(
    corrected: int | None, attempted: int, accurate: int, volume_kg: float
) -> None:
    found = history(row(1, "2026-03-02T10:00", corrected=corrected, notes={"weight_kg": 20}))
    assert (found["attempted"][0], found["accurate"][0]) == (attempted, accurate)
    assert found["volume_kg"][0] == volume_kg
    shown = session(measures={"attempted": 10.0, "accurate": 8.0}, corrected=corrected).counted
    assert (found["attempted"][0], found["accurate"][0]) == (shown["attempted"], shown["accurate"])


def test_a_session_whose_result_cannot_be_read_is_measured_by_what_the_store_counted() -> None:
    kept = session(details={"kind": "coaching"}, measures={"attempted": 7.0, "accurate": 6.0, "hold_s": 0.0})
    found = numbers_of(refresh_digest(kept, BUILT_IN).digest)
    assert (found["attempted"], found["accurate"]) == (7, 6)


def test_a_session_of_an_unknown_kind_without_counts_is_a_session_without_exercises() -> None:
    kept = session(kind="dance", measures={}, details={})
    assert digest_of(kept, None, BUILT_IN) == f"[{VERSION}]"
    assert len(history(SessionDigest("session", 0, None, f"[{VERSION}]"))) == 0


@pytest.mark.parametrize(
    ("digest", "is_ours"),
    [
        ("", False),
        (f"[{VERSION}]", True),
        (f"[{VERSION},[]]", True),
        (f"[{VERSION}0]", False),
        ("[0,[]]", False),
    ],
)
def test_a_digest_of_another_version_is_told_from_ours(digest: str, is_ours: bool) -> None:
    assert is_present(digest) == is_ours


def test_a_session_that_goes_on_has_no_digest_yet() -> None:
    kept = session(details=coached_details())
    kept = replace(kept, state=type(kept.state).OPEN)
    assert refresh_digest(kept, BUILT_IN).digest == ""
