"""The measurement of faults, on every case once: nothing is selected, so it guards the totals that are written down."""

from __future__ import annotations

import os

from benchmarks.accuracy.faults.__main__ import measure
from benchmarks.accuracy.faults.cases import cases, unjudged_faults

from poise.analysis.repetition import Kind
from poise.catalogue import catalogue

HOLDS = {name for name, exercise in catalogue().items() if exercise.kind is Kind.HOLD}


# Half repetitions of these, and elbows that drift in a push-down, are not all seen as such, as docs/engine.md says.
EVERY = 1 if os.environ.get("POISE_STRESS") else 2
WEAK = {"kettlebell-swing", "triceps-pushdown"}


def test_most_faults_are_found_and_none_is_invented_where_no_case_is_selected() -> None:
    tally = measure([7], yaws_of_view=1, every=EVERY)
    assert len(tally.wanted) == len(list(cases())[::EVERY]) > 180
    known = [key for key in tally.wanted if key[0] not in WEAK]
    judged = sum(tally.wanted[key] - tally.abstained[key] for key in known)
    assert sum(tally.found[key] for key in known) / judged >= 0.97, (
        "docs/engine.md says how many, and which are missed"
    )
    assert tally.found_share >= 0.94
    assert tally.invented_share <= 0.02
    assert set(tally.clean) == set(catalogue())
    missed_holds = [key for key in tally.wanted if key[0] in HOLDS and tally.found[key] < tally.wanted[key]]
    assert missed_holds == []
    assert not [key for key in +tally.miscounted if key[0] in HOLDS]


def test_every_hold_has_faults_that_are_measured() -> None:
    assert {exercise.identifier for exercise, *_ in cases() if exercise.kind is Kind.HOLD} == HOLDS


def test_what_the_catalogue_has_no_rule_for_is_named() -> None:
    assert unjudged_faults() == [
        "squat: heels_up",
        "forward-lunge: knee_over_toe",
        "forward-lunge: short_step",
        "reverse-lunge: knee_over_toe",
        "reverse-lunge: short_step",
        "deadlift: back_rounded",
        "romanian-deadlift: back_rounded",
        "step-up: trunk_lean",
        "kettlebell-swing: squatting",
        "fire-hydrant: straight_knee",
        "donkey-kick: straight_knee",
    ]
