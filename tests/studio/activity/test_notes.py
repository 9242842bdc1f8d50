"""Notes of sets: what they may hold, and how one set's stand beside the others'."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError
from tests.contract.records import session

from poise.errors import RequestError
from poise.studio.activity.notes import MAX_SETS, SessionNotes, SetNotes, add_notes, notes_of


def test_the_notes_of_one_set_leave_those_of_the_others_alone() -> None:
    first = add_notes(session(), {"1": SetNotes(weight_kg=20), "2": SetNotes(effort_rpe=8.5)})
    found = notes_of(add_notes(first, {"2": SetNotes(weight_kg=22.5, note="easy")}))
    assert found.sets == {"1": SetNotes(weight_kg=20), "2": SetNotes(weight_kg=22.5, note="easy")}
    assert notes_of(session()) == SessionNotes()


def test_notes_of_the_session_hold_for_sets_without_their_own() -> None:
    given = {"": SetNotes(weight_kg=20, effort_rpe=7, note="all"), "2": SetNotes(weight_kg=25)}
    found = notes_of(add_notes(session(), given))
    assert found.of_set("1") == SetNotes(weight_kg=20, effort_rpe=7)
    assert found.of_set("2") == SetNotes(weight_kg=25, effort_rpe=7)


def test_no_weight_is_another_thing_than_the_weight_of_the_session() -> None:
    found = notes_of(add_notes(session(), {"": SetNotes(weight_kg=20), "2": SetNotes(weight_kg=0)}))
    assert found.of_set("2").weight_kg == 0


def test_empty_notes_remove_what_was_there() -> None:
    noted = add_notes(session(), {"1": SetNotes(weight_kg=20), "": SetNotes(note="tired")})
    assert notes_of(add_notes(noted, {"1": SetNotes(), "": SetNotes()})) == SessionNotes()


def test_a_session_has_notes_of_so_many_sets_and_no_more() -> None:
    noted = add_notes(session(), {str(n): SetNotes(weight_kg=1) for n in range(1, MAX_SETS + 1)})
    with pytest.raises(RequestError, match="200 sets"):
        add_notes(noted, {"999": SetNotes(weight_kg=1)})


@pytest.mark.parametrize(
    "given",
    [
        {"weight_kg": -1}, {"weight_kg": 1001}, {"weight_kg": float("nan")}, {"effort_rpe": 0.5}, {"effort_rpe": 10.5},
        {"effort_rpe": 7.3}, {"note": "x" * 501}, {"reps": 3}, {"sets": {"0": {}}}, {"sets": {"squat": {}}},
    ],
)  # fmt: skip
def test_notes_that_cannot_be_are_refused(given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        SessionNotes.model_validate(given)


def test_notes_that_somebody_spoiled_in_the_store_are_none() -> None:
    assert notes_of(session(details={"notes": {"weight_kg": "heavy"}})) == SessionNotes()
